// Command gen builds the embedded dictionary of package icd10 from the official
// tables under raw and the project's own under terms. The same input gives the
// same bytes.
package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

func main() {
	log.SetFlags(0)
	b, err := build("gen")
	if err != nil {
		log.Fatal("gen: ", err)
	}
	packed, err := icd10.Encode(b)
	if err != nil {
		log.Fatal("gen: ", err)
	}
	if err := os.WriteFile("dict.bin", packed, 0o644); err != nil {
		log.Fatal("gen: ", err)
	}
	fmt.Printf("%d codes, %d index rows, %d words, %d surfaces, %d terms, %d bytes\n",
		len(b.Codes), len(b.Rows), b.Words, len(b.Surfaces), len(b.Terms), len(packed))
}

// build reads the tables under dir and makes the dictionary of them.
func build(dir string) (*icd10.Build, error) {
	raw := func(name string) string { return filepath.Join(dir, "raw", name+".gz") }
	codes, err := readCodes(raw)
	if err != nil {
		return nil, err
	}
	idx, err := readIndex(raw("index_2025.csv"))
	if err != nil {
		return nil, err
	}
	kinds, err := readClasses(filepath.Join(dir, "classes", "main_terms.tsv"))
	if err != nil {
		return nil, err
	}
	if err := kinds.check(idx); err != nil {
		return nil, err
	}
	t := newTerms(codes, kinds)
	steps := []func() error{
		func() error { return t.addOwn(filepath.Join(dir, "terms")) },
		func() error { t.addIndex(idx); return nil },
		func() error { return t.addNeoplasms(raw("neoplasms_2025.csv")) },
		func() error { t.addTabular(); return nil },
		func() error { return t.addOntology(raw("doid.jsonl")) },
		func() error { return t.addAbbreviations(raw("abbreviations.tsv")) },
		func() error { return t.addExternal(raw("external_2025.csv")) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	codes.bestRows(idx)
	return t.finish(idx), nil
}

// open opens a gzipped table.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}
