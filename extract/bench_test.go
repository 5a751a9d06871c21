package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

// benchNote is prose and lists in the density of a discharge summary.
const benchNote = `DISCHARGE SUMMARY
HPI: 68-year-old man with hypertension, type 2 diabetes with neuropathy and CKD stage 3b who presented with three days of
worsening shortness of breath, orthopnea and leg swelling. He denies chest pain, fever, chills or cough. In the emergency
department he was tachycardic with a blood pressure of 158/92 and an oxygen saturation of 91% on room air. Chest film showed
vascular congestion and small bilateral pleural effusions; no focal consolidation, no pneumothorax.
PMH:
1. Coronary artery disease, stent to the left anterior descending artery in 2016
2. Hyperlipidemia
3. Gout, last flare two years ago
FAMILY HISTORY: Father had a heart attack at 61. Mother with breast cancer.
HOSPITAL COURSE: He was treated with intravenous furosemide, lost 5 kg and was weaned to room air. Pulmonary embolism was ruled
out by CT. His creatinine rose from 1.6 to 2.1 and came back to 1.7 when the dose was lowered. Metoprolol 50 mg was continued,
lisinopril was held and restarted on the day before discharge at 10 mg daily. Potassium 4.2, sodium 138, hemoglobin 12.4.
Nutrition saw him and explained a diet of less than 2 g of sodium. He walked the hallway with physical therapy.
PLAN: Call for weight gain over 2 kg in two days, dizziness or fainting. Follow up in clinic in one week with labs.
`

func BenchmarkExtract(b *testing.B) {
	x, err := extract.New(nil)
	require.NoError(b, err)
	n := extract.Note{ID: "bench", Text: strings.Repeat(benchNote, 4)}
	first, err := x.Extract(context.Background(), n)
	require.NoError(b, err)
	require.NotEmpty(b, first)
	b.SetBytes(int64(len(n.Text)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := x.Extract(context.Background(), n)
		if err != nil || len(got) != len(first) {
			b.Fatalf("%d diagnoses, not %d: %v", len(got), len(first), err)
		}
	}
}
