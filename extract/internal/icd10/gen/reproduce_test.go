//go:build !race

package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// The committed dictionary is what the generator makes, byte for byte. It is
// left out under the race detector, which makes it slow and finds nothing in it.
func TestReproduces(t *testing.T) {
	b, err := build(".")
	require.NoError(t, err)
	got, err := icd10.Encode(b)
	require.NoError(t, err)
	want, err := os.ReadFile("../dict.bin")
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "dict.bin is stale: run go generate ./extract/...")
}
