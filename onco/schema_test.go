package onco

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pathologicCategories gives, by three-character site, the pathologic T and N
// categories that the schemas of the 7th edition have there.
func pathologicCategories(t *testing.T) map[string]map[string]bool {
	t.Helper()
	b, err := os.ReadFile("data/ajcc7.tsv")
	require.NoError(t, err)
	out := map[string]map[string]bool{}
	eachLine(string(b), func(f []string) {
		for r := range strings.SplitSeq(f[1], ",") {
			from, to, ok := strings.Cut(r, "-")
			if !ok {
				to = from
			}
			if len(from) != 4 || len(to) != 4 {
				continue
			}
			for n := siteNumber(from); n <= siteNumber(to); n++ {
				site := siteCode(n)[:3]
				if out[site] == nil {
					out[site] = map[string]bool{}
				}
				for _, axis := range f[6:8] {
					for c := range strings.SplitSeq(axis, ",") {
						out[site][strings.TrimPrefix(c, "p")] = true
					}
				}
			}
		}
	})
	return out
}

// TestRulesNameCategoriesOfTheirSchemas holds every category that a rule can
// derive against the schemas of its sites.
func TestRulesNameCategoriesOfTheirSchemas(t *testing.T) {
	schemas := pathologicCategories(t)
	require.Greater(t, len(schemas), 40)
	check := func(name string, sites map[string]bool, category string) {
		_, _, ok := ParseCategory(category)
		require.True(t, ok, category)
		for site := range sites {
			if cats := schemas[site]; assert.NotEmpty(t, cats, site) {
				has := cats[category]
				for c := range cats { // a schema may have subcategories only
					has = has || strings.HasPrefix(c, category)
				}
				assert.True(t, has, "%s: %s is no category of %s", name, category, site)
			}
		}
	}
	for _, r := range append(append([]stepRule{}, sizeRules...), nodeRules...) {
		for _, s := range r.steps {
			check(r.name, r.sites, s.category)
		}
	}
	for _, r := range extentRules {
		check(r.name, r.sites, r.category)
	}
}
