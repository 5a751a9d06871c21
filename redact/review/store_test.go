package review

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/redact/review/audit"
)

// A claim that comes back after another is a new one: the log's last claim is the
// one that holds.
func TestRecordClaim(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	key, err := audit.NewKey("test")
	require.NoError(t, err)
	log, err := audit.Create(dir, key)
	require.NoError(t, err)
	defer log.Close()
	store := newStore(t)
	one, two := &Claim{Read: 5, Leaked: 1, Upper: .2}, &Claim{Read: 5, Leaked: 2, Upper: .4}
	for i, row := range []struct {
		claim   *Claim
		entries int64
		reason  string
	}{
		{nil, 0, "the sample is not read whole"},
		{one, 1, "the first"},
		{one, 1, "the same again"},
		{two, 2, "a verdict was changed"},
		{one, 3, "and changed back"},
	} {
		recorded, err := store.ClaimRecorded(row.claim)
		require.NoError(t, err)
		assert.Equal(t, log.Head().Size == row.entries, recorded, i)
		require.NoError(t, store.RecordClaim(log, row.claim, "anna"))
		assert.Equal(t, row.entries, log.Head().Size, row.reason)
	}
}

func TestOtherPeople(t *testing.T) {
	store := newStore(t)
	work, err := NewWork(fiveNotes(), 0, store, nil)
	require.NoError(t, err)
	anna, bert, cleo, dora := Person{"anna", RoleReviewer}, Person{"bert", RoleReviewer}, Person{"cleo", RoleAdjudicator}, Person{"dora", RoleReviewer}
	for _, row := range []struct {
		name    string
		people  []Person
		replace bool
		refused bool
		then    []Person
	}{
		{"others, before any verdict", []Person{dora}, false, false, []Person{dora}},
		{"they begin", []Person{anna, bert, cleo}, false, false, []Person{anna, bert, cleo}},
		{"none named: those of the last time", nil, false, false, []Person{anna, bert, cleo}},
		{"the same in another order", []Person{bert, anna, cleo}, false, false, []Person{anna, bert, cleo}},
		{"another reviewer", []Person{anna, dora, cleo}, false, true, []Person{anna, bert, cleo}},
		{"one fewer", []Person{anna, cleo}, false, true, []Person{anna, bert, cleo}},
		{"another role", []Person{anna, bert, {"cleo", RoleReviewer}}, false, true, []Person{anna, bert, cleo}},
		{"another reviewer, asked for", []Person{anna, dora, cleo}, true, false, []Person{anna, dora, cleo}},
	} {
		_, err := NewServer(work, store, &Options{People: row.people, ReplacePeople: row.replace})
		if row.refused {
			require.ErrorIs(t, err, ErrOtherPeople, row.name)
			assert.Contains(t, err.Error(), "reviewer anna, reviewer bert, adjudicator cleo", row.name)
		} else {
			require.NoError(t, err, row.name)
		}
		now, err := store.People()
		require.NoError(t, err)
		assert.Equal(t, row.then, now, row.name)
		if row.name == "they begin" {
			note := fiveNotes()[0]
			_, err := store.Step(&note, "anna", Step{Action: Done})
			require.NoError(t, err)
		}
	}
}

// TestKilled has another process save decisions until it is killed in the
// middle, and finds all that it had acknowledged.
func TestKilled(t *testing.T) {
	if path := os.Getenv("REVIEW_TEST_STORE"); path != "" {
		s, err := OpenStore(path)
		require.NoError(t, err)
		for i := 0; ; i++ {
			n := Note{ID: fmt.Sprint("n", i), Text: "x"}
			_, err := s.Step(&n, "anna", Step{Action: Done})
			require.NoError(t, err)
			fmt.Println("saved", i)
		}
	}
	path := filepath.Join(t.TempDir(), "review.db")
	cmd := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
	cmd.Env = append(os.Environ(), "REVIEW_TEST_STORE="+path)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	last := -1
	var line string
	for last < 20 {
		_, err := fmt.Fscan(out, &line, &last)
		require.NoError(t, err)
	}
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed

	s, err := OpenStore(path)
	require.NoError(t, err)
	defer s.Close()
	seen := 0
	require.NoError(t, s.Each(func(v Verdict) error {
		assert.True(t, v.Done)
		seen++
		return nil
	}))
	assert.GreaterOrEqual(t, seen, last+1)
}
