package jsonkeys

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Depth says how much of a document is looked at.
type Depth bool

// The depths.
const (
	Top  Depth = false // the outermost object alone
	Deep Depth = true  // every object
)

// Repeated returns the byte offset of the first key that its object has already,
// in the same letters or in others of the same fold. data is JSON that
// [json.Valid] accepts; of anything else the answer means nothing. The cost is
// linear.
func Repeated(data []byte, d Depth) (offset int, found bool) {
	var open []object
	key := false // the next string is a key
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{':
			open = append(open, object{is: true})
			key = true
		case '[':
			open = append(open, object{})
			key = false
		case '}', ']':
			open = open[:max(0, len(open)-1)]
			key = false
		case ',':
			key = len(open) > 0 && open[len(open)-1].is
		case '"':
			end := stringEnd(data, i)
			if key && (d == Deep || len(open) == 1) && open[len(open)-1].has(data[i:end]) {
				return i, true
			}
			key = false
			i = end - 1
		}
	}
	return 0, false
}

// stringEnd returns the offset behind the string that begins at the quote.
func stringEnd(data []byte, quote int) int {
	for i := quote + 1; ; i++ {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return len(data)
		}
		i += n
		slashes := 0
		for data[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
}

// object is an open object, or an open list.
type object struct {
	is   bool
	keys map[string]struct{}
}

// has tells whether a key, in its quotes, has been there, and remembers it.
func (o *object) has(quoted []byte) bool {
	var s string
	if bytes.IndexByte(quoted, '\\') < 0 {
		s = string(bytes.Trim(quoted, `"`))
	} else if json.Unmarshal(quoted, &s) != nil {
		return false
	}
	s = strings.ToLower(strings.ToUpper(s)) // so that ſ and K are s and k, as encoding/json has it
	if _, ok := o.keys[s]; ok {
		return true
	}
	if o.keys == nil {
		o.keys = map[string]struct{}{}
	}
	o.keys[s] = struct{}{}
	return false
}
