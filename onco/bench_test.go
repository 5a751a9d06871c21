package onco

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// benchReport is a pathology report of the usual length, about 2.5 kB.
const benchReport = `SURGICAL PATHOLOGY REPORT
Collected: 03/04/2019   Received: 03/04/2019   Reported: 03/08/2019

CLINICAL HISTORY: 61 year old man with a mass of the sigmoid colon found at colonoscopy. Father died of lung cancer.

SPECIMEN(S): A. Sigmoid colon, resection. B. Distal ring. C. Liver, segment 4, wedge biopsy.

FINAL DIAGNOSIS:
A. SIGMOID COLON, SIGMOIDECTOMY:
   - Invasive adenocarcinoma, moderately differentiated, 4.2 cm in greatest dimension.
   - Tumor extends through the muscularis propria into pericolic adipose tissue.
   - Margins negative; the closest, the radial margin, is 2.1 cm away.
   - Lymphovascular invasion identified; perineural invasion not identified.
   - Two of nineteen lymph nodes with metastatic carcinoma (2/19); no extranodal extension.
   - Tubular adenoma, 0.6 cm, separate from the main lesion.
B. DISTAL RING: colonic mucosa, negative for carcinoma.
C. LIVER, SEGMENT 4, WEDGE BIOPSY: bile duct hamartoma; negative for malignancy.

PATHOLOGIC STAGE (AJCC 7th edition): pT3 pN1b

GROSS DESCRIPTION: A. Received fresh, labeled with the patient's name and "sigmoid", is a segment of colon, 22 cm in length and up to 5.5 cm in circumference. The serosa is smooth and tan. On opening there is an ulcerated mass, 4.2 x 3.8 x 1.1 cm, 9 cm from the distal margin. The cut surface is firm and white; it reaches the fat by 0.4 cm. The remaining mucosa is unremarkable but for a polyp, 0.6 cm. The fat is searched for lymph nodes; nineteen are found, up to 1.3 cm. Representative sections are submitted in cassettes A1 to A16. B. A ring of tissue, 2.1 cm across, submitted in B1. C. A wedge of liver, 1.2 x 0.9 x 0.6 cm, submitted whole in C1.

MICROSCOPIC DESCRIPTION: Sections show irregular glands with complex architecture and luminal necrosis in a desmoplastic stroma. The immunohistochemical stains for mismatch repair proteins show intact nuclear expression of MLH1, PMS2, MSH2 and MSH6.

COMMENT: The findings were discussed with the surgical team by telephone.
`

func BenchmarkInfer(b *testing.B) {
	for _, row := range []struct {
		name string
		text string
		o    *Options
		want string
	}{
		{"report", benchReport, nil, "C18.7"},
		{"rules", benchReport, &Options{NoModel: true}, "C18.7"},
		{"no cancer", strings.Repeat("Patient seen in clinic for follow-up of hypertension and back pain. Lungs clear, abdomen soft. Continue lisinopril.\n", 20), nil, ""},
	} {
		b.Run(row.name, func(b *testing.B) {
			e, err := New(row.o)
			require.NoError(b, err)
			p := Patient{ID: "p", Documents: []Document{{ID: "d", ClinicalType: PathologyReport, Text: row.text}}}
			b.SetBytes(int64(len(row.text)))
			b.ReportAllocs()
			for b.Loop() {
				inf, err := e.Infer(context.Background(), p)
				if err != nil {
					b.Fatal(err)
				}
				got := ""
				if len(inf) > 0 {
					got = inf[0].Value
				}
				if got != row.want {
					b.Fatalf("site %q, want %q", got, row.want)
				}
			}
		})
	}
}

// TestCostIsLinear feeds one report many times over: the time for eight times
// the text must not be out of proportion.
func TestCostIsLinear(t *testing.T) {
	cost := func(n int) float64 {
		p := Patient{Documents: []Document{{ID: "d", ClinicalType: PathologyReport, Text: strings.Repeat(benchReport, n)}}}
		r := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				_, err := testEngine().Infer(context.Background(), p)
				require.NoError(b, err)
			}
		})
		return float64(r.NsPerOp()) / float64(n)
	}
	if testing.Short() {
		t.Skip("measures time")
	}
	small, large := cost(4), cost(64)
	if large > 8*small {
		t.Errorf("%.0f ns a report in a text of 64, %.0f in one of 4", large, small)
	}
}

// TestPhrasesWithoutEnd feeds texts in which each kind of pair that could be looked
// at, of dates, tumours, organs and stages, is everywhere: eight times the text
// takes some eight times the time, where pairwise work would take sixty-four.
func TestPhrasesWithoutEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for _, row := range []struct{ name, line string }{
		{"a date of each tumour", "1/2024. Choroidal melanoma dx 2020, plaque. "},
		{"dates of another organ", "Melanoma. Colon, diagnosed 5/2019. "},
		{"how long ago", "Breast cancer diagnosed 5 years ago, "},
		{"stages of two organs", "Colon adenocarcinoma pT3 N0. Prostate adenocarcinoma pT2 N0.\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cost := func(n int) time.Duration {
				p := Patient{Documents: []Document{{ID: "d", Created: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), Text: strings.Repeat(row.line, n)}}}
				best := time.Hour
				for range 3 {
					start := time.Now()
					found, err := testEngine().Infer(context.Background(), p)
					require.NoError(t, err)
					require.NotEmpty(t, found)
					best = min(best, time.Since(start))
				}
				return best
			}
			var small, large time.Duration
			for range 4 { // what else the machine does at the time may cost one of the two more
				if small, large = cost(800), cost(6400); large < 24*small {
					return
				}
			}
			t.Errorf("800 lines %v, 6400 lines %v", small, large)
		})
	}
}

// BenchmarkInferOwnPatients reads the patients of a file, one JSON object a
// line, named by LETHE_BENCH_PATIENTS.
func BenchmarkInferOwnPatients(b *testing.B) {
	name := os.Getenv("LETHE_BENCH_PATIENTS")
	if name == "" {
		b.Skip("LETHE_BENCH_PATIENTS names no file")
	}
	file, err := os.Open(name)
	require.NoError(b, err)
	defer func() { require.NoError(b, file.Close()) }()
	var patients []Patient
	size := 0
	for d := json.NewDecoder(file); ; {
		var p Patient
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			b.Fatal(err)
		}
		for i := range p.Documents {
			size += len(p.Documents[i].Text)
		}
		patients = append(patients, p)
	}
	first := 0
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for i := range patients {
			inf, err := testEngine().Infer(context.Background(), patients[i])
			if err != nil {
				b.Fatal(err)
			}
			n += len(inf)
		}
		if first == 0 {
			first = n
		}
		if n != first || n == 0 {
			b.Fatalf("%d inferences, first %d", n, first)
		}
	}
}
