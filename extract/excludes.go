package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// impliedRows: codes that say less than another of the same disease in another
// category; the tabular list has no note for them, since nobody codes them both.
// Of the pair the first stays.
var impliedRows = [][2]string{
	{"I11 I12 I13 I15", "I10"}, {"E10", "E11.9"}, {"E10 E11 E13", "R73"}, {"G47.33", "G47.30"}, {"I48.0 I48.1 I48.2", "I48.91"},
	{"N17 N18", "N19 N28.9"}, {"D50.9", "E61.1"}, {"J96", "R06.03"},
}

// exclude takes out of a history the codes that the Excludes1 notes of the
// tabular list keep from standing beside another one that was found at the same
// time (Official Guidelines, section I.A.12.a). The note stands at a code and
// names where the condition is coded instead: the code of the note gives way,
// but a disease never gives way to a symptom, and of two codes that exclude each
// other the one less often told of gives way.
func exclude(h []Entry) []Entry {
	pairs := exclusions(h)
	gone := make([]bool, len(h))
	for i := range h {
		for _, p := range pairs[i] {
			if gone[i] {
				break
			}
			if !gone[p.other] {
				gone[i] = givesWay(p, &h[i], &h[p.other])
			}
		}
	}
	out := h[:0:0]
	for i := range h {
		if !gone[i] {
			out = append(out, h[i])
		}
	}
	return out
}

// exclusion is what the notes say of an entry and another one.
type exclusion struct {
	other                 int
	mine, theirs, implied bool // whose note names the other, or impliedRows
}

// exclusions returns for each entry the others that it may give way to, in
// order. The cost is that of sorting, and of the pairs found.
func exclusions(h []Entry) [][]exclusion {
	d := icd10.Default()
	out := make([][]exclusion, len(h))
	var byCode []int // present entries
	for i := range h {
		if h[i].Assertion == Present {
			byCode = append(byCode, i)
		}
	}
	slices.SortFunc(byCode, func(a, b int) int { return strings.Compare(h[a].Code, h[b].Code) })
	within := func(first, last string, yield func(k int)) {
		from, _ := slices.BinarySearchFunc(byCode, first, func(k int, p string) int { return strings.Compare(cutTo(h[k].Code, len(p)), p) })
		for _, k := range byCode[from:] {
			if cutTo(h[k].Code, len(last)) > last {
				return
			}
			yield(k)
		}
	}
	for _, i := range byCode {
		c, _, ok := d.Lookup(h[i].Code)
		if !ok {
			continue
		}
		for first, last := range d.Excluded(c) {
			within(first, last, func(k int) {
				if h[k].Code != h[i].Code {
					out[i] = append(out[i], exclusion{other: k, mine: true})
					out[k] = append(out[k], exclusion{other: i, theirs: true})
				}
			})
		}
	}
	for _, r := range impliedRows {
		for _, i := range byCode {
			if !hasPrefix(h[i].Code, r[1]) {
				continue
			}
			for p := range strings.FieldsSeq(r[0]) {
				within(p, p, func(k int) {
					if h[k].Code != h[i].Code {
						out[i] = append(out[i], exclusion{other: k, implied: true})
					}
				})
			}
		}
	}
	for i := range out {
		out[i] = joined(out[i])
	}
	return out
}

// joined sorts exclusions by the other entry and makes one of those of the same.
func joined(xs []exclusion) []exclusion {
	slices.SortFunc(xs, func(a, b exclusion) int { return cmp.Compare(a.other, b.other) })
	out := xs[:0]
	for _, x := range xs {
		if n := len(out); n > 0 && out[n-1].other == x.other {
			o := &out[n-1]
			o.mine, o.theirs, o.implied = o.mine || x.mine, o.theirs || x.theirs, o.implied || x.implied
			continue
		}
		out = append(out, x)
	}
	return out
}

func cutTo(s string, n int) string { return s[:min(len(s), n)] }

// givesWay reports whether entry e is not coded beside o.
func givesWay(p exclusion, e, o *Entry) bool {
	symptom, other := e.Code[0] == 'R', o.Code[0] == 'R'
	switch {
	case p.implied:
		return true
	case !o.overlaps(e):
		return false
	case symptom != other:
		return symptom
	case p.mine && p.theirs:
		return e.Mentions < o.Mentions || e.Mentions == o.Mentions && e.Code > o.Code
	}
	return p.mine
}
