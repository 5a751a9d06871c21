package marked

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

const (
	openMark  = "{{"
	closeMark = "}}"
	formMark  = "# form:"
)

// Note is a gold note.
type Note struct {
	ID          string
	Form        string // what kind of document it is, in a few words; may be empty
	Text        string
	Annotations []labels.Annotation // sorted, disjoint; score 1, source "gold"
}

// The kinds of fault in a marked text, for errors.Is.
var (
	ErrBrokenMark = errors.New("mark is not {{TYPE|text}}")
	ErrBlankEdge  = errors.New("marked text is empty or has white space at an edge")
)

// Error says on which line a marked text is wrong; it wraps the cause.
type Error struct {
	Line int // from 1, the form line included
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("marked: line %d: %v", e.Line, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Parse reads a marked text. The error is an [*Error], or what
// [text.Valid] has to say.
func Parse(s string) (Note, error) {
	var n Note
	if err := text.Valid(s); err != nil {
		return n, err
	}
	line := 1
	if strings.HasPrefix(s, formMark) {
		first, rest, _ := strings.Cut(s, "\n")
		n.Form = strings.TrimSpace(first[len(formMark):])
		s, line = rest, 2
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		plain, rest, found := strings.Cut(s, openMark)
		line += strings.Count(plain, "\n")
		if strings.Contains(plain, closeMark) {
			return Note{}, &Error{line, ErrBrokenMark}
		}
		b.WriteString(plain)
		if !found {
			break
		}
		body, after, closed := strings.Cut(rest, closeMark)
		name, value, parted := strings.Cut(body, "|")
		if !closed || !parted || strings.Contains(body, openMark) || strings.Contains(value, "|") {
			return Note{}, &Error{line, ErrBrokenMark}
		}
		typ, err := labels.ParseType(name)
		if err != nil {
			return Note{}, &Error{line, ErrBrokenMark}
		}
		if value == "" || strings.TrimSpace(value) != value {
			return Note{}, &Error{line, ErrBlankEdge}
		}
		n.Annotations = append(n.Annotations, labels.Annotation{
			Span: labels.Span{Start: b.Len(), End: b.Len() + len(value)}, Type: typ, Score: 1, Source: "gold",
		})
		b.WriteString(value)
		line += strings.Count(body, "\n")
		s = after
	}
	n.Text = b.String()
	return n, nil
}

// Format writes a note with its marks; the annotations must be sorted and
// disjoint, and the text must not hold the marks themselves.
func Format(n Note) (string, error) {
	if strings.Contains(n.Text, openMark) || strings.Contains(n.Text, closeMark) {
		return "", &Error{Err: ErrBrokenMark}
	}
	var b strings.Builder
	if n.Form != "" {
		fmt.Fprintf(&b, "%s %s\n", formMark, n.Form)
	}
	at := 0
	for _, a := range n.Annotations {
		if a.Start < at || a.End <= a.Start || a.End > len(n.Text) || !a.Type.Valid() || strings.Contains(a.Of(n.Text), "|") {
			return "", &Error{Line: strings.Count(n.Text[:at], "\n") + 1, Err: ErrBrokenMark}
		}
		b.WriteString(n.Text[at:a.Start])
		b.WriteString(openMark + a.Type.String() + "|" + a.Of(n.Text) + closeMark)
		at = a.End
	}
	b.WriteString(n.Text[at:])
	return b.String(), nil
}

// ReadDir reads every .txt file of a folder, in the order of their names; the
// note's id is the file's name without its extension.
func ReadDir(fsys fs.FS, dir string) ([]Note, error) {
	files, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("marked: %w", err)
	}
	var out []Note
	for _, f := range files {
		if f.IsDir() || path.Ext(f.Name()) != ".txt" {
			continue
		}
		b, err := fs.ReadFile(fsys, path.Join(dir, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("marked: %w", err)
		}
		n, err := Parse(string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		n.ID = strings.TrimSuffix(f.Name(), ".txt")
		out = append(out, n)
	}
	return out, nil
}
