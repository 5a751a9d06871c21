package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// checkOutput refuses to write to a file that is read, or is in a folder whose notes
// are: it would be emptied before it is read, or read while it grows. path "" and "-"
// are standard output.
func (a *app) checkOutput(path string, inputs []string) error {
	out, err := a.outputInfo(path)
	if err != nil || out == nil || !out.Mode().IsRegular() {
		return nil // a new file is none that is read; any other error comes when it is opened
	}
	for _, in := range inputs {
		if in == "-" {
			continue
		}
		for _, f := range inputFiles(in) {
			if info, err := os.Stat(f); err == nil && os.SameFile(info, out) {
				return fmt.Errorf("%s is read: it cannot be the output too", f)
			}
		}
	}
	return nil
}

func (a *app) outputInfo(path string) (fs.FileInfo, error) {
	if path != "" && path != "-" {
		return os.Stat(path)
	}
	return statOf(a.out)
}

// statOf is what is known of a stream that is a file, nil for any other.
func statOf(w io.Writer) (fs.FileInfo, error) {
	f, ok := w.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return nil, nil
	}
	return f.Stat()
}

// inputFiles is a file, or the files of a folder.
func inputFiles(path string) []string {
	entries, err := os.ReadDir(path)
	if err != nil {
		return []string{path}
	}
	files := make([]string, len(entries))
	for i, e := range entries {
		files[i] = filepath.Join(path, e.Name())
	}
	return files
}

// sameName reports whether two paths name one file, which need not be there.
func sameName(a, b string) bool {
	x, err := filepath.Abs(a)
	if err != nil {
		return false
	}
	y, err := filepath.Abs(b)
	return err == nil && x == y
}
