package recognize

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// phoneType says whether the number that starts at token i is a fax: the
// nearest label word before it on its line decides, with no other number in
// between. label reports whether there was one.
func (c *scan) phoneType(i int) (t labels.Type, label bool) {
	k := i - 1
	for c.isAny(k, ":()./") && i-k < 4 {
		k--
	}
	if c.word(k, "f") && !c.newLine(k+1) {
		return labels.Fax, true
	}
	k = i - 1
	for n := 0; k >= 0 && n < 9; n++ {
		if c.newLine(k+1) && c.kind(k) != text.Punct {
			return labels.Phone, false
		}
		switch c.kind(k) {
		case text.Number:
			return labels.Phone, false
		case text.Word:
			if c.oneOf(k, faxWords) {
				return labels.Fax, true
			}
			if c.oneOf(k, phoneWords) {
				return labels.Phone, true
			}
		}
		k--
	}
	return labels.Phone, false
}

var (
	faxWords   = wordSet("fax facsimile fx faxed telefax fxno telecopier")
	phoneWords = wordSet("phone phones tel telephone ph cell cellphone mobile pager paged paging pgr pg beeper bpr beep ext extn extension call callback called calls contact voicemail vm hotline desk voice telefono landline office home work spectralink vocera dial reached reach ring text txt direct cellular phn hp cp")
	extWords   = wordSet("x ext extn extension")
)

// extension takes token end, right after a telephone number, on past
// " x4411", " ext. 12".
func (c *scan) extension(end int) int {
	k := end
	if c.is(k, ',') {
		k++
	}
	if !c.word(k, "x") || c.newLine(k) {
		return end // "ext. 12" is a span of its own
	}
	k++
	if c.kind(k) == text.Number && !c.newLine(k) && c.toks[k].Len() <= 6 {
		return k + 1
	}
	return end
}

// phoneSep reports whether a separator of telephone numbers stands between
// tokens: token i is one, or token i follows a single space.
func (c *scan) phoneSep(i int) (next int, ok bool) {
	if c.isAny(i, "-./") {
		if c.kind(i+1) == text.Number && c.gap(i+1) <= 1 && c.gap(i) <= 1 {
			return i + 1, true
		}
		return 0, false
	}
	if c.str(i) == "–" || c.str(i) == "‑" || c.str(i) == "•" {
		return i + 1, true
	}
	if c.kind(i) == text.Number && c.gap(i) == 1 && !c.newLine(i) {
		return i, true
	}
	return 0, false
}

// phone finds telephone numbers that start with the number at token i:
// 3-3-4 digits with separators, with or without a leading 1; 10 digits in one
// after a label; 3-4 digits; other countries' groups.
func (c *scan) phone(i int) {
	if c.glued(i) && (c.isAny(i-1, "-.+(") && c.kind(i-2) == text.Number || c.is(i-1, '(') && c.is(i+1, ')') || c.is(i-1, '+') || c.kind(i-1) == text.Word && !c.is(i+1, '-')) {
		return
	}
	if c.gap(i) == 1 && c.is(i-1, ')') && c.glued(i-1) && c.digits(i-2, 3) {
		return
	}
	k := i
	if c.digits(k, 1) && c.str(k) == "1" {
		switch {
		case c.is(k+1, '-') && c.is(k+2, '('), c.is(k+1, '('):
			return // from the parenthesis
		}
		n, ok := c.phoneSep(k + 1)
		if !ok {
			return
		}
		k = n
	}
	if c.digits(k, 3) {
		if n, ok := c.phoneSep(k + 1); ok && c.digits(n, 3) {
			if m, ok := c.phoneSep(n + 1); ok && c.digits(m, 4) {
				c.addPhone(i, m+1, c.isAny(k+1, "-./"))
				return
			}
		} else if ok && c.digits(n, 4) && k == i && c.kind(i-1) != text.Number && !(c.isAny(i-1, ")./-") && c.kind(i-2) == text.Number) && !(c.is(i-2, ')') && c.digits(i-3, 3)) {
			t, label := c.phoneType(i)
			st := Weak
			if label {
				st = Strong
			} else if c.is(k+1, '-') {
				st = Likely
			}
			c.add(i, c.extension(n+1), t, RulePhone, st, label)
			return
		}
	}
	c.phoneGroups(i)
}

// phoneGroups finds what only a label tells: "6055550140", "0171 555 0144",
// pager and extension numbers.
func (c *scan) phoneGroups(i int) {
	if c.digits(i, 10) {
		if t, label := c.phoneType(i); label {
			c.add(i, c.extension(i+1), t, RulePhoneLabel, Strong, true)
		}
		return
	}
	// 0xx groups: national form of many countries.
	if c.s[c.toks[i].Start] == '0' && c.toks[i].Len() >= 2 {
		end, n := c.groups(i)
		if n >= 9 && n <= mostPhoneDigits && end > i+1 {
			t, label := c.phoneType(i)
			st := Likely
			if label {
				st = Strong
			}
			c.add(i, end, t, RulePhone, st, label)
		}
	}
}

