package dates

// compact reads digits run together: "20190314", "201903141022" (the date's
// characters only), "03142019", "031419".
func (sc *scanner) compact(i int, a digits) bool {
	next := sc.at(a.end)
	if isLetter(next) && next != 'T' && next != 'Z' && next != 'z' && next < 0x80 {
		return false
	}
	if next == '.' && isDigit(sc.at(a.end+1)) && a.width < 12 {
		return false
	}
	n := func(off, width int) digits {
		d, v := digits{start: a.start + off, end: a.start + off + width, width: width}, 0
		for k := d.start; k < d.end; k++ {
			v = v*10 + int(sc.s[k]-'0')
		}
		d.val = v
		return d
	}
	strong := sc.fieldEdge(a.start-1) && sc.fieldEdge(a.end)
	add := func(y, m, d digits, yearFirst bool) bool {
		if !isMonth(m) || !isDay(d) || y.width == 4 && !plausibleYear(y.val) {
			return false
		}
		if yearFirst {
			sc.setYear(y)
		}
		sc.m.Date.Month, sc.m.Date.Day = int8(m.val), int8(d.val)
		sc.numberPart(m, fMonth, sPadded)
		sc.numberPart(d, fDay, sPadded)
		if !yearFirst {
			sc.setYear(y)
		}
		return true
	}
	switch {
	case a.width == 6:
		if !add(n(4, 2), n(0, 2), n(2, 2), false) {
			return false
		}
		c := Doubtful
		if sc.look(i, i+1).dated() {
			c = Possible
		}
		return sc.finish(a.end, i, Compact, c)
	case a.width >= 10 && n(8, 2).val > 23:
		return false
	case a.width >= 12 && n(10, 2).val > 59:
		return false
	case add(n(0, 4), n(4, 2), n(6, 2), true):
		c := Likely
		if strong || a.width >= 12 || sc.look(i, i+1).dated() {
			c = Sure
		}
		if a.width == 10 {
			c = Doubtful
		}
		return sc.finish(a.start+8, i, Compact, c)
	case a.width == 8 && add(n(4, 4), n(0, 2), n(2, 2), false):
		c := Possible
		if sc.look(i, i+1).dated() {
			c = Likely
		}
		return sc.finish(a.end, i, Compact, c)
	}
	return false
}

// fieldEdge reports whether the byte at pos parts the fields of a message.
func (sc *scanner) fieldEdge(pos int) bool {
	switch sc.at(pos) {
	case '|', '^', '~', '&', ',', ';', '\t', '"', '\'', 0xA6, 0xC2: // 0xC2 0xA6 is the broken bar
		return true
	}
	return false
}

// shortNumber reads what one or two digits can begin besides numbers and month
// names: "14th", "90s", "1Q19".
func (sc *scanner) shortNumber(i int, a digits) bool {
	if !sc.adjacent(i + 1) {
		return false
	}
	w := sc.word(i + 1)
	switch {
	case sc.is(i+1, "s") && a.width == 2 && a.val%10 == 0 && a.val >= 20:
		return sc.decade(i, a, i+1)
	case w == nil || a.noisy:
		return false
	case w.role == rSuffix && isDay(a):
		return sc.dayOrdinal(i, a)
	case w.role == rQuarter && w.style == 0 && a.width == 1 && a.val >= 1 && a.val <= 4:
		sc.m.Date.Quarter = int8(a.val)
		sc.numberPart(a, fQuarter, sDigits)
		if end, ok := sc.yearAfter(i+2, yearForm{short: true, touching: true}); ok {
			return sc.finish(end, i, QuarterName, Sure)
		}
	}
	return false
}

// decade reads "1990s" and "90s"; s is the token of the letter.
func (sc *scanner) decade(i int, a digits, s int) bool {
	sc.m.Date.Decade = true
	if !sc.setYear(a) {
		return false
	}
	sc.m.layout.parts[sc.m.layout.n-1].field = fDecade
	c := Sure
	if a.width == 2 {
		sc.m.Date.Year = int16(1900 + a.val)
		c = Doubtful // "in her 90s" is an age, "HR in the 90s" a rate
		if sc.at(a.start-1) == '\'' {
			c = Likely
		}
	}
	return sc.finish(int(sc.toks[s].End), i, DecadeName, c)
}

