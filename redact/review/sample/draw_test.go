package sample

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func noteIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("note-%04d", i)
	}
	return ids
}

func TestDraw(t *testing.T) {
	ids := noteIDs(1000)
	var seed Seed
	seed[0] = 7
	s, err := Draw(ids, 50, seed)
	require.NoError(t, err)
	require.Len(t, s.IDs, 50)
	assert.NoError(t, s.Verify(ids))

	backward := slices.Clone(ids)
	slices.Reverse(backward)
	again, err := Draw(backward, 50, seed)
	require.NoError(t, err)
	assert.Equal(t, s, again, "the order of the ids does not matter")

	longer, err := Draw(ids, 80, seed)
	require.NoError(t, err)
	assert.Equal(t, s.IDs, longer.IDs[:50], "a longer sample begins with the shorter one")

	seed[0] = 8
	other, err := Draw(ids, 50, seed)
	require.NoError(t, err)
	assert.NotEqual(t, s.IDs, other.IDs)

	moved := s
	moved.IDs = slices.Clone(s.IDs)
	moved.IDs[3] = longer.IDs[70]
	assert.ErrorContains(t, moved.Verify(ids), "seed")
	assert.ErrorContains(t, s.Verify(ids[1:]), "not those")

	_, err = Draw(ids, 1001, seed)
	assert.ErrorIs(t, err, ErrCount)
	_, err = Draw([]string{"a", "b", "a"}, 1, seed)
	assert.ErrorContains(t, err, "twice")
}

// TestDrawIsUniform counts how often each of ten notes is drawn into a sample
// of three, over 2,000 seeds: 600 times, give or take five standard deviations.
func TestDrawIsUniform(t *testing.T) {
	ids := noteIDs(10)
	count := map[string]int{}
	for i := range 2000 {
		var seed Seed
		seed[0], seed[1] = byte(i), byte(i>>8)
		s, err := Draw(ids, 3, seed)
		require.NoError(t, err)
		for _, id := range s.IDs {
			count[id]++
		}
	}
	for _, id := range ids {
		assert.InDelta(t, 600, count[id], 5*20.5, id)
	}
}

func TestFrameHash(t *testing.T) {
	assert.Equal(t, FrameHash([]string{"a", "b"}), FrameHash([]string{"b", "a"}))
	assert.NotEqual(t, FrameHash([]string{"ab", "c"}), FrameHash([]string{"a", "bc"}), "lengths keep ids apart")
	// SHA-256 of nothing
	assert.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", FrameHash(nil))
}

func TestSampleJSON(t *testing.T) {
	s, err := Draw(noteIDs(20), 2, NewSeed())
	require.NoError(t, err)
	b, err := json.Marshal(s)
	require.NoError(t, err)
	var back Sample
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, s, back)
	_, err = ParseSeed("12")
	assert.Error(t, err)
}

func ExampleDraw() {
	seed, _ := ParseSeed("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
	s, _ := Draw([]string{"n1", "n2", "n3", "n4", "n5", "n6"}, 2, seed)
	fmt.Println(len(s.IDs), "of", s.FrameSize, s.Verify([]string{"n1", "n2", "n3", "n4", "n5", "n6"}))
	// Output: 2 of 6 <nil>
}

func ExampleNewPlan() {
	plan, _ := NewPlan(0.005, 0.95, 0)
	for _, r := range plan.Rows[:2] {
		fmt.Printf("%d leaks: read %d notes\n", r.Leaks, r.Read)
	}
	// Output:
	// 0 leaks: read 598 notes
	// 1 leaks: read 947 notes
}

func ExampleUpper() {
	u, _ := Upper(0, 598, 0.95)
	fmt.Printf("at most %.2f%% of the notes leak\n", 100*u)
	// Output: at most 0.50% of the notes leak
}
