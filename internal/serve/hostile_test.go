package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/apikey"
)

// canary is a name that stands in hostile requests and may stand in no answer
// and in no log.
const canary = "Quintana"

// fort is a service as Run serves it, with two tenants, jobs of tenant a, and
// its log.
type fort struct {
	url, address string
	log          *syncBuffer
	fill         *strings.Replacer // of {names} in the table
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newFort(t *testing.T) *fort {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	row := func(tenant, key, rate string) string {
		h := sha256.Sum256([]byte(key))
		return tenant + " " + hex.EncodeToString(h[:]) + rate + "\n"
	}
	require.NoError(t, os.WriteFile(path, []byte(row("a", "key-of-a", "")+row("b", "key-of-b", "")+row("slow", "key-of-slow", " 0.001")), 0o600))
	keys, _, err := apikey.Open(path)
	require.NoError(t, err)
	f := &fort{log: &syncBuffer{}}
	s, err := New(&Options{Keys: keys, HeaderTimeout: 300 * time.Millisecond, ReadTimeout: time.Second, IdleTimeout: 500 * time.Millisecond, MetricsToken: "key-of-metrics",
		Logger: slog.New(slog.NewTextHandler(f.log, nil))})
	require.NoError(t, err)
	l, err := Listen("127.0.0.1:0", "", "")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		assert.NoError(t, <-ended)
	})
	f.address = l.Addr().String()
	f.url = "http://" + f.address
	f.jobs(t)
	return f
}

// jobs posts a job of tenant a to each service.
func (f *fort) jobs(t *testing.T) {
	t.Helper()
	f.fill = strings.NewReplacer()
	send := func(r request) (int, http.Header, map[string]any) {
		status, h, body := f.send(t, r)
		var m map[string]any
		_ = json.Unmarshal(body, &m)
		return status, h, m
	}
	form := func(id, key string) string {
		status, _, m := send(request{"", "POST", "/oauth/token", "Content-Type: application/x-www-form-urlencoded",
			url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {key}}.Encode(), 0})
		require.Equal(t, 200, status)
		return m["access_token"].(string)
	}
	tokenA, tokenB := form("a", "key-of-a"), form("b", "key-of-b")
	status, _, m := send(request{"", "POST", "/v2/identify-phi", phiA, `{"input_text":"Ms. ` + canary + `"}`, 0})
	require.Equal(t, 201, status)
	phi := m["request_id"].(string)
	status, h, _ := send(request{"", "POST", oncoJobs, oncoA, oncoBody, 0})
	require.Equal(t, 202, status)
	at, err := url.Parse(h.Get("Operation-Location"))
	require.NoError(t, err)
	status, _, m = send(request{"", "POST", "/v1/batch", "Authorization: Bearer " + tokenA + "|Content-Type: application/json", `{"name":"october","upload_method":"s3_multipart"}`, 0})
	require.Less(t, status, 300)
	f.fill = strings.NewReplacer("{phi}", phi, "{onco}", at.RequestURI(), "{batch}", m["batch_id"].(string), "{tokenA}", tokenA, "{tokenB}", tokenB,
		"{long}", strings.Repeat("No fever. ", 120_000), "{deep}", strings.Repeat("[", 200_000))
}

// request is a row: headers are parted by "|".
type request struct {
	name, method, path, headers, body string
	status                            int
}

func (f *fort) send(t *testing.T, r request) (int, http.Header, []byte) {
	t.Helper()
	req, err := http.NewRequest(r.method, f.url, strings.NewReader(f.fill.Replace(r.body)))
	require.NoError(t, err)
	path := f.fill.Replace(r.path)
	raw, query, _ := strings.Cut(path, "?")
	req.URL.Path, req.URL.RawQuery = raw, query
	if un, err := url.PathUnescape(raw); err == nil {
		req.URL.Path, req.URL.RawPath = un, raw
	}
	for _, h := range strings.Split(r.headers, "|") {
		if name, value, ok := strings.Cut(h, ": "); ok {
			req.Header.Add(name, f.fill.Replace(value))
		}
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: 20 * time.Second}
	resp, err := c.Do(req)
	require.NoError(t, err, r.name)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err, r.name)
	return resp.StatusCode, resp.Header, b
}

const (
	js       = "|Content-Type: application/json"
	phiA     = "x-api-id: a|x-api-secret: key-of-a" + js
	oncoA    = "Ocp-Apim-Subscription-Key: key-of-a" + js
	oncoJobs = "/health-insights/onco-phenotype/jobs?api-version=2023-09-01-preview"
	oncoBody = `{"patients":[{"id":"p","patientDocuments":[{"type":"note","id":"n","content":{"sourceType":"inline","value":"Invasive ductal carcinoma of the left breast."}}]}]}`
	streamA  = "Authorization: Bearer key-of-a|Content-Type: application/x-ndjson"
	formOf   = "Content-Type: application/x-www-form-urlencoded"
)

