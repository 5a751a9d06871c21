package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// sequelRows: what a stroke left behind, by the code that it has by itself, and
// the code as its sequel by side: none told, right, left (tabular list, I69.3).
var sequelRows = []struct{ code, open, right, left string }{
	{"G81.9", "I69.359", "I69.351", "I69.354"},
	{"G83.2", "I69.339", "I69.331", "I69.334"},
	{"G83.1", "I69.349", "I69.341", "I69.344"},
	{"R29.810", "I69.392", "I69.392", "I69.392"},
	{"R47.01", "I69.320", "I69.320", "I69.320"},
	{"R47.1", "I69.322", "I69.322", "I69.322"},
	{"R47.81", "I69.328", "I69.328", "I69.328"},
	{"R13.1", "I69.391", "I69.391", "I69.391"},
	{"R27.0", "I69.393", "I69.393", "I69.393"},
}

var (
	leftBehind  = hashSet("residual residuals sequela sequelae persistent lingering leftover")
	strokeWords = hashSet("stroke cva strokes infarct infarction poststroke")
	hashPost    = text.HashFold("post")
)

// sequels gives a deficit that a stroke of earlier left behind its code as one:
// "stroke in 2019 with residual left hemiparesis", "post-stroke dysphagia"
// (Official Guidelines, section I.C.9.d).
func (s *scratch) sequels() {
	for i := range s.codes {
		c := &s.codes[i]
		if c.status != Present && c.status != Historical || !s.x.is(c.code, codeSequel) {
			continue
		}
		code := s.x.dict.String(c.code)
		for _, r := range sequelRows {
			if !hasPrefix(code, r.code) {
				continue
			}
			if !s.leftByStroke(c.m) {
				break
			}
			want := r.open
			switch s.sideOf(c.m) {
			case icd10.Right:
				want = r.right
			case icd10.Left:
				want = r.left
			}
			if k, _, ok := s.x.dict.Lookup(want); ok {
				c.code, c.status = s.validCode(k), Present
			}
			break
		}
	}
}

// leftByStroke reports whether the words around a mention say that a stroke left
// it behind.
func (s *scratch) leftByStroke(m *match) bool {
	const far, near = 25, 4 // tokens
	toks := s.doc.Tokens
	first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
	residual, stroke := false, false
	for k := max(first, int(m.from)-far); k < min(last, int(m.to)+near+4); k++ {
		h := toks[k].Hash
		residual = residual || leftBehind[h] && k >= int(m.from)-near-4 && k <= int(m.to)+1
		if !strokeWords[h] {
			continue
		}
		stroke = true
		if k < int(m.from) && k >= int(m.from)-near && k > 1 && (toks[k-1].Hash == hashPost || s.isByte(k-1, '-') && toks[k-2].Hash == hashPost) {
			return true
		}
		if k > int(m.to) && (fromWords[toks[k-1].Hash] || k > 1 && fromWords[toks[k-2].Hash] && oldStroke[toks[k-1].Hash]) {
			return oldStroke[toks[k-1].Hash] || residual
		}
	}
	return residual && stroke
}

var (
	fromWords = hashSet("from after since following to")
	oldStroke = hashSet("prior old previous remote past")
)
