package sandbox

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lethe-health/lethe/phenom"
)

// column is a CSV column: its name and, for most, the check of its cells.
type column struct {
	name     string
	required bool
	check    func(string) bool
}

func isDate(s string) bool {
	_, err := phenom.ParseDate(s)
	return err == nil
}

func upTo(n int) func(string) bool {
	return func(s string) bool { return utf8.RuneCountInString(s) <= n }
}

// fileColumns are the columns of each object type, which are the field names of
// the contract with patient_id in front.
var fileColumns = map[string][]column{
	"patient": {
		{"patient_id", true, upTo(100)},
		{"birth_date", true, isDate},
		{"sex", true, func(s string) bool { return s == "M" || s == "F" || s == "U" }},
		{"zip3", true, func(s string) bool { return len(s) >= 3 && len(s) <= 5 }},
	},
	"lab_result": {
		{"patient_id", true, upTo(100)}, {"lab_date", true, isDate}, {"loinc", true, upTo(100)}, {"value_abnormal", false, upTo(100)},
	},
	"diagnosis": {
		{"patient_id", true, upTo(100)}, {"diagnosis_date", true, isDate}, {"code", true, upTo(100)}, {"code_type_name", true, upTo(100)},
	},
	"procedure": {
		{"patient_id", true, upTo(100)}, {"procedure_date", true, isDate}, {"code", true, upTo(100)}, {"code_type_name", true, upTo(100)},
	},
	"medication": {
		{"patient_id", true, upTo(100)}, {"medication_start", true, isDate}, {"code", true, upTo(100)}, {"code_type", true, upTo(100)},
	},
}

// maxRecord bounds one CSV record in bytes, so that a stray quote can not draw
// a file into one cell.
const maxRecord = 1 << 20

// read takes up one file. What is wrong with a row is counted and told by file,
// line and column, never by value; only a failing store is an error.
func (p *population) read(ctx context.Context, f batchFile, r io.Reader) error {
	lines := csv.NewReader(&boundedLines{r: r})
	lines.ReuseRecord = true
	header, err := lines.Read()
	if err != nil {
		p.fail("invalid_file", f.Filename, 1, "no header row")
		return storeError(err)
	}
	header = slices.Clone(header)
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	columns := fileColumns[f.ObjectType]
	order, ok := p.columnOrder(f.Filename, header, columns)
	if !ok {
		return nil
	}
	cells := make([]string, len(columns))
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			p.fail("invalid_row", f.Filename, parse.StartLine, "not a CSV row of the header's width")
			continue
		}
		if err != nil {
			return err
		}
		line, _ := lines.FieldPos(0)
		for i, at := range order {
			cells[i] = ""
			if at >= 0 {
				cells[i] = row[at]
			}
		}
		if bad := firstBad(columns, cells); bad != "" {
			p.fail("invalid_row", f.Filename, line, bad)
			continue
		}
		p.row(f, line, cells)
	}
}

// storeError passes on what is no fault of the file.
func storeError(err error) error {
	var parse *csv.ParseError
	if errors.Is(err, io.EOF) || errors.As(err, &parse) {
		return nil
	}
	return err
}

// columnOrder finds each column in the header; -1 for an optional one that is
// absent.
func (p *population) columnOrder(file string, header []string, columns []column) ([]int, bool) {
	order := make([]int, len(columns))
	for i, c := range columns {
		order[i] = slices.Index(header, c.name)
		if order[i] < 0 && c.required {
			p.fail("invalid_file", file, 1, "no column "+c.name)
			return nil, false
		}
	}
	for _, h := range header {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.name == h }) {
			p.fail("invalid_file", file, 1, "a column that is not known")
			return nil, false
		}
	}
	return order, true
}

func firstBad(columns []column, cells []string) string {
	for i, c := range columns {
		switch {
		case cells[i] == "" && c.required:
			return c.name + " is missing"
		case cells[i] != "" && !c.check(cells[i]):
			return c.name + " is not valid"
		}
	}
	return ""
}

// row takes up one good row.
func (p *population) row(f batchFile, line int, cells []string) {
	if f.ObjectType == "patient" {
		if _, twice := p.index[cells[0]]; twice {
			p.fail("duplicate_patient", f.Filename, line, "patient_id came before")
			return
		}
		birth, _ := phenom.ParseDate(cells[1]) // its check has passed
		id := strings.Clone(cells[0])
		p.index[id] = int32(len(p.ids))
		p.ids = append(p.ids, id)
		p.profiles = append(p.profiles, profile{birth: birth, sex: phenom.Sex(strings.Clone(cells[2]))})
		p.records++
		return
	}
	i, ok := p.index[cells[0]]
	if !ok {
		p.fail("unknown_patient", f.Filename, line, "patient_id is in no patient file")
		return
	}
	day, _ := phenom.ParseDate(cells[1])
	who := &p.profiles[i]
	if day.Before(who.birth) {
		p.fail("invalid_row", f.Filename, line, "the date lies before the birth date")
		return
	}
	p.records++
	if f.ObjectType == "diagnosis" {
		who.diagnosis(day, cells[2], cells[3])
	} else {
		who.record(day)
	}
}

// boundedLines ends a stretch without a line feed that is longer than
// maxRecord by putting one in.
type boundedLines struct {
	r     io.Reader
	since int
}

func (b *boundedLines) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for i := range n {
		if b.since++; p[i] == '\n' {
			b.since = 0
		} else if b.since > maxRecord {
			p[i], b.since = '\n', 0
		}
	}
	return n, err
}
