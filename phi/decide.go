package phi

import (
	"slices"

	"github.com/lethe-health/lethe/internal/recognize"
	"github.com/lethe-health/lethe/labels"
)

// strengthScore is the score of a rule's strength: about the share of such
// candidates that are right in the seed corpus.
var strengthScore = [...]float64{recognize.Weak: 0.3, recognize.Likely: 0.75, recognize.Strong: 0.9, recognize.Certain: 0.98}

// ruleSources are the sources that annotations found by rules carry.
var ruleSources = func() (out [recognize.NumRules]string) {
	for r := range out {
		out[r] = "rule:" + recognize.Rule(r).String()
	}
	return out
}()

// decider chooses among candidates by rule alone.
type decider struct {
	order []int32
	taken []bool // by token
}

// byRules takes the candidates that are likely enough, the strongest first and
// of equally strong ones the longest, and of those nothing that overlaps.
func (d *decider) byRules(dst []labels.Annotation, ev *recognize.Evidence, recall Recall) []labels.Annotation {
	least := recognize.Likely
	if recall == HighRecall {
		least = recognize.Weak
	}
	cs := ev.Candidates
	d.order = d.order[:0]
	for i := range cs {
		if cs[i].Strength >= least {
			d.order = append(d.order, int32(i))
		}
	}
	slices.SortStableFunc(d.order, func(a, b int32) int {
		x, y := &cs[a], &cs[b]
		if x.Strength != y.Strength {
			return int(y.Strength) - int(x.Strength)
		}
		if p, q := byWordsAlone(x.Rule), byWordsAlone(y.Rule); p != q {
			if q {
				return -1
			}
			return 1
		}
		if x.Label != y.Label {
			if x.Label {
				return -1
			}
			return 1
		}
		return int(y.End-y.First) - int(x.End-x.First)
	})
	d.taken = append(d.taken[:0], make([]bool, len(ev.Doc.Tokens))...)
	for _, k := range d.order {
		c := &cs[k]
		if slices.Contains(d.taken[c.First:c.End], true) {
			continue
		}
		for i := c.First; i < c.End; i++ {
			d.taken[i] = true
		}
		dst = append(dst, labels.Annotation{Span: c.Span, Type: c.Type, Score: strengthScore[c.Strength], Source: ruleSources[c.Rule]})
	}
	sortAnnotations(dst)
	return dst
}

func sortAnnotations(anns []labels.Annotation) {
	slices.SortFunc(anns, func(a, b labels.Annotation) int { return a.Start - b.Start })
}

// byWordsAlone reports whether a rule finds names with nothing beside them that
// says whose they are.
func byWordsAlone(r recognize.Rule) bool {
	return r == recognize.RuleKnownName || r == recognize.RuleNameComma || r == recognize.RuleIDShape
}
