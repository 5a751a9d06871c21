package phenom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// The ten traps of the contract, each a test of its number.

const outcomeID = "any_hospitalization_future_12mon"

// canary stands where PHI would.
const canary = "Quillfeather"

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func day(t testing.TB, s string) phenom.Date {
	t.Helper()
	d, err := phenom.ParseDate(s)
	require.NoError(t, err)
	return d
}

func history(t testing.TB) *phenom.History {
	t.Helper()
	h, err := phenom.NewBuilder(phenom.Patient{ID: "pt_1", BirthDate: day(t, "1948-05-18"), Sex: phenom.Female, ZIP3: "021"}).
		Diagnosis(day(t, "2020-01-01"), "I50.9", phenom.ICD10).Build()
	require.NoError(t, err)
	return h
}

func request(t testing.TB) *phenom.JobRequest {
	return &phenom.JobRequest{OutcomeIDs: []string{outcomeID}, History: history(t), Release: phenom.Release{Basis: phenom.BAA}}
}

// serve answers every call with the handler and returns a client of it.
func serve(t testing.TB, h http.HandlerFunc, change func(*phenom.Options)) *phenom.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return clientOf(t, srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret-token"}), change)
}

func clientOf(t testing.TB, base string, ts oauth2.TokenSource, change func(*phenom.Options)) *phenom.Client {
	t.Helper()
	o := phenom.Options{BaseURL: base, TokenSource: ts, Retry: phenom.Retry{MinDelay: time.Millisecond, MaxDelay: 5 * time.Millisecond}}
	if change != nil {
		change(&o)
	}
	c, err := phenom.New(&o)
	require.NoError(t, err)
	return c
}

func sandboxClient(t testing.TB, o *sandbox.Options, change func(*phenom.Options)) (*sandbox.Server, *phenom.Client) {
	t.Helper()
	s, err := sandbox.Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close(context.Background())) })
	return s, clientOf(t, s.URL, s.TokenSource("a"), change)
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestTrap01EveryFinalStatusEndsTheWait(t *testing.T) {
	for _, c := range []struct {
		name   string
		seen   []string
		failed bool
	}{
		{"plain success", []string{"QUEUED", "RUNNING", "SUCCEEDED"}, false},
		{"success with exclusions", []string{"QUEUED", "SUCCEEDED_WITH_EXCLUSIONS"}, false},
		{"failure", []string{"VALIDATING", "FAILED"}, true},
		{"a status that is not known is not final", []string{"PREPROCESSING", "DEFRAGMENTING", "POSTPROCESSING", "SUCCEEDED"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n atomic.Int32
			cl := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				status := c.seen[min(int(n.Add(1))-1, len(c.seen)-1)]
				answer(w, 200, fmt.Sprintf(`{"job_id":"job_1","status":%q,"error_message":%q}`, status, canary))
			}, nil)
			var seen []string
			job, err := cl.JobPoller("job_1").PollUntilDone(within(t), &phenom.PollOptions{
				Interval: time.Millisecond, OnStatus: func(s string) { seen = append(seen, s) }})
			assert.Equal(t, c.seen, seen)
			var failed *phenom.JobError
			assert.Equal(t, c.failed, errors.As(err, &failed))
			if c.failed {
				assert.NotContains(t, err.Error(), canary)
				assert.Equal(t, canary, failed.Job.ErrorMessage)
			} else {
				require.NoError(t, err)
				assert.True(t, job.Status.OK())
			}
		})
	}
}

func TestTrap02LinksAreNotFollowed(t *testing.T) {
	var strayed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	defer elsewhere.Close()
	t.Run("links in a body", func(t *testing.T) {
		s, c := sandboxClient(t, nil, nil)
		s.Inject(sandbox.Fault{Kind: sandbox.WrongLinks, Times: -1})
		job, err := c.CreateJob(within(t), request(t))
		require.NoError(t, err)
		_, err = c.JobPoller(job.ID).PollUntilDone(within(t), &phenom.PollOptions{Interval: time.Millisecond})
		require.NoError(t, err)
		for _, err := range c.Results(job.ID, nil).All(within(t)) {
			require.NoError(t, err)
		}
	})
	for _, status := range []int{301, 302, 307, 308} {
		t.Run(fmt.Sprint("redirect ", status), func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
			}, nil)
			_, err := c.CreateJob(within(t), request(t))
			var api *phenom.APIError
			require.ErrorAs(t, err, &api)
			assert.Equal(t, status, api.Status)
		})
	}
	t.Run("an id that is a path", func(t *testing.T) {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, `{"job_id":"x","status":"QUEUED"}`) }, nil)
		for _, id := range []string{"..", ".", ""} {
			_, err := c.Job(within(t), id)
			assert.ErrorIs(t, err, phenom.ErrURL)
		}
	})
	assert.Zero(t, strayed.Load(), "something was sent to a host that an answer named")
}

