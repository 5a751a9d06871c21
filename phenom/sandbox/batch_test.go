package sandbox_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// population yields n made-up patients, every tenth without a diagnosis and
// every seventh too young for the outcome.
func population(n int) iter.Seq2[*phenom.History, error] {
	codes := []string{"I50.9", "E11.9", "J44.9", "N18.4", "C34.90", "I10", "F03.90", "K70.3"}
	return func(yield func(*phenom.History, error) bool) {
		for i := range n {
			year := 1925 + i%20
			if i%7 == 3 {
				year = 1990
			}
			birth, err := phenom.NewDate(year, time.Month(1+i%12), 1+i%28)
			if err != nil {
				yield(nil, err)
				return
			}
			b := phenom.NewBuilder(phenom.Patient{
				ID: fmt.Sprintf("pt_%07d", i), BirthDate: birth, Sex: []phenom.Sex{phenom.Female, phenom.Male}[i%2], ZIP3: "021",
			})
			for k := range 1 + i%4 {
				d, err := phenom.NewDate(2015+k, time.Month(1+(i+k)%12), 1+i%28)
				if err != nil {
					yield(nil, err)
					return
				}
				if i%10 != 9 {
					b.Diagnosis(d, codes[(i+k)%len(codes)], phenom.ICD10)
				}
				b.Lab(d, "718-7", "N").Medication(d, "C09AA02", phenom.ATC).Procedure(d, "93000", phenom.CPT)
			}
			if !yield(b.Build()) {
				return
			}
		}
	}
}

func submitter(t testing.TB, c *phenom.Client, change func(*phenom.SubmitterOptions)) *phenom.Submitter {
	t.Helper()
	o := phenom.SubmitterOptions{
		Client: c, OutcomeIDs: []string{outcome}, Release: phenom.Release{Basis: phenom.LimitedDataSet},
		Poll: phenom.PollOptions{Interval: time.Millisecond, MaxInterval: 50 * time.Millisecond},
	}
	if change != nil {
		change(&o)
	}
	s, err := phenom.NewSubmitter(&o)
	require.NoError(t, err)
	return s
}

// tally reads a submission back and counts scored, excluded and unanswered
// patients.
func tally(t testing.TB, sub *phenom.Submission) (scored, excluded, rest int) {
	t.Helper()
	for o, err := range sub.ByPatient(within(t)) {
		require.NoError(t, err)
		switch {
		case len(o.Results) == 1 && len(o.Exclusions) == 0:
			scored++
		case len(o.Exclusions) == 1 && len(o.Results) == 0:
			excluded++
		default:
			rest++
		}
	}
	return scored, excluded, rest
}

// expected counts the patients of population(n) by hand of its rules.
func expected(n int) (scored, excluded int) {
	for i := range n {
		if i%10 == 9 || i%7 == 3 {
			excluded++
		} else {
			scored++
		}
	}
	return scored, excluded
}

func TestSubmitterTakesTheWorkflowThatFits(t *testing.T) {
	for _, c := range []struct {
		name     string
		patients int
		mode     phenom.Mode
		batch    bool
		jobs     int
	}{
		{"one patient goes in real time", 1, phenom.Auto, false, 1},
		{"two go by batch", 2, phenom.Auto, true, 1},
		{"many go by batch", 2500, phenom.Auto, true, 1},
		{"several in real time when told so", 25, phenom.RealTime, false, 25},
		{"one by batch when told so", 1, phenom.ByBatch, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, &sandbox.Options{PartSize: 64 << 10, ShardRows: 300})
			sub, err := submitter(t, client(t, s, "a", nil), func(o *phenom.SubmitterOptions) { o.Mode = c.mode }).
				Submit(within(t), population(c.patients))
			require.NoError(t, err)
			assert.Equal(t, c.batch, sub.BatchID != "")
			assert.Len(t, sub.JobIDs, c.jobs)
			assert.Equal(t, c.patients, sub.Patients)
			scored, excluded, rest := tally(t, sub)
			wantScored, wantExcluded := expected(c.patients)
			assert.Equal(t, []int{wantScored, wantExcluded, 0}, []int{scored, excluded, rest})
		})
	}
}

