package phenom_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/lethe-health/lethe/phenom"
)

// clock never waits, and keeps the waits it was asked for.
type clock struct {
	now   time.Time
	waits []time.Duration
}

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.waits = append(c.waits, d)
	return ctx.Err()
}

func TestRetryAfterIsHonoured(t *testing.T) {
	now := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, header string
		want         time.Duration // 0: the client's own
	}{
		{"seconds", "7", 7 * time.Second},
		{"a date", now.Add(9 * time.Second).Format(http.TimeFormat), 9 * time.Second},
		{"longer than the client waits", "86400", 20 * time.Second},
		{"a date that is past", now.Add(-time.Hour).Format(http.TimeFormat), 0},
		{"nonsense", "soon", 0},
		{"negative", "-5", 0},
		{"none", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			ck := &clock{now: now}
			n := 0
			cl := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if n++; n == 1 {
					w.Header().Set("Retry-After", c.header)
					answer(w, 429, `{"detail":"slow down"}`)
					return
				}
				answer(w, 200, `{"job_id":"j","status":"QUEUED"}`)
			}, func(o *phenom.Options) {
				o.Clock = ck
				o.Retry = phenom.Retry{MinDelay: time.Second, MaxDelay: 20 * time.Second}
			})
			_, err := cl.Job(within(t), "j")
			require.NoError(t, err)
			require.Len(t, ck.waits, 1)
			if c.want > 0 {
				assert.Equal(t, c.want, ck.waits[0])
			} else {
				assert.InDelta(t, time.Second, ck.waits[0], float64(600*time.Millisecond), "with jitter")
			}
		})
	}
}

func TestStatusesThatAreTriedAgain(t *testing.T) {
	for status, again := range map[int]bool{
		408: true, 429: true, 500: true, 502: true, 503: true, 504: true,
		400: false, 403: false, 404: false, 409: false, 413: false, 422: false, 501: false,
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			var n atomic.Int32
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				n.Add(1)
				answer(w, status, `{"detail":"x"}`)
			}, func(o *phenom.Options) { o.Retry.MaxAttempts = 3 })
			_, err := c.Job(within(t), "j")
			var api *phenom.APIError
			require.ErrorAs(t, err, &api)
			assert.Equal(t, status, api.Status)
			want := 1
			if again {
				want = 3
			}
			assert.EqualValues(t, want, n.Load())
			assert.Equal(t, want, api.Attempts)
		})
	}
}

func TestOneRefreshOn401ThenFail(t *testing.T) {
	var issued atomic.Int32
	src := tokenFunc(func() (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: fmt.Sprint("t", issued.Add(1))}, nil
	})
	for _, c := range []struct {
		name string
		good string // the token that is taken
		ok   bool
	}{{"the second token is good", "Bearer t2", true}, {"none is", "never", false}} {
		t.Run(c.name, func(t *testing.T) {
			issued.Store(0)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != c.good {
					answer(w, 401, `{"detail":"expired"}`)
					return
				}
				answer(w, 200, `{"job_id":"j","status":"QUEUED"}`)
			}))
			defer srv.Close()
			_, err := clientOf(t, srv.URL, src, nil).Job(within(t), "j")
			assert.Equal(t, c.ok, err == nil)
			assert.EqualValues(t, 2, issued.Load())
		})
	}
}

type tokenFunc func() (*oauth2.Token, error)

func (f tokenFunc) Token() (*oauth2.Token, error) { return f() }

func TestClientCredentials(t *testing.T) {
	var form atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/token" {
			assert.NoError(t, r.ParseForm())
			form.Store(r.Form)
			answer(w, 200, `{"access_token":"abc","token_type":"Bearer","expires_in":3600}`)
			return
		}
		assert.Equal(t, "Bearer abc", r.Header.Get("Authorization"))
		answer(w, 200, `{"job_id":"j","status":"QUEUED"}`)
	}))
	defer srv.Close()
	src, err := phenom.ClientCredentials(within(t), phenom.Credentials{ID: "id", Secret: "s3cret", TokenURL: srv.URL + "/oauth/token", Audience: "phenom"})
	require.NoError(t, err)
	_, err = clientOf(t, srv.URL, src, nil).Job(within(t), "j")
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprint(form.Load()), "audience:[phenom]")
	_, err = phenom.ClientCredentials(within(t), phenom.Credentials{TokenURL: "http://auth.example/token"})
	assert.ErrorIs(t, err, phenom.ErrURL, "a secret is not sent in the clear")

	failing := tokenFunc(func() (*oauth2.Token, error) { return nil, errors.New("server said " + canary) })
	_, err = clientOf(t, srv.URL, failing, nil).Job(within(t), "j")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), canary)
}

