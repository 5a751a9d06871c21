package extract

import (
	"sync"

	"github.com/lethe-health/lethe/extract/internal/icd10"
)

// names keeps the names of codes with seventh characters, once made.
type names struct{ m sync.Map }

type nameKey struct {
	code icd10.Code
	char byte
}

// with returns the name of a code with its seventh character: "Fracture of
// nasal bones, initial encounter for closed fracture".
func (n *names) with(d *icd10.Dict, c icd10.Code, char byte) string {
	key := nameKey{c, char}
	if s, ok := n.m.Load(key); ok {
		return s.(string)
	}
	s := d.Name(c) + ", " + d.SeventhWords(c, char)
	n.m.Store(key, s)
	return s
}
