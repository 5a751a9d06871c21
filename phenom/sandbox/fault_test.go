package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// stage is what the calls of the table work on, made before the fault.
type stage struct {
	ctx                   context.Context
	c                     *phenom.Client
	job                   string // done
	open, finalized       string // batches
	upload, spare, parted string // uploads of the open batch; parted has its part
	parts                 []phenom.Part
}

// faultCalls is every call of the client, with the route that serves it and what
// it makes when it is carried out once.
var faultCalls = []struct {
	name, route                string
	newJobs, newBatch, newFile int
	run                        func(*stage, *testing.T) error
}{
	{"create job", "POST /v1/job/from-patient", 1, 0, 0, func(s *stage, t *testing.T) error {
		_, err := s.c.CreateJob(s.ctx, request(t))
		return err
	}},
	{"get job", "GET /v1/job/{job}", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Job(s.ctx, s.job)
		return err
	}},
	{"list results", "GET /v1/job/{job}/results", 0, 0, 0, func(s *stage, _ *testing.T) error {
		return drain(s.ctx, s.c.Results(s.job, nil))
	}},
	{"list exclusions", "GET /v1/job/{job}/exclusions", 0, 0, 0, func(s *stage, _ *testing.T) error {
		return drain(s.ctx, s.c.Exclusions(s.job, nil))
	}},
	{"list errors", "GET /v1/job/{job}/errors", 0, 0, 0, func(s *stage, _ *testing.T) error {
		return drain(s.ctx, s.c.RowErrors(s.job, nil))
	}},
	{"get manifest", "GET /v1/job/{job}/results/download", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Manifest(s.ctx, s.job)
		return err
	}},
	{"download shard", "GET /storage/{job}/shard/{n}", 0, 0, 0, func(s *stage, t *testing.T) error {
		_, err := s.c.Download(s.ctx, s.job, t.TempDir(), nil)
		return err
	}},
	{"create batch", "POST /v1/batch", 0, 1, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.CreateBatch(s.ctx, phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
		return err
	}},
	{"get batch", "GET /v1/batch/{batch}", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Batch(s.ctx, s.open)
		return err
	}},
	{"create upload", "POST /v1/batch/{batch}/upload", 0, 0, 1, func(s *stage, _ *testing.T) error {
		_, err := s.c.CreateUpload(s.ctx, s.open, phenom.UploadRequest{ObjectType: phenom.LabResultRows, Filename: "new.csv", Mode: phenom.MultipartMode})
		return err
	}},
	{"get part url", "POST /v1/batch/{batch}/upload/{upload}/part/{n}/url", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.PartURL(s.ctx, s.open, s.upload, 1)
		return err
	}},
	{"put object", "PUT /storage/{batch}/{upload}/{part}", 0, 0, 1, func(s *stage, _ *testing.T) error {
		return s.c.UploadSingle(s.ctx, s.open, phenom.LabResultRows, "put.csv", []byte("patient_id,lab_date,loinc\n"))
	}},
	{"complete upload", "POST /v1/batch/{batch}/upload/{upload}/complete", 0, 0, 0, func(s *stage, _ *testing.T) error {
		return s.c.CompleteUpload(s.ctx, s.open, s.parted, s.parts)
	}},
	{"get upload", "GET /v1/batch/{batch}/upload/{upload}", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Upload(s.ctx, s.open, s.upload)
		return err
	}},
	{"abort upload", "DELETE /v1/batch/{batch}/upload/{upload}", 0, 0, 0, func(s *stage, _ *testing.T) error {
		return s.c.AbortUpload(s.ctx, s.open, s.spare)
	}},
	{"finalize", "POST /v1/batch/{batch}/finalize", 0, 1, 1, func(s *stage, t *testing.T) error {
		b := patientBatch(s.ctx, t, s.c)
		return s.c.Finalize(s.ctx, b)
	}},
	{"validate", "POST /v1/batch/{batch}/validate", 0, 0, 0, func(s *stage, _ *testing.T) error {
		_, _, err := s.c.Validate(s.ctx, s.finalized, []string{outcome})
		return err
	}},
	{"start, with request id", "POST /v1/batch/{batch}/start", 1, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Start(s.ctx, s.finalized, phenom.StartRequest{OutcomeIDs: []string{outcome}, RequestID: "run-1"})
		return err
	}},
	{"start, without", "POST /v1/batch/{batch}/start", 1, 0, 0, func(s *stage, _ *testing.T) error {
		_, err := s.c.Start(s.ctx, s.finalized, phenom.StartRequest{OutcomeIDs: []string{outcome}})
		return err
	}},
}

// faultKinds is every fault that can come over any call.
var faultKinds = []sandbox.FaultKind{
	sandbox.TooMany, sandbox.Unavailable, sandbox.ServerError, sandbox.Unauthorized, sandbox.Reset,
	sandbox.LostResponse, sandbox.SlowBody, sandbox.TruncatedBody,
}

func drain[T any](ctx context.Context, l phenom.Listing[T]) error {
	for _, err := range l.All(ctx) {
		if err != nil {
			return err
		}
	}
	return nil
}

