package recognize

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// endings are the last labels of domain names that are taken for one without
// "www" or a scheme before them.
var endings = wordSet("com org net edu gov mil int info biz io co us uk ca au de fr nl health care example local internal invalid test nhs app me md")

// email finds local@domain around the @ at token i.
func (c *scan) email(i int) {
	if !c.glued(i+1) || c.kind(i+1) == text.Punct || i == 0 || !c.glued(i) {
		return
	}
	first := i
	for first > 0 && c.glued(first) && i-first < 16 && (c.kind(first-1) != text.Punct || c.isAny(first-1, "._-+%'")) {
		first--
	}
	for first < i && c.kind(first) == text.Punct {
		first++
	}
	end, dots := c.domain(i + 1)
	if first == i {
		return
	}
	st := Certain
	if dots == 0 {
		st = Likely
	}
	c.add(first, end, labels.Email, RuleEmail, st, false)
}

// domain takes labels joined by full stops and hyphens from token i: its end
// and how many full stops it holds.
func (c *scan) domain(i int) (end, dots int) {
	end = i
	for k := i; k < len(c.toks) && k-i < 24 && (k == i || c.glued(k)); k++ {
		if c.kind(k) == text.Punct {
			if !c.isAny(k, ".-_") {
				break
			}
			continue
		}
		if k > i && c.is(k-1, '.') {
			dots++
		}
		end = k + 1
	}
	return end, dots
}

// url finds "http://…", "www.…" and "portal.example.org" from the word at token
// i, which is the scheme, "www", or the ending of a domain.
func (c *scan) url(i int) {
	if c.oneOf(i, endings) && c.is(i-1, '.') && c.glued(i) && c.glued(i-1) && !c.word(i, "www") {
		c.bareDomain(i)
		return
	}
	k := i + 1
	switch {
	case c.is(k, ':') && c.is(k+1, '/') && c.is(k+2, '/') && c.glued(k):
		k += 3
	case c.word(i, "www") && c.is(k, '.') && c.glued(k) && c.glued(k+1):
		k++
	default:
		return
	}
	c.add(i, c.path(k), labels.URL, RuleURL, Certain, false)
}

func (c *scan) bareDomain(i int) {
	if c.glued(i+1) && c.is(i+1, '.') && c.glued(i+2) && c.oneOf(i+2, endings) {
		return // co.uk: from its last label
	}
	first := i - 1
	for first > 0 && c.glued(first) && i-first < 16 && (c.kind(first-1) != text.Punct || c.isAny(first-1, ".-_")) {
		first--
	}
	if first > 0 && c.glued(first) && c.isAny(first-1, "@/:") || c.kind(first) == text.Punct {
		return
	}
	st := Strong
	if c.word(i, "md") || c.word(i, "me") || c.word(i, "co") || c.word(i, "us") || c.cas(i) != text.Lower {
		st = Weak
	}
	c.add(first, c.path(i+1), labels.URL, RuleURL, st, false)
}

// path takes what is glued to token i onward, but not closing punctuation.
func (c *scan) path(i int) int {
	end := i
	for k := i; k < len(c.toks) && k-i < 64 && c.glued(k); k++ {
		if c.isAny(k, ",;)>]}\"'") || c.toks[k].Flags&text.NonASCII != 0 {
			break
		}
		if c.kind(k) != text.Punct || c.is(k, '/') {
			end = k + 1
		}
	}
	return end
}

// ipv4 finds four numbers up to 255 joined by full stops.
func (c *scan) ipv4(i int) {
	if c.glued(i) && (c.kind(i-1) != text.Punct || c.is(i-1, '.')) {
		return
	}
	for k := range 4 {
		if v := c.value(i + 2*k); v < 0 || v > 255 || k > 0 && !c.glued(i+2*k) {
			return
		}
		if k < 3 && (!c.is(i+2*k+1, '.') || !c.glued(i+2*k+1)) {
			return
		}
	}
	if c.is(i+7, '.') && c.kind(i+8) == text.Number && c.glued(i+8) {
		return
	}
	c.add(i, i+7, labels.URL, RuleIP, Strong, false)
}
