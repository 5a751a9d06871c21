package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// servedServices is a "lethe serve" that runs.
type servedServices struct {
	url, key string
	stop     func() int // ends it and returns its exit code
}

// startServe runs "lethe serve" on a port of its own and waits until it listens.
func startServe(t *testing.T, args ...string) *servedServices {
	t.Helper()
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	a := &app{in: strings.NewReader(""), out: io.Discard, err: w}
	code := make(chan int, 1)
	go func() {
		code <- a.run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
		_ = w.Close()
	}()
	s := &servedServices{}
	ended := false
	s.stop = func() int {
		if ended {
			return 0
		}
		ended = true
		cancel()
		return <-code
	}
	t.Cleanup(func() { s.stop() })
	listens := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			if _, key, found := strings.Cut(lines.Text(), "shown this once: "); found {
				s.key = key
			}
			if u, found := strings.CutPrefix(lines.Text(), "listening on "); found {
				s.url = u
				listens <- true
			}
		}
		close(listens)
	}()
	require.True(t, <-listens, "serve ended before it listened")
	return s
}

// token gets a bearer token by the client-credentials grant.
func (s *servedServices) token(t *testing.T) string {
	t.Helper()
	src, err := phenom.ClientCredentials(context.Background(), phenom.Credentials{ID: "default", Secret: s.key, TokenURL: s.url + "/oauth/token"})
	require.NoError(t, err)
	token, err := src.Token()
	require.NoError(t, err)
	return token.AccessToken
}

func TestServeKeepsItsJobsKeysAndTokens(t *testing.T) {
	dir := t.TempDir()
	s := startServe(t, "--data", dir)
	require.NotEmpty(t, s.key)
	token := s.token(t)
	get := func(base, path string) int {
		req, err := http.NewRequest(http.MethodGet, base+path, nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
		return resp.StatusCode
	}
	tokens := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(tokens, []byte(token), 0o600))
	code, out, errOut := command(t, historyLine("pt_1"), "submit", "--basis", "baa", "--phenom", s.url, "--phenom-token-file", tokens, "--outcome", "any_12mon",
		"--journal", filepath.Join(dir, "journal"))
	require.Equal(t, 0, code, errOut)
	require.Len(t, scoreLines(t, out), 1)
	journal, err := os.ReadFile(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	job := regexp.MustCompile(`job_[0-9a-f-]{36}`).FindString(string(journal))
	require.NotEmpty(t, job)
	assert.Equal(t, 200, get(s.url, "/v1/job/"+job))
	assert.Equal(t, 200, get(s.url, "/healthz"))
	assert.Equal(t, 404, get(s.url, "/v1/elsewhere"))
	key := s.key
	require.Equal(t, 0, s.stop(), "an interrupt ends it well")

	s = startServe(t, "--data", dir)
	assert.Empty(t, s.key, "a key is made once")
	assert.Equal(t, 200, get(s.url, "/v1/job/"+job), "job and token outlive the process")
	onco, err := http.NewRequest(http.MethodGet, s.url+"/health-insights/onco-phenotype/jobs/6ba7b810-9dad-41d1-80b4-00c04fd430c8?api-version=2023-09-01-preview", nil)
	require.NoError(t, err)
	for _, c := range []struct {
		key  string
		want int
	}{{key, 404}, {"lk_wrong", 401}, {"", 401}} {
		onco.Header.Set("Ocp-Apim-Subscription-Key", c.key)
		resp, err := http.DefaultClient.Do(onco)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, c.want, resp.StatusCode)
	}
	phi, err := http.NewRequest(http.MethodGet, s.url+"/v2/models", nil)
	require.NoError(t, err)
	for _, c := range []struct {
		id, secret string
		ok         bool
	}{{"default", key, true}, {"another", key, false}, {"default", "wrong", false}} {
		phi.Header.Set("x-api-id", c.id)
		phi.Header.Set("x-api-secret", c.secret)
		resp, err := http.DefaultClient.Do(phi)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, c.ok, resp.StatusCode == 200, "%s %d", c.id, resp.StatusCode)
	}
	for _, form := range []url.Values{
		{"grant_type": {"client_credentials"}, "client_id": {"default"}, "client_secret": {"lk_wrong"}},
		{"grant_type": {"client_credentials"}, "client_id": {"another"}, "client_secret": {key}},
		{"grant_type": {"password"}, "client_id": {"default"}, "client_secret": {key}},
	} {
		resp, err := http.PostForm(s.url+"/oauth/token", form)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.GreaterOrEqual(t, resp.StatusCode, 400)
	}
}

