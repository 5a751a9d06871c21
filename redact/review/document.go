package review

import (
	"fmt"

	"github.com/lethe-health/lethe/redact"
)

// FromDocument makes a reviewer's note of a redacted document, the same as
// [ParseNote] makes of its JSON. Originals come along only where the document
// holds them, and nothing in this package shows them unless it is told to.
func FromDocument(d *redact.Document) (Note, error) {
	b, err := d.MarshalJSON()
	if err != nil {
		return Note{}, fmt.Errorf("review: note %.80q: %w", d.ID, err)
	}
	n, err := ParseNote(b)
	if err != nil {
		return Note{}, err
	}
	for i := range n.Marks {
		n.Marks[i].Original, _ = d.OriginalValue(i)
	}
	return n, nil
}
