package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"
)

func newKey(t testing.TB) *Key {
	t.Helper()
	k, err := NewKey("review.test")
	require.NoError(t, err)
	return k
}

// smallLog makes a closed log with a run, a decision, a key rotation and a
// restore, and returns the key that signs it now.
func smallLog(t testing.TB) (dir string, first, last *Key) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "audit")
	first, last = newKey(t), newKey(t)
	l, err := Create(dir, first)
	require.NoError(t, err)
	_, err = l.Append(Entry{Kind: KindRun, Actor: "cli", Facts: map[string]string{"notes": "12", "version": "v1.0.0"}})
	require.NoError(t, err)
	_, err = l.Append(
		Entry{Kind: KindDecision, Actor: "anna", Commit: map[string][]byte{"note": []byte("n-1"), "decision": []byte("accept")}},
		Entry{Kind: KindDecision, Actor: "bert", Commit: map[string][]byte{"note": []byte("n-1"), "decision": []byte("reject")}})
	require.NoError(t, err)
	require.NoError(t, l.Rotate(last))
	_, err = l.Append(Entry{Kind: KindRestore, Actor: "anna", Facts: map[string]string{"spans": "3"}})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return dir, first, last
}

func TestLog(t *testing.T) {
	dir, first, last := smallLog(t)
	s, err := Verify(dir, &VerifyOptions{FirstKey: first.Public()})
	require.NoError(t, err)
	assert.Equal(t, int64(5), s.Head.Size)
	assert.Equal(t, map[Kind]int{KindRun: 1, KindDecision: 2, KindRotate: 1, KindRestore: 1}, s.Kinds)
	assert.Equal(t, []string{first.Public(), last.Public()}, s.Keys)
	assert.False(t, s.Interrupted)

	var records []Record
	for r, err := range Records(dir) {
		require.NoError(t, err)
		records = append(records, r)
	}
	require.Len(t, records, 5)
	for i, r := range records {
		assert.Equal(t, int64(i), r.Seq)
		assert.WithinDuration(t, time.Now(), r.Time, time.Minute)
	}
	// A commitment opens with the salt of the key in force then, and with no
	// other value.
	r := records[2]
	assert.Equal(t, r.Commitments["decision"], Commitment(first.Salt(2, "decision"), []byte("reject")))
	assert.NotEqual(t, r.Commitments["decision"], Commitment(first.Salt(2, "decision"), []byte("accept")))
	assert.NotEqual(t, r.Commitments["note"], records[1].Commitments["note"], "one id twice does not show")

	body, err := os.ReadFile(filepath.Join(dir, logFile))
	require.NoError(t, err)
	for _, secret := range []string{"n-1", "accept", "reject"} {
		assert.NotContains(t, string(body), secret)
	}
	for range Records(dir) {
		break // stopping early is fine
	}
}

// TestEveryByte changes every byte of a log in turn, letters by the bit that
// tells capitals from small ones, and finds it.
func TestEveryByte(t *testing.T) {
	dir, _, _ := smallLog(t)
	flipped := 0
	for _, name := range []string{logFile, headFile, keysFile} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		for i, c := range whole {
			flip := byte(1) << (i % 8)
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				flip = 0x20
			}
			bad := append([]byte(nil), whole...)
			bad[i] ^= flip
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			_, err := Verify(dir, nil)
			var tamper *TamperError
			require.ErrorAs(t, err, &tamper, "%s byte %d, %#x", name, i, flip)
			flipped++
		}
		require.NoError(t, os.WriteFile(path, whole, 0o600))
	}
	_, err := Verify(dir, nil)
	require.NoError(t, err, "put back, the log is sound")
	assert.Greater(t, flipped, 1500)
}

