package icd10

import (
	"bufio"
	"compress/gzip"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

// validCodes reads the official list of the fiscal year 2026, seventh characters
// and headers included, without dots.
func validCodes(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open("gen/raw/codes_2026.txt.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	valid := make(map[string]bool)
	in := bufio.NewScanner(z)
	for in.Scan() {
		valid[strings.TrimSpace(in.Text())] = true
	}
	require.NoError(t, in.Err())
	require.Greater(t, len(valid), 90000)
	return valid
}

// Whatever the extractor may emit is on the official list: every term's code,
// completed, on every side, with every seventh character.
func TestEveryCodeIsReal(t *testing.T) {
	valid := validCodes(t)
	d := Default()
	bad, n := 0, 0
	check := func(c Code) {
		require.NotEqual(t, None, c)
		assert.True(t, d.Leaf(c), "%s is no leaf", d.String(c))
		chars := d.Sevenths(c)
		codes := []string{d.String(c)}
		if chars != "" {
			codes = codes[:0]
			for i := range len(chars) {
				codes = append(codes, d.WithSeventh(c, chars[i]))
			}
		}
		for _, s := range codes {
			n++
			if !valid[strings.ReplaceAll(s, ".", "")] {
				if bad++; bad < 20 {
					t.Errorf("no such code: %s", s)
				}
			}
		}
	}
	d.Entries(func(e *Entry) {
		c := d.Complete(e.Code)
		check(c)
		for _, s := range []Side{Right, Left, Bilateral, Unspecified} {
			if k, ok := d.Sided(c, s); ok {
				assert.Equal(t, s, d.Side(k))
				check(d.Complete(k))
			}
		}
	})
	assert.Zero(t, bad)
	assert.Greater(t, n, 150000)
}

// In an earlier fiscal year every term's code, mapped, is on that year's list,
// or nothing is.
func TestEveryCodeIsRealInItsYear(t *testing.T) {
	d := Default()
	list := func(name string, sep string) map[string]bool {
		f, err := os.Open("gen/raw/" + name)
		require.NoError(t, err)
		defer f.Close()
		z, err := gzip.NewReader(f)
		require.NoError(t, err)
		valid := make(map[string]bool)
		for in := bufio.NewScanner(z); in.Scan(); {
			code, _, _ := strings.Cut(in.Text(), sep)
			valid[strings.Trim(code, "\"")] = true
		}
		return valid
	}
	for _, tt := range []struct {
		year  int
		valid map[string]bool
	}{{2021, list("codes_2021.txt.gz", " ")}, {2020, list("codes_2021.txt.gz", " ")}, {2025, list("codes_2025.csv.gz", ",")}, {2023, list("codes_2025.csv.gz", ",")}} {
		mapped, none := 0, 0
		d.Entries(func(e *Entry) {
			c := d.InYear(d.Complete(e.Code), tt.year)
			if c == None {
				none++
				return
			}
			mapped++
			if !tt.valid[d.String(c)] {
				t.Errorf("%d: %s is not on the list", tt.year, d.String(c))
			}
			assert.True(t, d.LeafIn(c, tt.year))
		})
		assert.Greater(t, mapped, 140000, "%d", tt.year)
		assert.Less(t, none, 500, "%d: terms for which the year has nothing", tt.year)
	}
}

func TestExcludes(t *testing.T) {
	d := Default()
	for _, tt := range []struct {
		code, other string
		want        bool
		why         string
	}{
		{"R73.9", "E11.9", true, "a range of the note at R73"},
		{"F32.A", "F33.1", true, "a note of the category"},
		{"I10", "J45.909", false, "nothing names it"},
		{"E10.9", "E11.22", true, "types of diabetes"},
	} {
		c, _, ok := d.Lookup(tt.code)
		require.True(t, ok)
		assert.Equal(t, tt.want, excludes(d, c, tt.other), "%s %s: %s", tt.code, tt.other, tt.why)
	}
}

func TestTrimester(t *testing.T) {
	d := Default()
	for _, tt := range []struct{ code, want, code2 string }{
		{"O13.9", "third trimester", "O13.3"}, {"O99.019", "the puerperium", "O99.03"}, {"O14.90", "second trimester", "O14.92"}, {"I10", "third trimester", ""},
	} {
		c, _, ok := d.Lookup(tt.code)
		require.True(t, ok)
		k, ok := d.Trimester(c, tt.want)
		assert.Equal(t, tt.code2 != "", ok, tt.code)
		if ok {
			assert.Equal(t, tt.code2, d.String(k))
		}
	}
}

func TestLookup(t *testing.T) {
	d := Default()
	for _, tc := range []struct {
		in, code string
		char     byte
		ok       bool
	}{
		{"I10", "I10", 0, true},
		{"i10", "I10", 0, true},
		{"E1122", "E11.22", 0, true},
		{"E11.22", "E11.22", 0, true},
		{"S72.001A", "S72.001", 'A', true},
		{"S06.5X0A", "S06.5X0", 'A', true},
		{"T14.8XXA", "T14.8", 'A', true},
		{"W19.XXXA", "W19", 'A', true},
		{"S72.001Z", "", 0, false},
		{"I99.99", "", 0, false},
		{"", "", 0, false},
		{"I1", "", 0, false},
		{"E11.22.3456", "", 0, false},
	} {
		c, char, ok := d.Lookup(tc.in)
		require.Equal(t, tc.ok, ok, tc.in)
		if ok {
			assert.Equal(t, tc.code, d.String(c), tc.in)
			assert.Equal(t, tc.char, char, tc.in)
		}
	}
}

func TestSides(t *testing.T) {
	d := Default()
	for _, tc := range []struct{ from, right, left string }{
		{"M25.569", "M25.561", "M25.562"},
		{"S72.009", "S72.001", "S72.002"},
		{"C50.919", "C50.911", "C50.912"},
		{"S52.509", "S52.501", "S52.502"},
		{"H40.119", "H40.111", "H40.112"},
		{"I10", "", ""},
	} {
		c, _, ok := d.Lookup(tc.from)
		require.True(t, ok, tc.from)
		r, ok := d.Sided(c, Right)
		require.Equal(t, tc.right != "", ok, tc.from)
		if !ok {
			continue
		}
		l, _ := d.Sided(c, Left)
		assert.Equal(t, []string{tc.right, tc.left}, []string{d.String(r), d.String(l)})
	}
}

func TestComplete(t *testing.T) {
	d := Default()
	for _, tc := range []struct{ from, to, why string }{
		{"I50", "I50.9", "unspecified"},
		{"J45", "J45.909", "unspecified severity, uncomplicated"},
		{"E11", "E11.9", "without complications"},
		{"C50", "C50.919", "unspecified site, female"},
	} {
		c, _, ok := d.Lookup(tc.from)
		require.True(t, ok)
		assert.Equal(t, tc.to, d.String(d.Complete(c)), tc.why)
	}
}

func TestCorrect(t *testing.T) {
	d := Default()
	for _, tc := range []struct {
		in, want string
		ok       bool
	}{
		{"pnuemonia", "pneumonia", true},
		{"diarhea", "diarrhea", true},
		{"astma", "", false}, // too short
		{"hypertenison", "hypertension", true},
		{"cirrrhosis", "cirrhosis", true},
		{"lisinopril", "", false},
	} {
		w, ok := d.Correct([]byte(tc.in))
		require.Equal(t, tc.ok, ok, tc.in)
		if ok {
			want, _, _ := d.Word(text.HashFold(tc.want))
			assert.Equal(t, want, w, tc.in)
		}
	}
}

func TestDecodeDamaged(t *testing.T) {
	for _, cut := range []int{0, 5, len(magic), 1000, len(packed) / 2, len(packed) - 1} {
		_, err := decode(packed[:cut])
		require.ErrorIs(t, err, errPacked, "cut at %d", cut)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(magic))
	small, err := Encode(&Build{
		Codes:    []BuildCode{{Code: "I10", Name: "x", Parent: None, Default: None, Row: 0, Leaf: true}},
		Sevens:   []BuildSeven{{}},
		Rows:     []BuildRow{{0, "Hypertension"}},
		Words:    2,
		Surfaces: []BuildSurface{{1, 0, false}, {2, 1, true}},
		Terms:    []BuildTerm{{[]Word{0, 1}, Entry{Code: 0, Row: -1}}},
		Spell:    []string{"hypertension"},
	})
	require.NoError(f, err)
	f.Add(small)
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := decode(string(b)); err == nil && d.NumCodes() == 0 {
			t.Fatal("decoded a dictionary without codes")
		}
	})
}

// The dictionary takes far less than the 100 MB that its users are promised.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d, err := decode(packed)
	require.NoError(t, err)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Positive(t, d.NumCodes())
	assert.Less(t, after.HeapAlloc-before.HeapAlloc, uint64(40<<20), "bytes on the heap")
}

func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(packed)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := decode(packed)
		if err != nil || d.NumCodes() == 0 {
			b.Fatal("not decoded")
		}
	}
}

// excludes reports whether the notes of c name the other code.
func excludes(d *Dict, c Code, other string) bool {
	for first, last := range d.Excluded(c) {
		if other[:min(len(other), len(first))] >= first && other[:min(len(other), len(last))] <= last {
			return true
		}
	}
	return false
}
