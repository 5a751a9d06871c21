package oncohttp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/onco"
)

const testKey = "key-of-a"

func authenticate(key string) (string, bool) {
	t, ok := map[string]string{testKey: "a", "key-of-b": "b"}[key]
	return t, ok
}

var engine = sync.OnceValue(func() *onco.Engine {
	e, err := onco.New(nil)
	if err != nil {
		panic(err)
	}
	return e
})

// serve starts a server with the options.
func serve(t testing.TB, o Options) (*httptest.Server, *Handler) {
	t.Helper()
	o.Authenticate, o.Engine = authenticate, engine()
	h, err := New(&o)
	require.NoError(t, err)
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = h.Close(ctx) // some tests have closed it
	})
	return s, h
}

// call sends one request and returns the answer with its body.
func call(t testing.TB, method, url, body string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Ocp-Apim-Subscription-Key", testKey)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res, b
}

// poll asks for a job until it has ended.
func poll(t testing.TB, location string) []byte {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		res, b := call(t, http.MethodGet, location, "")
		require.Equal(t, http.StatusOK, res.StatusCode, string(b))
		if res.Header.Get("Retry-After") == "" {
			return b
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("the job did not end")
	return nil
}

// request reads a recorded request and puts it into a dialect's words.
func request(t testing.TB, name string, d *dialect) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	if d.documents == "data" {
		return string(b)
	}
	s := strings.ReplaceAll(string(b), `"data":`, `"patientDocuments":`)
	s = strings.ReplaceAll(s, `"pathology"`, `"pathologyReport"`)
	return strings.ReplaceAll(s, `"imaging"`, `"radiologyReport"`)
}

func url(s *httptest.Server, d *dialect) string {
	return s.URL + d.path + "?api-version=" + d.version
}

func TestRecordedRequestsInBothDialects(t *testing.T) {
	s, _ := serve(t, Options{})
	for _, d := range dialects {
		sw := loadSwagger(t, d.version)
		for _, row := range []struct {
			file string
			want map[string]string
		}{
			{"breast-request.json", map[string]string{"tumorSite": "C50.2", "histology": "8500", "clinicalStageM": "None"}},
			{"three-documents-request.json", map[string]string{"tumorSite": "C50.9", "histology": "8500"}},
		} {
			t.Run(d.version+" "+row.file, func(t *testing.T) {
				res, b := call(t, http.MethodPost, url(s, d), request(t, row.file, d))
				require.Equal(t, http.StatusAccepted, res.StatusCode, string(b))
				assert.NotEmpty(t, res.Header.Get("Retry-After"))
				assert.Empty(t, res.Header.Get("Location"), "the Python poller would take it for the result")
				assert.NotEmpty(t, res.Header.Get("apim-request-id"))
				if d.bodyOn202 {
					assert.Empty(t, sw.check("OncoPhenotypeResult", b))
				} else {
					assert.Empty(t, b)
				}
				location := res.Header.Get("Operation-Location")
				require.True(t, strings.HasPrefix(location, s.URL) && strings.HasSuffix(location, "?api-version="+d.version), location)
				b = poll(t, location)
				require.Empty(t, sw.check("OncoPhenotypeResult", b), string(b))
				got := values(t, b)
				for k, v := range row.want {
					assert.Contains(t, got, k+"="+v)
				}
			})
		}
	}
}

// values gives the inferences of an answer of either dialect as "type=value".
func values(t testing.TB, b []byte) []string {
	t.Helper()
	var a struct {
		Results *result03 `json:"results"`
		Result  *result09 `json:"result"`
	}
	require.NoError(t, json.Unmarshal(b, &a))
	var out []string
	add := func(inferences []onco.WireInference) {
		for _, i := range inferences {
			out = append(out, string(i.Type)+"="+i.Value)
		}
	}
	if a.Results != nil {
		for _, p := range a.Results.Patients {
			add(p.Inferences)
		}
	}
	if a.Result != nil {
		for _, p := range a.Result.PatientResults {
			add(p.Inferences)
		}
	}
	return out
}

func one(documents, patient, config string) string {
	return `{"patients":[` + patient + `]` + config + `}`
}