// TestEveryCut cuts each file of a log short at every other byte.
func TestEveryCut(t *testing.T) {
	dir, _, _ := smallLog(t)
	for _, name := range []string{logFile, headFile, keysFile} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		for i := 0; i < len(whole); i += 2 {
			require.NoError(t, os.WriteFile(path, whole[:i], 0o600))
			_, err := Verify(dir, nil)
			require.Error(t, err, "%s cut at %d", name, i)
		}
		require.NoError(t, os.WriteFile(path, whole, 0o600))
	}
}

func TestTampering(t *testing.T) {
	for _, row := range []struct {
		name string
		edit func(lines []string) []string
	}{
		{"first entry removed", func(l []string) []string { return l[1:] }},
		{"middle entry removed", func(l []string) []string { return append(l[:2:2], l[3:]...) }},
		{"last entry removed", func(l []string) []string { return l[:4] }},
		{"all removed", func([]string) []string { return nil }},
		{"two swapped", func(l []string) []string { l[1], l[2] = l[2], l[1]; return l }},
		{"one doubled", func(l []string) []string { return append(l[:2:2], append([]string{l[1]}, l[2:]...)...) }},
		{"one added", func(l []string) []string { return append(l, strings.Replace(l[4], `"seq":4`, `"seq":5`, 1)) }},
		{"rewritten with the same meaning", func(l []string) []string { l[0] = strings.Replace(l[0], ",", ", ", 1); return l }},
		{"an actor changed", func(l []string) []string { l[1] = strings.Replace(l[1], "anna", "bert", 1); return l }},
	} {
		dir, _, last := smallLog(t)
		path := filepath.Join(dir, logFile)
		body, err := os.ReadFile(path)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
		require.Len(t, lines, 5)
		out := strings.Join(row.edit(lines), "\n")
		if out != "" {
			out += "\n"
		}
		require.NoError(t, os.WriteFile(path, []byte(out), 0o600))
		_, err = Verify(dir, nil)
		var tamper *TamperError
		assert.ErrorAs(t, err, &tamper, row.name)
		_, err = Open(dir, last)
		assert.ErrorAs(t, err, &tamper, "%s: nothing is appended to a log that was tampered with", row.name)
	}
}

// TestWitness puts a whole log back to an earlier state, and writes one anew:
// only what was kept elsewhere finds these.
func TestWitness(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	k := newKey(t)
	l, err := Create(dir, k)
	require.NoError(t, err)
	early, err := l.Append(Entry{Kind: KindRun})
	require.NoError(t, err)
	old := map[string][]byte{}
	for _, name := range []string{logFile, headFile, keysFile} {
		old[name], err = os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
	}
	late, err := l.Append(Entry{Kind: KindRestore}, Entry{Kind: KindReport})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = Verify(dir, &VerifyOptions{Witnesses: []string{early.Note, late.Note}})
	require.NoError(t, err)

	for name, b := range old {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	_, err = Verify(dir, nil)
	require.NoError(t, err, "in itself the earlier state is sound")
	_, err = Verify(dir, &VerifyOptions{Witnesses: []string{late.Note}})
	assert.ErrorContains(t, err, "a witness saw 3 entries")

	// The holder of the key writes another history of the same length.
	l, err = Open(dir, k)
	require.NoError(t, err)
	_, err = l.Append(Entry{Kind: KindReport}, Entry{Kind: KindReport})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = Verify(dir, &VerifyOptions{Witnesses: []string{late.Note}})
	assert.ErrorContains(t, err, "not those that a witness saw")
	_, err = Verify(dir, &VerifyOptions{Witnesses: []string{"nonsense"}})
	assert.Error(t, err)
	_, err = Verify(dir, &VerifyOptions{FirstKey: newKey(t).Public()})
	assert.ErrorContains(t, err, "another key")
}

// TestCrash stops an append at many points of what it writes. What was acknowledged
// stays, the rest is there whole or not at all, and the log goes on.
func TestCrash(t *testing.T) {
	dir, _, k := smallLog(t)
	logPath, nextPath := filepath.Join(dir, logFile), filepath.Join(dir, nextFile)
	before, err := os.ReadFile(logPath)
	require.NoError(t, err)
	headBefore, err := os.ReadFile(filepath.Join(dir, headFile))
	require.NoError(t, err)
	l, err := Open(dir, k)
	require.NoError(t, err)
	head, err := l.Append(Entry{Kind: KindReport}, Entry{Kind: KindReport})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	after, err := os.ReadFile(logPath)
	require.NoError(t, err)

	try := func(what string, next, body string, want int64) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, headFile), headBefore, 0o600))
		require.NoError(t, os.WriteFile(nextPath, []byte(next), 0o600))
		require.NoError(t, os.WriteFile(logPath, []byte(body), 0o600))
		s, err := Verify(dir, nil)
		require.NoError(t, err, what)
		assert.True(t, s.Interrupted, what)
		l, err := Open(dir, k)
		require.NoError(t, err, what)
		assert.Equal(t, want, l.Head().Size, what)
		_, err = l.Append(Entry{Kind: KindClaim})
		require.NoError(t, err, what)
		require.NoError(t, l.Close())
		s, err = Verify(dir, nil)
		require.NoError(t, err, what)
		assert.Equal(t, want+1, s.Head.Size, what)
		assert.False(t, s.Interrupted, what)
	}
	for i := 0; i < len(head.Note); i += 11 {
		try(fmt.Sprintf("the new head cut at %d", i), head.Note[:i], string(before), 5)
	}
	for i := len(before); i < len(after); i += 7 {
		try(fmt.Sprintf("the log cut at %d", i), head.Note, string(after[:i]), 5)
	}
	try("all but the last step", head.Note, string(after), 7)
}

