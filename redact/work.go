package redact

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lethe-health/lethe/labels"
)

// work is one note on its way to a document.
type work struct {
	r     *Redactor
	note  *Note
	scope string
	items []item
	dates dateReader
	named *nameBook
	left  []labels.Span // tags and tokens that an earlier redaction left
}

// item is one annotation and what becomes of it.
type item struct {
	labels.Annotation
	value   string
	action  Action
	done    Operator // what was done
	wanted  Operator // what could not be done
	with    string   // replacement
	pending bool     // with is a random token still to come
}

// plan decides what becomes of each annotation, random tokens apart.
func (w *work) plan(anns []labels.Annotation) {
	n := w.note
	w.left = leftovers(n.Text)
	w.items = make([]item, 0, len(anns))
	k := 0
	for _, a := range anns {
		for k < len(w.left) && w.left[k].End <= a.Start {
			k++
		}
		if k < len(w.left) && w.left[k].Contains(a.Span) {
			continue
		}
		value := a.Of(n.Text)
		w.items = append(w.items, item{Annotation: a, value: value, action: w.r.policy.action(a.Type, value, a.Score)})
	}
	w.dates = dateReader{items: w.items, created: n.Created}
	for i := range w.items {
		w.operate(&w.items[i])
	}
}

// leftovers finds the tags and tokens of an earlier redaction.
func leftovers(text string) (out []labels.Span) {
	for i := 0; ; {
		k := strings.IndexByte(text[i:], '[')
		if k < 0 {
			return out
		}
		i += k
		if _, end, ok := typeAt(text, i); ok && end < len(text) && text[end] == ']' {
			out = append(out, labels.Span{Start: i, End: end + 1})
			i = end
		} else if f, ok := tokenAt(text, i); ok {
			out = append(out, f.Span)
			i = f.End
			continue
		}
		i++
	}
}

// operate carries out the action of one item; where that is impossible, the tag
// stands in.
func (w *work) operate(it *item) {
	it.done = it.action.Do
	ok := true
	switch it.action.Do {
	case Tag:
		it.with = it.Type.Label()
	case Remove:
	case Mask:
		it.with = mask(it.value, it.action)
	case Keep:
		it.with = it.value
	case Token:
		ok = w.token(it)
	case Surrogate:
		it.with, ok = w.surrogate(it)
	case DateShift:
		it.with, ok = w.dates.shift(it, w.r.days(w.scope))
	case DateYear:
		it.with, ok = w.dates.year(it, w.fused(it))
	case DateMonth:
		it.with, ok = w.dates.month(it)
	case DateRelative:
		it.with, ok = w.dates.relative(it, w.anchor())
	case AgeCap:
		it.with, ok = capAge(it.value, or(it.action.Cap, 90))
	case AgeBand:
		it.with, ok = bandAge(it.value, or(it.action.Band, 10), or(it.action.Cap, 90))
	case ZIP3:
		it.with = zip3(it.value, it.action.AllCensuses)
	}
	if !ok {
		it.done, it.wanted, it.with, it.pending = Tag, it.action.Do, it.Type.Label(), false
	}
}

func or(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}

func (w *work) anchor() time.Time {
	if w.note.Anchor.IsZero() {
		return w.note.Created
	}
	return w.note.Anchor
}

// fused reports whether digits stand right beside the item, as the time does in
// "201903141022".
func (w *work) fused(it *item) bool {
	t := w.note.Text
	return it.End < len(t) && t[it.End] >= '0' && t[it.End] <= '9' || it.Start > 0 && t[it.Start-1] >= '0' && t[it.Start-1] <= '9'
}

// mask writes a mark for each character, line breaks and the last few letters
// and digits excepted.
func mask(s string, a Action) string {
	char := '*'
	if a.Char != "" {
		char, _ = utf8.DecodeRuneInString(a.Char)
	}
	keepFrom, left := len(s), a.KeepLast
	for left > 0 && keepFrom > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:keepFrom])
		keepFrom -= size
		if r > ' ' && !strings.ContainsRune("-./()", r) {
			left--
		}
	}
	if keepFrom == 0 {
		keepFrom = len(s) // a value that short is masked whole
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s[:keepFrom] {
		if r == '\n' || r == '\r' {
			b.WriteRune(r)
			continue
		}
		b.WriteRune(char)
	}
	b.WriteString(s[keepFrom:])
	return b.String()
}

// scopeFor is the scope that an item's token or surrogate counts in.
func (w *work) scopeFor(it *item) string {
	if it.action.Scope == ScopeProject {
		return "project"
	}
	return w.scope
}

// token gives the item its token, or marks it as waiting for one.
func (w *work) token(it *item) bool {
	switch it.action.Kind {
	case TokenPRF:
		it.with = w.r.coder.prf(w.scopeFor(it), it.Type, it.value)
		return it.with != ""
	case TokenSIV:
		it.with = w.r.coder.siv(w.scopeFor(it), it.Type, it.value)
		return it.with != ""
	}
	if len(it.value) > maxValue {
		return false
	}
	if it.with = w.r.tokens.get(cacheKey{w.scopeFor(it), it.value, it.Type}); it.with == "" {
		it.pending = true
	}
	return true
}

// resolveTokens asks the vault for the tokens still to come.
func (w *work) resolveTokens(ctx context.Context) error {
	var asks []ask
	var at []int
	for i := range w.items {
		if it := &w.items[i]; it.pending {
			asks = append(asks, ask{scope: w.scopeFor(it), typ: it.Type, value: it.value})
			at = append(at, i)
		}
	}
	if len(asks) == 0 {
		return nil
	}
	got, err := w.r.seal.claim(ctx, asks)
	if err != nil {
		return err
	}
	for k, i := range at {
		it := &w.items[i]
		it.with = got[k]
		w.r.tokens.put(cacheKey{asks[k].scope, it.value, it.Type}, got[k])
	}
	return nil
}

// build puts the document together.
func (w *work) build() *Document {
	n := w.note
	size := len(n.Text)
	for i := range w.items {
		size += len(w.items[i].with) - len(w.items[i].value)
	}
	doc := &Document{ID: n.ID, Policy: w.r.policy.Name, Version: w.r.policy.Version, Edits: make([]Edit, 0, len(w.items)), length: len(n.Text)}
	var b strings.Builder
	b.Grow(size)
	last := 0
	for i := range w.items {
		it := &w.items[i]
		if it.done == Keep {
			continue
		}
		b.WriteString(n.Text[last:it.Start])
		start := b.Len()
		b.WriteString(it.with)
		last = it.End
		doc.Edits = append(doc.Edits, Edit{
			Original: it.Span, New: labels.Span{Start: start, End: b.Len()}, Type: it.Type,
			Operator: it.done, Wanted: it.wanted, Score: it.Score, Source: it.Source, runes: runeCount(it.value),
		})
		switch it.done {
		case Token, Surrogate, DateShift:
			doc.Keys = w.r.keys.ids[:1:1]
			doc.Shifted = doc.Shifted || it.done == DateShift
		}
		if w.r.opts.KeepOriginals {
			doc.originals = append(doc.originals, it.value)
		}
	}
	b.WriteString(n.Text[last:])
	doc.Text = b.String()
	if w.r.opts.KeepOriginals {
		doc.source = n.Text
		if doc.originals == nil {
			doc.originals = []string{}
		}
	}
	return doc
}
