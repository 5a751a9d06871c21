package onco

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSpotHints(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want, not  []string
	}{
		{"a labelled specimen with a tumour", "A. TONGUE, LEFT, PARTIAL GLOSSECTOMY:\nSquamous cell carcinoma, 2 cm.", []string{"labelled:C02", "takenout:C02"}, nil},
		{"the label is denied", "B. TONSIL, EXCISION:\nNegative for carcinoma.", []string{"takenout:C09"}, []string{"labelled:C09", "tumour:C09"}},
		{"a margin is no place of the tumour", "C. FLOOR OF MOUTH MARGIN, EXCISION: carcinoma present.", nil, []string{"labelled:C04", "takenout:C04", "tumour:C04"}},
		{"the more frequent organ", "Carcinoma of the larynx.\nThe larynx has a carcinoma.\nThe carcinoma touches the pharynx.", []string{"tumour:C32"}, []string{"tumour:C14"}},
		{"the gross description", "GROSS DESCRIPTION:\nA kidney of 300 g.", []string{"gross:C64"}, []string{"tumour:C64"}},
	} {
		a, err := testEngine().analyse(context.Background(), patientOf("path|"+row.text))
		require.NoError(t, err)
		got := a.docs[0].spotHints()
		assert.Subset(t, got, row.want, row.name)
		for _, h := range row.not {
			assert.NotContains(t, got, h, row.name)
		}
		a.free()
	}
}