func TestServeRefuses(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "keys")
	require.NoError(t, os.WriteFile(bad, []byte("default "+quoted+"\n"), 0o600))
	for _, c := range []struct {
		name    string
		args    []string
		message string
	}{
		{"the network in the clear", []string{"--listen", "0.0.0.0:0"}, "is not loopback: a certificate is needed"},
		{"an address that is none", []string{"--listen", "nowhere"}, "missing port"},
		{"a certificate that is not there", []string{"--tls-cert", "none.pem", "--tls-key", "none.pem"}, "certificate"},
		{"keys that are none", []string{"--listen", "127.0.0.1:0", "--keys", bad}, "apikey: line 1"},
		{"a certificate without its key", []string{"--tls-cert", "none.pem"}, "go together"},
		{"a vault without keys", []string{"--vault", "v"}, "--vault needs --redact-keys"},
		{"a policy that is none", []string{"--listen", "127.0.0.1:0", "--policy", "none"}, "policy"},
		{"a limit below zero", []string{"--workers", "-1"}, "below zero"},
		{"a form of log that is none", []string{"--log-format", "xml"}, "text or json"},
		{"an argument", []string{"notes"}, "unknown command"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errOut := command(t, "", append([]string{"serve"}, c.args...)...)
			assert.Equal(t, 2, code)
			assert.Contains(t, errOut, c.message)
			assert.NotContains(t, errOut, quoted)
		})
	}
}