func TestConfiguration(t *testing.T) {
	s, _ := serve(t, Options{})
	d := dialects[1]
	cancer := `{"id":"p","patientDocuments":[{"type":"NOTE","id":"1","clinicalType":"PATHOLOGYREPORT","content":{"sourceType":"INLINE","value":"Left kidney, nephrectomy: Clear cell renal cell carcinoma. pT1b pN0"}}]}`
	none := `{"id":"p","patientDocuments":[{"type":"note","id":"1","content":{"sourceType":"inline","value":"Ankle sprain."}}]}`
	for _, row := range []struct {
		name, patient, config string
		want                  []string
		evidence              bool
	}{
		{"all types", cancer, ``, []string{"tumorSite=C64.9", "histology=8310", "clinicalStageT=None", "clinicalStageN=None", "clinicalStageM=None",
			"pathologicStageT=T1", "pathologicStageN=N0", "pathologicStageM=None", "diagnosisDate=None"}, true},
		{"two types", cancer, `,"configuration":{"inferenceTypes":["histology","tumorSite"]}`, []string{"tumorSite=C64.9", "histology=8310"}, true},
		{"no evidence", cancer, `,"configuration":{"includeEvidence":false,"inferenceTypes":["histology"]}`, []string{"histology=8310"}, false},
		{"no case, asked", none, `,"configuration":{"checkForCancerCase":true}`, nil, false},
		{"no case, not asked", none, `,"configuration":{"inferenceTypes":["histology"]}`, []string{"histology=None"}, false},
	} {
		res, b := call(t, http.MethodPost, url(s, d), one("", row.patient, row.config))
		require.Equal(t, http.StatusAccepted, res.StatusCode, string(b))
		b = poll(t, res.Header.Get("Operation-Location"))
		assert.Equal(t, row.want, values(t, b), row.name)
		assert.Equal(t, row.evidence, bytes.Contains(b, []byte(`"evidence"`)), row.name)
		assert.NotContains(t, string(b), `"derived"`, row.name)
	}
}

func TestRefusals(t *testing.T) {
	s, _ := serve(t, Options{MaxBody: 4096})
	d := dialects[1]
	const secret = "Zbigniewicz"
	doc := `{"type":"note","id":"1","content":{"sourceType":"inline","value":"` + secret + `"}}`
	patient := func(docs string) string { return `{"id":"p","patientDocuments":[` + docs + `]}` }
	good := one("", patient(doc), "")
	for _, row := range []struct {
		name, method, url, body string
		headers                 []string
		status                  int
		code                    string
	}{
		{"no key", "POST", url(s, d), good, []string{"Ocp-Apim-Subscription-Key", ""}, 401, "401"},
		{"wrong key", "POST", url(s, d), good, []string{"Ocp-Apim-Subscription-Key", "x"}, 401, "401"},
		{"no version", "POST", s.URL + d.path, good, nil, 400, "MissingApiVersionParameter"},
		{"version of the other path", "POST", s.URL + d.path + "?api-version=2023-03-01-preview", good, nil, 400, "UnsupportedApiVersionValue"},
		{"no such path", "POST", s.URL + "/health-insights/radiology/jobs?api-version=" + d.version, good, nil, 404, "404"},
		{"no list", "GET", url(s, d), "", nil, 405, "MethodNotAllowed"},
		{"no such job", "GET", s.URL + d.path + "/" + uuid.NewString() + "?api-version=" + d.version, "", nil, 404, "NotFound"},
		{"other media", "POST", url(s, d), good, []string{"Content-Type", "text/plain"}, 415, "UnsupportedMediaType"},
		{"too large", "POST", url(s, d), `{"patients":[` + strings.Repeat(" ", 5000) + `]}`, nil, 413, "RequestEntityTooLarge"},
		{"broken", "POST", url(s, d), `{"patients":[{"id":"` + secret, nil, 400, "InvalidRequest"},
		{"no UTF-8", "POST", url(s, d), one("", patient(strings.Replace(doc, secret, "\xff", 1)), ""), nil, 400, "InvalidRequest"},
		{"no patients", "POST", url(s, d), `{"patients":[]}`, nil, 400, "InvalidRequest"},
		{"no patient id", "POST", url(s, d), one("", `{"patientDocuments":[]}`, ""), nil, 400, "InvalidRequest"},
		{"patient twice", "POST", url(s, d), one("", patient("")+","+patient(""), ""), nil, 400, "InvalidRequest"},
		{"document twice", "POST", url(s, d), one("", patient(doc+","+doc), ""), nil, 400, "InvalidRequest"},
		{"a reference", "POST", url(s, d), one("", patient(strings.Replace(doc, "inline", "reference", 1)), ""), nil, 400, "InvalidRequest"},
		{"not a note", "POST", url(s, d), one("", patient(strings.Replace(doc, "note", "dicom", 1)), ""), nil, 400, "InvalidRequest"},
		{"unknown type", "POST", url(s, d), one("", patient(strings.Replace(doc, "note", secret, 1)), ""), nil, 400, "InvalidRequest"},
		{"documents under the other key", "POST", url(s, d), one("", `{"id":"p","data":[`+doc+`]}`, ""), nil, 400, "InvalidRequest"},
		{"language", "POST", url(s, d), one("", patient(strings.Replace(doc, `"id"`, `"language":"de","id"`, 1)), ""), nil, 400, "InvalidRequest"},
		{"clinical type", "POST", url(s, d), one("", patient(strings.Replace(doc, `"id"`, `"clinicalType":"`+secret+`","id"`, 1)), ""), nil, 400, "InvalidRequest"},
		{"time", "POST", url(s, d), one("", patient(strings.Replace(doc, `"id"`, `"createdDateTime":"`+secret+`","id"`, 1)), ""), nil, 400, "InvalidRequest"},
		{"sex", "POST", url(s, d), one("", `{"id":"p","info":{"sex":"`+secret+`"}}`, ""), nil, 400, "InvalidRequest"},
		{"inference type", "POST", url(s, d), one("", patient(doc), `,"configuration":{"inferenceTypes":["`+secret+`"]}`), nil, 400, "InvalidRequest"},
		{"repeatability id", "POST", url(s, d), good, []string{"Repeatability-Request-ID", secret}, 400, "InvalidRequest"},
	} {
		t.Run(row.name, func(t *testing.T) {
			res, b := call(t, row.method, row.url, row.body, row.headers...)
			assert.Equal(t, row.status, res.StatusCode, string(b))
			assert.Equal(t, row.code, res.Header.Get("x-ms-error-code"))
			assert.Empty(t, loadSwagger(t, d.version).check("ErrorResponse", b))
			assert.NotContains(t, string(b), secret, "an error never quotes the request")
		})
	}
}