func TestAnswersThatAreTooLargeOrNotJSON(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"job_id":"`+strings.Repeat("x", 4096)+`"}`)
	}, func(o *phenom.Options) { o.MaxBodyBytes = 1024 })
	_, err := c.Job(within(t), "j")
	assert.ErrorIs(t, err, phenom.ErrTooLarge)

	c = serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, canary) }, nil)
	_, err = c.Job(within(t), "j")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), canary)
}

func TestContextEndsACall(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := serve(t, func(http.ResponseWriter, *http.Request) { cancel() }, nil)
	_, err := c.Job(ctx, "j")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestPollerResumesFromItsToken(t *testing.T) {
	status := "RUNNING"
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/v1/job/job_42", r.URL.Path)
		answer(w, 200, fmt.Sprintf(`{"job_id":"job_42","status":%q}`, status))
	}, nil)
	p := c.JobPoller("job_42")
	_, err := p.Poll(within(t))
	require.NoError(t, err)
	assert.False(t, p.Done())
	_, err = p.Result()
	assert.ErrorIs(t, err, phenom.ErrNotDone)
	token, err := p.ResumeToken()
	require.NoError(t, err)

	status = "SUCCEEDED"
	q, err := c.ResumeJob(token)
	require.NoError(t, err)
	job, err := q.PollUntilDone(within(t), nil)
	require.NoError(t, err)
	assert.Equal(t, "job_42", job.ID)
	assert.True(t, q.Done())
	for _, bad := range []string{"", "x", "e30"} {
		_, err := c.ResumeJob(bad)
		assert.Error(t, err)
	}
}

func TestPollerWaitsAsToldAndNoLongerThanAllowed(t *testing.T) {
	ck := &clock{}
	looks := 0
	p := phenom.NewPoller(ck, "thing", "1", func(context.Context) (phenom.Progress[int], error) {
		looks++
		pr := phenom.Progress[int]{Status: "busy", Value: looks, Done: looks == 6}
		if looks == 2 {
			pr.RetryAfter = 3 * time.Second
		}
		if looks == 3 {
			pr.RetryAfter = time.Hour
		}
		return pr, nil
	})
	n, err := p.PollUntilDone(within(t), &phenom.PollOptions{Interval: time.Second, MaxInterval: 5 * time.Second})
	require.NoError(t, err)
	assert.Equal(t, 6, n)
	require.Len(t, ck.waits, 5)
	assert.Equal(t, 3*time.Second, ck.waits[1])
	assert.Equal(t, 5*time.Second, ck.waits[2])
	for _, w := range ck.waits {
		assert.Positive(t, w)
		assert.LessOrEqual(t, w, 5*time.Second)
	}
}

func TestJournal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "j")
	j, err := phenom.OpenJournal(path)
	require.NoError(t, err)
	require.NoError(t, j.Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.EqualValues(t, 0o600, info.Mode().Perm())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)

	for _, c := range []struct {
		name, text string
		ok         bool
		keeps      string
	}{
		{"a line that a crash cut off is dropped", string(whole) + `{"kind":"bat`, true, string(whole)},
		{"a whole line that is not JSON", string(whole) + "{\n", false, ""},
		{"a file of another kind", "hello\n", false, ""},
		{"JSON of another kind", `{"kind":"part"}` + "\n", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := filepath.Join(dir, strings.ReplaceAll(c.name, " ", "_"))
			require.NoError(t, os.WriteFile(p, []byte(c.text), 0o600))
			j, err := phenom.OpenJournal(p)
			if !c.ok {
				require.ErrorIs(t, err, phenom.ErrJournal)
				return
			}
			require.NoError(t, err)
			require.NoError(t, j.Close())
			got, err := os.ReadFile(p)
			require.NoError(t, err)
			assert.Equal(t, c.keeps, string(got))
		})
	}
}

func TestUploadFailsCleanlyWithoutAJournal(t *testing.T) {
	var aborted atomic.Bool
	ctx, cancel := context.WithCancel(within(t))
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodDelete:
			aborted.Store(true)
			answer(w, 200, `{"message":"gone"}`)
		case strings.HasSuffix(r.URL.Path, "/url"):
			cancel() // the caller gives up in the middle
			answer(w, 500, `{}`)
		default:
			answer(w, 200, `{"upload_id":"u","key":"k","mode":"multipart","part_size_bytes":16}`)
		}
	}, nil)
	err := c.UploadFile(ctx, "b", phenom.FileUpload{ObjectType: phenom.PatientRows, Filename: "p.csv", Body: strings.NewReader(strings.Repeat("x", 100))})
	require.ErrorIs(t, err, context.Canceled)
	assert.True(t, aborted.Load(), "aborted under a context of its own")
}

func TestUploadReadsErrorsOfItsSource(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"upload_id":"u","key":"k","mode":"multipart","part_size_bytes":1024}`)
	}, nil)
	err := c.UploadFile(within(t), "b", phenom.FileUpload{ObjectType: phenom.PatientRows, Filename: "p.csv",
		Body: io.MultiReader(strings.NewReader("x"), failingReader{})})
	assert.ErrorIs(t, err, io.ErrNoProgress)
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"job_id":"j","status":"QUEUED"}`)
	f.Add(422, `{"detail":[{"loc":["body",1e300,{"a":[]}],"msg":"m","type":"t"}]}`)
	f.Add(500, `{"detail":{}}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		c, err := phenom.New(&phenom.Options{
			BaseURL: "http://127.0.0.1", TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t"}),
			Retry: phenom.Retry{MaxAttempts: 1},
			HTTPClient: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}}, nil
			})},
		})
		require.NoError(t, err)
		_, _ = c.Job(context.Background(), "j")
		for range c.Results("j", nil).All(context.Background()) {
		}
	})
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"kind":"open","key":"AAAA"}` + "\n" + `{"kind":"part","file":"x","number":1}` + "\n" + `{"kind":"complete","file":"y"}`))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "j")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		j, err := phenom.OpenJournal(path)
		if err != nil {
			require.ErrorIs(t, err, phenom.ErrJournal)
			return
		}
		require.NoError(t, j.Close())
		j, err = phenom.OpenJournal(path)
		require.NoError(t, err, "what was opened once opens again")
		require.NoError(t, j.Close())
	})
}

func FuzzResumeToken(f *testing.F) {
	f.Add("eyJ2IjoxLCJraW5kIjoiam9iIiwiaWQiOiJqIn0")
	f.Add("e30")
	c, err := phenom.New(&phenom.Options{BaseURL: "http://127.0.0.1", TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t"})})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := c.ResumeJob(s); err == nil {
			_, err := p.ResumeToken()
			require.NoError(t, err)
		}
	})
}
