package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// class is what a main term of the index names. Only disorders and findings
// make diagnoses; sites and qualifiers say more about one; procedures and
// statuses are none.
type class uint8

const (
	classDisorder  class = iota
	classFinding         // symptoms, signs, abnormal results
	classSite            // a part of the body
	classQualifier       // says more: "acute"; names a cause: an organism, a substance; a bare surname
	classProcedure       // what is done
	classStatus          // a circumstance, an encounter, a state that is no illness
)

var classNames = map[string]class{
	"disorder": classDisorder, "finding": classFinding, "site": classSite, "qualifier": classQualifier, "procedure": classProcedure, "status": classStatus,
}

// classes is the table of the index's main terms, each classed once.
type classes struct {
	of map[string]class
	// anchors are the words that alone are a main term naming a disorder or a
	// finding; others are those that alone are one naming something else.
	anchors, others map[string]bool
}

// readClasses reads the table: a main term as the index prints it, a tab, its
// class.
func readClasses(path string) (*classes, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &classes{of: make(map[string]class), anchors: make(map[string]bool), others: make(map[string]bool)}
	in := bufio.NewScanner(f)
	for n := 1; in.Scan(); n++ {
		line := in.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		term, name, ok := strings.Cut(line, "\t")
		k, known := classNames[name]
		if !ok || !known {
			return nil, fmt.Errorf("%s:%d: no class", path, n)
		}
		if _, twice := c.of[term]; twice {
			return nil, fmt.Errorf("%s:%d: classed twice", path, n)
		}
		c.of[term] = k
		for _, b := range append(alternatives(term), bagOf(firstWord(term))) {
			if len(b) != 1 {
				continue
			}
			if k == classDisorder || k == classFinding {
				c.anchors[b[0]] = true
			} else {
				c.others[b[0]] = true
			}
		}
	}
	return c, in.Err()
}

// firstWord returns the word that a main term is filed under: "Fracture,
// traumatic" gives "Fracture".
func firstWord(term string) string {
	word, _, _ := strings.Cut(term, ",")
	word, _, _ = strings.Cut(word, " (")
	return word
}

// check reports a main term of the index that the table leaves out.
func (c *classes) check(x *index) error {
	for i := range x.rows {
		if r := &x.rows[i]; r.level == 0 {
			if _, ok := c.of[r.term]; !ok {
				return fmt.Errorf("main term %q has no class", r.term)
			}
		}
	}
	return nil
}

// ofRow returns the class of the main term above a row.
func (c *classes) ofRow(x *index, row int) class {
	for x.rows[row].parent >= 0 {
		row = x.rows[row].parent
	}
	return c.of[x.rows[row].term]
}

// bare reports whether the set is one word, and that a main term which names a
// site, a qualifier, a procedure or a status: such a word never stands for a
// diagnosis by itself.
func (c *classes) bare(b bag) bool {
	return len(b) == 1 && c.others[b[0]] && !c.anchors[b[0]]
}

// diagnosis reports whether a code can be what a note says of a patient's
// health: not an encounter, a status or an external cause.
func diagnosis(code string) bool {
	return !strings.ContainsRune("VWXYZ", rune(code[0]))
}
