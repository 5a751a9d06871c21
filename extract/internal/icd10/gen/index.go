package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// index is the alphabetic index as a tree.
type index struct {
	rows []indexRow
	main map[string][]int // main terms by their words
}

type indexRow struct {
	level   int
	term    string
	see     string
	seeAlso string
	code    string
	parent  int
	kids    []int
	bags    []bag // alternatives: "hypoxia, hypoxic"
}

func readIndex(path string) (*index, error) {
	rows, err := readCSV(path)
	if err != nil {
		return nil, err
	}
	x := &index{main: make(map[string][]int)}
	var stack []int
	for _, r := range rows[1:] {
		level, err := strconv.Atoi(r[2])
		if err != nil {
			return nil, err
		}
		row := indexRow{level: level, term: strings.TrimSpace(r[3]), see: r[4], seeAlso: r[5], code: r[7], parent: -1}
		row.bags = alternatives(row.term)
		id := len(x.rows)
		stack = stack[:min(level, len(stack))]
		if len(stack) > 0 {
			row.parent = stack[len(stack)-1]
			x.rows[row.parent].kids = append(x.rows[row.parent].kids, id)
		}
		stack = append(stack, id)
		x.rows = append(x.rows, row)
		if level == 0 {
			for _, b := range row.bags {
				x.main[b.key()] = append(x.main[b.key()], id)
			}
		}
	}
	return x, nil
}

// notes are words of the index about itself.
var notes = regexp.MustCompile(`\b(NEC|NOS)\b|\([^)]*\)|\[[^\]]*\]`)

// alternatives returns the sets of words that a term stands for. "Acardia,
// acardius" are two forms of one word; "Accumulation secretion, prostate" is a
// phrase turned round.
func alternatives(term string) []bag {
	term = strings.TrimSpace(notes.ReplaceAllString(term, " "))
	parts := strings.Split(term, ",")
	if len(parts) > 1 && sameStem(parts) {
		var out []bag
		for _, p := range parts {
			out = append(out, bagOf(p))
		}
		return out
	}
	if i := strings.Index(term, " or "); i > 0 && len(parts) == 1 {
		a, b := strings.Fields(term[:i]), strings.Fields(term[i+4:])
		if len(a) == 1 && len(b) == 1 {
			return []bag{bagOf(a[0]), bagOf(b[0])}
		}
	}
	return []bag{bagOf(term)}
}

func sameStem(parts []string) bool {
	first := strings.ToLower(strings.TrimSpace(parts[0]))
	for _, p := range parts[1:] {
		p = strings.ToLower(strings.TrimSpace(p))
		n := 0
		for n < len(first) && n < len(p) && first[n] == p[n] {
			n++
		}
		if n < 4 || strings.Contains(p, " ") != strings.Contains(first, " ") {
			return false
		}
	}
	return true
}

// resolve follows a reference, "Pain, abdominal", to its row, or -1.
func (x *index) resolve(ref string) int {
	ref, _, _ = strings.Cut(ref, ", by ")
	ref, _, _ = strings.Cut(ref, ";")
	parts := strings.Split(ref, ",")
	mains := x.main[bagOf(parts[0]).key()]
	if len(mains) == 0 {
		return -1
	}
	at := mains[0]
	for _, p := range parts[1:] {
		b := bagOf(p)
		next := -1
		for _, k := range x.rows[at].kids {
			for _, kb := range x.rows[k].bags {
				if slices.Equal(kb, b) {
					next = k
				}
			}
			if next >= 0 {
				break
			}
		}
		if next < 0 {
			return -1
		}
		at = next
	}
	return at
}

// codeOf returns the code of a row, following one reference.
func (x *index) codeOf(row int) (string, int) {
	for range 4 {
		if r := &x.rows[row]; r.code != "" {
			return r.code, row
		}
		ref := x.rows[row].see
		if ref == "" {
			ref = x.rows[row].seeAlso
		}
		if ref == "" || ref == "condition" {
			return "", -1
		}
		if row = x.resolve(ref); row < 0 {
			return "", -1
		}
	}
	return "", -1
}

// maxBags bounds the alternatives of one path.
const maxBags = 8

// paths calls f with every set of words that leads to the row.
func (x *index) paths(row int, f func(bag)) {
	sets := []bag{{}}
	for at := row; at >= 0; at = x.rows[at].parent {
		var next []bag
		for _, s := range sets {
			for _, b := range x.rows[at].bags {
				if len(next) < maxBags {
					next = append(next, s.join(b))
				}
			}
		}
		sets = next
	}
	for _, s := range sets {
		f(s)
	}
}

// addIndex takes in the index: each row's path is a term for its code. Rows come
// level by level, so that of two paths with the same words the shorter counts.
func (t *terms) addIndex(x *index) {
	deepest := 0
	for i := range x.rows {
		deepest = max(deepest, x.rows[i].level)
	}
	for level := 0; level <= deepest; level++ {
		for i := range x.rows {
			r := &x.rows[i]
			if r.level != level || skipRow(r) {
				continue
			}
			kind := t.kinds.ofRow(x, i)
			if kind == classProcedure || kind == classStatus {
				continue
			}
			code, row := x.codeOf(i)
			if code == "" {
				continue
			}
			c, ok := t.codes.lookup(code)
			if !ok || !diagnosis(t.codes.codes[c].Code) {
				continue
			}
			x.paths(i, func(b bag) {
				if kind == classDisorder || kind == classFinding || len(b) > 1 {
					t.add(b, c, icd10.SourceIndex, int32(row), 0)
				}
			})
		}
	}
	t.addSubtrees(x)
}

func skipRow(r *indexRow) bool {
	low := strings.ToLower(r.term)
	return strings.HasPrefix(low, "specified") || strings.HasPrefix(low, "other specified") || low == "other" || low == "due to" || low == "with" || low == "by" ||
		r.level > 0 && (low == "newborn" || low == "congenital" || low == "in" || low == "unspecified")
}

// addSubtrees gives a main term that only refers to another the other's
// subterms: "Pyrexia, see Fever" makes "pyrexia, postoperative" a term.
func (t *terms) addSubtrees(x *index) {
	const limit = 150
	for i := range x.rows {
		r := &x.rows[i]
		if r.level > 1 || r.code != "" || r.see == "" || r.see == "condition" {
			continue
		}
		to := x.resolve(r.see)
		if to < 0 || len(x.rows[to].kids) > limit {
			continue
		}
		x.paths(i, func(head bag) {
			for _, k := range x.rows[to].kids {
				if x.rows[k].code == "" || skipRow(&x.rows[k]) {
					continue
				}
				c, ok := t.codes.lookup(x.rows[k].code)
				if !ok || !diagnosis(t.codes.codes[c].Code) {
					continue
				}
				for _, b := range x.rows[k].bags {
					t.add(head.join(b), c, icd10.SourceIndex, int32(k), 0)
				}
			}
		})
	}
}

// bestRows gives each code the index row that leads to it most directly.
func (t *codeTable) bestRows(x *index) {
	for level := range 8 {
		for i := range x.rows {
			if x.rows[i].level != level || x.rows[i].code == "" {
				continue
			}
			if c, ok := t.lookup(x.rows[i].code); ok && t.codes[c].Row < 0 {
				t.codes[c].Row = int32(i)
			}
		}
	}
}
