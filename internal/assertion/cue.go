package assertion

// direction says on which side of a cue the mention stands.
type direction uint8

const (
	pre    direction = iota + 1 // the mention follows: "denies X"
	post                        // the mention precedes: "X was ruled out"
	both                        // on either side: "X versus Y"
	pseudo                      // looks like a cue and is none: "no change in"
	stop                        // ends the reach of cues around it: "but"
)

// reach says how far a cue goes.
type reach uint8

const (
	clause   reach = iota // through commas and lists to the end of the clause
	item                  // to the next comma, bracket or "with"
	touch                 // no more than two words between
	ending                // as item, but only when the cue closes its clause
	trailing              // as item, but as clause when a comma stands before it: "AKI, Cr 2.1, resolved with fluids"
	answer                // the value of a field: "fever: none"
	moment                // a time: as item, unless it is when something began
	question              // as item, unless the sentence asks for something
	wide                  // to the end of the sentence, through contrasts
)

// weak marks historical cues that chronic conditions outlive, see [Finding].
const weak = true

// row is a group of cues that differ in their words only.
type row struct {
	dir     direction
	status  Status
	reach   reach
	weak    bool
	phrases []string
}

// cue is one phrase of the table, compiled.
type cue struct {
	hashes  []uint32
	dir     direction
	status  Status
	reach   reach
	weak    bool
	treated bool // what a procedure was done for
	stops   mask
	kin     bool // names a relative: void when the relative is the narrator
	bareNo  bool // the determiner "no", whose lists are read with more care
}

// mask is a set of statuses.
type mask uint8

func of(ss ...Status) mask {
	var m mask
	for _, s := range ss {
		m |= 1 << s
	}
	return m
}

func (m mask) has(s Status) bool { return m&(1<<s) != 0 }
