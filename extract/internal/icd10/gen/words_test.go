package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCanon(t *testing.T) {
	for _, tc := range []struct{ in, want, why string }{
		{"Oedema", "edema", "British"},
		{"haemorrhages", "hemorrhage", "British plural"},
		{"renal", "kidney", "adjective of an organ"},
		{"metastases", "metastasis", "irregular plural"},
		{"diabetes", "diabetes", "ends in s, no plural"},
		{"AIDS", "aids", "no plural of aid"},
		{"fractured", "fracture", "participle"},
		{"II", "2", "Roman"},
		{"varices", "varix", "irregular plural"},
		{"abscesses", "abscess", "plural in es"},
	} {
		assert.Equal(t, tc.want, canon(tc.in), tc.why)
	}
}

func TestBagOf(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want bag
	}{
		{"Pain in the right knee", bag{"knee", "pain", "right"}},
		{"Crohn's disease", bag{"crohn", "disease"}},
		{"hepatitis A", bag{"a#", "hepatitis"}},
		{"pneumonia due to coronavirus disease 2019", bag{"coronavirus", "disease", "pneumonia"}},
		{"type 2 diabetes mellitus", bag{"2", "diabetes"}},
	} {
		assert.Equal(t, tc.want, bagOf(tc.in), tc.in)
	}
}

func TestAlternatives(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want []bag
		why  string
	}{
		{"hypoxia, hypoxic", []bag{{"hypoxia"}, {"hypoxia"}}, "two forms of one word"},
		{"Accumulation secretion, prostate", []bag{{"accumulation", "prostate", "secretion"}}, "a phrase turned round"},
		{"pleura, pleurisy", []bag{{"pleura"}, {"pleurisy"}}, "one stem"},
		{"animal NEC", []bag{{"animal"}}, "notes of the index drop"},
	} {
		assert.Equal(t, tc.want, alternatives(tc.in), tc.why)
	}
}

func TestOptional(t *testing.T) {
	assert.ElementsMatch(t, []string{"acute a b", "acute a ", " a b", " a "}, optional("(acute) a (b)"))
}

func TestBritish(t *testing.T) {
	assert.Contains(t, british("anemia"), "anaemia")
	assert.Contains(t, british("edema"), "oedema")
	assert.Contains(t, british("hemorrhage"), "haemorrhage")
	assert.Empty(t, british("asthma"))
}