func TestBothWorkflowsGiveTheSameScores(t *testing.T) {
	s := start(t, nil)
	c := client(t, s, "a", nil)
	var got [2]map[string]phenom.Result
	for i, mode := range []phenom.Mode{phenom.RealTime, phenom.ByBatch} {
		got[i] = map[string]phenom.Result{}
		sub, err := submitter(t, c, func(o *phenom.SubmitterOptions) { o.Mode = mode }).Submit(within(t), population(40))
		require.NoError(t, err)
		for r, err := range sub.Results(within(t)) {
			require.NoError(t, err)
			got[i][r.PatientID] = r
		}
	}
	assert.NotEmpty(t, got[0])
	assert.Equal(t, got[0], got[1])
}

func TestDownloadInShards(t *testing.T) {
	s := start(t, &sandbox.Options{ShardRows: 100})
	c := client(t, s, "a", nil)
	sub, err := submitter(t, c, nil).Submit(within(t), population(500))
	require.NoError(t, err)
	byPage := collect(t, c.Results(sub.JobIDs[0], &phenom.PageOptions{Size: 77}))

	read := func(files []string) (out []phenom.Result) {
		for _, name := range files {
			f, err := os.Open(name)
			require.NoError(t, err)
			for r, err := range phenom.ReadResults(f) {
				require.NoError(t, err)
				out = append(out, r)
			}
			require.NoError(t, f.Close())
		}
		return out
	}
	dir := t.TempDir()
	files, err := c.Download(within(t), sub.JobIDs[0], dir, nil)
	require.NoError(t, err)
	assert.Len(t, files, (len(byPage)+99)/100)
	assert.Equal(t, byPage, read(files))

	// A shard that was cut off, one that is damaged, one that is gone.
	whole, err := os.ReadFile(files[0])
	require.NoError(t, err)
	require.NoError(t, os.Rename(files[0], files[0]+".part"))
	require.NoError(t, os.Truncate(files[0]+".part", int64(len(whole)/3)))
	require.NoError(t, os.WriteFile(files[1], []byte("damaged"), 0o600))
	require.NoError(t, os.Remove(files[2]))
	s.Inject(sandbox.Fault{Call: "GET /storage/{job}/shard/{n}", Kind: sandbox.TruncatedBody},
		sandbox.Fault{Call: "GET /v1/job/{job}/results/download", Kind: sandbox.ExpiredURL})
	files, err = c.Download(within(t), sub.JobIDs[0], dir, nil)
	require.NoError(t, err)
	assert.Equal(t, byPage, read(files), "resumed, mended and fetched anew")
	left, err := filepath.Glob(filepath.Join(dir, "*.part"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestOrderOfCalls(t *testing.T) {
	s := start(t, &sandbox.Options{PartSize: 1 << 10})
	c := client(t, s, "a", nil)
	ctx := within(t)
	release := phenom.Release{Basis: phenom.BAA}
	conflict := func(err error, why string) {
		t.Helper()
		var api *phenom.APIError
		require.ErrorAs(t, err, &api, why)
		assert.Equal(t, http.StatusConflict, api.Status, why)
	}
	b, err := c.CreateBatch(ctx, phenom.BatchRequest{Name: "october_data_load", Release: release})
	require.NoError(t, err)
	assert.Equal(t, "CREATED", b.Status)
	assert.Equal(t, 30, b.Retention.Days)
	_, err = c.Start(ctx, b.ID, phenom.StartRequest{OutcomeIDs: []string{outcome}, RequestID: "r1"})
	conflict(err, "start before finalize")
	conflict(c.Finalize(ctx, b.ID), "finalize without a patient file")

	u, err := c.CreateUpload(ctx, b.ID, phenom.UploadRequest{ObjectType: "patients", Filename: "patients_2025_10.csv", Mode: phenom.SingleMode})
	require.NoError(t, err, "the guide's name of the object type")
	conflict(c.Finalize(ctx, b.ID), "finalize before the bytes are there")
	require.NoError(t, c.AbortUpload(ctx, b.ID, u.ID))

	patients := "patient_id,birth_date,sex,zip3\npt_1,1950-01-01,F,021\n"
	require.NoError(t, c.UploadSingle(ctx, b.ID, phenom.PatientRows, "patients.csv", []byte(patients)))
	require.NoError(t, c.UploadFile(ctx, b.ID, phenom.FileUpload{ObjectType: phenom.DiagnosisRows, Filename: "diagnosis.csv",
		Body: strings.NewReader("patient_id,diagnosis_date,code,code_type_name\npt_1,2020-01-01,I10,ICD10\n")}))
	require.NoError(t, c.Finalize(ctx, b.ID))
	require.NoError(t, c.Finalize(ctx, b.ID), "finalizing twice comes to the same")
	_, err = c.CreateUpload(ctx, b.ID, phenom.UploadRequest{ObjectType: phenom.PatientRows, Filename: "late.csv", Mode: phenom.SingleMode})
	conflict(err, "upload after finalize")
	id, status, err := c.Validate(ctx, b.ID, []string{outcome})
	require.NoError(t, err)
	assert.NotEmpty(t, id)
	assert.Equal(t, phenom.StatusQueued, status)

	job, err := c.Start(ctx, b.ID, phenom.StartRequest{OutcomeIDs: []string{outcome}, RequestID: "r1"})
	require.NoError(t, err)
	again, err := c.Start(ctx, b.ID, phenom.StartRequest{OutcomeIDs: []string{outcome}, RequestID: "r1"})
	require.NoError(t, err)
	assert.Equal(t, job.ID, again.ID, "one request id is one job")
	job, err = c.JobPoller(job.ID).PollUntilDone(ctx, &phenom.PollOptions{Interval: time.Millisecond})
	require.NoError(t, err)
	assert.EqualValues(t, 1, job.Metrics.PatientsScored)
	other := client(t, s, "b", nil)
	_, err = other.Batch(ctx, b.ID)
	var api *phenom.APIError
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusNotFound, api.Status, "another tenant's batch")
}

func TestErrorRowsOfCSV(t *testing.T) {
	s := start(t, nil)
	c := client(t, s, "a", nil)
	ctx := within(t)
	b, err := c.CreateBatch(ctx, phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	for _, f := range []struct {
		typ  phenom.ObjectType
		name string
		text string
	}{
		{phenom.PatientRows, "patient.csv", "\ufeffpatient_id,birth_date,sex,zip3\r\npt_1,1950-01-01,F,021\r\npt_1,1950-01-01,F,021\r\npt_2,Quillfeather,F,021\r\npt_3,1950-01-01,X,021\r\npt_4,1950-01-01,M,02\r\nonly,three,cells\r\n"},
		{phenom.DiagnosisRows, "diagnosis.csv", "code,patient_id,diagnosis_date,code_type_name\nI10,pt_1,2020-01-01,ICD10\nI10,pt_9,2020-01-01,ICD10\nI10,pt_1,1949-01-01,ICD10\n,pt_1,2020-01-01,ICD10\n"},
		{phenom.LabResultRows, "lab_result.csv", "patient_id,lab_date,value\npt_1,2020-01-01,7\n"},
	} {
		require.NoError(t, c.UploadSingle(ctx, b.ID, f.typ, f.name, []byte(f.text)))
	}
	require.NoError(t, c.Finalize(ctx, b.ID))
	job, err := c.Start(ctx, b.ID, phenom.StartRequest{OutcomeIDs: []string{outcome}})
	require.NoError(t, err)
	job, err = c.JobPoller(job.ID).PollUntilDone(ctx, &phenom.PollOptions{Interval: time.Millisecond})
	require.NoError(t, err)
	var got []string
	for _, e := range collect(t, c.RowErrors(job.ID, nil)) {
		got = append(got, e.Type+": "+e.Message)
		assert.False(t, e.Timestamp.IsZero())
	}
	assert.Equal(t, []string{
		"duplicate_patient: patient.csv, line 3: patient_id came before",
		"invalid_row: patient.csv, line 4: birth_date is not valid",
		"invalid_row: patient.csv, line 5: sex is not valid",
		"invalid_row: patient.csv, line 6: zip3 is not valid",
		"invalid_row: patient.csv, line 7: not a CSV row of the header's width",
		"unknown_patient: diagnosis.csv, line 3: patient_id is in no patient file",
		"invalid_row: diagnosis.csv, line 4: the date lies before the birth date",
		"invalid_row: diagnosis.csv, line 5: code is missing",
		"invalid_file: lab_result.csv, line 1: no column loinc",
	}, got)
	assert.EqualValues(t, len(got), job.Metrics.ErrorRows)
	assert.EqualValues(t, 1, job.Metrics.PatientsScored)
}

func TestRetention(t *testing.T) {
	clock := &fakeClock{now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	s := start(t, &sandbox.Options{Clock: clock, RetentionDays: 2})
	c := client(t, s, "a", func(o *phenom.Options) { o.Clock = clock })
	job := score(t, c, request(t))
	b, err := c.CreateBatch(within(t), phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	clock.add(48 * time.Hour)
	var api *phenom.APIError
	_, err = c.Job(within(t), job.ID)
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusNotFound, api.Status)
	_, err = c.Batch(within(t), b.ID)
	require.ErrorAs(t, err, &api)
	assert.Equal(t, http.StatusNotFound, api.Status)
	_, err = c.CreateBatch(within(t), phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	_, batches, _ := s.Holdings("a")
	assert.Equal(t, 1, batches, "the next batch sweeps the old ones away")
}

func TestSandboxOutlivesItsProcess(t *testing.T) {
	dir := t.TempDir()
	o := &sandbox.Options{Path: dir, HMACKey: bytes.Repeat([]byte("k"), 32)}
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	c := client(t, s, "a", nil)
	sub, err := submitter(t, c, nil).Submit(within(t), population(300))
	require.NoError(t, err)
	want := collect(t, c.Results(sub.JobIDs[0], nil))
	open, err := c.CreateBatch(within(t), phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	require.NoError(t, s.Close(within(t)))

	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		assert.False(t, bytes.Contains(raw, []byte("pt_0000")), "in the clear on disk")
		return err
	}))

	s = start(t, o)
	c = client(t, s, "a", nil)
	assert.Equal(t, want, collect(t, c.Results(sub.JobIDs[0], nil)))
	_, err = c.Batch(within(t), open.ID)
	assert.NoError(t, err)
}

// fakeClock never waits.
type fakeClock struct {
	now    time.Time
	offset atomic.Int64
	waits  atomic.Int64 // nanoseconds slept in all
}

func (f *fakeClock) Now() time.Time      { return f.now.Add(time.Duration(f.offset.Load())) }
func (f *fakeClock) add(d time.Duration) { f.offset.Add(int64(d)) }

func (f *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	f.waits.Add(int64(d))
	return ctx.Err()
}

func TestPreviewSendsNothing(t *testing.T) {
	var calls atomic.Int32
	srv := start(t, nil)
	c := client(t, srv, "a", func(o *phenom.Options) {
		o.HTTPClient = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			calls.Add(1)
			return nil, io.ErrUnexpectedEOF
		})}
	})
	files := map[string]*buffer{}
	preview := func(n int) {
		clear(files)
		left, err := submitter(t, c, nil).Preview(population(n), func(name string) (io.WriteCloser, error) {
			files[name] = &buffer{}
			return files[name], nil
		})
		require.NoError(t, err)
		assert.Empty(t, left)
	}
	preview(3)
	assert.Contains(t, files["calls.http"].String(), "POST "+srv.URL+"/v1/batch/{batch}/start")
	assert.Equal(t, "patient_id,birth_date,sex,zip3\npt_0000000,1925-01-01,F,021\npt_0000001,1926-02-02,M,021\npt_0000002,1927-03-03,F,021\n", files["patient.csv"].String())
	assert.Contains(t, files["diagnosis.csv"].String(), "pt_0000001,2015-02-02,E11.9,ICD10")
	preview(1)
	assert.Contains(t, files["calls.http"].String(), `"patient_id": "pt_0000000"`)
	assert.Len(t, files, 1)
	assert.Zero(t, calls.Load())
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }
