package onco

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ExampleEngine_Infer() {
	engine, err := New(nil)
	if err != nil {
		panic(err)
	}
	p := Patient{ID: "p1", Documents: []Document{{ID: "d1", ClinicalType: PathologyReport,
		Text: "Collected: 02/14/2020\nFINAL DIAGNOSIS:\nLeft kidney, nephrectomy: Clear cell renal cell carcinoma.\npT1b pNX"}}}
	inferences, err := engine.Infer(context.Background(), p)
	if err != nil {
		panic(err)
	}
	for _, i := range inferences {
		fmt.Printf("%s %s %q\n", i.Type, i.Value, i.Evidence[0].Of(p.Documents[0].Text))
	}
	// Output:
	// tumorSite C64.9 "nephrectomy"
	// histology 8310 "Clear cell renal cell carcinoma"
	// pathologicStageT T1b "pT1b"
	// pathologicStageN NX "pNX"
	// diagnosisDate 2020-02-14 "02/14/2020"
}

func TestWireCountsCodePoints(t *testing.T) {
	p := patientOf("path|Ärztin Müller–Łoś 😀: Prostate, prostatectomy: Adenocarcinoma, Gleason 7. pT2c pN0")
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	res, err := Wire(p, inf)
	require.NoError(t, err)
	runes := []rune(p.Documents[0].Text)
	n := 0
	for _, i := range res.Inferences {
		for _, e := range i.Evidence {
			assert.Equal(t, e.Data.Text, string(runes[e.Data.Offset:e.Data.Offset+e.Data.Length]))
			n++
		}
	}
	assert.Greater(t, n, 3)
}

func TestWireProfiles(t *testing.T) {
	p := patientOf("path|Breast, left, mastectomy: Invasive lobular carcinoma. pT1mi pN2a")
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	for _, row := range []struct {
		profile Profile
		t, n    string
	}{{Full, "T1mi", "N2a"}, {Azure, "T1", "N+"}} {
		res, err := WireWith(p, inf, &WireOptions{Profile: row.profile})
		require.NoError(t, err)
		got := map[InferenceType]string{}
		for _, i := range res.Inferences {
			got[i.Type] = i.Value
		}
		assert.Equal(t, row.t, got[PathologicStageT])
		assert.Equal(t, row.n, got[PathologicStageN])
		assert.Equal(t, "None", got[ClinicalStageM], "nothing was said of it")
		assert.Equal(t, "8520", got[Histology], "four digits")
	}
	res, err := WireWith(p, inf, &WireOptions{NoEvidence: true, Types: []InferenceType{Histology}})
	require.NoError(t, err)
	require.Len(t, res.Inferences, 1)
	b, err := json.Marshal(res)
	require.NoError(t, err)
	assert.NotContains(t, string(b), "evidence")
}

func TestWireOfNothingIsAnEmptyList(t *testing.T) {
	res, err := Wire(patientOf("prog|Well."), nil)
	require.NoError(t, err)
	b, err := json.Marshal(res)
	require.NoError(t, err)
	assert.JSONEq(t, `{"patientId":"p","inferences":[]}`, string(b))
}

func TestWireRefusesForeignEvidence(t *testing.T) {
	p := patientOf("path|short")
	for _, e := range []Evidence{{Document: 3}, {Document: -1}, {Document: 0, Span: spanOf(2, 99)}} {
		_, err := Wire(p, []Inference{{Type: Histology, Value: "8140", CaseID: "1", Evidence: []Evidence{e}}})
		assert.Error(t, err)
	}
}

func TestPatientReadsBothDialects(t *testing.T) {
	for name, in := range map[string]string{
		"2023-09-01": `{"id":"a","info":{"sex":"female"},"patientDocuments":[{"type":"note","clinicalType":"pathologyReport","id":"1","createdDateTime":"2021-10-26T16:54:44.739Z","content":{"sourceType":"inline","value":"x"}}]}`,
		"2023-03-01": `{"id":"a","info":{"sex":"FEMALE"},"data":[{"kind":"NOTE","clinicalType":"PATHOLOGY","id":"1","createdDateTime":"2021-10-26T16:54:44","content":{"sourceType":"INLINE","value":"x"}}]}`,
		"no date":    `{"id":"a","info":{"sex":"female"},"patientDocuments":[{"type":"note","clinicalType":"pathology","id":"1","content":{"value":"x"}}]}`,
	} {
		var p Patient
		require.NoError(t, json.Unmarshal([]byte(in), &p), name)
		require.Len(t, p.Documents, 1, name)
		assert.Equal(t, PathologyReport, p.Documents[0].ClinicalType, name)
		assert.Equal(t, "note", p.Documents[0].Type, name)
		assert.Equal(t, "x", p.Documents[0].Text, name)
		assert.True(t, strings.EqualFold("female", p.Info.Sex))
		if name != "no date" {
			assert.Equal(t, 2021, p.Documents[0].Created.Year(), name)
		}
		b, err := json.Marshal(p.Documents[0])
		require.NoError(t, err)
		var again Document
		require.NoError(t, json.Unmarshal(b, &again))
		assert.Equal(t, p.Documents[0].Text, again.Text)
	}
}