func TestRepeatedRequests(t *testing.T) {
	s, _ := serve(t, Options{})
	d := dialects[0]
	body := request(t, "breast-request.json", d)
	id := uuid.NewString()
	repeat := []string{"Repeatability-Request-ID", id, "Repeatability-First-Sent", "Mon, 06 Feb 2023 09:16:35 GMT"}
	first, _ := call(t, http.MethodPost, url(s, d), body, repeat...)
	again, _ := call(t, http.MethodPost, url(s, d), body, repeat...)
	assert.Equal(t, http.StatusAccepted, again.StatusCode)
	assert.Equal(t, "accepted", again.Header.Get("Repeatability-Result"))
	assert.Equal(t, first.Header.Get("Operation-Location"), again.Header.Get("Operation-Location"))
	other, _ := call(t, http.MethodPost, url(s, d), strings.Replace(body, "patient1", "patient2", 1), repeat...)
	assert.Equal(t, http.StatusConflict, other.StatusCode)
	assert.Equal(t, "rejected", other.Header.Get("Repeatability-Result"))
}

func TestTenantsSeeTheirOwnJobs(t *testing.T) {
	s, _ := serve(t, Options{})
	d := dialects[1]
	res, _ := call(t, http.MethodPost, url(s, d), request(t, "breast-request.json", d))
	location := res.Header.Get("Operation-Location")
	res, _ = call(t, http.MethodGet, location, "", "Ocp-Apim-Subscription-Key", "key-of-b")
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
	res, _ = call(t, http.MethodDelete, location, "", "Ocp-Apim-Subscription-Key", "key-of-b")
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
	poll(t, location)
	double := strings.Replace(location, s.URL+"/", s.URL+"//", 1)
	res, _ = call(t, http.MethodGet, double, "")
	assert.Equal(t, http.StatusOK, res.StatusCode, "recorded clients ask with a double slash")
}

