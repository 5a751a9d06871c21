package lethe_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
	"github.com/lethe-health/lethe/redact"
)

var update = flag.Bool("update", false, "write the golden files anew")

// token is a random token or key; its value differs from run to run.
var token = regexp.MustCompile(`\b[A-Z-]+_[0-9A-HJKMNP-TV-Z]{9}\b`)

// steady numbers the tokens in the order in which they come.
func steady(b []byte, seen map[string]string) []byte {
	return token.ReplaceAllFunc(b, func(t []byte) []byte {
		if seen[string(t)] == "" {
			seen[string(t)] = fmt.Sprintf("TOKEN-%d", len(seen)+1)
		}
		return []byte(seen[string(t)])
	})
}

// The whole run over testdata/notes, file by file. The policy keeps dates, so
// that all but the tokens is the same each time; one worker, since the number
// behind a token's dot says which of a value's spellings came first.
func TestRunGolden(t *testing.T) {
	policy := redact.LimitedDataSetPolicy()
	p, err := lethe.New(&lethe.Options{Redact: &redact.Options{Policy: &policy}})
	require.NoError(t, err)
	notes, err := lethe.ReadPath(filepath.Join("testdata", "notes"), nil)
	require.NoError(t, err)

	ctx := context.Background()
	sb, err := sandbox.Start(nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, sb.Close(ctx)) }()
	client, err := phenom.New(&phenom.Options{BaseURL: sb.URL, TokenSource: sb.TokenSource("golden"), Screen: p.Screen})
	require.NoError(t, err)

	dir := filepath.Join(t.TempDir(), "run")
	folder, err := lethe.NewFolder(dir, p.About())
	require.NoError(t, err)
	sum, err := p.Run(ctx, notes, folder, &lethe.RunOptions{Workers: 1, Scorer: &lethe.Scorer{
		Client: client, OutcomeIDs: []string{"sandbox_any_time_hospitalization_future_12month"}, Release: lethe.ReleaseOf(policy)}})
	require.NoError(t, err)
	require.NoError(t, folder.Close())
	var text bytes.Buffer
	require.NoError(t, sum.WriteText(&text))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "summary.txt"), text.Bytes(), 0o600))

	seen := map[string]string{}
	for _, name := range []string{lethe.HistoriesFile, lethe.NotesFile, lethe.DiagnosesFile, lethe.InferencesFile, lethe.ResultsFile, lethe.DeadLettersFile, "summary.txt"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		got = keys.ReplaceAll(steady(got, seen), []byte(`"keys":[0]`))
		golden := filepath.Join("testdata", "golden", "run", name)
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
			require.NoError(t, os.WriteFile(golden, got, 0o644))
			continue
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		if i := firstDifference(want, got); i >= 0 {
			t.Errorf("%s differs from line %d on: look at it, then write it anew by: go test . -run Golden -update", name, i+1)
		}
	}
}

// firstDifference returns the index of the first line that differs, or -1.
func firstDifference(want, got []byte) int {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range max(len(w), len(g)) {
		if i >= len(w) || i >= len(g) || !bytes.Equal(w[i], g[i]) {
			return i
		}
	}
	return -1
}

// keys are the ids of the random keyset.
var keys = regexp.MustCompile(`"keys":\[[0-9,]*\]`)
