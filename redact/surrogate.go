package redact

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lethe-health/lethe/labels"
)

// surrogateNames are the stand-ins, by kind, one kind a line: see
// internal/gensurrogates. None is on any list of true names.
//
//go:embed surrogates.txt
var surrogateNames string

// lexicon is the stand-ins taken apart.
type lexicon struct {
	surnames, female, male, places []string
	women, men                     map[string]bool // true given names of one gender, in lower case
}

var standIns = sync.OnceValue(func() *lexicon {
	l := &lexicon{women: map[string]bool{}, men: map[string]bool{}}
	for line := range strings.Lines(surrogateNames) {
		kind, rest, _ := strings.Cut(line, " ")
		words := strings.Fields(rest)
		switch kind {
		case "surname":
			l.surnames = words
		case "female":
			l.female = words
		case "male":
			l.male = words
		case "place":
			l.places = words
		case "women":
			for _, w := range words {
				l.women[w] = true
			}
		case "men":
			for _, w := range words {
				l.men[w] = true
			}
		}
	}
	return l
})

// surrogates chooses stand-ins by a keyed hash of scope and value.
type surrogates struct {
	key   []byte
	names cache // stand-ins of words of names
}

func newSurrogates(k *Keys, tenant string) (*surrogates, error) {
	key, err := k.derive(k.oldest, tenant, forSurrogate, "", 32)
	return &surrogates{key: key}, err
}

// stream is an endless run of numbers that scope, kind and value fix.
type stream struct {
	key   []byte
	parts []string
	block [32]byte
	used  int
	turn  int
}

func (s *surrogates) stream(parts ...string) *stream {
	return &stream{key: s.key, parts: parts, used: 32}
}

// below returns a number from 0 to n-1.
func (st *stream) below(n int) int {
	if st.used+4 > len(st.block) {
		st.block = mac(st.key, append(slices.Clone(st.parts), strconv.Itoa(st.turn))...)
		st.used, st.turn = 0, st.turn+1
	}
	v := binary.BigEndian.Uint32(st.block[st.used:])
	st.used += 4
	return int(uint64(v) * uint64(n) >> 32)
}

func (st *stream) pick(list []string) string { return list[st.below(len(list))] }

// surrogateTries bounds how often another stand-in is drawn because one is a
// true value of the note.
const surrogateTries = 20

// surrogate returns a stand-in for an item: the same kind and form, the same for
// the same value in its scope, and none of the note's own values. It is false
// for kinds that have none, such as ages.
func (w *work) surrogate(it *item) (string, bool) {
	if it.Type == labels.Date {
		return w.dates.shift(it, w.shiftDays())
	}
	if len(it.value) > maxValue {
		return "", false
	}
	book := w.names()
	for try := range surrogateTries {
		s, ok := w.standIn(it, strconv.Itoa(try))
		if !ok || s == "" {
			return "", false
		}
		if n := Normalize(it.Type, s); !book.values[n] {
			return s, true
		}
	}
	return "", false
}

func (w *work) standIn(it *item, try string) (string, bool) {
	scope := w.scopeFor(it)
	switch it.Type {
	case labels.Patient, labels.Doctor:
		return w.nameStandIn(it.value, scope, try), true
	}
	st := w.r.stand.stream(scope, it.Type.String(), Normalize(it.Type, it.value), try)
	switch it.Type {
	case labels.MedicalRecord, labels.HealthPlan, labels.IDNum, labels.Device, labels.BioID, labels.Username:
		return numberStandIn(st, it.value), true
	case labels.Phone, labels.Fax:
		return phoneStandIn(st, it.value), true
	case labels.Email:
		return strings.ToLower(st.pick(standIns().surnames)) + strconv.Itoa(10+st.below(90)) + "@example.org", true
	case labels.URL:
		return urlStandIn(st, it.value), true
	case labels.Zip:
		return zipStandIn(st, it.value), true
	case labels.Street, labels.City, labels.LocationOther, labels.Hospital, labels.Organization:
		return placeStandIn(st, it.Type, it.value), true
	case labels.Profession:
		return recase(it.value, st.pick(professions)), true
	case labels.State:
		return stateStandIn(st, it.value), true
	case labels.Country:
		return recase(it.value, st.pick(countries)), true
	}
	return "", false
}
