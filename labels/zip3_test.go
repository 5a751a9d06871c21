package labels_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lethe-health/lethe/labels"
)

func TestSafeZIP3(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"dense prefix", "021", "021"},
		{"five digits", "02139", "021"},
		{"ZIP+4", "02139-4307", "021"},
		{"sparse: Vermont/New Hampshire border", "03601", "000"},
		{"sparse: government boxes in Washington", "203", "000"},
		{"no tabulation area: military mail", "09601", "000"},
		{"not digits", "ab1", "000"},
		{"too short", "02", "000"},
		{"empty", "", "000"},
		{"digits in another script", "٠٢١", "000"},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, labels.SafeZIP3(c.in)) })
	}
}

func TestSafeZIP3CountsOfTheCensus(t *testing.T) {
	stay := 0
	for i := range 1000 {
		z := fmt.Sprintf("%03d", i)
		if labels.SafeZIP3(z) == z && z != "000" {
			stay++
		}
	}
	assert.Equal(t, 876, stay, "894 prefixes with a tabulation area, 18 of them at or under 20,000 people")
}
