package bench

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/onco"
)

// clinicalTypes are the kinds of the notes of patient p01.
var clinicalTypes = map[string]onco.ClinicalType{
	"oncology-consult": onco.Consultation, "operative-note": onco.Procedure, "telephone": onco.Progress,
	"pathology-core-biopsy": onco.PathologyReport, "pathology-lumpectomy": onco.PathologyReport, "radiology-mammogram": onco.RadiologyReport,
}

// BenchmarkOnco infers site, histology and stage of a patient with six notes.
func BenchmarkOnco(b *testing.B) {
	e, err := onco.New(nil)
	require.NoError(b, err)
	p := onco.Patient{ID: "p01"}
	size := 0
	for _, n := range notes(b).patient(b, "p01") {
		_, kind, _ := strings.Cut(n.ID, "--")
		require.Contains(b, clinicalTypes, kind)
		p.Documents = append(p.Documents, onco.Document{ID: n.ID, Type: "note", ClinicalType: clinicalTypes[kind], Text: n.Text})
		size += len(n.Text)
	}
	infer := func() []onco.Inference {
		out, err := e.Infer(context.Background(), p)
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
	var got []string
	for _, i := range infer() {
		got = append(got, string(i.Type)+" "+i.Value)
	}
	for _, want := range []string{
		"tumorSite C50.4", "histology 8500", "clinicalStageT T2", "clinicalStageN N1", "clinicalStageM M0",
		"pathologicStageT T2", "pathologicStageN N1a",
	} {
		require.Contains(b, got, want)
	}
	want := len(got)
	pass(b, "onco", ours, int64(size), func() {
		if out := infer(); len(out) != want {
			b.Fatal(len(out), want)
		}
	})
}
