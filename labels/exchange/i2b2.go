package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// i2b2Elements are the XML elements of the 2014 i2b2/UTHealth de-identification
// task, by type. The TYPE attribute is the type's own name.
var i2b2Elements = [labels.NumTypes + 1]string{
	labels.Age:           "AGE",
	labels.BioID:         "ID",
	labels.City:          "LOCATION",
	labels.Country:       "LOCATION",
	labels.Date:          "DATE",
	labels.Device:        "ID",
	labels.Doctor:        "NAME",
	labels.Email:         "CONTACT",
	labels.Fax:           "CONTACT",
	labels.HealthPlan:    "ID",
	labels.Hospital:      "LOCATION",
	labels.IDNum:         "ID",
	labels.LocationOther: "LOCATION",
	labels.MedicalRecord: "ID",
	labels.Organization:  "LOCATION",
	labels.Patient:       "NAME",
	labels.Phone:         "CONTACT",
	labels.Profession:    "PROFESSION",
	labels.State:         "LOCATION",
	labels.Street:        "LOCATION",
	labels.URL:           "CONTACT",
	labels.Username:      "NAME",
	labels.Zip:           "LOCATION",
}

// i2b2Subtypes are the TYPE values of the task's guideline that the taxonomy
// of this library keeps inside a broader type.
var i2b2Subtypes = map[string]labels.Type{
	"IPADDR":    labels.URL,
	"IPADDRESS": labels.URL,
	"SSN":       labels.IDNum,
	"ACCOUNT":   labels.IDNum,
	"LICENSE":   labels.IDNum,
	"VEHICLE":   labels.IDNum,
	"OTHER":     labels.IDNum, // a stray value of the published corpus
}

type i2b2Reader struct {
	r    io.Reader
	opts *Options
	id   string // from the file's name
	done bool
}

func newI2B2Reader(r io.Reader, o *Options) Reader { return &i2b2Reader{r: r, opts: o} }

// Read gives the file's one note. Its id is the file's name, which [Open]
// knows and a stream does not.
func (r *i2b2Reader) Read() (Note, error) {
	if r.done {
		return Note{}, io.EOF
	}
	r.done = true
	fail := func(line, offset int, err error) (Note, error) {
		return Note{}, &Error{Format: I2B2, ID: r.id, Line: line, Offset: offset, Err: err}
	}
	b, err := readLimited(r.r, r.opts.maxNote())
	if err != nil {
		return fail(0, -1, err)
	}
	if !utf8.Valid(b) {
		return fail(0, -1, ErrInvalidUTF8)
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") { // a part of UTF-8
			return r, nil
		}
		return nil, fmt.Errorf("%w: the file must be UTF-8", ErrSyntax)
	}
	body, marks, err := i2b2Parse(d)
	if err != nil {
		line, _ := d.InputPos()
		return fail(line, -1, err)
	}
	n, at, err := build(Note{ID: r.id, Text: body}, text.CodePoints, marks, r.opts)
	if err != nil {
		return fail(0, at, err)
	}
	return n, nil
}

// i2b2Parse walks the file once: all character data inside TEXT, and every
// element inside TAGS that has offsets.
func i2b2Parse(d *xml.Decoder) (string, []mark, error) {
	var body strings.Builder
	var marks []mark
	var path []string
	found := false
	for {
		tok, err := d.Token()
		if err == io.EOF && len(path) == 0 && found {
			return body.String(), marks, nil
		}
		if err == io.EOF {
			return "", nil, fmt.Errorf("%w: no TEXT element", ErrSyntax)
		}
		if err != nil {
			return "", nil, xmlFault(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if len(path) == 2 && t.Name.Local == "TEXT" {
				if found {
					return "", nil, fmt.Errorf("%w: two TEXT elements", ErrSyntax)
				}
				found = true
			}
			if len(path) == 3 && path[1] == "TAGS" {
				m, ok, err := i2b2Mark(t)
				if err != nil {
					return "", nil, err
				}
				if ok {
					marks = append(marks, m)
				}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 2 && path[1] == "TEXT" {
				body.Write(t)
			}
		}
	}
}

// xmlFault keeps the place of an XML error and drops its message, which quotes
// the file.
func xmlFault(err error) error {
	var s *xml.SyntaxError
	switch {
	case errors.As(err, &s):
		return fmt.Errorf("%w: invalid XML at line %d", ErrSyntax, s.Line)
	case errors.Is(err, ErrSyntax):
		return err
	}
	return fmt.Errorf("%w: invalid XML", ErrSyntax)
}

// i2b2Mark reads a tag; false for one without offsets (the corpus has
// document-level tags).
func i2b2Mark(e xml.StartElement) (mark, bool, error) {
	m := mark{start: -1, end: -1, label: e.Name.Local}
	for _, a := range e.Attr {
		var err error
		switch a.Name.Local {
		case "start":
			m.start, err = strconv.Atoi(a.Value)
		case "end":
			m.end, err = strconv.Atoi(a.Value)
		case "TYPE":
			m.label = a.Value
		case "text":
			m.quote = a.Value
		}
		if err != nil {
			return mark{}, false, fmt.Errorf("%w: start and end are whole numbers", ErrSyntax)
		}
	}
	return m, m.start >= 0 || m.end >= 0, nil
}

func readLimited(r io.Reader, max int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(max)+1))
	if err != nil {
		return nil, err
	}
	if len(b) > max {
		return nil, ErrTooLarge
	}
	return b, nil
}

type i2b2Writer struct {
	w    io.Writer
	done bool
}

func newI2B2Writer(w io.Writer) Writer { return &i2b2Writer{w: w} }

func (w *i2b2Writer) Close() error { return nil }

// Write writes the file's one note. XML 1.0 has no way to write NUL and most
// other control characters: a note with one is ErrUnrepresentable.
func (w *i2b2Writer) Write(n Note) error {
	fail := func(offset int, err error) error {
		return &Error{Format: I2B2, ID: n.ID, Offset: offset, Err: err}
	}
	if w.done {
		return fail(-1, errors.New("a file holds one note"))
	}
	if err := n.Check(); err != nil {
		return fail(-1, err)
	}
	points := 0
	for _, r := range n.Text {
		if !inXML(r) {
			return fail(points, ErrUnrepresentable)
		}
		points++
	}
	spans, err := n.spansIn(text.CodePoints)
	if err != nil {
		return fail(-1, err)
	}
	w.done = true
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<deIdi2b2>\n<TEXT><![CDATA[")
	b.WriteString(cdata.Replace(n.Text))
	b.WriteString("]]></TEXT>\n<TAGS>\n")
	for i, a := range n.Annotations {
		fmt.Fprintf(&b, `<%s id="P%d" start="%d" end="%d" text="`, i2b2Elements[a.Type], i, spans[i].Start, spans[i].End)
		_ = xml.EscapeText(&b, []byte(a.Of(n.Text))) // a buffer takes everything
		fmt.Fprintf(&b, "\" TYPE=\"%s\" comment=\"\" />\n", a.Type)
	}
	b.WriteString("</TAGS>\n</deIdi2b2>\n")
	_, err = w.w.Write(b.Bytes())
	return err
}

// cdata keeps a text whole through an XML parser: the end mark of a section is
// split over two, and a CR, which every parser turns into a line feed, stands
// outside as a character reference.
var cdata = strings.NewReplacer("]]>", "]]]]><![CDATA[>", "\r", "]]>&#13;<![CDATA[")

// inXML reports whether r is a Char of XML 1.0, section 2.2.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
