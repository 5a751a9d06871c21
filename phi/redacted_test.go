package phi

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRedactedMarksStayUnmarked(t *testing.T) {
	for _, o := range []*Options{nil, {RulesOnly: true}, {RulesOnly: true, Recall: HighRecall}} {
		tg := newTagger(t, o)
		for _, row := range []struct {
			note string
			want []string
		}{
			{"Mr. [PATIENT_7KQ2M9X4C] was seen on [DATE] by Dr. [DOCTOR_5TACMS81].", nil},
			{"MRN: [MEDICALRECORD_44102278] DOB [DATE] phone [PHONE]", nil},
			{"Dr. [DOCTOR_7KQ2M9X4C.2] and Dr. Okonjo agreed.", []string{"Okonjo"}},
			{"Dr. Okonjo [sic] agreed.", []string{"Okonjo"}},
		} {
			anns, err := tg.Tag(context.Background(), row.note)
			require.NoError(t, err)
			var got []string
			for _, a := range anns {
				got = append(got, a.Of(row.note))
			}
			assert.Equal(t, row.want, got, row.note)
		}
	}
}
