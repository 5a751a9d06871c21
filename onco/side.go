package onco

import "github.com/lethe-health/lethe/internal/text"

// paired are the organs of which each side has primaries of its own. Ovaries
// and lungs are not: there the second side is mostly spread of the first.
var paired = siteSet("C50 C64 C62 C07 C09 C69 C74")

var (
	leftWords  = wordSet("left", "lt", "l")
	rightWords = wordSet("right", "rt", "r")
)

// sideOf reads the side nearest to the site of a diagnosis, in the site's
// sentence, else that of the heading it stands under.
func (f *facts) sideOf(x *diagnosis) byte {
	if !paired[x.site3()] {
		return 0
	}
	if x.site != nil {
		if side := f.sideNear(x.site); side != 0 {
			return side
		}
	}
	return f.sideHeading(x.m)
}

// sideNear is the side nearest to a mention, in its sentence; 0 for none.
func (f *facts) sideNear(m *mention) byte {
	s := &f.doc.Sentences[m.sentence]
	at := func(k int32) byte {
		if k < s.FirstToken || k >= s.EndToken {
			return 0
		}
		return f.sideAt(k)
	}
	for gap := int32(1); gap <= 6; gap++ {
		if side := at(m.first - gap); side != 0 {
			return side
		}
		if side := at(m.last - 1 + gap); side != 0 {
			return side
		}
	}
	return 0
}

func (f *facts) sideAt(k int32) byte {
	switch h := f.doc.Tokens[k].Hash; {
	case leftWords[h]:
		return 'l'
	case rightWords[h]:
		return 'r'
	}
	return 0
}

// sideHeadReach is how far before a mention, in tokens, the side may head its
// paragraph.
const sideHeadReach = 80

// sideHeading is the side that the line of a mention, or the nearest line above
// it that names one at its beginning, is headed with: "LEFT:", "B. Right breast".
func (f *facts) sideHeading(m *mention) byte {
	d := &f.doc
	for k := m.first; k >= 0 && k > m.first-sideHeadReach; k-- {
		if k > 0 && d.Tokens[k].Flags&text.LineBefore == 0 {
			continue
		}
		for j := k; j < m.first && j < k+sideHeadLen; j++ {
			if side := f.sideAt(j); side != 0 {
				return side
			}
			if c := f.punctAt(j); c == '.' && !f.labelled(k) || c == ':' || j > k && d.Tokens[j].Flags&text.LineBefore != 0 {
				break
			}
		}
	}
	return 0
}

// sideHeadLen is how many tokens a line may have before the side that heads it:
// "B. Testis, left".
const sideHeadLen = 5
