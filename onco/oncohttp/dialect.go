package oncohttp

import (
	"time"

	"github.com/lethe-health/lethe/internal/jobs"
	"github.com/lethe-health/lethe/onco"
)

// dialect is one version of the wire contract.
type dialect struct {
	version   string // of the api-version query parameter
	path      string // of the collection of jobs
	documents string // key of a patient's documents
	types     []onco.InferenceType
	// bodyOn202 is whether the answer to a new job has a body.
	bodyOn202 bool
	// described are the types that carry a description in the azure profile.
	described map[onco.InferenceType]bool
	// status names the states; a state that the dialect has no word for is told
	// as "failed" with an error.
	status [5]string
}

var dialects = []*dialect{
	{
		version: "2023-03-01-preview", path: "/healthinsights/oncophenotype/jobs", documents: "data",
		types:     onco.InferenceTypes()[:8], // diagnosisDate came later
		described: map[onco.InferenceType]bool{onco.TumorSite: true},
		status:    [5]string{jobs.Queued: "notStarted", jobs.Running: "running", jobs.Succeeded: "succeeded", jobs.Failed: "failed", jobs.Cancelled: "failed"},
	},
	{
		version: "2023-09-01-preview", path: "/health-insights/onco-phenotype/jobs", documents: "patientDocuments",
		types: onco.InferenceTypes(), bodyOn202: true,
		described: map[onco.InferenceType]bool{onco.TumorSite: true, onco.Histology: true},
		status:    [5]string{jobs.Queued: "notStarted", jobs.Running: "running", jobs.Succeeded: "succeeded", jobs.Failed: "failed", jobs.Cancelled: "canceled"},
	},
}

func dialectOf(version string) *dialect {
	for _, d := range dialects {
		if d.version == version {
			return d
		}
	}
	return nil
}

// answer is a job on the wire; each dialect fills its own fields.
type answer struct {
	JobID      string      `json:"jobId,omitempty"`
	ID         string      `json:"id,omitempty"`
	Created    string      `json:"createdDateTime"`
	Expiration string      `json:"expirationDateTime"`
	Updated    string      `json:"lastUpdateDateTime"`
	Status     string      `json:"status"`
	Error      *errorBody  `json:"error,omitempty"`
	Errors     []errorBody `json:"errors,omitempty"`
	Result     *result09   `json:"result,omitempty"`
	Results    *result03   `json:"results,omitempty"`
}

type result03 struct {
	Patients     []patient03 `json:"patients"`
	ModelVersion string      `json:"modelVersion"`
}

type patient03 struct {
	ID         string               `json:"id"`
	Inferences []onco.WireInference `json:"inferences"`
}

type result09 struct {
	PatientResults []onco.WireResult `json:"patientResults"`
	ModelVersion   string            `json:"modelVersion"`
}

// modelVersion is free text in both dialects.
const modelVersion = "lethe-onco-1"

// stamp is a time as the recordings have it: seconds, UTC.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// describe puts a job into the dialect's words; results is nil unless the job
// succeeded.
func (d *dialect) describe(id string, j jobs.Job, ttl time.Duration, results []onco.WireResult) answer {
	expires := j.Expires
	if expires.IsZero() {
		expires = j.Created.Add(ttl)
	}
	a := answer{Created: stamp(j.Created), Expiration: stamp(expires), Updated: stamp(j.Updated), Status: d.status[j.State]}
	var fault *errorBody
	switch j.State {
	case jobs.Failed:
		fault = &errorBody{Code: "InternalServerError", Message: "The job failed: " + j.Error}
	case jobs.Cancelled:
		if a.Status == "failed" {
			fault = &errorBody{Code: "Canceled", Message: "The job was canceled."}
		}
	}
	if d.bodyOn202 { // 2023-09-01-preview
		a.ID, a.Error = id, fault
		if j.State == jobs.Succeeded {
			a.Result = &result09{PatientResults: results, ModelVersion: modelVersion}
		}
		return a
	}
	a.JobID = id
	if fault != nil {
		a.Errors = []errorBody{*fault}
	}
	if j.State == jobs.Succeeded {
		a.Results = &result03{Patients: []patient03{}, ModelVersion: modelVersion}
		for _, r := range results {
			a.Results.Patients = append(a.Results.Patients, patient03{r.PatientID, r.Inferences})
		}
	}
	return a
}