// mostPhoneDigits is how many digits a telephone number has at most.
const mostPhoneDigits = 12

// groups takes numbers parted by one space, hyphen or full stop from token i:
// the end of them and the count of digits. Beyond mostPhoneDigits it looks no
// further: a table of numbers would be walked through from each of them.
func (c *scan) groups(i int) (end, digits int) {
	end, digits = i+1, c.toks[i].Len()
	for digits <= mostPhoneDigits {
		n, ok := c.phoneSep(end)
		if !ok || c.kind(n) != text.Number || c.toks[n].Len() > 5 || c.newLine(n) {
			return end, digits
		}
		digits += c.toks[n].Len()
		end = n + 1
	}
	return end, digits
}

// addPhone proposes a number of ten digits.
func (c *scan) addPhone(first, end int, marks bool) {
	t, label := c.phoneType(first)
	if c.is(end, '(') && c.oneOf(end+1, faxWords) {
		t, label = labels.Fax, true
	}
	st := Strong
	if label && marks {
		st = Certain
	} else if !marks && !label {
		st = Likely
	}
	c.add(first, c.extension(end), t, RulePhone, st, label)
}

// phoneParen finds "(212) 555-0143", with or without a 1 before it.
func (c *scan) phoneParen(i int) {
	if !c.digits(i+1, 3) || !c.is(i+2, ')') {
		return
	}
	k := i + 3
	if c.isAny(k, "-./") {
		k++
	}
	if c.gap(k) > 2 {
		return
	}
	end := 0
	if c.digits(k, 7) {
		end = k + 1
	} else if n, ok := c.phoneSep(k + 1); c.digits(k, 3) && ok && c.digits(n, 4) {
		end = n + 1
	}
	if end == 0 {
		return
	}
	first := i
	switch {
	case c.is(i-1, '-') && c.str(i-2) == "1":
		first = i - 2
	case c.str(i-1) == "1" && c.gap(i) <= 1:
		first = i - 1
	}
	if first < i && c.is(first-1, '+') && c.glued(first) {
		first--
	}
	c.addPhone(first, end, true)
}

// phonePlus finds "+44 20 7946 0000", "+15185550142".
func (c *scan) phonePlus(i int) {
	if c.kind(i+1) != text.Number || !c.glued(i+1) {
		return
	}
	k, n := i+2, c.toks[i+1].Len()
	for k < len(c.toks) && n < 15 && !c.newLine(k) && c.gap(k) <= 1 {
		if c.kind(k) == text.Number {
			n += c.toks[k].Len()
			k++
		} else if c.isAny(k, "-.()/ ") && c.kind(k+1) == text.Number || c.isAny(k, "()") {
			k++
		} else {
			break
		}
	}
	for k > i+2 && c.kind(k-1) != text.Number {
		k--
	}
	if n >= 8 && n <= 15 {
		t, label := c.phoneType(i)
		c.add(i, c.extension(k), t, RulePhone, Strong, label)
	}
}

// phoneLabel finds the number after a telephone word at token i: "pager 4417",
// "x3207", "ext. 261", "cell: 6055550140".
func (c *scan) phoneLabel(i int, t labels.Type) {
	if c.cas(i) == text.Mixed && c.word(i, "ph") {
		return // pH
	}
	r := RulePhoneLabel
	if t == labels.Fax {
		r = RuleFax
	}
	k := i + 1
	colon := false
	for n := 0; n < 6 && k < len(c.toks); n++ {
		if c.newLine(k) {
			return
		}
		if c.isAny(k, ":#.=-|@") || c.oneOf(k, phoneFiller) || c.oneOf(k, phoneWords) || c.oneOf(k, faxWords) {
			colon = colon || c.isAny(k, ":#=")
			k++
			continue
		}
		break
	}
	if c.kind(k) != text.Number {
		return
	}
	end, n := c.groups(k)
	switch {
	case n >= 3 && n <= 6 && end <= k+3:
	case n == 7 || n == 10 || n == 11:
	default:
		return
	}
	if c.kind(end) == text.Word && c.glued(end) || c.isAny(end, "%/") && c.glued(end) {
		return
	}
	st := Likely
	if n >= 7 || colon || c.oneOf(i, pagerWords) {
		st = Strong
	}
	if c.oneOf(i, extWords) && c.toks[i].Len() == 1 {
		if !c.glued(k) || n < 3 || k != i+1 {
			return
		}
		// "x3207": the letter belongs to the number.
		if c.kind(i-1) == text.Number {
			return // the extension of a whole number
		}
		c.add(i, end, t, r, Likely, true)
		return
	}
	if n < 7 && c.oneOf(i, loosePhone) && !colon {
		return
	}
	c.add(k, c.extension(end), t, r, st, true)
}

var (
	phoneFiller = wordSet("no number num nbr is was at on the her his my their day night cell home work office mobile main line and id")
	pagerWords  = wordSet("pager pgr beeper bpr ext extn extension")
	loosePhone  = wordSet("call called calls page paged home work office desk contact text direct reached reach ring voice dial callback page hp cp")
)