// hostile are requests that no honest client sends, and their answers.
var hostile = []request{
	// Keys.
	{"identify-phi without a key", "POST", "/v2/identify-phi", js, `{"input_text":"Quintana"}`, 401},
	{"identify-phi, wrong key", "POST", "/v2/identify-phi", "x-api-id: a|x-api-secret: wrong" + js, `{"input_text":"Quintana"}`, 403},
	{"identify-phi, another tenant's key", "POST", "/v2/identify-phi", "x-api-id: a|x-api-secret: key-of-b" + js, `{"input_text":"x"}`, 403},
	{"identify-phi, the hash for a key", "GET", "/v2/models", "x-api-id: a|x-api-secret: 3d1d0ab1", "", 403},
	{"identify-phi, a key of a megabyte less a little", "GET", "/v2/models", "x-api-id: a|x-api-secret: {long}", "", 431},
	{"the onco-phenotype without a key", "POST", oncoJobs, js, oncoBody, 401},
	{"the onco-phenotype, wrong key", "POST", oncoJobs, "Ocp-Apim-Subscription-Key: Quintana" + js, oncoBody, 401},
	{"PhenOM without a token", "POST", "/v1/batch", js, `{}`, 401},
	{"PhenOM, the API key for a token", "POST", "/v1/batch", "Authorization: Bearer key-of-a" + js, `{}`, 401},
	{"PhenOM, a token signed with nothing", "GET", "/v1/batch/{batch}", "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZXhwIjo5OTk5OTk5OTk5fQ.", "", 401},
	{"PhenOM, a token with another end", "GET", "/v1/batch/{batch}", "Authorization: Bearer {tokenA}x", "", 401},
	{"PhenOM, a token for another tenant's header", "GET", "/v1/batch/{batch}", "Authorization: Bearer {tokenA}|x-tenant-id: b", "", 403},
	{"a token for a wrong secret", "POST", "/oauth/token", formOf, "grant_type=client_credentials&client_id=a&client_secret=Quintana", 401},
	{"a token for another's secret", "POST", "/oauth/token", formOf, "grant_type=client_credentials&client_id=a&client_secret=key-of-b", 401},
	{"a token by password", "POST", "/oauth/token", formOf, "grant_type=password&client_id=a&client_secret=key-of-a", 400},
	{"a stream without a key", "POST", streamPath, "Content-Type: application/x-ndjson", `{"id":"1","text":"Quintana"}`, 401},
	{"a stream, wrong key", "POST", streamPath, "Authorization: Bearer wrong|Content-Type: application/x-ndjson", `{"id":"1","text":"Quintana"}`, 401},
	{"a stream, a key by another scheme", "POST", streamPath, "Authorization: Basic key-of-a|Content-Type: application/x-ndjson", `{}`, 401},
	{"metrics without their token", "GET", "/metrics", "", "", 401},
	{"metrics with an API key", "GET", "/metrics", "Authorization: Bearer key-of-a", "", 401},
	{"a key over its rate, first", "GET", "/v2/models", "x-api-id: slow|x-api-secret: key-of-slow", "", 200},
	{"a key over its rate", "GET", "/v2/models", "x-api-id: slow|x-api-secret: key-of-slow", "", 429},
	{"a key over its rate, by another way in", "POST", oncoJobs, "Ocp-Apim-Subscription-Key: key-of-slow" + js, oncoBody, 429},

	// Other tenants' work.
	{"another tenant's request", "GET", "/v2/identify-phi/{phi}", "x-api-id: b|x-api-secret: key-of-b", "", 404},
	{"another tenant's job", "GET", "{onco}", "Ocp-Apim-Subscription-Key: key-of-b", "", 404},
	{"ending another tenant's job", "DELETE", "{onco}", "Ocp-Apim-Subscription-Key: key-of-b", "", 404},
	{"another tenant's batch", "GET", "/v1/batch/{batch}", "Authorization: Bearer {tokenB}", "", 404},
	{"closing another tenant's batch", "POST", "/v1/batch/{batch}/finalize", "Authorization: Bearer {tokenB}", "", 404},
	{"a request under another model", "GET", "/v2/redact-phi/{phi}", phiA, "", 404},
	{"an upload without a signature", "PUT", "/storage/{batch}/u/1", "", "Quintana", 403},
	{"a shard without a signature", "GET", "/storage/job_x/shard/0", "", "", 403},

	// Bodies.
	{"no JSON", "POST", "/v2/identify-phi", phiA, `Quintana`, 400},
	{"JSON that ends early", "POST", "/v2/identify-phi", phiA, `{"input_text":"Quintana`, 400},
	{"two objects", "POST", "/v2/identify-phi", phiA, `{"input_text":"Quintana"}{"input_text":"x"}`, 400},
	{"a list", "POST", "/v2/identify-phi", phiA, `["Quintana"]`, 400},
	{"null", "POST", "/v2/identify-phi", phiA, `null`, 400},
	{"a number for the text", "POST", "/v2/identify-phi", phiA, `{"input_text":7}`, 400},
	{"no text", "POST", "/v2/identify-phi", phiA, `{"note":"Quintana"}`, 400},
	{"text of blanks", "POST", "/v2/identify-phi", phiA, `{"input_text":" \n"}`, 400},
	{"invalid UTF-8", "POST", "/v2/identify-phi", phiA, "{\"input_text\":\"Quintana \xff\"}", 400},
	{"over a megabyte", "POST", "/v2/identify-phi", phiA, `{"input_text":"{long}"}`, 400},
	{"brackets without end", "POST", "/v2/identify-phi", phiA, "{deep}", 400},
	{"a key twice", "POST", "/v2/identify-phi", phiA, `{"input_text":"Quintana","input_text":"x"}`, 400},
	{"a key twice, once escaped", "POST", "/v2/redact-phi", phiA, `{"input_text":"Quintana","input\u005ftext":"x"}`, 400},
	{"a key twice, once in capitals", "POST", "/v2/structure", phiA, `{"text":"Quintana","TEXT":"x"}`, 400},
	{"a form", "POST", "/v2/identify-phi", "x-api-id: a|x-api-secret: key-of-a|" + formOf, "input_text=Quintana", 415},
	{"no content type", "POST", "/v2/identify-phi", "x-api-id: a|x-api-secret: key-of-a", `{"input_text":"x"}`, 415},
	{"onco: no JSON", "POST", oncoJobs, oncoA, `Quintana`, 400},
	{"onco: brackets without end", "POST", oncoJobs, oncoA, "{deep}", 400},
	{"onco: no patients", "POST", oncoJobs, oncoA, `{"patients":[]}`, 400},
	{"onco: invalid UTF-8", "POST", oncoJobs, oncoA, "{\"patients\":[{\"id\":\"Quintana\xff\"}]}", 400},
	{"onco: a key twice", "POST", oncoJobs, oncoA, strings.Replace(oncoBody, `"id":"n"`, `"id":"n","id":"Quintana"`, 1), 400},
	{"onco: text for XML", "POST", oncoJobs, "Ocp-Apim-Subscription-Key: key-of-a|Content-Type: text/xml", "<a/>", 415},
	{"onco: no version", "POST", "/health-insights/onco-phenotype/jobs", oncoA, oncoBody, 400},
	{"onco: another version", "POST", "/health-insights/onco-phenotype/jobs?api-version=Quintana", oncoA, oncoBody, 400},
	{"PhenOM: no JSON", "POST", "/v1/batch", "Authorization: Bearer {tokenA}" + js, `Quintana`, 422},
	{"PhenOM: a key twice", "POST", "/v1/batch", "Authorization: Bearer {tokenA}" + js, `{"name":"october","name":"Quintana"}`, 400},
	{"PhenOM: an empty object", "POST", "/v1/job/from-patient", "Authorization: Bearer {tokenA}" + js, `{}`, 422},
	{"a stream that is JSON", "POST", streamPath, "Authorization: Bearer key-of-a" + js, `{"id":"1","text":"Quintana"}`, 415},
	{"a stream that is compressed", "POST", streamPath, streamA + "|Content-Encoding: gzip", "\x1f\x8b", 415},
	{"a stream of one line too long", "POST", streamPath, streamA, `{"id":"1","text":"{long}"}`, 200},
	{"a stream of nonsense", "POST", streamPath, streamA, "Quintana\n\xff\xfe\n{\n[]\n\"Quintana\"\n{\"id\":{},\"text\":\"Quintana\"}\n", 200},
	{"a stream, a key twice", "POST", streamPath, streamA, `{"id":"1","text":"Quintana","text":"x"}` + "\n", 200},
	{"the page without a session", "POST", "/", formOf, "text=Quintana", 401},
	{"the page from another site", "POST", "/session", formOf + "|Sec-Fetch-Site: cross-site", "key=key-of-a", 403},
	{"the page with a cookie of its own making", "POST", "/", formOf + "|Cookie: lethe_session=key-of-a", "text=Quintana", 401},

	// Paths and methods.
	{"up and out", "GET", "/v2/../../etc/passwd", "", "", 307},
	{"up and out, escaped", "GET", "/v2/%2e%2e%2fkeys", phiA, "", 404},
	{"up and out of storage", "GET", "/storage/..%2f..%2fkeys/shard/0", "", "", 403},
	{"two slashes", "GET", "//metrics", "", "", 307},
	{"a NUL in the path", "GET", "/v2/identify-phi/%00", phiA, "", 404},
	{"a path of the file system", "GET", "/internal/serve/service.go", "", "", 404},
	{"the debugger", "GET", "/debug/pprof/", "", "", 404},
	{"a method that is none", "QUINTANA", "/v2/models", phiA, "", 405},
	{"reading what is to be posted", "GET", streamPath, streamA, "", 405},
	{"TRACE", "TRACE", "/healthz", "", "", 405},
	{"taking everything away", "DELETE", "/v2/identify-phi/{phi}", phiA, "", 405},
}

