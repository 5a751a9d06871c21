package onco

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// measures is what a document counts and measures: lymph nodes and tumour size.
type measures struct {
	nodes     []nodeCount
	examined  int // lymph nodes examined, 0 unknown
	positive  int // lymph nodes with tumour, -1 unknown
	nodeSpan  labels.Span
	sizes     []size
	sizeMM    float64 // greatest dimension of the tumour, 0 unknown
	sizeSpan  labels.Span
	nodeMets  bool // a lymph node metastasis is stated without a count
	nodesFree bool // lymph nodes are stated free of tumour without a count
	taken     bool // lymph nodes were taken out: "pelvic lymph nodes, dissection"
}

// nodeCount is one statement of nodes with tumour among nodes examined.
type nodeCount struct {
	positive, examined int
	span               labels.Span
	total              bool // a synoptic line for all nodes together
	final              bool // in the final diagnosis or the synopsis
}

// size is one measurement in millimetres.
type size struct {
	mm    float64
	span  labels.Span
	score float64 // how surely it is the tumour's
}

var (
	freeWords     = wordSet("no", "negative", "free", "benign", "without", "uninvolved", "reactive", "hyperplasia", "unremarkable", "not")
	involvedWords = wordSet("positive", "involved", "metastatic", "metastasis", "metastases", "containing", "contain", "tumor", "mets")
	examinedWords = wordSet("examined", "sampled", "total", "identified", "number", "submitted", "removed", "present")
	sizeWords     = wordSet("size", "dimension", "dimensions", "diameter", "measuring", "measures", "measured", "greatest", "maximum", "largest", "thickness", "extent")
	marginWords   = wordSet("margin", "margins", "closest", "distance", "from", "away", "within", "weighing", "block", "cassette", "specimen", "polyp", "cyst",
		"clearance", "node", "nodes", "uterus", "invasion", "depth", "adenoma", "leiomyoma", "skin", "ureter", "fat", "segment", "length")
	hashOf      = text.HashFold("of")
	hashCM      = text.HashFold("cm")
	hashMM      = text.HashFold("mm")
	hashX       = text.HashFold("x")
	hashSize    = text.HashFold("size")
	smallNumber = func() map[uint32]int {
		m := map[uint32]int{}
		for i, w := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty") {
			m[text.HashFold(w)] = i
		}
		return m
	}()
)

// measure reads the counts and the sizes of the document.
func (f *facts) measure() {
	f.measures.positive = -1
	for i := range f.doc.Sentences {
		mark := f.marks[i]
		if mark&markNode != 0 || i > 0 && f.marks[i-1]&markNode != 0 && f.doc.Sentences[i].Kind != text.Prose {
			f.countNodes(i)
		}
		f.measureSizes(i)
		if f.stagingDeferred(&f.doc.Sentences[i]) {
			f.deferred = true
		}
	}
	f.totalNodes()
	f.pickSize()
}

// number reads the token as a count.
func (f *facts) number(k int32) (int, bool) {
	t := &f.doc.Tokens[k]
	if t.Kind == text.Number && t.Len() <= 3 {
		n := 0
		for _, c := range []byte(t.Of(f.doc.Text)) {
			n = 10*n + int(c-'0')
		}
		return n, true
	}
	if t.Kind == text.Word {
		n, ok := smallNumber[t.Hash]
		return n, ok
	}
	return 0, false
}

// countNodes reads the node counts of a sentence: "2/15", "1 of 5", "three out
// of twelve", "number involved: 1", "twelve lymph nodes, negative".
func (f *facts) countNodes(i int) {
	d := &f.doc
	s := &d.Sentences[i]
	bits := uint32(0)
	for k := s.FirstToken; k < s.EndToken; k++ {
		bits |= wordBits(d.Tokens[k].Hash)
	}
	free, involved, took := bits&bitFree != 0, bits&bitInvolved != 0, bits&(bitSurgery|bitBiopsy) != 0
	own := f.marks[i]&markNode != 0
	f.measures.taken = f.measures.taken || own && took
	paired := false
	for k := s.FirstToken; k < s.EndToken; k++ {
		a, ok := f.number(k)
		if !ok {
			continue
		}
		b, end := f.pair(k, s)
		if end == 0 || b < a || b == 0 || b > 150 {
			continue
		}
		paired = true
		c := nodeCount{positive: a, examined: b, span: labels.Span{Start: int(d.Tokens[k].Start), End: int(d.Tokens[end-1].End)}, final: f.finalSentence(i)}
		if free && !involvedBefore(d, s, k) && a == b {
			c.positive = 0
		}
		if own || a == 0 {
			f.measures.nodes = append(f.measures.nodes, c)
		}
		k = end - 1
	}
	if paired || !own {
		return
	}
	if f.countWhole(i, free, involved) {
		return
	}
	if f.marks[i]&markMetastasi != 0 && !free {
		f.measures.nodeMets = true
		f.spanOf(i)
	} else if free && f.marks[i]&markMetastasi == 0 || free && involved {
		f.measures.nodesFree = true
		f.spanOf(i)
	}
}