func TestTrap03PresignedURLs(t *testing.T) {
	t.Run("no bearer token, no redirect to another host, no URL in errors and logs", func(t *testing.T) {
		var strayed atomic.Int32
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
		defer elsewhere.Close()
		var auth atomic.Value
		store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			auth.Store(r.Header.Get("Authorization"))
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}))
		defer store.Close()
		var log bytes.Buffer
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, fmt.Sprintf(`{"upload_id":"u","key":"k","mode":"single","url":"%s/o?sig=SECRETSIG"}`, store.URL))
		}, func(o *phenom.Options) {
			o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		err := c.UploadSingle(within(t), "b", phenom.PatientRows, "p.csv", []byte(canary))
		require.Error(t, err)
		assert.Equal(t, "", auth.Load())
		assert.Zero(t, strayed.Load())
		for _, secret := range []string{"SECRETSIG", "secret-token", canary, store.URL} {
			assert.NotContains(t, err.Error(), secret)
			assert.NotContains(t, log.String(), secret)
		}
		assert.Contains(t, log.String(), "create upload")
	})
	t.Run("a store that can not be reached is not named either", func(t *testing.T) {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, `{"upload_id":"u","key":"k","mode":"single","url":"http://127.0.0.1:1/o?sig=SECRETSIG"}`)
		}, nil)
		err := c.UploadSingle(within(t), "b", phenom.PatientRows, "p.csv", nil)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "SECRETSIG")
	})
	for name, u := range map[string]string{
		"in the clear": "http://store.example/o", "with a user": "https://u:p@store.example/o",
		"of another kind": "file:///etc/passwd", "not allowed": "https://other.example/o", "no host": "https:///o",
	} {
		t.Run("refused: "+name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				answer(w, 200, fmt.Sprintf(`{"upload_id":"u","key":"k","mode":"single","url":%q}`, u))
			}, func(o *phenom.Options) { o.StorageHosts = []string{".store.example", "store.example"} })
			assert.ErrorIs(t, c.UploadSingle(within(t), "b", phenom.PatientRows, "p.csv", nil), phenom.ErrURL)
		})
	}
}

