package redact_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

// benchmarkPolicy redacts the gold notes over and over; the vault is warm after
// the first time. It counts the bytes of the notes.
func benchmarkPolicy(b *testing.B, o *redact.Options, answer redact.Operator) {
	r := newRedactor(b, o)
	notes := goldNotes(b)
	at := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	size, done := 0, 0
	run := func() {
		done = 0
		for _, n := range notes {
			doc, err := r.Redact(ctx, redact.Note{ID: n.ID, Patient: n.ID[:3], Text: n.Text, Created: at}, n.Annotations)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range doc.Edits {
				if e.Operator == answer {
					done++
				}
			}
		}
	}
	want := 0
	for _, n := range notes {
		size += len(n.Text)
		for _, a := range n.Annotations {
			if r.Policy().Otherwise.Do == answer || a.Type == labels.Date && answer == redact.DateShift {
				want++
			}
		}
	}
	run()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		run()
	}
	if done < want*9/10 || done > want || want == 0 {
		b.Fatalf("%d edits by %s, want %d", done, answer, want)
	}
}

func BenchmarkRedact(b *testing.B) {
	shift := redact.Policy{Name: "shift", Rules: []redact.Rule{{Types: []labels.Type{labels.Date}, Action: redact.Action{Do: redact.DateShift}}}, Otherwise: redact.Action{Do: redact.Tag}}
	stand := redact.Policy{Name: "surrogate", Otherwise: redact.Action{Do: redact.Surrogate}}
	bolt, err := redact.OpenVault(filepath.Join(b.TempDir(), "vault"))
	require.NoError(b, err)
	defer bolt.Close()
	for _, bb := range []struct {
		name   string
		o      redact.Options
		answer redact.Operator
	}{
		{"tag", redact.Options{}, redact.Tag},
		{"tag without guard", redact.Options{NoGuard: true}, redact.Tag},
		{"mask", redact.Options{Policy: builtin(b, "mask")}, redact.Mask},
		{"token, memory vault", redact.Options{Policy: builtin(b, "token")}, redact.Token},
		{"token, bolt vault", redact.Options{Policy: builtin(b, "token"), Vault: bolt}, redact.Token},
		{"token, one-way", redact.Options{Policy: kindPolicy(redact.TokenPRF)}, redact.Token},
		{"token, AES-SIV", redact.Options{Policy: kindPolicy(redact.TokenSIV)}, redact.Token},
		{"date shift", redact.Options{Policy: &shift}, redact.DateShift},
		{"surrogate", redact.Options{Policy: &stand}, redact.Surrogate},
	} {
		b.Run(bb.name, func(b *testing.B) { benchmarkPolicy(b, &bb.o, bb.answer) })
	}
}

// BenchmarkVaultWrites counts new values, each durable when its note is given
// out.
func BenchmarkVaultWrites(b *testing.B) {
	v, err := redact.OpenVault(filepath.Join(b.TempDir(), "vault"))
	require.NoError(b, err)
	defer v.Close()
	r := newRedactor(b, &redact.Options{Policy: builtin(b, "token"), Vault: v, NoGuard: true})
	value := []byte("000000000")
	b.SetBytes(20 * 10)
	b.ReportAllocs()
	for b.Loop() {
		text := make([]byte, 0, 200)
		var anns []labels.Annotation
		for range 20 {
			for i := len(value) - 1; ; i-- {
				if value[i]++; value[i] <= '9' {
					break
				}
				value[i] = '0'
			}
			anns = append(anns, labels.Annotation{Span: labels.Span{Start: len(text), End: len(text) + 9}, Type: labels.IDNum, Score: 1})
			text = append(append(text, value...), ' ')
		}
		doc, err := r.Redact(ctx, redact.Note{ID: "n", Patient: "p", Text: string(text)}, anns)
		if err != nil || len(doc.Edits) != 20 {
			b.Fatal(err, "20 edits expected")
		}
	}
}
