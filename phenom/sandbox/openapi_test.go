package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// checked is a transport that holds every call and every answer of the API
// against the document.
type checked struct {
	t      *testing.T
	router routers.Router

	mu   sync.Mutex
	seen map[string]bool // operation and status
}

func newChecked(t *testing.T) *checked {
	doc, err := openapi3.NewLoader().LoadFromData(sandbox.OpenAPI())
	require.NoError(t, err)
	require.NoError(t, doc.Validate(context.Background()))
	require.Equal(t, "3.1.0", doc.OpenAPI)
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return &checked{t: t, router: router, seen: map[string]bool{}}
}

// send makes a call and reports whether the document takes the request; the
// answer must fit the document either way.
func (c *checked) send(req *http.Request) (resp *http.Response, body []byte, requestFits error) {
	var raw []byte
	if req.Body != nil {
		var err error
		raw, err = io.ReadAll(req.Body)
		require.NoError(c.t, err)
		req.Body = io.NopCloser(bytes.NewReader(raw))
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(c.t, err)
	body, err = io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, resp.Body.Close())
	if !strings.HasPrefix(req.URL.Path, "/v1/") {
		return resp, body, nil
	}
	req.Body = io.NopCloser(bytes.NewReader(raw))
	bare := req.Clone(context.Background())
	bare.URL.Host, bare.URL.Scheme, bare.Host = "", "", ""
	route, params, err := c.router.FindRoute(bare)
	require.NoError(c.t, err, "%s %s is not in the document", req.Method, req.URL.Path)
	in := &openapi3filter.RequestValidationInput{
		Request: bare, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	requestFits = openapi3filter.ValidateRequest(context.Background(), in)
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header, Options: in.Options}
	out.SetBodyBytes(body)
	assert.NoError(c.t, openapi3filter.ValidateResponse(context.Background(), out), "%s %s → %d %s", req.Method, req.URL.Path, resp.StatusCode, body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[fmt.Sprintf("%s %d", route.Operation.OperationID, resp.StatusCode)] = true
	return resp, body, requestFits
}

func (c *checked) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, body, fits := c.send(r)
	assert.NoError(c.t, fits, "a request of the client that the document refuses")
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// TestClientAndSandboxKeepToTheDocument drives both workflows, and the failures
// of each call, with every request and answer held against the document.
func TestClientAndSandboxKeepToTheDocument(t *testing.T) {
	s := start(t, &sandbox.Options{PartSize: 1 << 10, ShardRows: 10})
	doc := newChecked(t)
	c := client(t, s, "a", func(o *phenom.Options) { o.HTTPClient = &http.Client{Transport: doc} })
	ctx := within(t)
	score(t, c, request(t))
	sub, err := submitter(t, c, func(o *phenom.SubmitterOptions) { o.Validate = true; o.BatchName = "documented" }).Submit(ctx, population(60))
	require.NoError(t, err)
	tally(t, sub)
	for _, err := range sub.RowErrors(ctx) {
		require.NoError(t, err)
	}
	_, err = c.Manifest(ctx, sub.JobIDs[0])
	require.NoError(t, err)
	_, err = c.Batch(ctx, sub.BatchID)
	require.NoError(t, err)
	b, err := c.CreateBatch(ctx, phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	u, err := c.CreateUpload(ctx, b.ID, phenom.UploadRequest{ObjectType: "lab_results", Filename: "l.csv", Mode: phenom.SingleMode})
	require.NoError(t, err)
	_, err = c.Upload(ctx, b.ID, u.ID)
	require.NoError(t, err)
	require.NoError(t, c.AbortUpload(ctx, b.ID, u.ID))
	_, err = c.Start(ctx, b.ID, phenom.StartRequest{OutcomeIDs: []string{outcome}})
	require.Error(t, err)
	_, err = c.Job(ctx, "job_none")
	require.Error(t, err)

	var all openapi3.T
	require.NoError(t, json.Unmarshal(sandbox.OpenAPI(), &all))
	var missing []string
	for path, item := range all.Paths.Map() {
		for method, op := range item.Operations() {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(doc.seen)), func(k string) bool {
				return strings.HasPrefix(k, op.OperationID+" 2")
			}) {
				missing = append(missing, method+" "+path)
			}
		}
	}
	assert.Empty(t, missing, "operations that the test never carried out")
}

