package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
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
	os.Exit(a.run(context.Background(), []string{"serve", "--listen", "127.0.0.1:0", "--data", data, "--no-onco", "--no-phenom", "--no-page"}))
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

// call sends a request of identify-phi; false when there is no answer.
func (p *servedProcess) call(key, method, path, body string) (status int, answer map[string]any, ok bool) {
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, false
	}
	r.Header.Set("x-api-id", "default")
	r.Header.Set("x-api-secret", key)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, false
	}
	defer resp.Body.Close()
	return resp.StatusCode, answer, json.NewDecoder(resp.Body).Decode(&answer) == nil
}

// result waits for what a request came to.
func (p *servedProcess) result(t *testing.T, key, id string) string {
	t.Helper()
	for range 400 {
		status, m, ok := p.call(key, "GET", "/v2/identify-phi/"+id, "")
		require.True(t, ok && status == 200, "%s: status %d", id, status)
		if m["inference_status"] == "COMPLETED" {
			b, err := json.Marshal(m["inference_result"])
			require.NoError(t, err)
			return string(b)
		}
		require.Equal(t, "SUBMITTED", m["inference_status"])
	}
	require.Fail(t, "the request is never answered", id)
	return ""
}

// TestServeSurvivesAKill kills the process while requests come in, twice: every
// request that was accepted is answered, and with the same result each time it
// is asked for, before and after.
func TestServeSurvivesAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	data := t.TempDir()
	var mu sync.Mutex
	accepted := map[string]string{} // id to the name in its text
	before := map[string]string{}   // results seen before the last kill
	key := ""
	for round := range 2 {
		p := startProcess(t, data)
		if round == 0 {
			key = p.key
		}
		var wg sync.WaitGroup
		enough, told := make(chan struct{}), false
		for client := range 4 {
			wg.Go(func() {
				for i := 0; ; i++ {
					name := fmt.Sprintf("Fenwick%c%c%c", 'a'+round, 'a'+client, 'a'+i%26)
					status, m, ok := p.call(key, "POST", "/v2/identify-phi", `{"input_text":"Seen by Dr. Tobias `+name+` on 03/09/2024. `+strings.Repeat("No fever. ", 300)+`"}`)
					if !ok {
						return // killed
					}
					if status != http.StatusCreated {
						t.Errorf("status %d", status)
						return
					}
					id := m["request_id"].(string)
					was := ""
					if client == 0 && i == 0 { // one result is seen before the kill
						was = p.result(t, key, id)
					}
					mu.Lock()
					if was != "" {
						before[id] = was
					}
					accepted[id] = name
					if len(before) > round && len(accepted) >= 40*(round+1) && !told {
						told = true
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		select {
		case <-enough:
		case <-time.After(30 * time.Second):
			t.Error("the requests are not accepted in time")
		}
		p.kill()
		wg.Wait()
	}
	p := startProcess(t, data)
	assert.Empty(t, p.key, "the key is the first one")
	t.Logf("%d requests accepted over two kills", len(accepted))
	assert.Len(t, before, 2)
	for id, name := range accepted {
		result := p.result(t, key, id)
		assert.Contains(t, result, name, "each request has its own result")
		assert.Equal(t, result, p.result(t, key, id))
		if was, ok := before[id]; ok {
			assert.Equal(t, was, result, "the same as before the kill")
		}
	}
}
