package extract_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

func TestHistory(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	var all []extract.Diagnosis
	for _, n := range []extract.Note{
		{ID: "1", Created: day(2023, 3, 1), Text: "Type 2 diabetes with nephropathy. Old stroke. Father had gout. No asthma. Possible lupus."},
		{ID: "2", Created: day(2022, 5, 2), Text: "Diabetes. Monitor for bleeding. Pneumonia in 2019, resolved."},
	} {
		ds, err := x.Extract(context.Background(), n)
		require.NoError(t, err)
		all = append(all, ds...)
	}
	var got []string
	for _, e := range extract.History(all) {
		got = append(got, fmt.Sprintf("%s %s %s x%d", e.Date.Format("2006-01-02"), e.Code, e.Assertion, e.Mentions))
	}
	assert.Equal(t, []string{
		"2019-07-02 J18.9 historical x1", // a bare year stands for its middle
		"2022-05-02 E11.21 present x2",   // the unspecified code of the category went into it
		"2023-03-01 I63.9 historical x1",
	}, got)
}

func TestComorbidities(t *testing.T) {
	for _, tc := range []struct {
		code       string
		charlson   []string
		elixhauser []string
	}{
		{"I50.23", []string{"congestive heart failure"}, []string{"congestive heart failure"}},
		{"E11.22", []string{"diabetes with complications"}, []string{"diabetes, complicated"}},
		{"J45.909", []string{"chronic pulmonary disease"}, []string{"chronic pulmonary disease"}},
		{"R51.9", nil, nil},
	} {
		c, e := extract.Comorbidities(tc.code)
		assert.Equal(t, tc.charlson, c, tc.code)
		assert.Equal(t, tc.elixhauser, e, tc.code)
	}
}

func TestCharlsonIndex(t *testing.T) {
	var h []extract.Entry
	for _, code := range []string{"E11.9", "E11.22", "I50.9", "C61", "C79.51"} {
		c, e := extract.Comorbidities(code)
		h = append(h, extract.Entry{Code: code, Charlson: c, Elixhauser: e})
	}
	// diabetes with complications 2, heart failure 1, metastatic cancer 6
	assert.Equal(t, 9, extract.CharlsonIndex(h))
	assert.Positive(t, extract.ElixhauserScore(h))
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