func TestTrap04ResumingAnUploadNeedsTheJournal(t *testing.T) {
	const partSize = 1 << 10
	s, c := sandboxClient(t, &sandbox.Options{PartSize: partSize}, nil)
	ctx := within(t)
	b, err := c.CreateBatch(ctx, phenom.BatchRequest{Release: phenom.Release{Basis: phenom.BAA}})
	require.NoError(t, err)
	body := bytes.Repeat([]byte("patient_id,birth_date,sex,zip3\n"), 200) // seven parts
	path := filepath.Join(t.TempDir(), "journal")
	upload := func(c *phenom.Client, body []byte) (sent int64, err error) {
		j, err := phenom.OpenJournal(path)
		require.NoError(t, err)
		defer j.Close()
		var mu sync.Mutex
		err = c.UploadFile(ctx, b.ID, phenom.FileUpload{
			ObjectType: phenom.PatientRows, Filename: "patient.csv", Body: bytes.NewReader(body), Journal: j, Parallel: 1,
			OnBytes: func(n int64) { mu.Lock(); sent = n; mu.Unlock() },
		})
		return sent, err
	}
	// The fourth part never arrives: three are stored, and in the journal.
	s.Inject(sandbox.Fault{Call: "PUT /storage/{batch}/{upload}/{part}", Kind: sandbox.Reset, After: 3, Times: -1})
	once := clientOf(t, s.URL, s.TokenSource("a"), func(o *phenom.Options) { o.Retry.MaxAttempts = 1 })
	sent, err := upload(once, body)
	require.Error(t, err)
	assert.EqualValues(t, 3*partSize, sent)

	var puts atomic.Int32
	fresh := clientOf(t, s.URL, s.TokenSource("a"), func(o *phenom.Options) {
		o.StorageClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			puts.Add(1)
			return http.DefaultTransport.RoundTrip(r)
		})}
	})
	s.ClearFaults()
	s.Inject(sandbox.Fault{Call: "POST /v1/batch/{batch}/upload/{upload}/part/{n}/url", Kind: sandbox.ExpiredURL})
	_, err = upload(fresh, append([]byte("X"), body[1:]...))
	assert.ErrorIs(t, err, phenom.ErrSourceChanged, "other bytes are not put together with the old")
	puts.Store(0)
	_, err = upload(fresh, body)
	require.NoError(t, err)
	parts := (len(body) + partSize - 1) / partSize
	assert.LessOrEqual(t, int(puts.Load()), parts-3+1, "the three parts of the journal are not sent again")
	require.NoError(t, c.Finalize(ctx, b.ID))
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTrap05ErrorsDoNotEchoInput(t *testing.T) {
	body := fmt.Sprintf(`{"detail":[
		{"loc":["body","patient_history","patient","birth_date"],"msg":"%[1]s is no date","type":"date_parsing","input":%[1]q},
		{"loc":["body","patient_history","diagnoses",3,%[1]q],"msg":"x","type":"%[1]s is bad"}]}`, canary)
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 422, body) }, nil)
	_, err := c.CreateJob(within(t), request(t))
	var v *phenom.ValidationError
	require.ErrorAs(t, err, &v)
	assert.Equal(t, []phenom.FieldError{
		{Field: "patient_history.patient.birth_date", Rule: "date_parsing"},
		{Field: "patient_history.diagnoses[3].?", Rule: "?"},
	}, v.Fields)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		assert.NotContains(t, fmt.Sprintf(verb, err), canary, verb)
	}
	out, merr := json.Marshal(v)
	require.NoError(t, merr)
	assert.NotContains(t, string(out), canary)

	other := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 400, `{"detail":"bad `+canary+`"}`) }, nil)
	_, err = other.CreateJob(within(t), request(t))
	var api *phenom.APIError
	require.ErrorAs(t, err, &api)
	assert.NotContains(t, err.Error(), canary)
	assert.Equal(t, "bad "+canary, api.Detail(), "at hand for who asks for it")

	s, echo := sandboxClient(t, nil, nil)
	s.Inject(sandbox.Fault{Kind: sandbox.EchoInput, Times: -1})
	r := request(t)
	r.OutcomeIDs = []string{strings.Repeat(canary, 40)}
	_, err = echo.CreateJob(within(t), r)
	require.ErrorAs(t, err, &v)
	assert.NotContains(t, err.Error(), canary)
	assert.Equal(t, []phenom.FieldError{{Field: "outcome_ids[0]", Rule: "string_too_long"}}, v.Fields)
}

func TestTrap06ZIP3(t *testing.T) {
	var sent atomic.Value
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			History phenom.History `json:"patient_history"`
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
		sent.Store(body.History.Patient.ZIP3)
		answer(w, 201, `{"job_id":"j","status":"QUEUED"}`)
	}, nil)
	for _, row := range []struct{ name, zip, want string }{
		{"a prefix with many people", "021", "021"},
		{"a prefix of 20,000 or fewer", "036", "000"},
		{"five digits are refused", "02139", ""},
		{"letters are refused", "0a1", ""},
		{"none is refused", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			sent.Store("")
			r := request(t)
			r.History.Patient.ZIP3 = row.zip
			_, err := c.CreateJob(within(t), r)
			assert.Equal(t, row.want == "", err != nil)
			assert.Equal(t, row.want, sent.Load())
			assert.Equal(t, row.zip, r.History.Patient.ZIP3, "the caller's history stays as it is")
		})
	}
}

