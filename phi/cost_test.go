package phi

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a process pays before its first note, on a machine that has nothing else
// to do twice over: starting takes some 55 ms and 50 MB.
const (
	mostStartTime   = 150 * time.Millisecond // processor time of New and a first note
	mostStartMemory = 120 << 20              // bytes resident thereafter
)

// startEnv asks the test binary to be the process that TestStart measures.
const startEnv = "LETHE_TEST_START"

// startCost is what such a process says of itself.
type startCost struct {
	Found    int
	CPU      time.Duration
	Resident int64 // most bytes
}

func TestStart(t *testing.T) {
	if os.Getenv(startEnv) != "" {
		before := processTime()
		tg := newTagger(t, nil)
		anns, err := tg.Tag(context.Background(), benchNote)
		require.NoError(t, err)
		b, err := json.Marshal(startCost{len(anns), processTime() - before, maxResident(t)})
		require.NoError(t, err)
		_, err = os.Stdout.WriteString("\n" + string(b) + "\n")
		require.NoError(t, err)
		return
	}
	if raceDetector || runtime.GOOS != "linux" {
		t.Skip("figures are those of an ordinary build on Linux")
	}
	least := startCost{CPU: time.Hour}
	memory := int64(1 << 62)
	for range 5 { // the best of some: other processes take the caches away
		cmd := exec.Command(os.Args[0], "-test.run=^TestStart$")
		cmd.Env = append(os.Environ(), startEnv+"=1", "GOMAXPROCS=1")
		out, err := cmd.Output()
		require.NoError(t, err)
		var c startCost
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "{") {
				require.NoError(t, json.Unmarshal([]byte(line), &c))
			}
		}
		require.GreaterOrEqual(t, c.Found, 8)
		least.CPU = min(least.CPU, c.CPU)
		memory = min(memory, c.Resident)
		if least.CPU < mostStartTime && memory < mostStartMemory {
			break
		}
	}
	t.Logf("%v of processor time, %d MB resident", least.CPU, memory>>20)
	assert.Less(t, least.CPU, mostStartTime)
	assert.Less(t, memory, int64(mostStartMemory))
}

// TestLongNotesCostNoMore tags a note and one of many times its length, long
// enough to be worked in stretches: time and memory a byte stay within a small
// factor, which nothing that grows faster than the note would.
func TestLongNotesCostNoMore(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("figures are those of an ordinary build")
	}
	tg := newTagger(t, nil)
	cost := func(size int) (time.Duration, uint64) {
		note := strings.Repeat(benchNote, 1+size/len(benchNote))
		best, allocated := time.Hour, uint64(0)
		for range 2 {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := processTime()
			anns, err := tg.Tag(context.Background(), note)
			best = min(best, processTime()-start)
			runtime.ReadMemStats(&after)
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(anns), 8*size/len(benchNote))
			allocated = after.TotalAlloc - before.TotalAlloc
		}
		return best, allocated
	}
	const short, long = 300 << 10, 6 << 20
	one, _ := cost(short)
	many, bytes := cost(long)
	ratio := float64(many) / float64(one) / (float64(long) / short)
	t.Logf("%.2f times the time a byte, %d bytes allocated a byte of note", ratio, bytes/long)
	assert.Less(t, ratio, 6.0, "a long note is read twice, its memory is new each time; a cost by the square would be 20")
	assert.Less(t, bytes/long, uint64(60), "allocated in all")
}
