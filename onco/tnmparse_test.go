package onco

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

func TestParseCategory(t *testing.T) {
	for _, row := range []struct {
		in, want string
		basis    Basis
		why      string
	}{
		{"pT2a", "T2a", 'p', "the plain form"},
		{"cT3", "T3", 'c', "clinical"},
		{"ypT1b", "T1b", 'p', "after treatment"},
		{"T1mi", "T1mi", 0, "microinvasion"},
		{"pT1mic", "T1mi", 'p', "older spelling of microinvasion"},
		{"pTis", "Tis", 'p', "in situ"},
		{"pTa", "Ta", 'p', "non-invasive papillary"},
		{"pN0(i+)", "N0(i+)", 'p', "isolated tumour cells are kept"},
		{"pN1a(sn)", "N1a", 'p', "sentinel is a qualifier"},
		{"pT1b2", "T1b2", 'p', "subcategory of two characters, cervix"},
		{"pTX", "TX", 'p', "not assessed"},
		{"M1c", "M1c", 0, "bare"},
		{"pTl", "T1", 'p', "a scanner's l for 1"},
		{"pNO", "N0", 'p', "a scanner's O for 0"},
		{"p T 3", "T3", 'p', "a scanner's spaces"},
		{"uT3", "T3", 'c', "by ultrasound is clinical"},
	} {
		got, basis, ok := ParseCategory(row.in)
		require.True(t, ok, "%s: %s", row.in, row.why)
		assert.Equal(t, row.want, got.String(), row.why)
		assert.Equal(t, row.basis, basis, row.why)
	}
	for _, bad := range []string{"", "T", "T12", "T5", "PT 12", "L1", "T2.5", "tumor", "pTNM", "T2x3", "CT", "Nitrogen", "pT3Right", "pTisT"} {
		_, _, ok := ParseCategory(bad)
		assert.False(t, ok, bad)
	}
}

// stagesIn gives the stages of a text as "pT2 cN0".
func stagesIn(t testing.TB, s string) []string {
	t.Helper()
	var d text.Doc
	require.NoError(t, d.Parse(s))
	f := facts{doc: d, stages: appendStages(nil, &d)}
	f.settleDefinitions()
	out := []string{}
	for _, m := range f.stages {
		b := ""
		if m.basis != 0 {
			b = string(rune(m.basis))
		}
		out = append(out, m.prefix+b+m.cat.String())
		assert.True(t, m.start < m.end && m.end <= len(s))
	}
	return out
}

func TestStagesInText(t *testing.T) {
	for _, row := range []struct {
		text string
		want []string
		why  string
	}{
		{"Final stage cT3N1M0.", []string{"cT3", "cN1", "cM0"}, "run together, prefix once"},
		{"pT2 pN1a(sn), margins free", []string{"pT2", "pN1a"}, "each with its prefix"},
		{"Clinically T2, N0, M0 disease", []string{"T2", "N0", "M0"}, "commas"},
		{"ypT1b ypN0", []string{"ypT1b", "ypN0"}, "after treatment"},
		{"cT3 pN1 was assigned", []string{"cT3", "pN1"}, "mixed bases"},
		{"pT3cN0cM0", []string{"pT3", "cN0", "cM0"}, "the c belongs to what follows"},
		{"T1N0MX by AJCC", []string{"T1", "N0", "MX"}, "not assessed"},
		{"Stage: p T 1 N 0", []string{"pT1", "pN0"}, "scanner's spaces"},
		{"pT3, pNl, pMX", []string{"pT3", "pN1", "pMX"}, "scanner's l"},
		{"pT2 pNO", []string{"pT2", "pN0"}, "scanner's O"},
		{"PRIMARY TUMOR: PT3\nNODES: PN1B", []string{"pT3", "pN1b"}, "all capitals"},
		{"T stage: 2a\nN stage: 0", []string{"T2a", "N0"}, "key and value"},
		{"Primary tumor (pT): 3a", []string{"pT3a"}, "the axis in brackets"},
		{"pathologic stage T two", []string{"T2"}, "in words"},
		{"pT1mi pN0(i+)", []string{"pT1mi", "pN0(i+)"}, "subtle categories"},
		{"MRI: T2 hyperintense lesion, T1 hypointense", []string{}, "sequences"},
		{"staging MRI with T2 weighted images", []string{}, "a sequence beside a word of staging"},
		{"fracture of T2 and T11 vertebral bodies", []string{}, "vertebrae"},
		{"T4 nerve root, C5-T1 stenosis", []string{}, "nerve roots"},
		{"CT 2 weeks ago; PT 3 times a week; 2 pm", []string{}, "tomography, therapy, time"},
		{"CA 19-9, CD117+, KEYNOTE-054 arm T2 of the trial", []string{}, "markers and trials"},
		{"occlusion of the M1 segment", []string{}, "an artery"},
		{"Stage: pT2a\npT1: Tumor confined, small\npT2: Tumor larger\npT3: Tumor extends beyond", []string{"pT2a"}, "a checklist's entries are no statements"},
		{"__ pT1: Tumor small\n_X_ pT2: Tumor larger\n__ pT3: Tumor extends", []string{"pT2"}, "the ticked entry is"},
		{"pT1: Tumor small\nv pT2: Tumor larger\npT3: Tumor extends", []string{"pT2"}, "a scanner reads a check mark as v"},
		{"pT1: Tumor small\npT2: Tumor larger\n^pT3: Tumor extends", []string{"pT3"}, "or as a hat"},
		{"\u2611 pT1: Tumor small\n\u2610 pT2: Tumor larger\n\u2610 pT3: Tumor extends", []string{"pT1"}, "a ticked box"},
		{"pT3bR1 pN0", []string{"pT3b", "pN0"}, "the residual tumour glued on"},
		{"pT2R0, pN0", []string{"pT2", "pN0"}, "the same without a subcategory"},
		{"stage pTisT2bN0", []string{"pT2b", "pN0"}, "in situ and invasive at once: what invades"},
		{"pT3a: Tumor extends into perinephric tissue", []string{"pT3a"}, "a single described entry is a statement"},
	} {
		assert.Equal(t, row.want, stagesIn(t, row.text), "%s: %s", row.text, row.why)
	}
}

func TestAzureCategory(t *testing.T) {
	for in, want := range map[string]string{"T1mi": "T1", "pTis": "Tis", "pTa": "Tis", "N0(i+)": "N0", "N2b": "N+", "NX": "None", "M1a": "M1", "T4d": "T4", "MX": "None"} {
		c, _, ok := ParseCategory(in)
		require.True(t, ok, in)
		assert.Equal(t, want, c.Azure(), in)
	}
	assert.Equal(t, "None", Category{}.Azure())
}

func FuzzStages(f *testing.F) {
	for _, s := range []string{"cT3N1M0", "pT2 pN1a(sn)", "T2, N0, M0", "p T 1", "stage T two", "pTl pNO", "ypT3cN0cM0", "T\xff2", "pT", "pT1 (i", "N0("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d text.Doc
		if err := d.Parse(s); err != nil {
			return
		}
		for _, m := range appendStages(nil, &d) {
			if m.start < 0 || m.end > len(s) || m.start >= m.end {
				t.Fatalf("stage at %d to %d of %d", m.start, m.end, len(s))
			}
			if c, _, ok := ParseCategory(m.cat.String()); !ok || c.String() != m.cat.String() {
				t.Fatalf("category %q does not read back", m.cat.String())
			}
		}
	})
}
