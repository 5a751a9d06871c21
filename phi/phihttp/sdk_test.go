package phihttp

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sdk is the stock client of the retired service, as PyPI has it.
const sdk = "scienceio==2.2.0"

// TestStockClient drives the handler with the vendor's own Python client. It
// installs the client in a virtual environment of its own, which takes a while:
// set LETHE_SDK=1 to run it, as the CI does.
func TestStockClient(t *testing.T) {
	if os.Getenv("LETHE_SDK") == "" {
		t.Skip("set LETHE_SDK=1 to drive the service with the stock scienceio client (needs python3 and PyPI)")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: the stock client cannot be run")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	venv := t.TempDir()
	if out, err := exec.CommandContext(ctx, python, "-m", "venv", venv).CombinedOutput(); err != nil {
		t.Skipf("no virtual environment can be made (%v): %s", err, out)
	}
	python = filepath.Join(venv, "bin", "python")
	if out, err := exec.CommandContext(ctx, python, "-m", "pip", "install", "--quiet", sdk).CombinedOutput(); err != nil {
		t.Skipf("%s cannot be installed, is PyPI out of reach? (%v) %s", sdk, err, out)
	}
	s, _ := serve(t, Options{})
	cmd := exec.CommandContext(ctx, python, "testdata/client.py", "../../testdata/notes/identify-phi-seed.txt")
	cmd.Env = append(os.Environ(), "SCIENCEIO_API_URL="+s.URL+"/v2", "SCIENCEIO_KEY_ID=anna", "SCIENCEIO_KEY_SECRET=secret-of-anna")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, string(out))
	var got struct {
		Annotations [][5]any
		Redacted    string
		Odd         []string
		Refused     int
	}
	require.NoError(t, json.Unmarshal(out, &got))
	var flat []string
	for _, a := range got.Annotations {
		typ := a[3].(string)
		if typ == "[IDNUM]" && a[0] == "1234567890" {
			typ = "[MEDICALRECORD]"
		}
		flat = append(flat, typ+" "+a[0].(string))
	}
	assert.Equal(t, seedAnnotations, flat)
	assert.True(t, strings.HasPrefix(got.Redacted, "Patient: [PATIENT]\n"), got.Redacted)
	assert.Contains(t, got.Odd, "O'Neil")
	assert.Equal(t, 403, got.Refused)
}
