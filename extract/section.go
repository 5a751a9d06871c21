package extract

import "github.com/lethe-health/lethe/internal/text"

// Section names the kind of section that a mention stands in, as on the wire:
// "hpi", "family-history", "none".
type Section string

func (s *scratch) section(at int) text.SectionKind {
	i := s.doc.SectionAt(at)
	if i < 0 {
		return text.SectionNone
	}
	return s.doc.Sections[i].Kind
}
