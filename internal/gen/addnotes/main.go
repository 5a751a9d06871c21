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
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lethe-health/lethe/internal/gen"
	"github.com/lethe-health/lethe/internal/marked"
)

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

// run adds the notes of the folders to the corpus, which need not exist.
func run(corpus string, folders []string) error {
	var notes []gen.Note
	gz, err := os.ReadFile(corpus)
	if err == nil {
		notes, err = gen.ReadCorpus(gz)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	at := map[string]int{}
	for i, n := range notes {
		at[n.ID] = i
	}
	for _, dir := range folders {
		files, err := filepath.Glob(filepath.Join(dir, "[0-9]*.txt"))
		if err != nil {
			return err
		}
		for _, f := range files {
			n, err := read(f)
			if err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
			if i, ok := at[n.ID]; ok {
				notes[i] = n
				continue
			}
			at[n.ID] = len(notes)
			notes = append(notes, n)
		}
	}
	slices.SortStableFunc(notes, func(a, b gen.Note) int { return cmp.Compare(a.ID, b.ID) })
	if gz, err = gen.WriteCorpus(notes); err != nil {
		return err
	}
	return os.WriteFile(corpus, gz, 0o644)
}

// read reads one marked note.
func read(file string) (gen.Note, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return gen.Note{}, err
	}
	m, err := marked.Parse(string(b))
	if err != nil {
		return gen.Note{}, err
	}
	if m.Form == "" {
		return gen.Note{}, errors.New("no form in the first line")
	}
	n := gen.Note{ID: filepath.Base(filepath.Dir(file)) + "-" + strings.TrimSuffix(filepath.Base(file), ".txt"), Form: m.Form, Text: m.Text}
	for _, a := range m.Annotations {
		n.Spans = append(n.Spans, gen.Mark{Span: a.Span, Type: a.Type})
	}
	return n, nil
}