// TestGuideReplay runs every curl of the PhenOM user guide, in the guide's words,
// against "lethe serve", and holds each answer against the shape that the guide shows. What the guide
// breaks (a quote that is missing behind one outcome id) is mended; token and
// ids are the run's own.
func TestGuideReplay(t *testing.T) {
	s := startServe(t)
	token := s.token(t)
	ids := map[string]string{}
	curl := func(method, path, contentType, body string) map[string]any {
		t.Helper()
		path = regexp.MustCompile(`\{(\w+)\}`).ReplaceAllStringFunc(path, func(m string) string { return ids[strings.Trim(m, "{}")] })
		req, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+token)
		if contentType != "" {
			req.Header.Set("Content-Type", contentType)
		}
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		assert.Less(t, resp.StatusCode, 300, path)
		assert.Equal(t, sandbox.SyntheticNotice, resp.Header.Get(sandbox.SyntheticHeader))
		var m map[string]any
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&m))
		return m
	}
	await := func() map[string]any {
		for range 1000 {
			if m := curl("GET", "/v1/job/{job_id}", "", ""); phenom.Status(m["status"].(string)).Done() {
				return m
			}
			time.Sleep(time.Millisecond)
		}
		require.Fail(t, "the job does not end")
		return nil
	}
	const js, form = "application/json", "application/x-www-form-urlencoded" // what curl -d sends when no header is given
	const outcomeID = "v0p3_65plus_fixed_anchor_2023_JanToDec_04012025_any_time_hospitalization_future_1mon"
	patient := func(birth string) string {
		return `{"outcome_ids": ["` + outcomeID + `"],
  "patient_history": {
    "patient": {"patient_id": "abc123", "birth_date": "` + birth + `", "sex": "F", "zip3": "021"},
    "lab_results": [{"lab_date": "2025-07-03", "loinc": "718-7", "value_abnormal": "N"}],
    "diagnoses": [{"diagnosis_date": "2020-01-01", "code": "I10", "code_type_name": "ICD10"}],
    "procedures": [{"procedure_date": "2024-12-15", "code": "93000", "code_type_name": "CPT"}],
    "medications": [{"medication_start": "2023-03-01", "code": "C09AA02", "code_type": "ATC"}]
  },
  "idempotency_key": "idem-b-20251107-abc123-` + birth + `"}`
	}

	// Real-time. The guide's patient is 61, and its outcome for 65 and over.
	job := curl("POST", "/v1/job/from-patient", js, patient("1964-05-18"))
	assert.Equal(t, "QUEUED", job["status"])
	ids["job_id"] = job["job_id"].(string)
	assert.Equal(t, "SUCCEEDED_WITH_EXCLUSIONS", await()["status"])
	ids["job_id"] = curl("POST", "/v1/job/from-patient", js, patient("1954-05-18"))["job_id"].(string)
	assert.Equal(t, "SUCCEEDED", await()["status"])
	page := curl("GET", "/v1/job/{job_id}/results?page_size=1000", "", "")
	assert.Nil(t, page["next_page_token"])
	assert.Contains(t, page, "next_page_token")
	assert.EqualValues(t, 1, page["total_rows"])
	item := page["items"].([]any)[0].(map[string]any)
	for _, field := range []string{"probability", "prob_upper_95_percent_bound", "prob_lower_95_percent_bound",
		"relative_probability", "rel_upper_95_percent_bound", "rel_lower_95_percent_bound", "bin_id", "num_bins"} {
		assert.IsType(t, 0.0, item[field], field)
	}
	assert.Equal(t, "abc123", item["patient_id"])
	assert.EqualValues(t, 100, item["num_bins"])

	// Batch.
	batch := curl("POST", "/v1/batch", js, `{"name": "october_data_load", "upload_method": "s3_multipart"}`)
	assert.Equal(t, "CREATED", batch["status"])
	ids["batch_id"] = batch["batch_id"].(string)
	assert.Regexp(t, `^batch_[0-9a-f-]{36}$`, ids["batch_id"])
	for objectType, csv := range map[string]string{
		"patients":    "patient_id,birth_date,sex,zip3\nabc123,1954-05-18,F,021\n",
		"lab_results": "patient_id,lab_date,loinc,value_abnormal\nabc123,2025-07-03,718-7,N\n",
		"diagnosis":   "patient_id,diagnosis_date,code,code_type_name\nabc123,2020-01-01,I10,ICD10\n",
		"procedures":  "patient_id,procedure_date,code,code_type_name\nabc123,2024-12-15,93000,CPT\n",
		"medications": "patient_id,medication_start,code,code_type\nabc123,2023-03-01,C09AA02,ATC\n",
	} {
		up := curl("POST", "/v1/batch/{batch_id}/upload", form,
			`{"object_type": "`+objectType+`", "filename": "`+objectType+`_2025_10.csv", "mode": "single"}`)
		req, err := http.NewRequest(http.MethodPut, up["url"].(string), strings.NewReader(csv))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "text/csv")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, 200, resp.StatusCode)
	}
	final := curl("POST", "/v1/batch/{batch_id}/finalize", "", "")
	assert.Equal(t, "FINALIZED", final["status"])
	assert.Equal(t, "batches/"+ids["batch_id"]+"/manifest.json", final["manifest_key"])
	job = curl("POST", "/v1/batch/{batch_id}/start", js, `{"outcome_ids": ["`+outcomeID+`th"]}`)
	assert.Equal(t, "QUEUED", job["status"])
	ids["job_id"] = job["job_id"].(string)
	done := await()
	assert.Equal(t, "SUCCEEDED", done["status"])
	metrics := done["metrics"].(map[string]any)
	assert.EqualValues(t, 5, metrics["records_processed"])
	assert.EqualValues(t, 1, metrics["patients_scored"])
	assert.EqualValues(t, 0, metrics["patients_excluded"])
	batchItem := curl("GET", "/v1/job/{job_id}/results?page_size=1000", "", "")["items"].([]any)[0].(map[string]any)
	assert.Equal(t, item["probability"], batchItem["probability"], "both ways give one score")
	assert.Equal(t, "manifest", curl("GET", "/v1/job/{job_id}/results/download", "", "")["mode"])
	assert.Empty(t, curl("GET", "/v1/job/{job_id}/exclusions", "", "")["items"])
	assert.Empty(t, curl("GET", "/v1/job/{job_id}/errors", "", "")["items"])
}

// A full disk, a stream that is not on record, must not go unseen.
func TestServeLogsWhatFailed(t *testing.T) {
	for _, row := range []struct {
		log  bool
		want []string
	}{{false, []string{"it failed"}}, {true, []string{"a call", "it failed"}}} {
		var told bytes.Buffer
		l, err := (&servicesFlags{log: row.log, logFormat: "json"}).logger(&app{err: &told})
		require.NoError(t, err)
		l.Info("a call")
		l.Error("it failed")
		assert.Equal(t, len(row.want), strings.Count(told.String(), "\n"))
		for _, w := range row.want {
			assert.Contains(t, told.String(), w)
		}
	}
}