func TestResultsExpire(t *testing.T) {
	var mu sync.Mutex
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	s, _ := serve(t, Options{Now: clock})
	d := dialects[0]
	res, _ := call(t, http.MethodPost, url(s, d), request(t, "breast-request.json", d))
	location := res.Header.Get("Operation-Location")
	b := poll(t, location)
	assert.Contains(t, string(b), `"expirationDateTime":"2024-05-02T12:00:00Z"`)
	mu.Lock()
	now = now.Add(25 * time.Hour)
	mu.Unlock()
	res, _ = call(t, http.MethodGet, location, "")
	assert.Equal(t, http.StatusNotFound, res.StatusCode)
}

func TestJobsOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	s, h := serve(t, Options{Dir: dir})
	d := dialects[1]
	const n = 20
	var paths []string
	for i := range n {
		body := strings.Replace(request(t, "breast-request.json", d), "patient1", fmt.Sprintf("patient-%d", i), 1)
		res, _ := call(t, http.MethodPost, url(s, d), body)
		require.Equal(t, http.StatusAccepted, res.StatusCode)
		paths = append(paths, strings.TrimPrefix(res.Header.Get("Operation-Location"), s.URL))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(t, h.Close(ctx))
	s.Close()
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		b, err := os.ReadFile(dir + "/" + f.Name())
		require.NoError(t, err)
		assert.NotContains(t, string(b), "Invasive duct", "what is stored is sealed: %s", f.Name())
	}
	s, _ = serve(t, Options{Dir: dir})
	for i, p := range paths {
		b := poll(t, s.URL+p)
		assert.Contains(t, string(b), fmt.Sprintf(`"patientId":"patient-%d"`, i))
		assert.Contains(t, values(t, b), "histology=8500")
	}
}

func TestFullQueueAsksToWait(t *testing.T) {
	s, _ := serve(t, Options{Workers: 1, Capacity: 1})
	d := dialects[1]
	slow := strings.Repeat("Invasive ductal carcinoma of the left breast, pT2 pN1. ", 20000)
	body := `{"patients":[{"id":"p","patientDocuments":[{"type":"note","id":"1","content":{"sourceType":"inline","value":"` + slow + `"}}]}]}`
	refused := false
	for range 10 {
		res, _ := call(t, http.MethodPost, url(s, d), body)
		if res.StatusCode == http.StatusTooManyRequests {
			refused = true
			assert.NotEmpty(t, res.Header.Get("Retry-After"))
			break
		}
	}
	assert.True(t, refused)
}

func TestCancel(t *testing.T) {
	s, _ := serve(t, Options{Workers: 1})
	d := dialects[1]
	var last string
	for range 30 {
		res, _ := call(t, http.MethodPost, url(s, d), request(t, "three-documents-request.json", d))
		last = res.Header.Get("Operation-Location")
	}
	res, b := call(t, http.MethodDelete, last, "")
	assert.Less(t, res.StatusCode, 300)
	assert.Empty(t, loadSwagger(t, d.version).check("OncoPhenotypeResult", b), string(b))
	b = poll(t, last)
	assert.Regexp(t, `"status":"(canceled|succeeded)"`, string(b))
}

// TestAThousandJobs sends a thousand jobs at once and reads all of them back.
func TestAThousandJobs(t *testing.T) {
	s, _ := serve(t, Options{})
	d := dialects[1]
	body := request(t, "breast-request.json", d)
	const n, clients = 1000, 50
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]bool{}
	for c := range clients {
		wg.Go(func() {
			for i := range n / clients {
				id := fmt.Sprintf("p%d-%d", c, i)
				res, _ := call(t, http.MethodPost, url(s, d), strings.Replace(body, "patient1", id, 1))
				if !assert.Equal(t, http.StatusAccepted, res.StatusCode) {
					return
				}
				b := poll(t, res.Header.Get("Operation-Location"))
				if bytes.Contains(b, []byte(`"patientId":"`+id+`"`)) && bytes.Contains(b, []byte(`"C50.2"`)) {
					mu.Lock()
					got[id] = true
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	assert.Len(t, got, n, "each job answered with its own patient")
}

func FuzzRequest(f *testing.F) {
	for _, name := range []string{"breast-request.json", "three-documents-request.json"} {
		b, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Add([]byte(`{"patients":[{"id":null,"data":[null]}],"configuration":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range dialects {
			p, fault := d.readRequest(b)
			if (p == nil) == (fault == nil) {
				t.Fatal("neither read nor refused")
			}
		}
	})
}
