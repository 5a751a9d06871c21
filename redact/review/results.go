package review

import (
	"maps"
	"slices"

	"github.com/lethe-health/lethe/redact/review/sample"
)

// Claim is what reading a random sample proves.
type Claim struct {
	Read       int     `json:"read"`             // notes read
	Leaked     int     `json:"leaked"`           // of them with an identifier left
	Population int     `json:"population"`       // notes that the claim is about
	Upper      float64 `json:"upper"`            // bound of the share of notes that leak
	Recall     float64 `json:"recall,omitempty"` // lower bound of the share of identifiers found; 0 when not measured
	Confidence float64 `json:"confidence"`       // of both
	FrameHash  string  `json:"frame_sha256,omitempty"`
	Seed       string  `json:"seed,omitempty"`
}

// Bin is a bin of scores with what reviewers made of it.
type Bin struct {
	From  float64 `json:"from"` // scores from here
	To    float64 `json:"to"`   // to below here
	Spans int     `json:"spans"`
	Right int     `json:"right"` // of them accepted as they are
}

// Results are the numbers of a review.
type Results struct {
	Claim       *Claim                  `json:"claim,omitempty"` // nil before the sample is read whole
	SampleRead  int                     `json:"sample_read"`     // notes of the sample with a final verdict
	SampleSize  int                     `json:"sample_size"`
	RiskRead    int                     `json:"risk_read"`   // notes of the risk queue with a final verdict
	RiskLeaked  int                     `json:"risk_leaked"` // of them with an identifier left; says nothing about the rest
	Unsettled   int                     `json:"unsettled"`   // notes whose two readers differ
	Recall      *sample.RecallBound     `json:"recall,omitempty"`
	Capture     *sample.CaptureEstimate `json:"capture,omitempty"` // of identifiers that no reader saw; needs two readers who found something alike
	Calibration []Bin                   `json:"calibration,omitempty"`
	Strata      []Stratum               `json:"strata,omitempty"` // of notes that name their kind
}

// Stratum is what the sample says of one kind of note. Its bound is one of
// several: that all of them hold at once is less sure than that each does.
type Stratum struct {
	Name       string  `json:"name"`       // "" for notes without a kind
	Population int     `json:"population"` // notes of the kind
	Sample     int     `json:"sample"`     // of them drawn
	Read       int     `json:"read"`       // of those with a final verdict
	Leaked     int     `json:"leaked"`
	Upper      float64 `json:"upper"` // bound of the share of its notes that leak; 1 before its part of the sample is read whole
}

// calibrationBins is how many bins of scores there are.
const calibrationBins = 10

// Final returns the verdict that counts: the settled one; that of both readers
// where they agree; that of the one reader where there is only one. False means
// that there is none yet.
func (s *Server) Final(n *Note) (Verdict, bool, error) {
	settled, err := s.store.Verdict(n.ID, Adjudicated)
	if err != nil || settled.Done {
		return settled, settled.Done, err
	}
	names := s.reviewers()
	if len(names) == 0 {
		return Verdict{}, false, nil
	}
	first, err := s.store.Verdict(n.ID, names[0])
	if err != nil || !first.Done || len(names) == 1 {
		return first, err == nil && first.Done, err
	}
	second, err := s.store.Verdict(n.ID, names[1])
	if err != nil || !second.Done {
		return Verdict{}, false, err
	}
	return first, len(Differences(n, &first, &second)) == 0, nil
}

// pair returns both readers' verdicts on a note; false unless both are done.
func (s *Server) pair(n *Note) (first, second Verdict, ok bool, err error) {
	names := s.reviewers()
	if len(names) < 2 {
		return first, second, false, nil
	}
	if first, err = s.store.Verdict(n.ID, names[0]); err != nil {
		return first, second, false, err
	}
	second, err = s.store.Verdict(n.ID, names[1])
	return first, second, err == nil && first.Done && second.Done, err
}