func (f *facts) spanOf(i int) {
	if f.measures.nodeSpan.Len() == 0 {
		s := &f.doc.Sentences[i]
		f.measures.nodeSpan = labels.Span{Start: int(s.Start), End: int(s.End)}
	}
}

func involvedBefore(d *text.Doc, s *text.Sentence, k int32) bool {
	for j := k - 1; j >= s.FirstToken && j > k-8; j-- {
		if freeWords[d.Tokens[j].Hash] {
			return false
		}
		if involvedWords[d.Tokens[j].Hash] && metastasisWords[d.Tokens[j].Hash] {
			return true
		}
	}
	return false
}

// pair reads the second number of "a/b", "a of b", "a out of b", "a involved of
// b"; end is the index after it, 0 for none.
func (f *facts) pair(k int32, s *text.Sentence) (b int, end int32) {
	d := &f.doc
	j := k + 1
	if j >= s.EndToken {
		return 0, 0
	}
	t := &d.Tokens[j]
	if t.Kind == text.Punct && d.Text[t.Start] == '/' {
		n, ok := f.number(min(j+1, s.EndToken-1))
		if !ok || j+2 < s.EndToken && d.Tokens[j+2].Kind == text.Punct && d.Text[d.Tokens[j+2].Start] == '/' {
			return 0, 0
		}
		if k > s.FirstToken && d.Tokens[k-1].Kind == text.Punct && d.Text[d.Tokens[k-1].Start] == '/' {
			return 0, 0
		}
		return n, j + 2
	}
	for gap := int32(0); gap < 6 && j < s.EndToken; gap++ {
		t := &d.Tokens[j]
		if t.Hash == hashOf {
			for skip := int32(1); skip <= 3 && j+skip < s.EndToken; skip++ {
				if n, ok := f.number(j + skip); ok {
					return n, j + skip + 1
				}
			}
			return 0, 0
		}
		if t.Kind == text.Number || t.Kind == text.Punct && d.Text[t.Start] == ';' {
			return 0, 0
		}
		j++
	}
	return 0, 0
}

// finalSentence reports whether a sentence is of the diagnosis or the synopsis.
func (f *facts) finalSentence(i int) bool {
	k := f.doc.Sections[f.section[i]].Kind
	return k == text.SectionFinalDiagnosis || k == text.SectionStaging
}

// countWhole reads statements of one number: "number of positive nodes: 0",
// "twelve lymph nodes, negative for tumour".
func (f *facts) countWhole(i int, free, involved bool) bool {
	d := &f.doc
	s := &d.Sentences[i]
	for k := s.FirstToken; k < s.EndToken; k++ {
		n, ok := f.number(k)
		if !ok || n > 150 {
			continue
		}
		span := labels.Span{Start: int(d.Tokens[k].Start), End: int(d.Tokens[k].End)}
		keyed := k > s.FirstToken && d.Tokens[k-1].Kind == text.Punct && (d.Text[d.Tokens[k-1].Start] == ':' || d.Text[d.Tokens[k-1].Start] == '.')
		if keyed && k == s.EndToken-1 {
			exam, pos := false, false
			for j := s.FirstToken; j < k; j++ {
				exam = exam || examinedWords[d.Tokens[j].Hash]
				pos = pos || involvedWords[d.Tokens[j].Hash]
			}
			switch {
			case pos:
				f.measures.nodes = append(f.measures.nodes, nodeCount{positive: n, examined: -1, span: span, total: true, final: true})
				return true
			case exam && n > 0:
				f.measures.nodes = append(f.measures.nodes, nodeCount{positive: -1, examined: n, span: span, total: true, final: true})
				return true
			}
			continue
		}
		near := false
		for j := k + 1; j < s.EndToken && j <= k+4; j++ {
			near = near || nodeWords[d.Tokens[j].Hash]
		}
		if !near || n == 0 {
			continue
		}
		c := nodeCount{examined: n, span: span, final: f.finalSentence(i)}
		switch {
		case free:
			c.positive = 0
		case involved || f.marks[i]&markMetastasi != 0:
			c.positive = n
		default:
			continue
		}
		f.measures.nodes = append(f.measures.nodes, c)
		return true
	}
	return false
}