// TestSchemaAndDocumentAgree sends bodies that are right and wrong in every way
// a table can think of: the document and the handler must judge alike.
func TestSchemaAndDocumentAgree(t *testing.T) {
	s := start(t, nil)
	doc := newChecked(t)
	token, err := s.Token("a")
	require.NoError(t, err)
	const good = `{"outcome_ids":["o_12mon"],"patient_history":{"patient":{"patient_id":"p","birth_date":"1950-01-01","sex":"F","zip3":"021"},` +
		`"lab_results":[{"lab_date":"2020-01-01","loinc":"718-7","value_abnormal":"N"}],"diagnoses":[{"diagnosis_date":"2020-01-01","code":"I10","code_type_name":"ICD10"}],` +
		`"procedures":[{"procedure_date":"2020-01-01","code":"1","code_type_name":"CPT"}],"medications":[{"medication_start":"2020-01-01","code":"1","code_type":"ATC"}]},"idempotency_key":"k"}`
	swap := func(old, new string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, new, 1)
	}
	batch := batchOf(t, s)
	for i, c := range []struct {
		name, path, body string
		faults           []string // loc and type of each, in order; none when the body is good
	}{
		{"good", "/v1/job/from-patient", good, nil},
		{"null for an optional list", "/v1/job/from-patient", swap(`[{"lab_date":"2020-01-01","loinc":"718-7","value_abnormal":"N"}]`, "null"), nil},
		{"five digits of ZIP", "/v1/job/from-patient", swap(`"021"`, `"02139"`), nil},
		{"empty object", "/v1/job/from-patient", `{}`, []string{"outcome_ids missing", "patient_history missing", "idempotency_key missing"}},
		{"no outcomes", "/v1/job/from-patient", swap(`["o_12mon"]`, `[]`), []string{"outcome_ids too_short"}},
		{"an outcome that is a number", "/v1/job/from-patient", swap(`["o_12mon"]`, `[5]`), []string{"outcome_ids.0 string_type"}},
		{"an unknown field", "/v1/job/from-patient", swap(`"sex":"F"`, `"sex":"F","name":"x"`), []string{"patient_history.patient.name extra_forbidden"}},
		{"a date that is none", "/v1/job/from-patient", swap("1950-01-01", "01/01/1950"), []string{"patient_history.patient.birth_date date_from_datetime_parsing"}},
		{"a sex that is none", "/v1/job/from-patient", swap(`"F"`, `"female"`), []string{"patient_history.patient.sex literal_error"}},
		{"two digits of ZIP", "/v1/job/from-patient", swap(`"021"`, `"02"`), []string{"patient_history.patient.zip3 string_too_short"}},
		{"six digits of ZIP", "/v1/job/from-patient", swap(`"021"`, `"021390"`), []string{"patient_history.patient.zip3 string_too_long"}},
		{"a patient that is a list", "/v1/job/from-patient", swap(`{"patient_id":"p","birth_date":"1950-01-01","sex":"F","zip3":"021"}`, `[]`), []string{"patient_history.patient model_attributes_type"}},
		{"diagnoses that are an object", "/v1/job/from-patient", swap(`[{"diagnosis_date":"2020-01-01","code":"I10","code_type_name":"ICD10"}]`, `{}`), []string{"patient_history.diagnoses list_type"}},
		{"an outer list", "/v1/job/from-patient", `[]`, []string{" model_attributes_type"}},
		{"a batch with nothing", "/v1/batch", `{}`, nil},
		{"a batch with a long name", "/v1/batch", `{"name":"` + strings.Repeat("x", 257) + `"}`, []string{"name string_too_long"}},
		{"a batch by another method", "/v1/batch", `{"upload_method":"ftp"}`, []string{"upload_method literal_error"}},
		{"an upload in the guide's words", batch + "/upload", `{"object_type":"medications","filename":"a.csv","mode":"single"}`, nil},
		{"an upload in the description's words", batch + "/upload", `{"object_type":"medication","filename":"b.csv","content_type":"text/csv","mode":"multipart"}`, nil},
		{"an upload of something else", batch + "/upload", `{"object_type":"images","filename":"a.csv","mode":"single"}`, []string{"object_type literal_error"}},
		{"an upload without mode", batch + "/upload", `{"object_type":"patient","filename":"a.csv"}`, []string{"mode missing"}},
		{"an upload of another content", batch + "/upload", `{"object_type":"patient","filename":"a.csv","mode":"single","content_type":"text/html"}`, []string{"content_type literal_error"}},
		{"start without outcomes", batch + "/start", `{}`, []string{"outcome_ids missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := strings.Replace(c.body, `"k"}`, fmt.Sprintf(`"k%d"}`, i), 1) // a call of its own
			req, err := http.NewRequest(http.MethodPost, s.URL+c.path, strings.NewReader(body))
			require.NoError(t, err)
			req.Header.Set("Authorization", "Bearer "+token)
			req.Header.Set("Content-Type", "application/json")
			resp, out, fits := doc.send(req)
			var got struct {
				Detail []struct {
					Loc  []any  `json:"loc"`
					Type string `json:"type"`
				} `json:"detail"`
			}
			if c.faults == nil {
				assert.NoError(t, fits, "the document refuses it")
				assert.Less(t, resp.StatusCode, 300, "the handler refuses it: %s", out)
				return
			}
			assert.Error(t, fits, "the document takes it")
			require.Equal(t, http.StatusUnprocessableEntity, resp.StatusCode)
			require.NoError(t, json.Unmarshal(out, &got))
			var faults []string
			for _, d := range got.Detail {
				var loc []string
				for _, l := range d.Loc[1:] {
					loc = append(loc, fmt.Sprint(l))
				}
				assert.Equal(t, "body", d.Loc[0])
				faults = append(faults, strings.Join(loc, ".")+" "+d.Type)
			}
			assert.Equal(t, c.faults, faults)
		})
	}
}

func batchOf(t *testing.T, s *sandbox.Server) string {
	b, err := client(t, s, "a", nil).CreateBatch(within(t), phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	return "/v1/batch/" + b.ID
}
