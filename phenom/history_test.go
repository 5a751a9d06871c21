package phenom_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
)

func TestDate(t *testing.T) {
	for _, c := range []struct {
		name, in string
		ok       bool
	}{
		{"a day", "2024-02-29", true}, {"an early one", "0002-01-01", true}, {"the last", "9999-12-31", true},
		{"no leap year", "2023-02-29", false}, {"month 13", "2023-13-01", false}, {"year 0", "0000-01-01", false},
		{"a time behind it", "2023-01-01T00:00:00Z", false}, {"slashes", "2023/01/01", false}, {"short", "23-1-1", false},
		{"letters", "abcd-ef-gh", false}, {"a sign", "+023-01-01", false}, {"empty", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := phenom.ParseDate(c.in)
			assert.Equal(t, c.ok, err == nil)
			if err != nil {
				if c.in != "" {
					assert.NotContains(t, err.Error(), c.in)
				}
				return
			}
			assert.Equal(t, c.in, d.String())
			assert.Equal(t, d, phenom.DateOf(d.Time()))
		})
	}
	assert.True(t, phenom.DateOf(time.Time{}).IsZero())
	assert.Equal(t, 70, day(t, "1950-06-15").YearsTo(day(t, "2021-06-14")))
	assert.Equal(t, 71, day(t, "1950-06-15").YearsTo(day(t, "2021-06-15")))
}

func TestHistoryOnTheWire(t *testing.T) {
	// The guide's patient, byte for byte but for spaces.
	const guide = `{"patient":{"patient_id":"abc123","birth_date":"1964-05-18","sex":"F","zip3":"021"},` +
		`"lab_results":[{"lab_date":"2025-07-03","loinc":"718-7","value_abnormal":"N"}],` +
		`"diagnoses":[{"diagnosis_date":"2020-01-01","code":"I10","code_type_name":"ICD10"}],` +
		`"procedures":[{"procedure_date":"2024-12-15","code":"93000","code_type_name":"CPT"}],` +
		`"medications":[{"medication_start":"2023-03-01","code":"C09AA02","code_type":"ATC"}]}`
	h, err := phenom.NewBuilder(phenom.Patient{ID: "abc123", BirthDate: day(t, "1964-05-18"), Sex: phenom.Female, ZIP3: "02139"}).
		Lab(day(t, "2025-07-03"), "718-7", "N").Diagnosis(day(t, "2020-01-01"), "i10", phenom.ICD10).
		Procedure(day(t, "2024-12-15"), "93000", phenom.CPT).Medication(day(t, "2023-03-01"), "C09AA02", phenom.ATC).Build()
	require.NoError(t, err)
	got, err := json.Marshal(h)
	require.NoError(t, err)
	assert.Equal(t, guide, string(got))
	var back phenom.History
	require.NoError(t, json.Unmarshal(got, &back))
	assert.Equal(t, *h, back)
}

func TestBuilderOrdersAndDropsRepeats(t *testing.T) {
	h, err := phenom.NewBuilder(phenom.Patient{ID: "p", BirthDate: day(t, "1950-01-01")}).
		Diagnosis(day(t, "2021-01-01"), "I10", phenom.ICD10).
		Diagnosis(day(t, "2020-01-01"), "E11.9", phenom.ICD10).
		Diagnosis(day(t, "2021-01-01"), "I10", phenom.ICD10).Build()
	require.NoError(t, err)
	require.Len(t, h.Diagnoses, 2)
	assert.Equal(t, "E11.9", h.Diagnoses[0].Code)
	assert.Equal(t, phenom.UnknownSex, h.Patient.Sex)
	assert.Equal(t, "000", h.Patient.ZIP3)
}

