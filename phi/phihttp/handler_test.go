package phihttp

import (
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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
)

// keys are the tests' tenants.
func keys(id, secret string) (string, bool) {
	return id, (id == "anna" || id == "bert") && secret == "secret-of-"+id
}

func serve(t testing.TB, o Options) (*httptest.Server, *Handler) {
	t.Helper()
	o.Authenticate = keys
	h, err := New(&o)
	require.NoError(t, err)
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		require.NoError(t, h.Close(ctx))
	})
	return s, h
}

// ask sends a request as a tenant and reads the answer.
func ask(t testing.TB, s *httptest.Server, tenant, method, path, body string) (int, http.Header, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	if tenant != "" {
		req.Header.Set("x-api-id", tenant)
		req.Header.Set("x-api-secret", "secret-of-"+tenant)
	}
	res, err := s.Client().Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	var v map[string]any
	require.NoError(t, json.Unmarshal(b, &v), "every answer is a JSON object: %s", b)
	return res.StatusCode, res.Header, v
}

// result submits a text and polls until it is done.
func result[T any](t testing.TB, s *httptest.Server, model, text string) T {
	t.Helper()
	key := "input_text"
	if model == "structure" {
		key = "text"
	}
	body, err := json.Marshal(map[string]string{key: text})
	require.NoError(t, err)
	code, _, v := ask(t, s, "anna", "POST", "/v2/"+model, string(body))
	require.Equal(t, 201, code, v)
	assert.Equal(t, "SUBMITTED", v["inference_status"])
	assert.Equal(t, model, v["model_type"])
	id := v["request_id"].(string)
	require.Eventually(t, func() bool {
		code, _, v = ask(t, s, "anna", "GET", "/v2/"+model+"/"+id, "")
		return code != 200 || v["inference_status"] != "SUBMITTED"
	}, time.Minute, time.Millisecond)
	require.Equal(t, 200, code, v)
	require.Equal(t, "COMPLETED", v["inference_status"], v)
	b, err := json.Marshal(v["inference_result"])
	require.NoError(t, err)
	var out T
	require.NoError(t, json.Unmarshal(b, &out))
	return out
}

func seed(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/notes/identify-phi-seed.txt")
	require.NoError(t, err)
	return string(b)
}

// seedAnnotations are those of the contract's own example; the NPI may be IDNUM
// too, the guideline's type for licence numbers.
var seedAnnotations = []string{
	"[PATIENT] John Doe", "[STREET] 112 First Ave", "[CITY] New York", "[STATE] NY", "[PHONE] 555-555-1212", "[DATE] December 13, 2022",
	"[DOCTOR] Jane Smith", "[MEDICALRECORD] 1234567890", "[PHONE] 555-555-9876", "[PATIENT] Doe", "[AGE] 75",
	"[HOSPITAL] Pearson clinic", "[DOCTOR] Jones", "[HOSPITAL] St. Joseph Hospital",
}

func TestIdentifySeed(t *testing.T) {
	s, _ := serve(t, Options{})
	text := seed(t)
	got := result[identified](t, s, "identify-phi", text)
	assert.Equal(t, text, got.InputText)
	var flat []string
	points := []rune(got.InputText)
	for _, a := range got.Annotations {
		assert.Equal(t, a.Text, string(points[a.Span.Start:a.Span.End]))
		assert.Equal(t, a.Labels.PHIType.Label.Category(), a.Labels.Category.Label)
		typ := a.Labels.PHIType.Label
		if typ == labels.IDNum && a.Text == "1234567890" {
			typ = labels.MedicalRecord
		}
		flat = append(flat, typ.Label()+" "+a.Text)
	}
	assert.Equal(t, seedAnnotations, flat)
}

func TestRedact(t *testing.T) {
	s, _ := serve(t, Options{})
	got := result[redacted](t, s, "redact-phi", "É: Mr. John Doe, 75 years old, phone 555-555-1212.")
	points := []rune(got.OutputText)
	require.NotEmpty(t, got.Annotations)
	for _, a := range got.Annotations {
		assert.Equal(t, a.Labels.PHIType.Label.Label(), a.Text, "the text of an annotation is its tag")
		assert.Equal(t, a.Text, string(points[a.Span.Start:a.Span.End]))
	}
	assert.NotContains(t, got.OutputText, "Doe")
	assert.NotContains(t, got.OutputText, "555")
}

func TestOddTexts(t *testing.T) {
	s, _ := serve(t, Options{})
	for name, text := range map[string]string{
		"apostrophes and quotes": `It's "Mr. O'Neil" <b>&amp; 'co'`,
		"emoji":                  "😀 Mr. John Doe 👩‍⚕️ seen 3/4/2021",
		"CRLF":                   "Patient: John Doe\r\nDOB: 3/4/1951\r\n",
		"NUL":                    "Patient: John\x00 Doe\x00",
		"right to left":          "שלום Mr. John Doe \u202e3/4/2021",
		"separators":             "a\u2028Mr. John Doe\u2029b",
		"1 MiB":                  strings.Repeat("é \n", 1<<18-10) + "Seen by Dr. Jane Smith on 3/4/2021.",
	} {
		got := result[identified](t, s, "identify-phi", text)
		require.Equal(t, text, got.InputText, name)
		points := []rune(text)
		for _, a := range got.Annotations {
			if a.Text != string(points[a.Span.Start:a.Span.End]) { // a million characters hold many annotations
				require.Fail(t, "offsets", "%s: %d to %d", name, a.Span.Start, a.Span.End)
			}
		}
	}
}