// dayOrdinal reads "the 14th" without its month.
func (sc *scanner) dayOrdinal(i int, a digits) bool {
	end := i + 2
	s := sc.look(i, end)
	the := sc.is(i-1, "the")
	if !sc.alone && !the && !s.dated() {
		return false
	}
	sc.m.Date.Day = int8(a.val)
	e := int(sc.toks[i+1].End)
	sc.part(a.start, e, fDay, sOrdinal, english)
	c := Doubtful
	if prev := sc.word(i - 2); the && prev != nil && prev.cue&cueBefore != 0 && !sc.wordFollows(end) {
		c = Likely
	} else if !sc.wordFollows(end) && !s.against {
		c = Possible
	}
	return sc.finish(e, i, DayOrdinal, c)
}

// wordFollows reports whether a word that could be counted ("the 5th toe")
// follows at token k on the same line.
func (sc *scanner) wordFollows(k int) bool {
	if sc.newLine(k) {
		return false
	}
	w := sc.word(k)
	if w != nil && w.cue&(cueBefore|cueLoose) != 0 {
		return false
	}
	return isLetter(sc.s[sc.toks[k].Start])
}

// yearAlone reads "2019", "1990s".
func (sc *scanner) yearAlone(i int, a digits) bool {
	if !plausibleYear(a.val) {
		return false
	}
	if sc.adjacent(i+1) && sc.is(i+1, "s") && a.val%10 == 0 {
		return sc.decade(i, a, i+1)
	}
	c, next := sc.at(a.end), sc.at(a.end+1)
	switch {
	case isLetter(c) && c < 0x80 || c == '%' || c == '_' || c == '/' || c == '#':
		if c != '/' || isDigit(next) && !sc.yearPair(a) {
			return false
		}
	case (c == '.' || c == ':') && isDigit(next):
		return false
	case c == ',' && isDigit(next) && isDigit(sc.at(a.end+3)) && !isDigit(sc.at(a.end+4)):
		return false // "2,019,000" is read from its first digit; "2019,123" is no list
	case c == '-' && isDigit(next) && !sc.yearPair(a) && !sc.shortPair(a):
		return false
	}
	if p := sc.at(a.start - 1); p == '#' || p == '-' && !isDigit(sc.at(a.start-2)) && isLetter(sc.at(a.start-2)) || p == '/' && isLetter(sc.at(a.start-2)) {
		return false
	}
	sc.setYear(a)
	s := sc.look(i, i+1)
	cert := Possible
	switch {
	case s.against || a.noisy:
		cert = Doubtful
	case s.before&(cueBefore|cueStrong|cueLoose) != 0, sc.at(a.start-1) == '(' && c == ')', c == '-' && sc.yearPair(a):
		cert = Likely
	case a.val < 1920:
		cert = Doubtful
	}
	return sc.finish(a.end, i, YearAlone, cert)
}

// yearPair reports whether another year stands behind the mark after a.
func (sc *scanner) yearPair(a digits) bool {
	b, ok := sc.digitsAt(a.end + 1)
	return ok && b.width == 4 && plausibleYear(b.val) && sc.rightOpen(b.end, ' ')
}

// shortPair reports whether "2016-18" goes on after a.
func (sc *scanner) shortPair(a digits) bool {
	b, ok := sc.digitsAt(a.end + 1)
	return ok && b.width == 2 && b.val > a.val%100 && b.val > 12 && sc.rightOpen(b.end, '-')
}

// fromApostrophe reads "'95", "'90s" at a quotation mark. The mark belongs to
// the date.
func (sc *scanner) fromApostrophe(i int) bool {
	t := &sc.toks[i]
	if prev := sc.at(int(t.Start) - 1); isDigit(prev) || isLetter(prev) {
		return false
	}
	if c := t.Of(sc.s); c != "'" && c != "’" && c != "‘" && c != "`" {
		return false
	}
	if !sc.adjacent(i + 1) {
		return false
	}
	a, ok := sc.digitsAt(int(sc.toks[i+1].Start))
	if !ok || a.width != 2 || a.noisy {
		return false
	}
	sc.begin(i)
	if sc.adjacent(i+2) && sc.is(i+2, "s") && a.val%10 == 0 {
		sc.decade(i, a, i+2)
		sc.m.Certainty = Likely
		return true
	}
	if c := sc.at(a.end); isLetter(c) && c < 0x80 || c == '\'' || c == '"' || (c == '/' || c == '.' || c == ':') && isDigit(sc.at(a.end+1)) || c == '-' && isDigit(sc.at(a.end+1)) && !sc.shortPair(a) {
		return false
	}
	sc.setYear(a)
	return sc.finish(a.end, i, YearAlone, Likely)
}