func TestValidationNamesTheFieldNotTheValue(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*phenom.History)
		want   string // "" for valid
	}{
		{"nothing wrong", func(*phenom.History) {}, ""},
		{"no id", func(h *phenom.History) { h.Patient.ID = "" }, "patient.patient_id is missing"},
		{"a long id", func(h *phenom.History) { h.Patient.ID = strings.Repeat(canary, 10) }, "patient.patient_id is longer than 100 characters"},
		{"100 characters that are more bytes", func(h *phenom.History) { h.Patient.ID = strings.Repeat("é", 100) }, ""},
		{"no birth date", func(h *phenom.History) { h.Patient.BirthDate = phenom.Date{} }, "patient.birth_date is missing"},
		{"a sex of its own", func(h *phenom.History) { h.Patient.Sex = canary }, "patient.sex must be one of M F U"},
		{"five digits", func(h *phenom.History) { h.Patient.ZIP3 = "02139" }, "patient.zip3 must have exactly 3 characters"},
		{"letters", func(h *phenom.History) { h.Patient.ZIP3 = "Qui" }, "patient.zip3 must be digits"},
		{"no date", func(h *phenom.History) { h.Diagnoses[0].Date = phenom.Date{} }, "diagnoses[0].diagnosis_date is missing"},
		{"no code", func(h *phenom.History) { h.Diagnoses[0].Code = "" }, "diagnoses[0].code is missing"},
		{"not a code", func(h *phenom.History) { h.Diagnoses[0].Code = canary }, "diagnoses[0].code is not shaped like an ICD-10-CM code"},
		{"another system's code", func(h *phenom.History) {
			h.Diagnoses[0] = phenom.Diagnosis{Date: h.Diagnoses[0].Date, Code: "250.00", System: "ICD9"}
		}, ""},
		{"before birth", func(h *phenom.History) { h.Diagnoses[0].Date = day(t, "1948-05-17") }, "diagnoses[0].diagnosis_date lies before the birth date"},
		{"on the birthday", func(h *phenom.History) { h.Diagnoses[0].Date = h.Patient.BirthDate }, ""},
		{"a lab before birth", func(h *phenom.History) {
			h.LabResults = []phenom.LabResult{{Date: day(t, "1900-01-01"), LOINC: "718-7"}}
		}, "lab_results[0].lab_date lies before the birth date"},
		{"not a LOINC code", func(h *phenom.History) {
			h.LabResults = []phenom.LabResult{{Date: day(t, "2020-01-01"), LOINC: canary}}
		}, "lab_results[0].loinc is not shaped like a LOINC code"},
		{"a procedure without system", func(h *phenom.History) {
			h.Procedures = []phenom.Procedure{{Date: day(t, "2020-01-01"), Code: "93000"}}
		}, "procedures[0].code_type_name is missing"},
		{"a medication without start", func(h *phenom.History) {
			h.Medications = []phenom.Medication{{Code: "C09AA02", System: phenom.ATC}}
		}, "medications[0].medication_start is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := history(t)
			c.change(h)
			err := h.Validate()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			var v *phenom.ValidationError
			require.ErrorAs(t, err, &v)
			assert.Equal(t, "phenom: history: invalid: "+c.want, err.Error())
			assert.NotContains(t, err.Error(), canary)
		})
	}
}

func TestPatientToken(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	a, err := phenom.PatientToken(key, "MRN 00123")
	require.NoError(t, err)
	b, err := phenom.PatientToken(key, "MRN 00123")
	require.NoError(t, err)
	c, err := phenom.PatientToken(key, "MRN 00124")
	require.NoError(t, err)
	d, err := phenom.PatientToken(bytes.Repeat([]byte{2}, 32), "MRN 00123")
	require.NoError(t, err)
	assert.Equal(t, a, b)
	assert.NotEqual(t, a, c)
	assert.NotEqual(t, a, d)
	assert.LessOrEqual(t, len(a), 100)
	_, err = phenom.PatientToken([]byte("short"), "MRN 00123")
	require.Error(t, err)
}

func TestTablesQuoteAsRFC4180(t *testing.T) {
	h := history(t)
	h.Patient.ID = "a,\"b\"\nc"
	h.Patient.ZIP3 = "036"
	files := map[phenom.ObjectType]*bytes.Buffer{}
	tables := phenom.NewTables(func(o phenom.ObjectType) (io.Writer, error) {
		files[o] = &bytes.Buffer{}
		return files[o], nil
	})
	require.NoError(t, tables.Add(h))
	require.NoError(t, tables.Flush())
	assert.Len(t, files, 2, "a type without rows has no file")
	assert.Equal(t, "patient_id,birth_date,sex,zip3\n\"a,\"\"b\"\"\nc\",1948-05-18,F,000\n", files[phenom.PatientRows].String())
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "", "2024-2-29", "2024-02-30", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := phenom.ParseDate(s)
		if err == nil {
			require.Equal(t, s, d.String(), "what is read is written the same")
			require.Equal(t, s, d.Time().Format(time.DateOnly))
		}
	})
}

func FuzzHistoryJSON(f *testing.F) {
	f.Add(`{"patient":{"patient_id":"a","birth_date":"1964-05-18","sex":"F","zip3":"021"}}`)
	f.Add(`{"patient":{"birth_date":5}}`)
	f.Fuzz(func(t *testing.T, s string) {
		var h phenom.History
		if json.Unmarshal([]byte(s), &h) != nil || h.Validate() != nil {
			return
		}
		out, err := json.Marshal(&h)
		require.NoError(t, err)
		var back phenom.History
		require.NoError(t, json.Unmarshal(out, &back))
		require.NoError(t, back.Validate())
	})
}

func FuzzReadResults(f *testing.F) {
	f.Add("patient_id,probability,bin_id\np,0.5,3\n")
	f.Add("patient_id\n\"")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		n := 0
		for _, err := range phenom.ReadResults(strings.NewReader(s)) {
			if n++; err != nil {
				require.ErrorIs(t, err, phenom.ErrShard)
			}
		}
		require.LessOrEqual(t, n, strings.Count(s, "\n")+2)
	})
}