func TestStructure(t *testing.T) {
	s, _ := serve(t, Options{Structure: func(_ context.Context, text string) ([]Concept, error) {
		if strings.Contains(text, "nothing") {
			return nil, nil
		}
		return []Concept{{ID: "N39.0", Name: "Urinary tract infection", Type: "ICD10", Start: 0, End: 3, ScoreID: 1, ScoreType: 1, Text: "UTI"}}, nil
	}})
	got := result[structured](t, s, "structure", "UTI today")
	require.Len(t, got.Spans, 1)
	assert.Equal(t, "N39.0", got.Spans[0].ID)
	assert.NotNil(t, result[structured](t, s, "structure", "nothing").Spans)
	_, _, v := ask(t, s, "anna", "GET", "/v2/models", "")
	assert.Equal(t, []any{"structure", "identify-phi", "redact-phi"}, v["models"])

	off, _ := serve(t, Options{})
	code, _, _ := ask(t, off, "anna", "POST", "/v2/structure", `{"text":"x"}`)
	assert.Equal(t, 404, code, "a model that is switched off")
	_, _, v = ask(t, off, "anna", "GET", "/v2/models", "")
	assert.Equal(t, []any{"identify-phi", "redact-phi"}, v["models"])
}

func TestHostile(t *testing.T) {
	s, _ := serve(t, Options{MaxText: 100, Structure: func(context.Context, string) ([]Concept, error) { return nil, nil }})
	_, _, v := ask(t, s, "anna", "POST", "/v2/identify-phi", `{"input_text":"Mr. John Doe"}`)
	id := v["request_id"].(string)
	for _, row := range []struct {
		name, tenant, method, path, body string
		want                             int
	}{
		{"no key", "", "GET", "/v2/models", "", 401},
		{"no key, no route", "", "GET", "/nowhere", "", 401},
		{"an unknown key", "mallory", "GET", "/v2/models", "", 403},
		{"another tenant's request", "bert", "GET", "/v2/identify-phi/" + id, "", 404},
		{"a request under another model", "anna", "GET", "/v2/redact-phi/" + id, "", 404},
		{"no such request", "anna", "GET", "/v2/identify-phi/nope", "", 404},
		{"no such model", "anna", "POST", "/v2/embeddings", `{"input_text":"x"}`, 404},
		{"no such route", "anna", "GET", "/v3/models", "", 404},
		{"a path that climbs", "anna", "GET", "/v2/identify-phi/..%2f..%2fetc", "", 404},
		{"get on a collection", "anna", "GET", "/v2/identify-phi", "", 405},
		{"delete", "anna", "DELETE", "/v2/identify-phi/" + id, "", 405},
		{"post to models", "anna", "POST", "/v2/models", "{}", 405},
		{"no body", "anna", "POST", "/v2/identify-phi", "", 400},
		{"broken JSON", "anna", "POST", "/v2/identify-phi", `{"input_text":"Canary`, 400},
		{"an array", "anna", "POST", "/v2/identify-phi", `["Canary"]`, 400},
		{"null", "anna", "POST", "/v2/identify-phi", `null`, 400},
		{"two values", "anna", "POST", "/v2/identify-phi", `{"input_text":"Canary"}{}`, 400},
		{"another key", "anna", "POST", "/v2/identify-phi", `{"note":"Canary"}`, 400},
		{"a number", "anna", "POST", "/v2/identify-phi", `{"input_text":5}`, 400},
		{"a null text", "anna", "POST", "/v2/identify-phi", `{"input_text":null}`, 400},
		{"empty", "anna", "POST", "/v2/identify-phi", `{"input_text":""}`, 400},
		{"blank", "anna", "POST", "/v2/identify-phi", `{"input_text":" \n"}`, 400},
		{"invalid UTF-8", "anna", "POST", "/v2/identify-phi", "{\"input_text\":\"Canary\xff\"}", 400},
		{"UTF-16 to identify", "anna", "POST", "/v2/identify-phi", `{"input_text":"C\u0000a\u0000n\u0000a\u0000r\u0000y\u0000"}`, 400},
		{"UTF-16 to redact", "anna", "POST", "/v2/redact-phi", `{"text":"\u0000C\u0000a\u0000n\u0000a\u0000r\u0000y"}`, 400},
		{"UTF-16 to structure", "anna", "POST", "/v2/structure", `{"text":"C\u0000a\u0000n\u0000a\u0000r\u0000y\u0000"}`, 400},
		{"too long", "anna", "POST", "/v2/identify-phi", `{"input_text":"` + strings.Repeat("Canary ", 20) + `"}`, 400},
		{"much too long", "anna", "POST", "/v2/identify-phi", `{"input_text":"` + strings.Repeat("Canary ", 2000) + `"}`, 400},
		{"text is a name for it too", "anna", "POST", "/v2/identify-phi", `{"text":"x"}`, 201},
		{"the longest", "anna", "POST", "/v2/redact-phi", `{"input_text":"` + strings.Repeat("x", 100) + `"}`, 201},
	} {
		code, _, v := ask(t, s, row.tenant, row.method, row.path, row.body)
		assert.Equal(t, row.want, code, "%s: %v", row.name, v)
		if row.want >= 400 {
			assert.NotEmpty(t, v["detail"], row.name)
			assert.NotContains(t, fmt.Sprint(v), "Canary", row.name)
		}
	}
	req, err := http.NewRequest("POST", s.URL+"/v2/identify-phi", strings.NewReader(`{"input_text":"x"}`))
	require.NoError(t, err)
	req.Header.Set("x-api-id", "anna")
	req.Header.Set("x-api-secret", "secret-of-anna")
	res, err := s.Client().Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 415, res.StatusCode, "no content type")
}

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time          { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) forward(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

func TestExpiry(t *testing.T) {
	c := &clock{t: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	s, _ := serve(t, Options{Now: c.now})
	_, _, v := ask(t, s, "anna", "POST", "/v2/identify-phi", `{"input_text":"x y"}`)
	path := "/v2/identify-phi/" + v["request_id"].(string)
	require.Eventually(t, func() bool {
		_, _, v := ask(t, s, "anna", "GET", path, "")
		return v["inference_status"] == "COMPLETED"
	}, 5*time.Second, time.Millisecond)
	c.forward(25 * time.Hour)
	code, _, v := ask(t, s, "anna", "GET", path, "")
	assert.Equal(t, 410, code)
	assert.Equal(t, "EXPIRED", v["inference_status"])
}

func TestRateLimit(t *testing.T) {
	c := &clock{t: time.Date(2026, 3, 4, 5, 6, 50, 0, time.UTC)}
	s, _ := serve(t, Options{Now: c.now, PostsPerMinute: 2})
	post := func(tenant string) (int, string) {
		code, h, _ := ask(t, s, tenant, "POST", "/v2/identify-phi", `{"input_text":"x"}`)
		return code, h.Get("Retry-After")
	}
	for range 2 {
		code, _ := post("anna")
		assert.Equal(t, 201, code)
	}
	code, wait := post("anna")
	assert.Equal(t, 429, code)
	assert.Equal(t, "11", wait, "whole seconds, as the stock client reads them")
	code, _ = post("bert")
	assert.Equal(t, 201, code, "each tenant has its own limit")
	c.forward(11 * time.Second)
	code, _ = post("anna")
	assert.Equal(t, 201, code)
}

// TestRestart submits to one handler, ends it, and gets the result from the
// next one on the same folder.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	first, err := New(&Options{Authenticate: keys, Dir: dir})
	require.NoError(t, err)
	s := httptest.NewServer(first)
	var ids []string
	for i := range 20 {
		code, _, v := ask(t, s, "anna", "POST", "/v2/identify-phi", fmt.Sprintf(`{"input_text":"Mr. John Doe %d"}`, i))
		require.Equal(t, 201, code)
		ids = append(ids, v["request_id"].(string))
	}
	s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	require.NoError(t, first.Close(ctx))
	for _, name := range []string{"phi.jobs", "phi.key"} {
		b, err := os.ReadFile(dir + "/" + name)
		require.NoError(t, err)
		assert.NotContains(t, string(b), "John Doe", "sealed at rest")
	}

	again, _ := serve(t, Options{Dir: dir})
	for _, id := range ids {
		require.Eventually(t, func() bool {
			_, _, v := ask(t, again, "anna", "GET", "/v2/identify-phi/"+id, "")
			return v["inference_status"] == "COMPLETED"
		}, 10*time.Second, time.Millisecond)
	}
}

func TestNew(t *testing.T) {
	_, err := New(nil)
	assert.ErrorContains(t, err, "Authenticate")
	_, err = New(&Options{Authenticate: keys, Dir: "/dev/null/x"})
	assert.Error(t, err)
}

func BenchmarkIdentify(b *testing.B) {
	s, _ := serve(b, Options{PollWait: 5 * time.Second})
	text := seed(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if got := result[identified](b, s, "identify-phi", text); len(got.Annotations) != len(seedAnnotations) {
			b.Fatal(len(got.Annotations))
		}
	}
}

func Example() {
	h, err := New(&Options{Authenticate: func(id, secret string) (string, bool) { return id, secret == "secret" }})
	if err != nil {
		panic(err)
	}
	defer h.Close(context.Background())
	s := httptest.NewServer(h)
	defer s.Close()
	req, _ := http.NewRequest("GET", s.URL+"/v2/models", nil)
	req.Header.Set("x-api-id", "clinic")
	req.Header.Set("x-api-secret", "secret")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	fmt.Println(res.StatusCode, string(b))
	// Output: 200 {"models":["identify-phi","redact-phi"]}
}