// patientBatch makes a batch with one patient file in it.
func patientBatch(ctx context.Context, t *testing.T, c *phenom.Client) string {
	b, err := c.CreateBatch(ctx, phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	require.NoError(t, c.UploadSingle(ctx, b.ID, phenom.PatientRows, "patient.csv", []byte("patient_id,birth_date,sex,zip3\npt_1,1950-01-01,F,021\n")))
	return b.ID
}

// prepare makes everything that the calls need.
func prepare(t *testing.T, c *phenom.Client) *stage {
	s := &stage{ctx: within(t), c: c}
	s.job = score(t, c, request(t)).ID
	s.open, s.finalized = patientBatch(s.ctx, t, c), patientBatch(s.ctx, t, c)
	require.NoError(t, c.Finalize(s.ctx, s.finalized))
	for i, id := range []*string{&s.upload, &s.spare, &s.parted} {
		u, err := c.CreateUpload(s.ctx, s.open, phenom.UploadRequest{
			ObjectType: phenom.DiagnosisRows, Filename: fmt.Sprintf("d%d.csv", i), Mode: phenom.MultipartMode})
		require.NoError(t, err)
		*id = u.ID
	}
	url, err := c.PartURL(s.ctx, s.open, s.parted, 1)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPut, url, strings.NewReader("patient_id,diagnosis_date,code,code_type_name\n"))
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	s.parts = []phenom.Part{{Number: 1, ETag: resp.Header.Get("ETag")}}
	return s
}

// counting counts the calls of one route that reach the server.
type counting struct {
	http.RoundTripper
	match func(*http.Request) bool
	n     atomic.Int32
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.match(r) {
		c.n.Add(1)
	}
	return c.RoundTripper.RoundTrip(r)
}

// TestEveryFaultOnEveryCall breaks each call in each way, once, and holds what
// comes of it against the golden table: the outcome, how often the call was
// sent, and that nothing was made twice.
func TestEveryFaultOnEveryCall(t *testing.T) {
	cells := make([][]string, len(faultCalls))
	t.Run("cells", func(t *testing.T) {
		for i := range faultCalls {
			cells[i] = make([]string, len(faultKinds))
			for k, kind := range faultKinds {
				t.Run(faultCalls[i].name+"/"+string(kind), func(t *testing.T) {
					t.Parallel()
					cells[i][k] = breakCall(t, i, kind)
				})
			}
		}
	})
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	fmt.Fprint(w, "call")
	for _, k := range faultKinds {
		fmt.Fprintf(w, "\t%s", k)
	}
	for i, row := range cells {
		fmt.Fprintf(w, "\n%s\t%s", faultCalls[i].name, strings.Join(row, "\t"))
	}
	fmt.Fprintln(w)
	require.NoError(t, w.Flush())
	const golden = "testdata/faults.txt"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, table.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), table.String())
}

// breakCall plays one fault on one call and returns the table's cell: what came
// of it, and how often the call was sent.
func breakCall(t *testing.T, i int, kind sandbox.FaultKind) string {
	call := faultCalls[i]
	srv := start(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc(call.route, func(http.ResponseWriter, *http.Request) {})
	count := &counting{RoundTripper: &http.Transport{DisableKeepAlives: true}, match: func(r *http.Request) bool {
		_, pattern := mux.Handler(r)
		return pattern == call.route
	}}
	s := prepare(t, client(t, srv, "a", func(o *phenom.Options) {
		o.HTTPClient = &http.Client{Transport: count}
		o.StorageClient = o.HTTPClient
		if kind == sandbox.SlowBody {
			o.TryTimeout = 400 * time.Millisecond
		}
	}))
	jobs, batches, uploads := srv.Holdings("a")
	count.n.Store(0)
	srv.Inject(sandbox.Fault{Call: call.route, Kind: kind})
	err := call.run(s, t)
	outcome := "ok"
	if errors.Is(err, phenom.ErrOutcomeUnknown) {
		outcome = "unknown"
	} else if err != nil {
		outcome = "error"
	}
	nowJobs, nowBatches, nowUploads := srv.Holdings("a")
	if outcome == "ok" {
		assert.Equal(t, call.newJobs, nowJobs-jobs, "jobs made")
	}
	assert.LessOrEqual(t, nowJobs-jobs, call.newJobs, "a job made twice")
	assert.LessOrEqual(t, nowBatches-batches, call.newBatch, "a batch made twice")
	assert.LessOrEqual(t, nowUploads-uploads, call.newFile, "an upload made twice")
	return fmt.Sprintf("%s, %d", outcome, count.n.Load())
}

func TestFaultThatStaysIsAnErrorInTheEnd(t *testing.T) {
	for _, kind := range faultKinds {
		t.Run(string(kind), func(t *testing.T) {
			srv := start(t, nil)
			c := client(t, srv, "a", func(o *phenom.Options) {
				o.TryTimeout = 50 * time.Millisecond
				o.Retry.MaxAttempts = 3
			})
			srv.Inject(sandbox.Fault{Call: "POST /v1/job/from-patient", Kind: kind, Times: -1})
			_, err := c.CreateJob(within(t), request(t))
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "/v1/", "addresses stay out of errors")
			assert.NotContains(t, err.Error(), "abc123", "so does the patient")
		})
	}
}
