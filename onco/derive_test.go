package onco

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// derivations are read without the model: what the definitions alone give.
func TestDefinitions(t *testing.T) {
	e, err := New(&Options{NoModel: true})
	require.NoError(t, err)
	for _, row := range []struct {
		name, text string
		wantT      string // "" none
		wantN      string
	}{
		{"breast by size and nodes", "Left breast, mastectomy: Invasive ductal carcinoma. Tumor size: 2.6 cm. Lymph nodes: 2 of 14 with metastatic carcinoma.", "T2", "N1a"},
		{"breast, ten nodes", "Left breast, mastectomy: Invasive ductal carcinoma. Tumor size: 5.5 cm. Metastatic carcinoma in 11 of 18 lymph nodes.", "T3", "N3a"},
		{"kidney within its capsule", "Left kidney, radical nephrectomy: Clear cell renal cell carcinoma. Tumor size: 6.1 cm, limited to the kidney.", "T1b", ""},
		{"kidney into fat", "Left kidney, radical nephrectomy: Clear cell renal cell carcinoma. Tumor size: 6.1 cm. Tumor extends into perinephric fat.", "T3a", ""},
		{"kidney, fat denied", "Left kidney, radical nephrectomy: Clear cell renal cell carcinoma. Tumor size: 3.0 cm. Perinephric fat invasion: not identified.", "T1a", ""},
		{"colon through the wall", "Sigmoid colon, resection: Adenocarcinoma. Tumor invades through the muscularis propria into pericolic fat. Lymph nodes: 5/20 positive.", "T3", "N2a"},
		{"colon, wall only", "Cecum, right hemicolectomy: Adenocarcinoma. Tumor invades the muscularis propria. Twelve lymph nodes, negative for tumor.", "T2", "N0"},
		{"prostate, seminal vesicle", "Prostate, radical prostatectomy: Adenocarcinoma, Gleason 9. Seminal vesicle invasion: present. Extraprostatic extension: present.", "T3b", ""},
		{"a biopsy carries no pathologic stage", "Left breast, core biopsy: Invasive ductal carcinoma. Tumor size: 1.1 cm.", "", ""},
		{"a report that leaves it to others", "Left kidney, radical nephrectomy: Clear cell renal cell carcinoma. Tumor size: 3.0 cm. TNM stage to be determined by the treating physician.", "", ""},
		{"no nodes, no N", "Right breast, lumpectomy: Invasive lobular carcinoma. Tumor size: 0.9 cm. Margins free.", "T1b", ""},
		{"lymphoma has no TNM", "Breast, excision: Diffuse large B-cell lymphoma. Tumor size: 3 cm.", "", ""},
		{"stated goes before derived", "Left breast, mastectomy: Invasive ductal carcinoma. Tumor size: 2.6 cm. pT1c pN0", "T1c", "N0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			inf, err := e.Infer(context.Background(), patientOf("path|FINAL DIAGNOSIS:\n"+row.text))
			require.NoError(t, err)
			require.NotEmpty(t, inf)
			got := map[InferenceType]Inference{}
			for _, i := range inf {
				got[i.Type] = i
			}
			assert.Equal(t, row.wantT, got[PathologicStageT].Value)
			assert.Equal(t, row.wantN, got[PathologicStageN].Value)
			assert.Empty(t, got[PathologicStageM].Value, "M is never derived")
			if row.wantT != "" && row.name != "stated goes before derived" {
				assert.Contains(t, got[PathologicStageT].Derived, "AJCC 7", "a derived stage says by which rule")
				assert.NotEmpty(t, got[PathologicStageT].Evidence)
			} else {
				assert.Empty(t, got[PathologicStageT].Derived)
			}
		})
	}
}

func TestNoDerived(t *testing.T) {
	e, err := New(&Options{NoDerived: true})
	require.NoError(t, err)
	inf, err := e.Infer(context.Background(), patientOf("path|Left kidney, radical nephrectomy: Clear cell renal cell carcinoma. Tumor size: 3.0 cm, limited to the kidney."))
	require.NoError(t, err)
	for _, i := range inf {
		assert.Empty(t, i.Derived)
		assert.NotEqual(t, PathologicStageT, i.Type)
	}
}

func TestNodeCounts(t *testing.T) {
	for _, row := range []struct {
		text               string
		positive, examined int
		why                string
	}{
		{"Lymph nodes: 3/17 positive for carcinoma.", 3, 17, "a fraction"},
		{"Metastatic carcinoma in two of nine lymph nodes.", 2, 9, "in words"},
		{"LYMPH NODES ..... 3 INVOLVED OF 21 EXAMINED", 3, 21, "words between"},
		{"No tumor seen in 9 of 9 lymph nodes.", 0, 9, "all of them free"},
		{"Number of lymph nodes examined: 12\nNumber of lymph nodes involved: 0", 0, 12, "a synopsis"},
		{"Fourteen lymph nodes, negative for tumor.", 0, 14, "one number"},
		{"Gleason grade 3/5. Blocks 2 of 9 show tumor.", -1, 0, "no nodes at all"},
	} {
		e := testEngine()
		f := &facts{}
		d := note(0, "path|Colon, resection: adenocarcinoma.\n"+row.text)
		require.NoError(t, f.read(e, 0, &d, time.Time{}))
		assert.Equal(t, row.positive, f.measures.positive, "%s: %s", row.text, row.why)
		assert.Equal(t, row.examined, f.measures.examined, "%s: %s", row.text, row.why)
	}
}

func TestSexChecksSites(t *testing.T) {
	p := patientOf(
		"path|Left ovary, oophorectomy: High grade serous carcinoma. pT1a pN0",
		"cons|High grade serous carcinoma of the ovary. Template error: adenocarcinoma of the prostate, Gleason 7.")
	p.Info = &PatientInfo{Sex: "FEMALE"}
	for _, a := range answers(t, p) {
		assert.NotContains(t, a, "C61", "a woman has no prostate")
	}
}