func TestTrap07StalledPagination(t *testing.T) {
	item := func(id int) string { return fmt.Sprintf(`{"patient_id":"p%d","outcome_id":"o"}`, id) }
	for _, c := range []struct {
		name  string
		page  func(n int) string
		items int
		stall bool
	}{
		{"tokens that go on", func(n int) string {
			if n == 3 {
				return `{"items":[` + item(n) + `],"next_page_token":null}`
			}
			return fmt.Sprintf(`{"items":[%s],"next_page_token":"t%d"}`, item(n), n)
		}, 4, false},
		{"the same token again", func(n int) string {
			return `{"items":[` + item(n) + `],"next_page_token":"t"}`
		}, 1, true},
		{"tokens in a circle", func(n int) string {
			return fmt.Sprintf(`{"items":[%s],"next_page_token":"t%d"}`, item(n), n%2)
		}, 2, true},
		{"the same page under new tokens", func(n int) string {
			return fmt.Sprintf(`{"items":[%s],"next_page_token":"t%d"}`, item(7), n)
		}, 1, true},
		{"an older service that does not know page=", func(int) string {
			return `{"items":[` + item(1) + `],"total_rows":3}`
		}, 1, true},
		{"page= with a total", func(n int) string {
			return `{"items":[` + item(n) + `],"total_rows":3}`
		}, 3, false},
		{"page= without a total ends at an empty page", func(n int) string {
			if n == 2 {
				return `{"items":[]}`
			}
			return `{"items":[` + item(n) + `]}`
		}, 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			cl := serve(t, func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, fmt.Sprint(n+1), r.URL.Query().Get("page"))
				answer(w, 200, c.page(n))
				n++
			}, nil)
			items := 0
			var last error
			for _, err := range cl.Results("j", nil).All(within(t)) {
				if err != nil {
					last = err
					break
				}
				items++
			}
			assert.Equal(t, c.items, items)
			assert.Equal(t, c.stall, errors.Is(last, phenom.ErrPaginationStalled), "%v", last)
		})
	}
	t.Run("on the sandbox's faults", func(t *testing.T) {
		for _, kind := range []sandbox.FaultKind{sandbox.DuplicateToken, sandbox.DuplicatePage} {
			s, c := sandboxClient(t, nil, nil)
			job, err := c.CreateJob(within(t), request(t))
			require.NoError(t, err)
			_, err = c.JobPoller(job.ID).PollUntilDone(within(t), &phenom.PollOptions{Interval: time.Millisecond})
			require.NoError(t, err)
			s.Inject(sandbox.Fault{Call: "GET /v1/job/{job}/results", Kind: kind, Times: -1})
			var last error
			for _, last = range c.Results(job.ID, nil).All(within(t)) {
				if last != nil {
					break
				}
			}
			assert.Error(t, last, "it ends, and says that it did not end well")
		}
	})
}

func TestTrap08IdempotencyKey(t *testing.T) {
	var keys []string
	var mu sync.Mutex
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Key string `json:"idempotency_key"`
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&body))
		mu.Lock()
		defer mu.Unlock()
		keys = append(keys, body.Key)
		if len(keys)%3 != 0 {
			answer(w, 503, `{"detail":"later"}`)
			return
		}
		answer(w, 201, `{"job_id":"j","status":"SUCCEEDED"}`)
	}, nil)
	r := request(t)
	_, err := c.CreateJob(within(t), r)
	require.NoError(t, err)
	_, err = c.CreateJob(within(t), request(t))
	require.NoError(t, err)
	require.Len(t, keys, 6)
	assert.Equal(t, []string{keys[0], keys[0]}, keys[1:3], "one key over all tries")
	assert.NotEqual(t, keys[0], keys[3], "another logical call has another")
	assert.Equal(t, keys[0], r.IdempotencyKey, "and the caller learns it, to keep it over a restart")
	assert.NotContains(t, keys[0], "pt_1")

	t.Run("kept over a restart by the submitter's journal", func(t *testing.T) {
		s, _ := sandboxClient(t, nil, nil)
		path := filepath.Join(t.TempDir(), "journal")
		submit := func(c *phenom.Client) (*phenom.Submission, error) {
			sub, err := phenom.NewSubmitter(&phenom.SubmitterOptions{
				Client: c, OutcomeIDs: []string{outcomeID}, Release: phenom.Release{Basis: phenom.BAA}, Journal: path,
				Poll: phenom.PollOptions{Interval: time.Millisecond}})
			require.NoError(t, err)
			return sub.Submit(within(t), func(yield func(*phenom.History, error) bool) { yield(history(t), nil) })
		}
		// The first process gets no answer although its job was made.
		s.Inject(sandbox.Fault{Call: "POST /v1/job/from-patient", Kind: sandbox.LostResponse})
		_, err := submit(clientOf(t, s.URL, s.TokenSource("a"), func(o *phenom.Options) { o.Retry.MaxAttempts = 1 }))
		require.Error(t, err)
		var created []string
		watching := clientOf(t, s.URL, s.TokenSource("a"), func(o *phenom.Options) {
			o.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost {
					b, err := io.ReadAll(r.Body)
					assert.NoError(t, err)
					created = append(created, string(b))
					r.Body = io.NopCloser(bytes.NewReader(b))
				}
				return http.DefaultTransport.RoundTrip(r)
			})}
		})
		first, err := submit(watching)
		require.NoError(t, err)
		again, err := submit(watching)
		require.NoError(t, err)
		assert.Equal(t, first.JobIDs, again.JobIDs)
		assert.Len(t, created, 1, "the third run only looks")
	})
}

