package oncohttp

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sdk is the stock client of the retired service, as PyPI has it.
const sdk = "azure-healthinsights-cancerprofiling"

// TestStockAzureSDK drives the handler with the vendor's own Python client. It
// installs the client in a virtual environment of its own, which takes a while:
// set LETHE_SDK=1 to run it, as the CI does.
func TestStockAzureSDK(t *testing.T) {
	if os.Getenv("LETHE_SDK") == "" {
		t.Skip("set LETHE_SDK=1 to drive the service with the stock Azure Python SDK (needs python3 and PyPI)")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: the stock Azure SDK cannot be run")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	venv := t.TempDir()
	if out, err := exec.CommandContext(ctx, python, "-m", "venv", venv).CombinedOutput(); err != nil {
		t.Skipf("no virtual environment can be made (%v): %s", err, out)
	}
	python = filepath.Join(venv, "bin", "python")
	if out, err := exec.CommandContext(ctx, python, "-m", "pip", "install", "--quiet", "--pre", sdk).CombinedOutput(); err != nil {
		t.Skipf("%s cannot be installed, is PyPI out of reach? (%v) %s", sdk, err, out)
	}
	s, _ := serve(t, Options{})
	for file, want := range map[string][]string{
		"breast-request.json":          {"tumorSite C50.2", "histology 8500"},
		"three-documents-request.json": {"tumorSite C50.9", "histology 8500"},
	} {
		cmd := exec.CommandContext(ctx, python, "testdata/client.py", s.URL, testKey, "testdata/"+file)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		require.NoError(t, err, string(out))
		var got struct {
			Status     string
			Inferences [][3]string
			Refused    int
		}
		require.NoError(t, json.Unmarshal(out, &got))
		assert.Equal(t, "succeeded", got.Status)
		assert.Equal(t, 401, got.Refused)
		var flat []string
		for _, i := range got.Inferences {
			flat = append(flat, i[1]+" "+i[2])
		}
		assert.Subset(t, flat, want)
	}
}
