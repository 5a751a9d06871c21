package extract

import (
	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// sideTokens is how far from a mention its side is looked for.
const sideTokens = 5

// sideOf returns the side that the words in and beside the mention name.
func (s *scratch) sideOf(m *match) icd10.Side {
	side := icd10.NoSide
	note := func(x icd10.Side) {
		switch {
		case side == icd10.NoSide:
			side = x
		case side != x:
			side = icd10.Bilateral
		}
	}
	for k := m.from; k <= m.to; k++ {
		if x, ok := s.side(int(k)); ok {
			note(x)
		}
	}
	if side != icd10.NoSide {
		return side
	}
	if m.site > 0 {
		for k := max(int(m.site)-2, 0); k < min(int(m.site)+3, len(s.doc.Tokens)); k++ {
			if x, ok := s.side(k); ok {
				return x
			}
		}
	}
	first, last := s.sentenceStart(int(m.from)), s.sentenceEnd(int(m.from))
	for k := int(m.from) - 1; k >= first && k >= int(m.from)-3 && s.roles[k] != roleHard && s.roles[k] != roleAnd; k-- {
		if x, ok := s.side(k); ok {
			if k-2 >= first && s.roles[k-1] == roleAnd {
				if y, ok := s.side(k - 2); ok && y != x {
					return icd10.Bilateral // "left and right knee pain"
				}
			}
			return x
		}
	}
	for k := int(m.to) + 1; k < last && k <= int(m.to)+sideTokens && s.roles[k] != roleHard; k++ {
		if s.roles[k] == roleAnd {
			break
		}
		if x, ok := s.side(k); ok {
			note(x)
		}
	}
	if side == icd10.NoSide {
		side = s.keySide(m)
	}
	return side
}

// keySide returns the side that the key of the mention's line names: "XR left
// wrist: no fracture".
func (s *scratch) keySide(m *match) icd10.Side {
	i := s.doc.SentenceAt(int(s.doc.Tokens[m.from].Start))
	if i < 0 {
		return icd10.NoSide
	}
	sent := s.lineKey(i)
	if sent == nil {
		return icd10.NoSide
	}
	for k := int(sent.FirstToken); k < int(m.from) && s.doc.Tokens[k].Start < sent.KeyEnd; k++ {
		if x, ok := s.side(k); ok {
			return x
		}
	}
	return icd10.NoSide
}

func (s *scratch) side(k int) (icd10.Side, bool) {
	t := s.doc.Tokens[k]
	x, ok := s.x.classes.side[t.Hash]
	if ok && t.Len() == 1 && t.Case != text.Single {
		return x, false
	}
	return x, ok
}

// sidedRows are unspecified codes whose codes with a side stand elsewhere in
// their category: unspecified, right, left, bilateral.
var sidedRows = [][4]string{
	{"M17.9", "M17.11", "M17.12", "M17.0"}, {"M16.9", "M16.11", "M16.12", "M16.0"},
	{"M18.9", "M18.11", "M18.12", "M18.0"}, {"S22.49", "S22.41", "S22.42", "S22.43"},
	{"H91.90", "H91.91", "H91.92", "H91.93"}, {"N63.0", "N63.10", "N63.20", ""}, {"G81.90", "G81.91", "G81.94", ""},
	{"I69.359", "I69.351", "I69.354", ""}, {"H90.2", "H90.11", "H90.12", "H90.0"}, {"H90.5", "H90.41", "H90.42", "H90.3"}, {"Q53.9", "Q53.10", "Q53.10", "Q53.20"},
}

// sided returns the code that names the side as well.
func (s *scratch) sided(c icd10.Code, side icd10.Side) (icd10.Code, bool) {
	d := s.x.dict
	if k, ok := d.Sided(c, side); ok {
		return k, true
	}
	for _, r := range sidedRows {
		if d.String(c) != r[0] || side < icd10.Right || side > icd10.Bilateral || r[side] == "" {
			continue
		}
		if k, _, ok := d.Lookup(r[side]); ok {
			return d.Complete(k), true
		}
	}
	if side == icd10.Bilateral { // where the list has none, each side is coded; the right comes first
		if k, ok := d.Sided(c, icd10.Right); ok {
			return k, true
		}
	}
	return c, false
}
