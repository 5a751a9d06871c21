package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInterruptibleReadsAll(t *testing.T) {
	text := strings.Repeat("0123456789", 20_000)
	for name, r := range map[string]io.Reader{
		"at once":              strings.NewReader(text),
		"by the byte":          iotest.OneByteReader(strings.NewReader(text)),
		"the end with the end": iotest.DataErrReader(strings.NewReader(text)),
	} {
		b, err := io.ReadAll(newInterruptible(context.Background(), r))
		require.NoError(t, err, name)
		assert.True(t, text == string(b), name)
	}
	broken := errors.New("broken")
	b, err := io.ReadAll(newInterruptible(context.Background(), io.MultiReader(strings.NewReader("some"), iotest.ErrReader(broken))))
	assert.ErrorIs(t, err, broken)
	assert.Equal(t, "some", string(b))
	require.NoError(t, iotest.TestReader(newInterruptible(context.Background(), strings.NewReader("hello")), []byte("hello")))
}

// An interrupt ends a command that waits for input which does not come: of what came
// before it the answers are written.
func TestInterruptWhileWaiting(t *testing.T) {
	for _, c := range []string{"tag", "redact", "extract", "run --no-score --out " + t.TempDir(), "submit --basis baa", "vault forget --yes",
		"review convert - --from jsonl", "eval - --format jsonl", "train -q --out - --format jsonl -"} {
		t.Run(strings.Fields(c)[0], func(t *testing.T) {
			in, w := io.Pipe()
			defer w.Close()
			ctx, end := context.WithCancel(context.Background())
			defer end()
			var out, errOut bytes.Buffer
			code := make(chan int)
			go func() { code <- (&app{in: in, out: &out, err: &errOut}).run(ctx, strings.Fields(c)) }()
			if _, err := io.WriteString(w, goodNote+"\n"); err != nil { // taken when the command reads
				t.Error(err)
			}
			end()
			select {
			case got := <-code:
				assert.Equal(t, exitUsage, got)
			case <-time.After(20 * time.Second):
				t.Fatal("it goes on waiting")
			}
			assert.Contains(t, errOut.String(), "interrupted: broken off")
			assert.NotContains(t, errOut.String(), "context canceled")
		})
	}
}
