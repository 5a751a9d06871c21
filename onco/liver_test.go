package onco

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The definitions of the liver's T go by several findings at once.
func TestLiverDefinitions(t *testing.T) {
	e, err := New(&Options{NoModel: true})
	require.NoError(t, err)
	for _, row := range []struct{ name, text, want string }{
		{"one tumour, vessels free", "Hepatocellular carcinoma, 6 cm. No vascular invasion is identified.", "T1"},
		{"the answer on the line below", "Hepatocellular carcinoma forming a 6 cm mass.\nMicroscopic (Small Vessel) Invasion\nNot identified\n", "T1"},
		{"one tumour with vessels invaded", "Hepatocellular carcinoma, 6 cm. Sections of tumor demonstrate vascular invasion.", "T2"},
		{"large vessels free, small ones not", "Hepatocellular carcinoma, 3 cm. Macroscopic vascular invasion: not identified. Microscopic vascular invasion: present.", "T2"},
		{"invaded in one clause, free in the next", "Hepatocellular carcinoma, 3 cm. Angiolymphatic invasion is identified within the tumor however extratumoral vascular invasion is not identified.", "T2"},
		{"several, small", "Hepatocellular carcinoma, tumor size 3.2 cm, with a satellite nodule of 0.8 cm.", "T2"},
		{"several, one large", "Hepatocellular carcinoma forming a mass, tumor size 9.7 cm. Multiple (at least 25) smaller tumor nodules are seen.", "T3a"},
		{"satellites denied", "Hepatocellular carcinoma, tumor size 9.7 cm. Satellite nodule: No. Vascular invasion: No.", "T1"},
		{"a large vein", "Hepatocellular carcinoma, 4 cm, with tumor thrombus in the main portal vein.", "T3b"},
		{"an organ beside it", "Hepatocellular carcinoma, 8 cm. The tumor invades the diaphragm.", "T4"},
		{"vessels not spoken of", "Hepatocellular carcinoma, 4 cm. Margins free.", ""},
		{"the list of a form is no finding", "Hepatocellular carcinoma, 4 cm.\npT1: Solitary tumor with no vascular invasion\npT2: Solitary tumor with vascular invasion or multiple tumors none more than 5 cm\npT3: Multiple tumors more than 5 cm or tumor involving a major branch of the portal or hepatic vein(s)\n", ""},
		{"nor are the choices of a form", "Hepatocellular carcinoma, 4 cm.\nVenous (Large Vessel) Invasion\nAbsent\nPresent\nIndeterminate\n", ""},
		{"nor is a box", "Hepatocellular carcinoma, 4 cm.\nFocality\nSolitary (specify location):\nMultiple (specify location):\n", ""},
		{"sections are no tumours", "Hepatocellular carcinoma, 4 cm. No vascular invasion. Two sections of the mass; multiple cirrhotic nodules.", "T1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			inf, err := e.Infer(context.Background(), patientOf("path|FINAL DIAGNOSIS:\nLiver, right lobe, hepatectomy: "+row.text))
			require.NoError(t, err)
			got := Inference{}
			for _, i := range inf {
				if i.Type == PathologicStageT {
					got = i
				}
			}
			assert.Equal(t, row.want, got.Value)
			if row.want != "" {
				assert.Contains(t, got.Derived, "AJCC 7: "+row.want+" of the liver")
				assert.NotEmpty(t, got.Evidence)
			}
		})
	}
}
