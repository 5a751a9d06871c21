package icd10

import (
	"strings"
	"sync/atomic"
)

// indexTable is the alphabetic index: rows in order, each with a level, so that
// a row's path is found by walking back.
type indexTable struct {
	level []uint8
	term  []uint32 // into terms
	terms []string
	paths []atomic.Pointer[string] // filled as asked for
}

// Row returns the index row that leads to the code most directly, or -1.
func (d *Dict) Row(c Code) int32 { return d.codes[c].row }

// Path returns the index path of a row, "Fracture > radius > distal"; the path
// of row -1 is "".
func (d *Dict) Path(row int32) string {
	if row < 0 || int(row) >= len(d.index.level) {
		return ""
	}
	if p := d.index.paths[row].Load(); p != nil {
		return *p
	}
	var parts []string
	level := int(d.index.level[row]) + 1
	for i := row; i >= 0 && level > 0; i-- {
		if int(d.index.level[i]) < level {
			level = int(d.index.level[i])
			parts = append(parts, d.index.terms[d.index.term[i]])
		}
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	s := strings.Join(parts, " > ")
	d.index.paths[row].Store(&s)
	return s
}
