package dates

import "github.com/lethe-health/lethe/internal/text"

// surroundings is what the words beside a shape say of it.
type surroundings struct {
	before  cue  // of the word right before
	against bool // a score, a pressure or an amount is near
	opens   bool // first on its line
	label   bool // a colon stands right before
}

// look reads the words around the tokens [i, end) on their line.
func (sc *scanner) look(i, end int) surroundings {
	s := surroundings{opens: sc.newLine(i)}
	seen, gap := 0, 0
	for k := i - 1; k >= 0 && seen < 4 && !sc.newLine(k+1); k-- {
		if t := &sc.toks[k]; t.Kind != text.Word {
			if k == i-1 && sc.punct(k, ':') {
				s.label = true
			}
			if sc.punct(k, ';') {
				break
			}
			if gap++; gap == longRun {
				k = sc.runBegin(k)
			}
			continue
		}
		seen, gap = seen+1, 0
		w := sc.word(k)
		if w == nil {
			continue
		}
		if k == i-1 || k == i-2 && (sc.punct(k+1, ':') || sc.punct(k+1, '(')) {
			s.before = w.cue
		}
		if w.cue&cueStrong != 0 && seen <= 2 {
			s.before |= cueStrong
		}
		s.against = s.against || w.cue&cueAgainst != 0
	}
	if k := end; k < len(sc.toks) {
		if sc.punct(k, '%') {
			s.against = true
		}
		for seen = 0; k < len(sc.toks) && seen < 2 && !sc.newLine(k); k++ {
			if sc.toks[k].Kind != text.Word {
				if !sc.punct(k, '-') {
					break
				}
				continue
			}
			seen++
			if w := sc.word(k); w != nil && (w.cue&cueAgainst != 0 || w.cue&cueUnit != 0 && seen == 1) {
				s.against = true
			}
		}
	}
	return s
}

// run is tokens of one line, from the first to the last, of which none is a word or a
// semicolon.
type run struct{ first, last int32 }

const (
	// longRun is how many tokens are walked back over before a run is remembered.
	longRun = 32
	// runsKept is how many runs are: as many as [scanner.look] goes back over.
	runsKept = 6
)

// runBegin is the first token of the run that token k is in, as far as to k. Long runs
// are remembered, so that a line of numbers is not walked back over from each of them.
func (sc *scanner) runBegin(k int) int {
	first := k
	for first > 0 && !sc.newLine(first) && sc.toks[first-1].Kind != text.Word && !sc.punct(first-1, ';') {
		first--
		for _, r := range sc.runs[:sc.known] {
			if int(r.first) <= first && first <= int(r.last) {
				first = int(r.first)
				break
			}
		}
	}
	sc.remember(run{int32(first), int32(k)})
	return first
}

func (sc *scanner) remember(r run) {
	for i := range sc.runs[:sc.known] {
		if sc.runs[i].first == r.first {
			sc.runs[i].last = max(sc.runs[i].last, r.last)
			return
		}
	}
	sc.known = max(sc.known, sc.next+1)
	sc.runs[sc.next] = r
	sc.next = (sc.next + 1) % runsKept
}

// dated reports whether the word before calls for a date.
func (s surroundings) dated() bool { return s.before&(cueBefore|cueStrong) != 0 }
