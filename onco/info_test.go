package onco

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// decode reads a patient and gives the answers of its main case by type.
func decode(t *testing.T, s string) (Patient, map[InferenceType]Inference) {
	t.Helper()
	var p Patient
	require.NoError(t, json.Unmarshal([]byte(s), &p))
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	out := map[InferenceType]Inference{}
	for _, i := range inf {
		if i.CaseID == "1" {
			out[i.Type] = i
		}
	}
	_, err = Wire(p, inf)
	require.NoError(t, err)
	return p, out
}

const (
	coreNote  = `{"type":"note","id":"d1","clinicalType":"pathologyReport","content":{"sourceType":"inline","value":"Left breast, core biopsy: Invasive lobular carcinoma."}}`
	condition = `{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"confirmed"}]},"onsetDateTime":"2022-03-04T10:00:00Z",
		"code":{"coding":[{"system":"http://snomed.info/sct","code":"0"},{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"C50.412","display":"Malignant neoplasm of upper-outer quadrant of left female breast"}]}}`
)

func TestClinicalInfo(t *testing.T) {
	t.Run("a coded condition makes the site exact and dates the case", func(t *testing.T) {
		p, got := decode(t, `{"id":"p","info":{"sex":"female","clinicalInfo":[`+condition+`]},"patientDocuments":[`+coreNote+`]}`)
		assert.Equal(t, "C50.4", got[TumorSite].Value)
		assert.Equal(t, "2022-03-04", got[DiagnosisDate].Value)
		res, err := Wire(p, []Inference{got[TumorSite]})
		require.NoError(t, err)
		coded := 0
		for _, e := range res.Inferences[0].Evidence {
			if e.Info != nil {
				coded++
				assert.Nil(t, e.Data)
				assert.Equal(t, "C50.412", e.Info.Code)
			}
		}
		assert.Equal(t, 1, coded)
	})
	for _, row := range []struct{ name, info, site string }{
		{"the older dialect's element", `{"system":"ICD-10-CM","code":"C50.412","name":"breast cancer"}`, "C50.4"},
		{"another organ's code changes nothing", `{"system":"ICD-10-CM","code":"C34.11"}`, "C50.9"},
		{"another system's code changes nothing", `{"system":"LOINC","code":"C50.4"}`, "C50.9"},
		{"a refuted condition is none", `{"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"coding":[{"system":"icd-10","code":"C50.4"}]}}`, "C50.9"},
		{"a resource that is no condition", `{"resourceType":"Observation","code":{"coding":[{"system":"icd-10","code":"C50.4"}]}}`, "C50.9"},
		{"what cannot be read", `{"code":7}`, "C50.9"},
		{"a code without digits", `{"system":"icd-10","code":"C"}`, "C50.9"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, got := decode(t, `{"id":"p","info":{"clinicalInfo":[`+row.info+`]},"patientDocuments":[`+coreNote+`]}`)
			assert.Equal(t, row.site, got[TumorSite].Value)
		})
	}
	t.Run("a code alone makes no case", func(t *testing.T) {
		_, got := decode(t, `{"id":"p","info":{"clinicalInfo":[`+condition+`]},"patientDocuments":[{"type":"note","id":"d","content":{"sourceType":"inline","value":"Blood pressure 120/80. Doing well."}}]}`)
		assert.Empty(t, got)
	})
}

func TestSexAndBirth(t *testing.T) {
	doc := func(s string) string {
		b, _ := json.Marshal(s)
		return `"patientDocuments":[{"type":"note","id":"d","content":{"sourceType":"inline","value":` + string(b) + `}}]}`
	}
	_, woman := decode(t, `{"id":"p","info":{"sex":"FEMALE"},`+doc("Assessment: high-grade serous carcinoma of the ovary.")+``)
	_, man := decode(t, `{"id":"p","info":{"sex":"male"},`+doc("Assessment: high-grade serous carcinoma of the ovary."))
	require.Contains(t, woman, TumorSite)
	require.Contains(t, man, TumorSite)
	assert.Less(t, man[TumorSite].Confidence, woman[TumorSite].Confidence, "the record contradicts itself")

	_, got := decode(t, `{"id":"p","info":{"birthDate":"1961-05-04"},`+doc("Adenocarcinoma of the prostate, diagnosed in 1950. Gleason 7."))
	assert.NotContains(t, got, DiagnosisDate, "before birth")
}

func TestDocumentKindOfRequest(t *testing.T) {
	const text = `"content":{"sourceType":"inline","value":"Colon adenocarcinoma. T3 N1 M0."}`
	for _, row := range []struct {
		name, more string
		want       InferenceType
	}{
		{"clinical type", `"clinicalType":"PATHOLOGY"`, PathologicStageT},
		{"clinical type goes before specialty", `"clinicalType":"progress","specialtyType":"pathology"`, ClinicalStageT},
		{"specialty", `"specialtyType":"pathology"`, PathologicStageT},
		{"radiology", `"specialtyType":"radiology"`, ClinicalStageT},
		{"what was ordered", `"administrativeMetadata":{"orderedProcedures":[{"description":"Surgical pathology exam"}]}`, PathologicStageT},
		{"what was ordered, coded", `"administrativeMetadata":{"orderedProcedures":[{"code":{"coding":[{"display":"CT abdomen"}]}}]}`, ClinicalStageT},
		{"nothing", `"language":"en"`, ClinicalStageT},
	} {
		t.Run(row.name, func(t *testing.T) {
			p, got := decode(t, `{"id":"p","patientDocuments":[{"type":"note","id":"d",`+row.more+`,`+text+`}]}`)
			require.Contains(t, got, row.want)
			b, err := json.Marshal(p)
			require.NoError(t, err)
			var again Patient
			require.NoError(t, json.Unmarshal(b, &again))
			assert.Equal(t, p, again, "a job keeps all of the request")
		})
	}
}

func TestEncounterDatesTheDocument(t *testing.T) {
	doc := func(id, encounter, text string) string {
		return `{"type":"note","id":"` + id + `","clinicalType":"consultation","administrativeMetadata":{"encounterId":"` + encounter + `"},"content":{"sourceType":"inline","value":"` + text + `"}}`
	}
	_, got := decode(t, `{"id":"p","encounters":[{"id":"late","class":"ambulatory","period":{"start":"2021-09-01"}},{"id":"early","class":"inpatient","period":{"start":"2021-02-01T08:00:00Z"}}],
		"patientDocuments":[`+doc("1", "late", "Rectal adenocarcinoma, restaged cT2 cN0.")+`,`+doc("2", "early", "Rectal adenocarcinoma, cT3 cN1.")+`]}`)
	assert.Equal(t, "T3", got[ClinicalStageT].Value, "the clinical stage is the one before treatment")
	assert.Equal(t, "N1", got[ClinicalStageN].Value)
	assert.True(t, got[ClinicalStageT].Conflict)
}
