package redact_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf/hkdfprf"
	"github.com/tink-crypto/tink-go/v2/secretdata"

	gold "github.com/lethe-health/lethe/internal/marked"
	"github.com/lethe-health/lethe/redact"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fixedKeys are keys that everyone knows, so that shifts and stand-ins are the
// same in every run.
func fixedKeys(t testing.TB) *redact.Keys {
	params, err := hkdfprf.NewParameters(32, hkdfprf.SHA256, nil)
	require.NoError(t, err)
	raw := secretdata.NewBytesFromData(bytes.Repeat([]byte{42}, 32), insecuresecretdataaccess.Token{})
	key, err := hkdfprf.NewKey(raw, params)
	require.NoError(t, err)
	m := keyset.NewManager()
	id, err := m.AddKey(key)
	require.NoError(t, err)
	require.NoError(t, m.SetPrimary(id))
	h, err := m.Handle()
	require.NoError(t, err)
	k, err := redact.KeysFromHandle(h)
	require.NoError(t, err)
	return k
}

// goldNotes are the project's test notes with their PHI marked by hand.
func goldNotes(t testing.TB) []gold.Note {
	notes, err := gold.ReadDir(os.DirFS("../testdata"), "marked")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(notes), 12)
	return notes
}

func TestGoldenPolicies(t *testing.T) {
	for _, name := range redact.BuiltinNames() {
		t.Run(name, func(t *testing.T) {
			r := newRedactor(t, &redact.Options{Policy: builtin(t, name), Keys: fixedKeys(t)})
			var b strings.Builder
			for _, n := range goldNotes(t) {
				patient, _, _ := strings.Cut(n.ID, "--")
				doc, err := r.Redact(ctx, redact.Note{ID: n.ID, Patient: patient, Text: n.Text, Created: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}, n.Annotations)
				require.NoError(t, err, n.ID)
				b.WriteString("=== " + n.ID + "\n" + doc.Text + "\n")
			}
			got := numberTokens(b.String())
			path := filepath.Join("testdata", "golden", name+".txt")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}