func TestHostileRequests(t *testing.T) {
	f := newFort(t)
	require.GreaterOrEqual(t, len(hostile), 60)
	for _, r := range hostile {
		t.Run(r.name, func(t *testing.T) {
			status, h, body := f.send(t, r)
			assert.Equal(t, r.status, status, "%.200s", body)
			assert.NotContains(t, string(body), canary, "an answer quotes nothing of a request")
			if status == http.StatusTooManyRequests {
				assert.NotEmpty(t, h.Get("Retry-After"))
			}
			if status != http.StatusRequestHeaderFieldsTooLarge { // before any handler
				assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
				assert.NotEmpty(t, h.Get("X-Request-Id"))
			}
		})
	}
	status, _, body := f.send(t, request{method: "GET", path: "/v2/identify-phi/{phi}", headers: phiA})
	assert.Equal(t, 200, status, "after all this the service answers")
	assert.Contains(t, string(body), canary, "the tenant itself sees its text")
	status, _, body = f.send(t, request{method: "GET", path: "/metrics", headers: "Authorization: Bearer key-of-metrics"})
	assert.Equal(t, 200, status)
	for _, want := range []string{`lethe_requests_total{method="other",route=`, "lethe_request_seconds_bucket", `lethe_jobs_waiting{service="identify-phi"} 0`, "lethe_requests_in_flight 1"} {
		assert.Contains(t, string(body), want)
	}
	log := f.log.String()
	assert.Contains(t, log, "route=/v2/{model}")
	for _, secret := range []string{canary, strings.ToUpper(canary), "key-of", "etc/passwd"} {
		assert.NotContains(t, log, secret, "the log tells nothing that a client wrote")
		assert.NotContains(t, string(body), secret, "nor do the metrics")
	}
}

