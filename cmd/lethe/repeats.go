package main

import (
	"fmt"
	"hash/maphash"
	"strings"
	"sync"
)

// repeats finds ids that come again in the input. Their lines are written like any
// others, in order; but by the id they cannot be told apart, which nobody may have
// wanted. Of an id a hash is kept. The zero value is ready.
type repeats struct {
	mu    sync.Mutex // a reader may still be at work when its loop was broken off
	seed  maphash.Seed
	first map[uint64]place
	again []string // the first of them: "notes.ndjson:7 as notes.ndjson:3"
	count int
}

// place is a line of a file, or a file.
type place struct {
	source string
	line   int // 0 for a file that is one note
}

func (p place) String() string {
	if p.line == 0 {
		return p.source
	}
	return fmt.Sprintf("%s:%d", p.source, p.line)
}

// mostRepeats is how many repeated ids are told one by one.
const mostRepeats = 20

// add takes an id in the order of the input.
func (r *repeats) add(id, source string, line int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == nil {
		r.seed, r.first = maphash.MakeSeed(), map[uint64]place{}
	}
	h, at := maphash.String(r.seed, id), place{source, line}
	before, ok := r.first[h]
	if !ok {
		r.first[h] = at
		return
	}
	if r.count++; r.count <= mostRepeats {
		r.again = append(r.again, at.String()+" as "+before.String())
	}
}

// warning says where ids came again, "" when none did. what is what has the id.
func (r *repeats) warning(what string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count == 0 {
		return ""
	}
	where := strings.Join(r.again, ", ")
	if more := r.count - len(r.again); more > 0 {
		where += fmt.Sprintf(", and %d more", more)
	}
	have := "have"
	if r.count == 1 {
		have = "has"
	}
	return fmt.Sprintf("warning: %s %s the id of an earlier one: %s", counted(r.count, what), have, where)
}