// totalNodes sums the parts, or takes a synopsis's totals.
func (f *facts) totalNodes() {
	me := &f.measures
	pos, exam, sumPos, sumExam := -1, 0, 0, 0
	seen := map[[2]int]bool{}
	final := false
	for _, c := range me.nodes {
		final = final || c.final && !c.total
	}
	for _, c := range me.nodes {
		if c.total {
			pos, exam = max(pos, c.positive), max(exam, c.examined)
			me.nodeSpan = c.span
			continue
		}
		if final && !c.final {
			continue
		}
		if me.nodeSpan.Len() == 0 || c.positive > 0 && sumPos == 0 {
			me.nodeSpan = c.span
		}
		key := [2]int{c.positive, c.examined}
		if seen[key] && c.examined > 3 {
			continue
		}
		seen[key] = true
		sumPos += c.positive
		sumExam += c.examined
	}
	switch {
	case pos >= 0:
		me.positive, me.examined = pos, max(exam, pos)
	case sumExam > 0:
		me.positive, me.examined = sumPos, max(exam, sumExam)
	case me.nodeMets:
		me.positive = 1
	case me.nodesFree:
		me.positive = 0
	}
}

// measureSizes reads "4.7 cm", "3.2 x 2.1 x 2 cm", "14 mm" of a sentence.
func (f *facts) measureSizes(i int) {
	d := &f.doc
	s := &d.Sentences[i]
	for k := s.FirstToken; k < s.EndToken; k++ {
		t := &d.Tokens[k]
		if t.Hash != hashCM && t.Hash != hashMM {
			continue
		}
		mm, from, ok := f.dimensions(k, s)
		if !ok {
			continue
		}
		if t.Hash == hashCM {
			mm *= 10
		}
		if mm <= 0 || mm > 400 {
			continue
		}
		score := 0.0
		for j := max(s.FirstToken, from-8); j < min(s.EndToken, k+5); j++ {
			h := d.Tokens[j].Hash
			if sizeWords[h] {
				score++
			}
			if tumourWords[h] {
				score += 1.5
			}
			if marginWords[h] {
				score -= 2
			}
			if h == hashSize {
				score += 2
			}
		}
		if f.finalSentence(i) {
			score++
		}
		if score > 0 {
			f.measures.sizes = append(f.measures.sizes, size{mm, labels.Span{Start: int(d.Tokens[from].Start), End: int(t.End)}, score})
		}
	}
}

// dimensions reads the numbers before the unit at token k and returns the
// greatest and the token where they begin.
func (f *facts) dimensions(k int32, s *text.Sentence) (mm float64, from int32, ok bool) {
	d := &f.doc
	j := k - 1
	for j >= s.FirstToken {
		v, start, good := f.decimal(j, s)
		if !good {
			break
		}
		mm, from, ok = max(mm, v), start, true
		j = start - 1
		if j < s.FirstToken || d.Tokens[j].Hash != hashX && d.Text[d.Tokens[j].Start] != '*' {
			break
		}
		j--
		if j >= s.FirstToken && (d.Tokens[j].Hash == hashCM || d.Tokens[j].Hash == hashMM) {
			j--
		}
	}
	return mm, from, ok
}

// decimal reads a number that ends at token j.
func (f *facts) decimal(j int32, s *text.Sentence) (float64, int32, bool) {
	d := &f.doc
	t := &d.Tokens[j]
	if t.Kind != text.Number || t.Len() > 4 {
		return 0, 0, false
	}
	n, _ := f.number(j)
	if j-1 >= s.FirstToken && d.Tokens[j-1].End == t.Start && d.Tokens[j-1].Kind == text.Punct && (d.Text[d.Tokens[j-1].Start] == '.' || d.Text[d.Tokens[j-1].Start] == ',') {
		frac := float64(n)
		for range t.Len() {
			frac /= 10
		}
		if j-2 >= s.FirstToken && d.Tokens[j-2].Kind == text.Number && d.Tokens[j-2].End == d.Tokens[j-1].Start {
			whole, ok := f.number(j - 2)
			return float64(whole) + frac, j - 2, ok
		}
		return frac, j - 1, true
	}
	return float64(n), j, true
}

// pickSize takes the surest size; of equally sure ones the greatest.
func (f *facts) pickSize() {
	top := 0.0
	for _, z := range f.measures.sizes {
		if z.score > top || z.score == top && z.mm > f.measures.sizeMM {
			top = z.score
			f.measures.sizeMM, f.measures.sizeSpan = z.mm, z.span
		}
	}
}