// TestHostileConnections are requests below HTTP's manners: each must be
// answered or left within the timeouts.
func TestHostileConnections(t *testing.T) {
	f := newFort(t)
	for _, c := range []struct{ name, raw, want string }{
		{"slow loris: a head without an end", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Quintana: ", ""},
		{"slow loris: a body that does not come", "POST /v2/identify-phi HTTP/1.1\r\nHost: x\r\nx-api-id: a\r\nx-api-secret: key-of-a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", "400"},
		{"slow loris: a stream that does not go on", "POST /v1/redact HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key-of-a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{", "200"},
		{"silence", "", ""},
		{"no HTTP", "Quintana\r\n\r\n", "400"},
		{"two lengths", "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "400"},
		{"chunks that are none", "POST /v1/redact HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key-of-a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "200"},
		{"an encoding that is none", "POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: quintana\r\n\r\n", "501"},
		{"no host", "GET /healthz HTTP/1.1\r\n\r\n", "400"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", f.address)
			require.NoError(t, err)
			defer conn.Close()
			_, err = conn.Write([]byte(c.raw))
			require.NoError(t, err)
			begun := time.Now()
			require.NoError(t, conn.SetReadDeadline(begun.Add(10*time.Second)))
			b, err := io.ReadAll(conn)
			assert.NoError(t, err, "the server closes")
			assert.Less(t, time.Since(begun), 8*time.Second)
			_, rest, _ := strings.Cut(string(b), " ")
			assert.True(t, strings.HasPrefix(rest, c.want), "%.80s", b)
			assert.NotContains(t, string(b), canary)
		})
	}
	assert.NotContains(t, f.log.String(), canary)
}
