// Addnotes puts folders of marked notes into the corpus that the PHI model is
// trained on.
//
//	go run ./internal/gen/addnotes corpus.jsonl.gz FOLDER…
//
// A folder holds notes as files NNN.txt, their marks inline as
// corpus/GUIDE.md says, {{TYPE|text}}, under a first line "# form: what kind of
// document it is". A note's id is folder-NNN; one that the corpus has already is
// written anew. The file is the same for the same notes, whatever the order of the folders.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/marked"
	"github.com/lethe-health/lethe/labels"
)

type line struct {
	ID    string `json:"id"`
	Form  string `json:"form"`
	Text  string `json:"text"`
	Spans []span `json:"spans"`
}

type span struct {
	Start int         `json:"start"` // bytes
	End   int         `json:"end"`
	Type  labels.Type `json:"type"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: addnotes corpus.jsonl.gz FOLDER…")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "addnotes:", err)
		os.Exit(1)
	}
}

func run(corpus string, folders []string) error {
	lines, err := read(corpus)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, l := range lines {
		at[l.ID] = i
	}
	for _, dir := range folders {
		files, err := filepath.Glob(filepath.Join(dir, "[0-9]*.txt"))
		if err != nil {
			return err
		}
		for _, f := range files {
			l, err := note(f)
			if err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
			if i, ok := at[l.ID]; ok {
				lines[i] = l
				continue
			}
			at[l.ID] = len(lines)
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.ID, b.ID) })
	return write(corpus, lines)
}

// note reads one file.
func note(file string) (line, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return line{}, err
	}
	head, body, ok := strings.Cut(string(b), "\n")
	form, ok2 := strings.CutPrefix(head, "# form:")
	if !ok || !ok2 {
		return line{}, fmt.Errorf("no form in the first line")
	}
	n, err := marked.Parse(body)
	if err != nil {
		return line{}, err
	}
	id := filepath.Base(filepath.Dir(file)) + "-" + strings.TrimSuffix(filepath.Base(file), ".txt")
	l := line{ID: id, Form: strings.TrimSpace(form), Text: n.Text}
	for _, a := range n.Annotations {
		l.Spans = append(l.Spans, span{a.Start, a.End, a.Type})
	}
	return l, nil
}

func read(corpus string) ([]line, error) {
	f, err := os.Open(corpus)
	if os.IsNotExist(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []line
	for dec := json.NewDecoder(bufio.NewReader(zr)); ; {
		var l line
		if err := dec.Decode(&l); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
}

func write(corpus string, lines []line) error {
	var b bytes.Buffer
	zw, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(zw)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	if err := zw.Close(); err != nil {
		return err
	}
	return os.WriteFile(corpus, b.Bytes(), 0o644)
}
