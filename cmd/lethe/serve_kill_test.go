package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// servedProcess is a "lethe serve" in a process of its own, which can be killed.
type servedProcess struct {
	cmd      *exec.Cmd
	url, key string
}

// serveInProcess names, in the environment, the data folder of a process that is
// nothing but "lethe serve".
const serveInProcess = "LETHE_TEST_SERVE_DATA"

// TestServeProcess is that process; on its own it does nothing.
func TestServeProcess(t *testing.T) {
	data := os.Getenv(serveInProcess)
	if data == "" {
		t.Skip("run by TestServeSurvivesAKill")
	}
	a := &app{in: strings.NewReader(""), out: os.Stdout, err: os.Stderr}
	os.Exit(a.run(context.Background(), []string{"serve", "--listen", "127.0.0.1:0", "--data", data, "--no-page"}))
}

func startProcess(t *testing.T, data string) *servedProcess {
	t.Helper()
	p := &servedProcess{cmd: exec.Command(os.Args[0], "-test.run=^TestServeProcess$")}
	p.cmd.Env = append(os.Environ(), serveInProcess+"="+data)
	stderr, err := p.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(stderr)
	for p.url == "" && lines.Scan() {
		if _, key, found := strings.Cut(lines.Text(), "shown this once: "); found {
			p.key = key
		}
		p.url, _ = strings.CutPrefix(lines.Text(), "listening on ")
		if !strings.HasPrefix(p.url, "http") {
			p.url = ""
		}
	}
	require.NotEmpty(t, p.url, "serve ended before it listened")
	return p
}

// kill ends the process without a word of warning.
func (p *servedProcess) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // it was killed, and says so
	}
}

// call sends a request with the headers given; false when there is no answer.
func (p *servedProcess) call(headers http.Header, method, path, body string) (status int, h http.Header, answer map[string]any, ok bool) {
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, nil, false
	}
	r.Header = headers.Clone()
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, nil, false
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, nil, false
	}
	if len(b) > 0 && json.Unmarshal(b, &answer) != nil {
		return 0, nil, nil, false
	}
	return resp.StatusCode, resp.Header, answer, true
}

// contract is how a service takes a request about a name, and answers it.
type contract struct {
	name    string
	headers func(t *testing.T, p *servedProcess, key string) http.Header
	path    string
	body    func(name string) string
	id      func(h http.Header, answer map[string]any) string // of an accepted request: its path
	// result picks what it came to out of a status; nil while it is worked on.
	result func(p *servedProcess, h http.Header, id string, status map[string]any) any
}

var contracts = []contract{
	{
		name: "identify-phi", path: "/v2/identify-phi",
		headers: func(_ *testing.T, _ *servedProcess, key string) http.Header {
			h := http.Header{}
			h.Set("x-api-id", "default")
			h.Set("x-api-secret", key)
			return h
		},
		body: func(name string) string {
			return `{"input_text":"Seen by Dr. Tobias ` + name + ` on 03/09/2024. ` + strings.Repeat("No fever. ", 300) + `"}`
		},
		id: func(_ http.Header, a map[string]any) string { return "/v2/identify-phi/" + a["request_id"].(string) },
		result: func(_ *servedProcess, _ http.Header, _ string, a map[string]any) any {
			return a["inference_result"]
		},
	},
	{
		name: "onco-phenotype", path: "/health-insights/onco-phenotype/jobs?api-version=2023-09-01-preview",
		headers: func(_ *testing.T, _ *servedProcess, key string) http.Header {
			h := http.Header{}
			h.Set("Ocp-Apim-Subscription-Key", key)
			return h
		},
		body: func(name string) string {
			return `{"patients":[{"id":"` + name + `","patientDocuments":[{"type":"note","clinicalType":"pathology","id":"n","content":{"sourceType":"inline","value":"Left breast, lumpectomy: invasive ductal carcinoma, pT2 pN1 M0. ` + strings.Repeat("No fever. ", 300) + `"}}]}]}`
		},
		id: func(h http.Header, _ map[string]any) string {
			at, err := url.Parse(h.Get("Operation-Location"))
			if err != nil {
				return ""
			}
			return at.RequestURI()
		},
		result: func(_ *servedProcess, _ http.Header, _ string, a map[string]any) any { return a["result"] },
	},
	{
		name: "PhenOM", path: "/v1/job/from-patient",
		headers: func(t *testing.T, p *servedProcess, key string) http.Header {
			h := http.Header{}
			h.Set("Authorization", "Bearer "+(&servedServices{url: p.url, key: key}).token(t))
			return h
		},
		body: func(name string) string {
			return `{"outcome_ids":["any_12mon"],"idempotency_key":"` + name + `","patient_history":{"patient":{"patient_id":"` + name +
				`","birth_date":"1944-05-18","sex":"F","zip3":"021"},"diagnoses":[{"diagnosis_date":"2020-01-01","code":"I50.9","code_type_name":"ICD10"}]}}`
		},
		id: func(_ http.Header, a map[string]any) string { return "/v1/job/" + a["job_id"].(string) },
		result: func(p *servedProcess, h http.Header, id string, a map[string]any) any {
			if a["status"] != "SUCCEEDED" {
				return nil
			}
			_, _, page, ok := p.call(h, "GET", id+"/results", "")
			if !ok {
				return nil
			}
			return page["items"]
		},
	},
}