func TestTrap09MetadataIsScreened(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		answer(w, 500, `{}`)
	}, func(o *phenom.Options) {
		o.Retry.MaxAttempts = 1
		o.Screen = func(s string) error {
			if strings.Contains(s, canary) {
				return fmt.Errorf("found %s", s)
			}
			return nil
		}
	})
	release := phenom.Release{Basis: phenom.BAA}
	for name, send := range map[string]func(string) error{
		"batch name": func(s string) error {
			_, err := c.CreateBatch(within(t), phenom.BatchRequest{Name: s, Release: release})
			return err
		},
		"file name": func(s string) error {
			_, err := c.CreateUpload(within(t), "b", phenom.UploadRequest{ObjectType: phenom.PatientRows, Filename: s, Mode: phenom.SingleMode})
			return err
		},
		"idempotency key": func(s string) error {
			r := request(t)
			r.IdempotencyKey = s
			_, err := c.CreateJob(within(t), r)
			return err
		},
		"request id": func(s string) error {
			_, err := c.Start(within(t), "b", phenom.StartRequest{OutcomeIDs: []string{outcomeID}, RequestID: s})
			return err
		},
	} {
		for why, bad := range map[string]string{
			"found by the screen": "load_" + canary, "a space": "john doe", "a long number": "id-123456789", "another script": "Müller",
			"a path": "a/b.csv", "PHI before a UUID": canary + "-6ba7b810-9dad-41d1-80b4-00c04fd430c8",
		} {
			t.Run(name+": "+why, func(t *testing.T) {
				calls.Store(0)
				err := send(bad)
				assert.ErrorIs(t, err, phenom.ErrScreened)
				assert.NotContains(t, err.Error(), canary)
				assert.Zero(t, calls.Load(), "before any byte leaves")
			})
		}
		t.Run(name+": clean", func(t *testing.T) {
			calls.Store(0)
			assert.NotErrorIs(t, send("october_data_load-2025.csv"), phenom.ErrScreened)
			assert.NotZero(t, calls.Load())
		})
	}
}

func TestTrap10LegalBasis(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		answer(w, 201, `{"job_id":"j","batch_id":"b","status":"QUEUED"}`)
	}, nil)
	for _, row := range []struct {
		name    string
		release phenom.Release
		ok      bool
	}{
		{"none", phenom.Release{}, false},
		{"not one of the three", phenom.Release{Basis: "consent"}, false},
		{"safe harbor: a birth date contradicts it", phenom.Release{Basis: "safe-harbor"}, false},
		{"a BAA covers real dates and record numbers", phenom.Release{Basis: phenom.BAA, RawDates: true, RawIdentifiers: true}, true},
		{"a limited data set covers real dates", phenom.Release{Basis: phenom.LimitedDataSet, RawDates: true}, true},
		{"but no record numbers", phenom.Release{Basis: phenom.LimitedDataSet, RawIdentifiers: true}, false},
		{"an expert's determination covers shifted dates", phenom.Release{Basis: phenom.ExpertDetermination}, true},
		{"but not real ones", phenom.Release{Basis: phenom.ExpertDetermination, RawDates: true}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			calls.Store(0)
			r := request(t)
			r.Release = row.release
			_, jobErr := c.CreateJob(within(t), r)
			_, batchErr := c.CreateBatch(within(t), phenom.BatchRequest{Release: row.release})
			_, subErr := phenom.NewSubmitter(&phenom.SubmitterOptions{Client: c, OutcomeIDs: []string{outcomeID}, Release: row.release})
			for _, err := range []error{jobErr, batchErr, subErr} {
				assert.Equal(t, !row.ok, errors.Is(err, phenom.ErrBasis), "%v", err)
			}
			assert.Equal(t, row.ok, calls.Load() > 0)
		})
	}
}

func TestBaseURL(t *testing.T) {
	ts := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t"})
	for _, row := range []struct {
		url string
		ok  bool
	}{
		{"https://api.example", true}, {"http://127.0.0.1:8080", true}, {"http://[::1]:80", true}, {"http://localhost:80", true},
		{"http://api.example", false}, {"http://127.0.0.1.example", false}, {"ftp://api.example", false}, {"https://", false},
		{"https://u:p@api.example", false}, {"", false}, {"://", false},
	} {
		_, err := phenom.New(&phenom.Options{BaseURL: row.url, TokenSource: ts})
		assert.Equal(t, row.ok, err == nil, row.url)
	}
}
