package phi

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchNote has the density of identifiers of a discharge summary.
var benchNote = "DISCHARGE SUMMARY\nPatient: Leontina Abernathy   MRN: 00718264   DOB: 03/14/1951\nAttending: Helen Marsh, MD\n\n" +
	strings.Repeat("She is a pleasant woman with a history of hypertension, type 2 diabetes and chronic kidney disease who presented with two days of "+
		"dysuria, fever and flank pain. Urine culture grew Escherichia coli, sensitive to ceftriaxone; she was treated with fluids and "+
		"antibiotics and improved. Blood pressure was 132/78, pulse 84, oxygen saturation 97% on room air. Lungs were clear, the abdomen "+
		"was soft, there was no edema. Creatinine fell from 1.9 to 1.2 mg/dL. Lisinopril was held and will be resumed at follow-up.\n", 6) +
	"Ms. Abernathy will see Dr. Marsh on March 28, 2019 at Riverside Clinic; call 555-555-0143 with questions.\n"

func benchTag(b *testing.B, o *Options, note string, least int) {
	tg := newTagger(b, o)
	ctx := context.Background()
	anns, err := tg.Tag(ctx, note)
	require.NoError(b, err)
	require.GreaterOrEqual(b, len(anns), least)
	b.SetBytes(int64(len(note)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := tg.Tag(ctx, note)
		if err != nil || len(got) != len(anns) {
			b.Fatalf("%d annotations, then %d: %v", len(anns), len(got), err)
		}
	}
}

func BenchmarkTag(b *testing.B)      { benchTag(b, nil, benchNote, 8) }
func BenchmarkTagRules(b *testing.B) { benchTag(b, &Options{RulesOnly: true}, benchNote, 8) }

func BenchmarkTagLong(b *testing.B) {
	benchTag(b, nil, strings.Repeat(benchNote, 1+1<<20/len(benchNote)), 100)
}

func BenchmarkTagParallel(b *testing.B) {
	tg := newTagger(b, nil)
	b.SetBytes(int64(len(benchNote)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if anns, err := tg.Tag(context.Background(), benchNote); err != nil || len(anns) < 8 {
				b.Errorf("%d annotations: %v", len(anns), err)
				return
			}
		}
	})
}

func TestAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector empties pools at random")
	}
	tg := newTagger(t, nil)
	ctx := context.Background()
	allocs := testing.AllocsPerRun(50, func() {
		if _, err := tg.Tag(ctx, benchNote); err != nil {
			t.Fatal(err)
		}
	})
	require.LessOrEqual(t, allocs, 1.0, "the result")
}

func TestCostIsLinear(t *testing.T) {
	// A note whose every token is a name, number or mark that rules ask about:
	// what reads it again and again would not come back.
	rules, model := newTagger(t, &Options{RulesOnly: true}), newTagger(t, nil)
	for _, unit := range []string{"Smith, John MD ", "12 Oak St Apt ", "4410-22-", "a.b@", "(212) 555-", "St. ", "Jean-", "MRN: ", "^A", "x/y", "seven ", "I-95 "} {
		_, err := rules.Tag(context.Background(), strings.Repeat(unit, 200_000/len(unit)))
		require.NoError(t, err)
		_, err = model.Tag(context.Background(), strings.Repeat(unit, 10_000/len(unit)))
		require.NoError(t, err)
	}
}
