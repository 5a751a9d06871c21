package onco

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var testEngine = sync.OnceValue(func() *Engine {
	e, err := New(nil)
	if err != nil {
		panic(err)
	}
	return e
})

// note builds a document; the kind stands before the first bar: "path|…".
func note(id int, s string) Document {
	kinds := map[string]ClinicalType{"path": PathologyReport, "rad": RadiologyReport, "proc": Procedure, "prog": Progress, "cons": Consultation}
	k, body, _ := strings.Cut(s, "|")
	return Document{ID: "d" + string(rune('1'+id)), Type: "note", ClinicalType: kinds[k], Text: body}
}

func patientOf(notes ...string) Patient {
	p := Patient{ID: "p"}
	for i, n := range notes {
		p.Documents = append(p.Documents, note(i, n))
	}
	return p
}

// answers gives what was inferred as "1:tumorSite=C50.4".
func answers(t testing.TB, p Patient) []string {
	t.Helper()
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	out := []string{}
	for _, i := range inf {
		out = append(out, i.CaseID+":"+string(i.Type)+"="+i.Value)
		require.NotEmpty(t, i.Evidence, i.Type)
		for _, e := range i.Evidence {
			d := p.Documents[e.Document]
			require.True(t, 0 <= e.Start && e.Start < e.End && e.End <= len(d.Text))
			assert.True(t, e.Importance > 0 && e.Importance <= 1, "importance %g", e.Importance)
		}
		assert.True(t, i.Confidence > 0 && i.Confidence <= 1)
	}
	return out
}

type patientRow struct {
	name  string
	notes []string
	want  []string // must be there
	not   []string // no answer may begin so
}

var patients = []patientRow{
	{"stated stages with their bases", []string{
		"path|Collected: 04/02/2019\nFINAL DIAGNOSIS:\nRight breast, upper outer quadrant, core biopsy: Invasive ductal carcinoma, grade 2.",
		"cons|Clinical stage: cT2 cN0 cM0. Plan: lumpectomy.",
		"path|Date of surgery: 05/20/2019\nFINAL DIAGNOSIS:\nRight breast, lumpectomy: Invasive ductal carcinoma, 2.4 cm. Sentinel node: 0/2.\npT2 pN0(sn)",
	}, []string{"1:tumorSite=C50.4", "1:histology=8500", "1:clinicalStageT=T2", "1:clinicalStageN=N0", "1:clinicalStageM=M0",
		"1:pathologicStageT=T2", "1:pathologicStageN=N0", "1:diagnosisDate=2019-04-02"}, []string{"2:", "1:pathologicStageM"}},
	{"a benign biopsy gives nothing", []string{
		"path|FINAL DIAGNOSIS:\nProstate, left base, needle biopsy: benign prostatic tissue. Negative for carcinoma.",
		"prog|Biopsy benign. Brother had prostate cancer at 60, staged T2 N0. Repeat PSA in 6 months.",
	}, nil, []string{"1:"}},
	{"a metastasis is no primary", []string{
		"path|FINAL DIAGNOSIS:\nSigmoid colon, resection: Mucinous adenocarcinoma, 5 cm, into pericolic fat.\nLiver, segment 6, wedge biopsy: metastatic adenocarcinoma.\npT3 pN1b pM1a",
	}, []string{"1:tumorSite=C18.7", "1:histology=8480", "1:pathologicStageT=T3", "1:pathologicStageN=N1b", "1:pathologicStageM=M1a"}, []string{"2:", "1:tumorSite=C22"}},
	{"two primaries keep their own stages", []string{
		"path|Collected 03/01/2018\nFINAL DIAGNOSIS:\nLeft kidney, nephrectomy: Clear cell renal cell carcinoma, 4.8 cm.\npT1b pNX",
		"path|Collected 11/09/2020\nFINAL DIAGNOSIS:\nThyroid, total thyroidectomy: Papillary thyroid carcinoma, 1.3 cm.\npT1b pN0",
	}, []string{"tumorSite=C64.9", "tumorSite=C73.9", "histology=8310", "histology=8260", "pathologicStageN=NX", "pathologicStageN=N0", "diagnosisDate=2018-03-01", "diagnosisDate=2020-11-09"}, nil},
	{"each breast has its own", []string{
		"path|Collected 05/02/2022\nFINAL DIAGNOSIS:\nLeft breast, mastectomy: Invasive lobular carcinoma, 3.0 cm. pT2 pN1a",
		"path|Collected 05/02/2022\nFINAL DIAGNOSIS:\nRight breast, mastectomy: Ductal carcinoma in situ, 1.0 cm. pTis pN0",
	}, []string{"histology=8520", "histology=8500", "pathologicStageT=T2", "pathologicStageT=Tis", "pathologicStageN=N1a", "pathologicStageN=N0"}, []string{"3:"}},
	{"a recurrence keeps its case", []string{
		"path|Collected 05/02/2012\nFINAL DIAGNOSIS:\nLeft kidney, nephrectomy: Clear cell renal cell carcinoma, 5.0 cm. pT1b pNX",
		"path|Collected 06/09/2016\nFINAL DIAGNOSIS:\nLeft kidney bed, excision: Recurrent clear cell renal cell carcinoma. rpT4",
	}, []string{"1:tumorSite=C64.9", "1:pathologicStageT=T1b", "1:diagnosisDate=2012-05-02"}, []string{"2:"}},
	{"lymphoma of an organ", []string{
		"path|FINAL DIAGNOSIS:\nStomach, body, biopsy: Diffuse large B-cell lymphoma.",
	}, []string{"1:tumorSite=C16.2", "1:histology=9680"}, []string{"2:", "1:pathologicStage"}},
	{"melanoma of the skin", []string{
		"path|Skin, right forearm, excision: Malignant melanoma, nodular type, Breslow 3.1 mm. pT3a",
	}, []string{"1:tumorSite=C44.6", "1:histology=8721", "1:pathologicStageT=T3a"}, nil},
	{"in situ", []string{
		"path|Left breast, biopsy: Ductal carcinoma in situ, high grade. No invasive carcinoma. pTis",
	}, []string{"1:histology=8500", "1:pathologicStageT=Tis"}, []string{"2:"}},
	{"a suspicion is no case", []string{
		"rad|CT CHEST\nIMPRESSION: 2 cm spiculated nodule in the right upper lobe, suspicious for primary lung carcinoma. Biopsy recommended.",
	}, nil, []string{"1:"}},
	{"tags of a de-identified note do not disturb", []string{
		"path|Patient: [PATIENT_7KQ2M9X4C]  Collected: [DATE]\nFINAL DIAGNOSIS:\nUrinary bladder, radical cystectomy: Invasive urothelial carcinoma, high grade. pT3a pN2",
	}, []string{"1:tumorSite=C67.9", "1:histology=8120", "1:pathologicStageT=T3a", "1:pathologicStageN=N2"}, []string{"1:diagnosisDate"}},
	{"month and year", []string{
		"cons|62M diagnosed in March 2016 with adenocarcinoma of the prostate, Gleason 7. Clinical stage T1c N0 M0.",
	}, []string{"1:tumorSite=C61.9", "1:histology=8140", "1:clinicalStageT=T1c", "1:diagnosisDate=2016-03"}, nil},
}

