package second

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jdkato/prose/v2"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// ErrGaveUp says that prose panicked on a piece of a note; see [GaveUpError].
var ErrGaveUp = errors.New("the second opinion gave up")

// GaveUpError says where in a note prose panicked. It holds no text.
type GaveUpError struct {
	Start, End int // byte offsets of the piece
}

func (e *GaveUpError) Error() string {
	return fmt.Sprintf("phi/second: %v on bytes %d to %d", ErrGaveUp, e.Start, e.End)
}

// Unwrap returns [ErrGaveUp].
func (e *GaveUpError) Unwrap() error { return ErrGaveUp }

// Entity is a person or place as prose sees it.
type Entity struct {
	labels.Span        // bytes of the note
	Label       string // "PERSON" or "GPE"
}

// model is prose's model, built once for the process: it takes half a second
// and some 80 MB. prose does not say whether a model may be shared, so one
// goroutine uses it at a time.
var model = struct {
	sync.Mutex
	*prose.Model
}{}

// Opinion asks prose. The zero value is ready and may be used by many
// goroutines, which take turns.
type Opinion struct{}

// maxPiece is how many bytes prose is given at once.
const maxPiece = 4 << 10

// Entities returns the persons and places that prose sees in the note, in
// order. The error wraps [text.ErrInvalidUTF8], is a [*GaveUpError], or is the
// context's.
func (o *Opinion) Entities(ctx context.Context, note string) ([]Entity, error) {
	if err := text.Valid(note); err != nil {
		return nil, fmt.Errorf("phi/second: %w", err)
	}
	safe := blankRuns(note)
	var out []Entity
	for start := 0; start < len(safe); {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("phi/second: %w", err)
		}
		end := pieceEnd(safe, start)
		toks, ok := ask(safe[start:end])
		if !ok {
			return nil, &GaveUpError{start, end}
		}
		out = align(out, safe, start, end, toks)
		start = end
	}
	return out, nil
}

// ask runs prose on one piece; false when it panicked.
func ask(piece string) (toks []prose.Token, ok bool) {
	model.Lock()
	defer model.Unlock()
	defer func() {
		if recover() != nil {
			toks, ok = nil, false
		}
	}()
	opts := []prose.DocOpt{prose.WithSegmentation(false)}
	if model.Model != nil {
		opts = append(opts, prose.UsingModel(model.Model))
	}
	d, err := prose.NewDocument(piece, opts...)
	if err != nil {
		return nil, false
	}
	model.Model = d.Model
	return d.Tokens(), true
}

// pieceEnd finds where a piece from start on ends: after the last line break
// within maxPiece, else after a space, else between characters.
func pieceEnd(s string, start int) int {
	if len(s)-start <= maxPiece {
		return len(s)
	}
	window := s[start : start+maxPiece]
	if i := strings.LastIndexByte(window, '\n'); i > 0 {
		return start + i + 1
	}
	if i := strings.LastIndexByte(window, ' '); i > 0 {
		return start + i + 1
	}
	end := start + maxPiece
	for end > start+1 && s[end]&0xC0 == 0x80 {
		end--
	}
	return end
}

// maxRun is the longest run of one punctuation mark that prose is shown: its
// tokeniser takes time quadratic in longer ones.
const maxRun = 4

// blankRuns puts spaces in the place of long runs of one ASCII punctuation
// mark; the length, and so every offset, stays.
func blankRuns(s string) string {
	var b []byte
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && s[j] == s[i] {
			j++
		}
		if j-i > maxRun && punct(s[i]) {
			if b == nil {
				b = []byte(s)
			}
			for k := i; k < j; k++ {
				b[k] = ' '
			}
		}
		i = j
	}
	if b == nil {
		return s
	}
	return string(b)
}

func punct(c byte) bool {
	return c > ' ' && c < 0x7f && !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
}

// maxSkip is how far ahead a token of prose is looked for; prose alters some
// (quotation marks), which are then left out.
const maxSkip = 64

// align finds the tokens of prose in the note again, from left to right, and
// joins those of one entity.
func align(out []Entity, s string, at, end int, toks []prose.Token) []Entity {
	open := false
	for _, t := range toks {
		i := strings.Index(s[at:min(end, at+maxSkip+len(t.Text))], t.Text)
		if t.Text == "" || i < 0 {
			open = false
			continue
		}
		span := labels.Span{Start: at + i, End: at + i + len(t.Text)}
		at = span.End
		kind, label, _ := strings.Cut(t.Label, "-")
		switch {
		case label != "PERSON" && label != "GPE":
			open = false
		case open && kind == "I" && out[len(out)-1].Label == label:
			out[len(out)-1].End = span.End
		default:
			out = append(out, Entity{span, label})
			open = true
		}
	}
	return out
}
