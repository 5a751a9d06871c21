package onco

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTableAnswersAsAMap(t *testing.T) {
	var got table
	assert.Zero(t, got.get(7), "empty")
	want := map[uint64]uint32{}
	state := uint64(1)
	for i := range uint32(5000) {
		state = state*6364136223846793005 + 1442695040888963407
		key := state >> 52 << (i % 3 * 16) // keys come again, and crowd in places
		got.put(key, i)
		if i != 0 {
			want[key] = i
		}
	}
	assert.Len(t, want, got.used)
	for key, v := range want {
		assert.Equal(t, v, got.get(key), "%x", key)
	}
	for key := range uint64(20000) {
		assert.Equal(t, want[key<<7], got.get(key<<7), "%x", key<<7)
	}
	got.put(1<<40, 0)
	assert.Len(t, want, got.used, "a value of 0 is none")
}
