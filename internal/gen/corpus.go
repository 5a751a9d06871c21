package gen

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed" // the corpus
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/lethe-health/lethe/labels"
)

// Note is a marked note: its text and its PHI, sorted and disjoint, by byte
// offsets.
type Note struct {
	ID    string // folder and number, "letterheads-017"
	Form  string // what kind of document it is, in a few words
	Text  string
	Spans []Mark
}

// Mark is one marked piece of PHI.
type Mark struct {
	labels.Span
	Type labels.Type
}

//go:embed corpus/corpus.jsonl.gz
var corpusGz []byte

// Corpus returns the notes of the marked corpus, in order. The result is shared:
// do not change it.
var Corpus = sync.OnceValues(func() ([]Note, error) { return ReadCorpus(corpusGz) })

type corpusLine struct {
	ID    string       `json:"id"`
	Form  string       `json:"form"`
	Text  string       `json:"text"`
	Spans []corpusMark `json:"spans"`
}

type corpusMark struct {
	Start int         `json:"start"` // bytes
	End   int         `json:"end"`
	Type  labels.Type `json:"type"`
}

// ReadCorpus reads notes from the corpus's file form: gzip of a JSON line a note.
func ReadCorpus(gz []byte) ([]Note, error) {
	zr, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, fmt.Errorf("gen: corpus: %w", err)
	}
	var out []Note
	dec := json.NewDecoder(bufio.NewReader(zr))
	for {
		var l corpusLine
		if err := dec.Decode(&l); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("gen: corpus note %d: %w", len(out)+1, err)
		}
		n := Note{ID: l.ID, Form: l.Form, Text: l.Text}
		for _, s := range l.Spans {
			n.Spans = append(n.Spans, Mark{labels.Span{Start: s.Start, End: s.End}, s.Type})
		}
		out = append(out, n)
	}
}

// WriteCorpus gives the file form of notes: equal notes, equal bytes.
func WriteCorpus(notes []Note) ([]byte, error) {
	var b bytes.Buffer
	zw, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("gen: corpus: %w", err)
	}
	enc := json.NewEncoder(zw)
	enc.SetEscapeHTML(false)
	for _, n := range notes {
		l := corpusLine{ID: n.ID, Form: n.Form, Text: n.Text}
		for _, m := range n.Spans {
			l.Spans = append(l.Spans, corpusMark{m.Start, m.End, m.Type})
		}
		if err := enc.Encode(l); err != nil {
			return nil, fmt.Errorf("gen: corpus: %w", err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("gen: corpus: %w", err)
	}
	return b.Bytes(), nil
}