func TestInfer(t *testing.T) {
	for _, row := range slices.Concat(patients, hardPatients, kindPatients, datePatients) {
		t.Run(row.name, func(t *testing.T) {
			got := answers(t, patientOf(row.notes...))
			all := strings.Join(got, "\n") + "\n"
			for _, w := range row.want {
				assert.Contains(t, all, w+"\n")
			}
			for _, n := range row.not {
				for _, g := range got {
					assert.False(t, strings.HasPrefix(g, n), "%s is too much", g)
				}
			}
		})
	}
}

func TestConflictingDocuments(t *testing.T) {
	p := patientOf(
		"path|Right colon, hemicolectomy: Adenocarcinoma. pT3 pN0",
		"cons|Adenocarcinoma of the right colon. The pathologic stage is pT4a pN0.")
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	seen := false
	for _, i := range inf {
		if i.Type != PathologicStageT {
			continue
		}
		seen = true
		assert.True(t, i.Conflict)
		docs := map[int]bool{}
		for _, e := range i.Evidence {
			docs[e.Document] = true
		}
		assert.Len(t, docs, 2, "both documents are shown")
	}
	assert.True(t, seen)
}

func TestErrorsCarryNoText(t *testing.T) {
	const secret = "Kowalczyk"
	_, err := testEngine().Infer(context.Background(), Patient{ID: "p1", Documents: []Document{{ID: "d1", Text: secret + "\xff"}}})
	var te *TextError
	require.ErrorAs(t, err, &te)
	assert.Equal(t, "d1", te.Document)
	assert.NotContains(t, err.Error(), secret)

	for _, bad := range []string{`{"id":"p","patientDocuments":"` + secret + `"}`, `{"id":"p","patientDocuments":[{"id":"d","createdDateTime":"` + secret + `"}]}`, `{"id":"` + secret + `"`} {
		var p Patient
		err := json.Unmarshal([]byte(bad), &p)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), secret)
	}
	_, err = New(&Options{Threshold: 2})
	assert.Error(t, err)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := testEngine().Infer(ctx, patientOf("path|carcinoma"))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestSameAnswerOnManyWorkers(t *testing.T) {
	var want [][]string
	for _, row := range patients {
		want = append(want, answers(t, patientOf(row.notes...)))
	}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range patients {
				k := (i + w) % len(patients)
				inf, err := testEngine().Infer(context.Background(), patientOf(patients[k].notes...))
				if !assert.NoError(t, err) {
					return
				}
				var got []string
				for _, x := range inf {
					got = append(got, x.CaseID+":"+string(x.Type)+"="+x.Value)
				}
				assert.ElementsMatch(t, want[k], got)
			}
		})
	}
	wg.Wait()
}

func FuzzInfer(f *testing.F) {
	for _, row := range patients {
		for _, n := range row.notes {
			f.Add(n)
		}
	}
	f.Add("path|lymph nodes 3/\xe2\x80\x893 cm x")
	f.Fuzz(func(t *testing.T, s string) {
		p := patientOf(s, s)
		inf, err := testEngine().Infer(context.Background(), p)
		if err != nil {
			return
		}
		if _, err := Wire(p, inf); err != nil {
			t.Fatal(err)
		}
	})
}