func TestOneWriter(t *testing.T) {
	dir, first, last := smallLog(t)
	_, err := Open(dir, first)
	assert.ErrorContains(t, err, "not the one that signs")
	_, err = Create(dir, last)
	assert.ErrorIs(t, err, os.ErrExist)
	keys := filepath.Join(dir, keysFile)
	require.NoError(t, os.Rename(keys, keys+".away"))
	_, err = Create(dir, last)
	assert.ErrorIs(t, err, os.ErrExist, "entries without their keys are not written over")
	require.NoError(t, os.Rename(keys+".away", keys))
	l, err := Open(dir, last)
	require.NoError(t, err)
	_, err = Open(dir, last)
	assert.ErrorIs(t, err, ErrLocked)

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				_, err := l.Append(Entry{Kind: KindDecision, Commit: map[string][]byte{"note": []byte("x")}})
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	require.NoError(t, l.Close())
	require.NoError(t, l.Close(), "closing twice is fine")
	_, err = l.Append(Entry{Kind: KindRun})
	assert.ErrorIs(t, err, ErrClosed)
	s, err := Verify(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, int64(45), s.Head.Size)
}

func TestEntriesRefused(t *testing.T) {
	dir, _, last := smallLog(t)
	l, err := Open(dir, last)
	require.NoError(t, err)
	for _, e := range []Entry{
		{Kind: "gossip"},
		{Kind: KindRotate},
		{Kind: KindRun, Actor: "Zoë"},
		{Kind: KindRun, Facts: map[string]string{"Note": "x"}},
		{Kind: KindRun, Facts: map[string]string{"text": "two\nlines"}},
		{Kind: KindRun, Facts: map[string]string{"text": strings.Repeat("x", 257)}},
		{Kind: KindRun, Commit: map[string][]byte{"": nil}},
	} {
		_, err := l.Append(Entry{Kind: KindRun}, e)
		assert.ErrorIs(t, err, ErrEntry, "%v", e)
	}
	assert.Equal(t, int64(5), l.Head().Size, "all or none")
	assert.Error(t, l.Rotate(last))
	require.NoError(t, l.Close())
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.key")
	k := newKey(t)
	require.NoError(t, k.Save(path))
	assert.ErrorIs(t, k.Save(path), os.ErrExist)
	back, err := LoadKey(path)
	require.NoError(t, err)
	assert.Equal(t, k, back)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, bad := range []string{"", "x\n", strings.Replace(string(b), "PRIVATE", "PUBLIC", 1), string(b) + "\n", strings.Repeat("x", 5000)} {
		require.NoError(t, os.WriteFile(path, []byte(bad), 0o600))
		_, err := LoadKey(path)
		assert.ErrorIs(t, err, errNoKey)
	}
	_, err = NewKey("a b")
	assert.Error(t, err)
	_, err = NewKey("")
	assert.Error(t, err)
}

