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
	seen := 0
	for k := i - 1; k >= 0 && seen < 4 && !sc.newLine(k+1); k-- {
		if t := &sc.toks[k]; t.Kind != text.Word {
			if k == i-1 && sc.punct(k, ':') {
				s.label = true
			}
			if sc.punct(k, ';') {
				break
			}
			continue
		}
		seen++
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

// dated reports whether the word before calls for a date.
func (s surroundings) dated() bool { return s.before&(cueBefore|cueStrong) != 0 }
