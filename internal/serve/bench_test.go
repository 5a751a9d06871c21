package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/apikey"
)

// loaded is a service with its jobs on disk, over loopback.
func loaded(t testing.TB, o Options) (url, key string) {
	t.Helper()
	var err error
	o.Keys, key, err = apikey.New("a")
	require.NoError(t, err)
	o.Data = t.TempDir()
	s, err := New(&o)
	require.NoError(t, err)
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		assert.NoError(t, s.Close(context.Background()))
	})
	return server.URL, key
}

// testNotes are the notes of testdata.
func testNotes(t testing.TB) (notes []string, size int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "notes", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		notes = append(notes, string(b))
		size += len(b)
	}
	return notes, size
}

// identify sends a note to identify-phi and polls until its result is there.
func identify(t testing.TB, url, key, note string) {
	call := func(method, path string, body []byte) (m map[string]any) {
		r, err := http.NewRequest(method, url+path, bytes.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("x-api-id", "a")
		r.Header.Set("x-api-secret", key)
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Less(t, resp.StatusCode, 300)
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&m))
		return m
	}
	body, err := json.Marshal(map[string]string{"input_text": note})
	require.NoError(t, err)
	id := call("POST", "/v2/identify-phi", body)["request_id"].(string)
	for {
		m := call("GET", "/v2/identify-phi/"+id, nil)
		if m["inference_status"] == "COMPLETED" {
			require.Equal(t, note, m["inference_result"].(map[string]any)["input_text"])
			return
		}
		require.Equal(t, "SUBMITTED", m["inference_status"])
	}
}

// BenchmarkIdentifyPHI is a note posted and its result fetched, by four clients,
// each request on disk before it is accepted.
func BenchmarkIdentifyPHI(b *testing.B) {
	url, key := loaded(b, Options{NoOnco: true, NoPhenom: true, NoPage: true})
	notes, size := testNotes(b)
	b.SetBytes(int64(size / len(notes)))
	b.SetParallelism(max(1, 4/runtime.GOMAXPROCS(0)))
	var mu sync.Mutex
	var took []time.Duration
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			begun := time.Now()
			identify(b, url, key, notes[i%len(notes)])
			mu.Lock()
			took = append(took, time.Since(begun))
			mu.Unlock()
		}
	})
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkStream is all notes of testdata through one stream.
func BenchmarkStream(b *testing.B) {
	url, key := loaded(b, Options{NoPHI: true, NoOnco: true, NoPhenom: true, NoPage: true})
	notes, size := testNotes(b)
	var body strings.Builder
	for i, n := range notes {
		line, err := json.Marshal(map[string]any{"id": i, "text": n})
		require.NoError(b, err)
		body.Write(append(line, '\n'))
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequest("POST", url+streamPath, strings.NewReader(body.String()))
		require.NoError(b, err)
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", ndjson)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(b, err)
		out, err := io.ReadAll(resp.Body)
		require.NoError(b, err)
		require.NoError(b, resp.Body.Close())
		require.Equal(b, len(notes), bytes.Count(out, []byte("\n")))
		require.NotContains(b, string(out), `"error":`)
	}
}

// full lets the memory test run for ten minutes.
var full = flag.Bool("full", false, "watch memory under load for ten minutes")

// TestMemoryStaysFlat keeps the service busy and looks at what is on the heap
// from time to time: it must not grow with the requests that were answered.
func TestMemoryStaysFlat(t *testing.T) {
	const clients, looks = 4, 10
	interval := 150 * time.Millisecond
	if *full {
		interval = time.Minute
	}
	url, key := loaded(t, Options{NoPhenom: true, NoPage: true, JobTTL: time.Minute})
	const note = "Seen by Dr. Tobias Fenwick on 03/09/2024 for asthma.\n"
	notes := make([]string, 20)
	for i := range notes {
		notes[i] = strings.Repeat(note, 1+i)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				identify(t, url, key, notes[i%len(notes)])
			}
		})
	}
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.HeapInuse) / (1 << 20)
	}
	var seen []float64
	for range looks {
		time.Sleep(interval) // lets requests be answered; nothing waits for it
		seen = append(seen, heap())
	}
	stop()
	wg.Wait()
	t.Logf("heap in use, MB, every %s: %.1f", interval, seen)
	first, last := slices.Max(seen[:looks/2]), slices.Max(seen[looks/2:])
	assert.Less(t, last, first+8, "the second half needs no more than the first")
}