// TestFrontier compares roots with those of the transparency-log library.
func TestFrontier(t *testing.T) {
	var f frontier
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = hashes[x]
		}
		return out, nil
	})
	for n := int64(0); n < 130; n++ {
		want, err := tlog.TreeHash(n, reader)
		require.NoError(t, err)
		require.Equal(t, want, f.root(), n)
		leaf := []byte(fmt.Sprint("leaf ", n))
		more, err := tlog.StoredHashes(n, leaf, reader)
		require.NoError(t, err)
		hashes = append(hashes, more...)
		f.add(leafHash(leaf))
	}
}

func FuzzVerify(f *testing.F) {
	dir, _, _ := smallLog(f)
	for _, name := range []string{logFile, headFile, keysFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(f, err)
		f.Add(name, b)
	}
	whole := map[string]string{}
	for _, name := range []string{logFile, headFile, keysFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(f, err)
		whole[name] = string(b)
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		if _, ok := whole[name]; !ok {
			return
		}
		d := t.TempDir()
		for n, body := range whole {
			require.NoError(t, os.WriteFile(filepath.Join(d, n), []byte(body), 0o600))
		}
		require.NoError(t, os.WriteFile(filepath.Join(d, name), b, 0o600))
		_, err := Verify(d, nil)
		require.Equal(t, string(b) == whole[name], err == nil)
	})
}

func TestRecordJSON(t *testing.T) {
	r := Record{Seq: 3, Time: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Kind: KindRun, Facts: map[string]string{"a": "<&>"}}
	assert.Equal(t, `{"seq":3,"time":"2026-03-04T05:06:07Z","kind":"run","facts":{"a":"<&>"}}`, string(r.line()))
	var back Record
	require.NoError(t, json.Unmarshal(r.line(), &back))
	assert.Equal(t, r, back)
}

func BenchmarkAppend(b *testing.B) {
	l, err := Create(filepath.Join(b.TempDir(), "audit"), newKey(b))
	require.NoError(b, err)
	b.ReportAllocs()
	n := int64(0)
	for b.Loop() {
		h, err := l.Append(Entry{Kind: KindDecision, Actor: "anna", Commit: map[string][]byte{"note": []byte("n")}})
		n++
		if err != nil || h.Size != n {
			b.Fatal(err, h.Size)
		}
	}
	require.NoError(b, l.Close())
}

func ExampleVerify() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	key, _ := NewKey("example")
	log, _ := Create(filepath.Join(dir, "log"), key)
	_, _ = log.Append(Entry{Kind: KindRun, Facts: map[string]string{"notes": "12"}})
	_ = log.Close()

	s, err := Verify(filepath.Join(dir, "log"), &VerifyOptions{FirstKey: key.Public()})
	fmt.Println(s.Head.Size, "entry", err)

	path := filepath.Join(dir, "log", "log.jsonl")
	body, _ := os.ReadFile(path)
	_ = os.WriteFile(path, []byte(strings.Replace(string(body), `"12"`, `"11"`, 1)), 0o600)
	_, err = Verify(filepath.Join(dir, "log"), nil)
	var tamper *TamperError
	fmt.Println(errors.As(err, &tamper))
	// Output:
	// 1 entry <nil>
	// true
}
