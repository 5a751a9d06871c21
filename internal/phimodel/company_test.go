package phimodel

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// TestMentionsOfTheStretch compares what stands beside the other mentions of a word,
// in each of several stretches, with a look at all units.
func TestMentionsOfTheStretch(t *testing.T) {
	m, err := Default()
	require.NoError(t, err)
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "Seen by Dr. Okonjo at home %d.\n", i)
	}
	ev := evidenceOf(t, b.String())
	var s Scratch
	r := &s.r
	r.survey(ev.Doc, 100)
	require.Greater(t, len(r.stretches), 3)
	for k := range r.stretches {
		m.firstPass(&s, ev, k, Balanced)
	}
	r.e.link(&r.f.vocab)
	looked := 0
	for k := range r.stretches {
		m.firstPass(&s, ev, k, Balanced)
		for _, i := range r.e.asked {
			assert.Equal(t, mentionsByAll(&r.e, &r.f, int(i)), r.e.mentions(nil, &r.f, int(i)), "stretch %d, unit %d", k, i)
			here := r.f.vocab.words[r.f.word(i)].here
			assert.GreaterOrEqual(t, here, r.f.base+pad, "earlier stretches are passed over once for all")
			looked++
		}
	}
	assert.GreaterOrEqual(t, looked, 60)
}

func mentionsByAll(e *evidence, f *frame, i int) (dst []uint32) {
	n := 0
	for k := pad; k < len(f.units)-pad && n < mostMentions; k++ {
		if k == i || f.word(int32(k)) != f.word(int32(i)) {
			continue
		}
		n++
		for d := 1; d <= besideReach; d++ {
			if u := &f.units[k-d]; u.Kind == text.Word {
				dst = append(dst, mix(fBagOtherL, u.Hash, 0))
			}
			if u := &f.units[k+d]; u.Kind == text.Word {
				dst = append(dst, mix(fBagOtherR, u.Hash, 0))
			}
		}
	}
	return dst
}

func TestSightIsBounded(t *testing.T) {
	// One span over a whole line of words, then another: who stands far from its end
	// does not see that.
	const words = 3 * sight
	ev := evidenceOf(t, strings.Repeat("word ", words))
	var r Reader
	r.Read(ev, nil)
	e, f := &r.e, &r.f
	for i := range words {
		e.own[pad+i] = opinion{p: 1, typ: labels.Patient, in: i > 0}
	}
	e.own[pad+words-1] = opinion{p: 1, typ: labels.Doctor}
	for _, row := range []struct {
		name string
		at   int32
		want beside
	}{
		{"next to it", words - 2, beside{typ: labels.Doctor, dist: 1}},
		{"just in sight", words - sight, beside{typ: labels.Doctor, dist: 5}},
		{"out of sight", words - 1 - sight, beside{}},
		{"at the other end", 0, beside{}},
	} {
		assert.Equal(t, row.want, e.toRight(f, pad+row.at), row.name)
	}
}

func TestLongRunsOfLettersAreNoNames(t *testing.T) {
	// Of two runs of thousands of letters each start of one is nearly the other.
	for _, row := range []struct {
		name    string
		letters int
		names   int
		how     uint8
	}{
		{"a long name", 20, 1, 5},
		{"as long as names are", longestName, 1, 0},
		{"a scanner's bar", 4000, 0, 0},
	} {
		name := "A" + strings.Repeat("a", row.letters-1)
		ev := evidenceOf(t, name+"\nx"+name+"y")
		var r Reader
		r.Read(ev, nil)
		r.e.own[pad] = opinion{p: 1, typ: labels.Patient}
		r.e.people(&r.f)
		assert.Len(t, r.e.names, row.names, row.name)
		assert.Equal(t, row.how, r.e.kinOf(&r.f, pad+1).how, row.name)
	}
}
