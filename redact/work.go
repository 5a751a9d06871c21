package redact

import (
	"context"
	"slices"
	"strings"
	"sync"
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
	find  search
	left  []labels.Span // tags and tokens that an earlier redaction left
	days  int           // the scope's shift, 0 until asked for
}

var workPool = sync.Pool{New: func() any { return new(work) }}

// borrowWork returns a work for a note, in memory of an earlier one.
func borrowWork(r *Redactor, n *Note) *work {
	w := workPool.Get().(*work)
	w.r, w.note, w.scope = r, n, n.scopeOf()
	return w
}

// release gives the memory back, without what it knows of the note.
func (w *work) release() {
	clear(w.items)
	w.find.reset()
	clear(w.dates.read)
	*w = work{items: w.items[:0], find: w.find, dates: dateReader{read: w.dates.read[:0]}}
	workPool.Put(w)
}

// tags are the labels by type.
var tags = func() (t [labels.NumTypes + 1]string) {
	for _, typ := range labels.Types() {
		t[typ] = typ.Label()
	}
	return t
}()

// item is one annotation and what becomes of it.
type item struct {
	labels.Annotation
	value   string
	action  *Action
	done    Operator // what was done
	wanted  Operator // what could not be done
	with    string   // replacement
	pending bool     // with is a random token still to come
}

// plan decides what becomes of each annotation, random tokens apart.
func (w *work) plan(anns []labels.Annotation) {
	n := w.note
	w.left = leftovers(n.Text)
	w.items = slices.Grow(w.items[:0], len(anns))
	k := 0
	for _, a := range anns {
		for k < len(w.left) && w.left[k].End <= a.Start {
			k++
		}
		if k < len(w.left) && w.left[k].Contains(a.Span) {
			continue
		}
		value := a.Of(n.Text)
		w.items = append(w.items, item{Annotation: a, value: value, action: w.r.rules.action(a.Type, value, a.Score)})
	}
	w.dates.items, w.dates.created = w.items, n.Created
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
		it.with = tags[it.Type]
	case Remove:
	case Mask:
		it.with = mask(it.value, *it.action)
	case Keep:
		it.with = it.value
	case Token:
		ok = w.token(it)
	case Surrogate:
		it.with, ok = w.surrogate(it)
	case DateShift:
		it.with, ok = w.dates.shift(it, w.shiftDays())
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
		it.done, it.wanted, it.with, it.pending = Tag, it.action.Do, tags[it.Type], false
	}
}

// shiftDays is the shift of the note's patient.
func (w *work) shiftDays() int {
	if w.days == 0 {
		w.days = w.r.days(w.scope)
	}
	return w.days
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
	if char < utf8.RuneSelf && a.KeepLast == 0 && len(s) <= len(stars) && isPlain(s) {
		if char == '*' {
			return stars[:len(s)]
		}
		return strings.Repeat(string(char), len(s))
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

const stars = "****************************************************************"

// isPlain reports whether s is ASCII on one line.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] == '\n' || s[i] == '\r' {
			return false
		}
	}
	return true
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
	case TokenPRF, TokenSIV:
		k := cacheKey{w.scopeFor(it), it.value, it.Type, it.action.Kind}
		if it.with = w.r.tokens.get(k); it.with != "" {
			return true
		}
		if it.action.Kind == TokenPRF {
			it.with = w.r.coder.prf(k.scope, it.Type, it.value)
		} else {
			it.with = w.r.coder.siv(k.scope, it.Type, it.value)
		}
		w.r.tokens.put(k, it.with)
		return it.with != ""
	}
	if len(it.value) > maxValue {
		return false
	}
	if it.with = w.r.tokens.get(cacheKey{w.scopeFor(it), it.value, it.Type, TokenRandom}); it.with == "" {
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
		w.r.tokens.put(cacheKey{asks[k].scope, it.value, it.Type, TokenRandom}, got[k])
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