// Results adds the review up. The claim rests on the sample alone and is made
// only when every note of it has a final verdict: who stops early where it looks
// good proves nothing.
func (s *Server) Results() (Results, error) {
	r := Results{SampleSize: len(s.work.IDs(QueueSample))}
	var counts []sample.NoteCount
	var bins [calibrationBins]Bin
	leaked, first, second, both, pairs := 0, 0, 0, 0, 0
	strata := map[string]*Stratum{}
	for _, q := range []Queue{QueueSample, QueueRisk} {
		for _, id := range s.work.IDs(q) {
			n, _ := s.work.Note(id)
			kind := strata[n.Stratum]
			if kind == nil {
				kind = &Stratum{Name: n.Stratum}
				strata[n.Stratum] = kind
			}
			kind.Population++
			if q == QueueSample {
				kind.Sample++
			}
			a, b, two, err := s.pair(n)
			if err != nil {
				return r, err
			}
			v, final, err := s.Final(n)
			if err != nil {
				return r, err
			}
			if two && !final {
				r.Unsettled++
			}
			if q == QueueSample && two {
				pairs++
				first, second = first+len(a.Missed), second+len(b.Missed)
				both += sharedMisses(&a, &b)
			}
			if !final {
				continue
			}
			if q == QueueRisk {
				r.RiskRead++
				if v.Leaks() {
					r.RiskLeaked++
				}
				continue
			}
			r.SampleRead++
			kind.Read++
			if v.Leaks() {
				leaked++
				kind.Leaked++
			}
			counts = append(counts, countNote(n, &v, &bins))
		}
	}
	if err := s.strata(&r, strata); err != nil {
		return r, err
	}
	return r, s.bounds(&r, counts, leaked, pairs, [3]int{first, second, both}, bins)
}

// strata fills in the results by kind of note, where there is more than one. Each
// is a random sample of its kind: what is drawn at random from all is, given how
// many fell into a kind, drawn at random from it.
func (s *Server) strata(r *Results, strata map[string]*Stratum) error {
	if len(strata) < 2 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(strata)) {
		k := strata[name]
		k.Upper = 1
		if k.Sample > 0 && k.Read == k.Sample {
			most, err := sample.UpperFinite(k.Leaked, k.Read, k.Population, s.opts.Confidence)
			if err != nil {
				return err
			}
			k.Upper = float64(most) / float64(k.Population)
		}
		r.Strata = append(r.Strata, *k)
	}
	return nil
}

func sharedMisses(a, b *Verdict) int {
	k := 0
	for _, x := range a.Missed {
		for _, y := range b.Missed {
			if x.Start == y.Start && x.End == y.End {
				k++
			}
		}
	}
	return k
}

// countNote counts a note's identifiers and puts its marks into their bins.
func countNote(n *Note, v *Verdict, bins *[calibrationBins]Bin) sample.NoteCount {
	c := sample.NoteCount{Missed: len(v.Missed)}
	for i, m := range n.Marks {
		d := v.decision(i)
		if d.Action != Reject {
			c.Found++
		}
		b := &bins[min(int(m.Score*calibrationBins), calibrationBins-1)]
		b.Spans++
		if d.Action == Accept {
			b.Right++
		}
	}
	return c
}

func (s *Server) bounds(r *Results, counts []sample.NoteCount, leaked, pairs int, found [3]int, bins [calibrationBins]Bin) error {
	for i, b := range bins {
		if b.Spans > 0 {
			b.From, b.To = float64(i)/calibrationBins, float64(i+1)/calibrationBins
			r.Calibration = append(r.Calibration, b)
		}
	}
	identifiers := 0
	for _, c := range counts {
		identifiers += c.Found + c.Missed
	}
	if identifiers > 0 {
		recall, err := sample.Recall(counts, s.opts.Confidence)
		if err != nil {
			return err
		}
		r.Recall = &recall
	}
	if pairs > 0 && found[2] > 0 { // readers who share no finding tell nothing of what both missed
		capture, err := sample.Capture(found[0], found[1], found[2], s.opts.Confidence)
		if err != nil {
			return err
		}
		r.Capture = &capture
	}
	if r.SampleSize == 0 || r.SampleRead < r.SampleSize {
		return nil
	}
	frame := s.work.Sample.FrameSize
	most, err := sample.UpperFinite(leaked, r.SampleRead, frame, s.opts.Confidence)
	if err != nil {
		return err
	}
	r.Claim = &Claim{
		Read: r.SampleRead, Leaked: leaked, Population: frame, Upper: float64(most) / float64(frame), Confidence: s.opts.Confidence,
		FrameHash: s.work.Sample.FrameHash, Seed: s.work.Sample.Seed.String(),
	}
	if r.Recall != nil {
		r.Claim.Recall = r.Recall.Lower
	}
	return nil
}