// wait waits for what a request came to.
func (c *contract) wait(t *testing.T, p *servedProcess, headers http.Header, id string) string {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		status, _, m, ok := p.call(headers, "GET", id, "")
		require.True(t, ok && status == 200, "%s: status %d", id, status)
		if r := c.result(p, headers, id, m); r != nil {
			b, err := json.Marshal(r)
			require.NoError(t, err)
			return string(b)
		}
	}
	require.Fail(t, "the request is never answered", id)
	return ""
}

// taken are the requests of one contract that were accepted.
type taken struct {
	*contract
	mu     sync.Mutex
	names  map[string]string // id to the name in its text
	before map[string]string // results seen before a kill
}

// send posts requests until the process is killed. The first one's result is
// seen before that.
func (k *taken) send(t *testing.T, p *servedProcess, headers http.Header, round int) {
	for i := 0; ; i++ {
		name := fmt.Sprintf("Fenwick%c%c%c", 'a'+round, 'a'+i/26%26, 'a'+i%26)
		status, h, m, ok := p.call(headers, "POST", k.path, k.body(name))
		if !ok {
			return // killed
		}
		if status < 200 || status > 202 {
			t.Errorf("%s: status %d", k.name, status)
			return
		}
		id := k.id(h, m)
		was := ""
		if i == 0 {
			was = k.wait(t, p, headers, id)
		}
		k.mu.Lock()
		k.names[id] = name
		if was != "" {
			k.before[id] = was
		}
		k.mu.Unlock()
	}
}

func (k *taken) count() (accepted, seen int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.names), len(k.before)
}

// TestServeSurvivesAKill kills the process while requests come in to all three
// services, twice: every request that was accepted is answered, and with the
// same result each time it is asked for, before and after.
func TestServeSurvivesAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	data := t.TempDir()
	var all []*taken
	for i := range contracts {
		all = append(all, &taken{contract: &contracts[i], names: map[string]string{}, before: map[string]string{}})
	}
	key := ""
	for round := range 2 {
		p := startProcess(t, data)
		if round == 0 {
			key = p.key
		}
		var wg sync.WaitGroup
		for _, k := range all {
			headers := k.headers(t, p, key)
			wg.Go(func() { k.send(t, p, headers, round) })
		}
		require.Eventually(t, func() bool {
			for _, k := range all {
				if accepted, seen := k.count(); accepted < 25*(round+1) || seen <= round {
					return false
				}
			}
			return true
		}, 60*time.Second, time.Millisecond, "the requests are not accepted in time")
		p.kill()
		wg.Wait()
	}
	p := startProcess(t, data)
	assert.Empty(t, p.key, "the key is the first one")
	for _, k := range all {
		headers := k.headers(t, p, key)
		t.Logf("%s: %d requests accepted over two kills", k.name, len(k.names))
		assert.Len(t, k.before, 2)
		for id, name := range k.names {
			result := k.wait(t, p, headers, id)
			assert.Contains(t, result, name, "each request has its own result")
			assert.Equal(t, result, k.wait(t, p, headers, id))
			if was, ok := k.before[id]; ok {
				assert.Equal(t, was, result, "the same as before the kill")
			}
		}
	}
}
