package onco

import (
	"github.com/lethe-health/lethe/internal/text"
)

// mention is a phrase of the vocabulary found in a document.
type mention struct {
	term        *term
	index       int   // in facts.mentions
	first, last int32 // token indexes, half open
	start, end  int32 // byte offsets, half open
	sentence    int32
	section     text.SectionKind
	status      status
	weakHistory bool
	metastatic  bool // speaks of spread, not of the primary
	nodal       bool // stands in a statement about lymph nodes
	keyed       bool // stands as the value of "histologic type" or "tumor site"
}

// joins are the punctuation marks that may stand between the words of a phrase.
func joins(c byte) bool {
	switch c {
	case '-', '/', ',', '\'', '(', ')', '.':
		return true
	}
	return false
}

// appendMentions appends the sites and histologies of a document, in order of
// where they begin: at each place the longest phrase of each kind.
func (v *vocabulary) appendMentions(dst []mention, d *text.Doc) []mention {
	histUntil, siteUntil := int32(0), int32(0)
	sent, sec := 0, 0
	for i := int32(0); int(i) < len(d.Tokens); i++ {
		t := &d.Tokens[i]
		if t.Kind == text.Punct {
			continue
		}
		h := t.Hash
		if !v.begins(h) {
			if h = v.folded(d, t); h == 0 || !v.begins(h) {
				continue
			}
		}
		hist, site, subs := v.longest(d, i, h)
		if hist.term == nil && site.term == nil && len(subs) == 0 {
			continue
		}
		for sent < len(d.Sentences)-1 && d.Sentences[sent].End <= t.Start {
			sent++
		}
		for sec < len(d.Sections)-1 && d.Sections[sec].End <= t.Start {
			sec++
		}
		add := func(m mention) {
			m.sentence, m.index = int32(sent), len(dst)
			if len(d.Sections) > 0 {
				m.section = d.Sections[sec].Kind
			}
			dst = append(dst, m)
		}
		if hist.term != nil && hist.last > histUntil {
			histUntil = hist.last
			add(hist)
		}
		if site.term != nil && site.last > siteUntil {
			siteUntil = site.last
			add(site)
		}
		for _, s := range subs {
			if s.term != nil && (site.term == nil || s.last >= site.last) && s.last >= siteUntil {
				add(s)
			}
		}
	}
	return dst
}

// folded returns the hash of the vocabulary's word that a long word looks like
// to a scanner, or 0.
func (v *vocabulary) folded(d *text.Doc, t *text.Token) uint32 {
	if t.Kind != text.Word || t.Len() < minFold || t.Flags&text.NonASCII != 0 {
		return 0
	}
	h := ocrFold(t.Of(d.Text))
	if v.mayFold[h&0xffff>>6]&(1<<(h&63)) == 0 {
		return 0
	}
	return v.folds.get(uint64(h))
}

const maxSubs = 4

// longest walks the trie from token i and returns the longest histology, the
// longest site, and the subsites of the longest subsite phrase.
func (v *vocabulary) longest(d *text.Doc, i int32, h uint32) (hist, site mention, subs []mention) {
	var buf [maxSubs]mention
	n := 0
	node, k := v.after(0, h), i
	for node != 0 {
		k++
		for _, id := range v.ends[node] {
			t := &v.terms[id]
			m := mention{term: t, first: i, last: k, start: d.Tokens[i].Start, end: d.Tokens[k-1].End}
			switch {
			case t.kind == histTerm:
				if hist.term == nil || hist.last < k || t.class != 'm' {
					hist = m
				}
			case t.class == 's':
				if n > 0 && buf[0].last < k {
					n = 0
				}
				if n < maxSubs {
					buf[n] = m
					n++
				}
			default:
				if site.term == nil || site.last < k || t.class != 'k' {
					site = m
				}
			}
		}
		if !v.inner[node] {
			break
		}
		// The next word, over at most two joining marks and no blank line.
		for gap := 0; int(k) < len(d.Tokens) && d.Tokens[k].Kind == text.Punct && gap < 2; gap++ {
			c := d.Text[d.Tokens[k].Start]
			if !joins(c) || c == '.' && d.Tokens[k].End != nextStart(d, k) {
				break
			}
			k++
		}
		if int(k) >= len(d.Tokens) || d.Tokens[k].Kind == text.Punct {
			break
		}
		next := v.after(node, d.Tokens[k].Hash)
		if next == 0 {
			if f := v.folded(d, &d.Tokens[k]); f != 0 {
				next = v.after(node, f)
			}
		}
		node = next
	}
	if n > 0 {
		subs = append(subs, buf[:n]...)
	}
	return hist, site, subs
}

func nextStart(d *text.Doc, k int32) int32 {
	if int(k)+1 < len(d.Tokens) {
		return d.Tokens[k+1].Start
	}
	return -1
}
