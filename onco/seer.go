package onco

import (
	_ "embed"
	"strings"
	"sync"
)

var (
	//go:embed data/seer.tsv
	seerTSV string
	//go:embed data/morphology.tsv
	morphologyTSV string
	//go:embed data/topography.tsv
	topographyTSV string
)

// codebook answers which site and histology codes exist, what they are called
// and which go together: the SEER site/histology validation list.
type codebook struct {
	topography map[string]string // "C50.4" -> "Upper-outer quadrant of breast"
	morphology map[string]string // "8500/3" -> "Infiltrating duct carcinoma, NOS"
	siteGroup  map[string]int    // "C504" -> index into groups
	groups     []siteGroup
}

type siteGroup struct {
	name  string
	valid map[string]bool // "8500" with any behaviour
}

var loadCodebook = sync.OnceValue(func() *codebook {
	c := &codebook{topography: map[string]string{}, morphology: map[string]string{}, siteGroup: map[string]int{}}
	eachLine(topographyTSV, func(f []string) { c.topography[f[0]] = f[1] })
	eachLine(morphologyTSV, func(f []string) { c.morphology[f[0]] = f[1] })
	eachLine(seerTSV, func(f []string) {
		g := siteGroup{name: f[1], valid: map[string]bool{}}
		for hb := range strings.SplitSeq(f[2], ",") {
			g.valid[hb[:4]] = true
		}
		for r := range strings.SplitSeq(f[0], ",") {
			from, to, ok := strings.Cut(r, "-")
			if !ok {
				to = from
			}
			for n := siteNumber(from); n <= siteNumber(to); n++ {
				c.siteGroup[siteCode(n)] = len(c.groups)
			}
		}
		c.groups = append(c.groups, g)
	})
	return c
})

func eachLine(tsv string, f func([]string)) {
	for rest := tsv; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if line != "" {
			f(strings.Split(line, "\t"))
		}
	}
}

// siteNumber turns "C504" into 504, and siteCode 504 into "C504".
func siteNumber(s string) int {
	n := 0
	for _, c := range []byte(s[1:]) {
		n = 10*n + int(c-'0')
	}
	return n
}

func siteCode(n int) string {
	return string([]byte{'C', byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)})
}

// valid reports whether the validation list has the histology at the site. A
// code that the list does not know at all is valid nowhere and everywhere.
func (c *codebook) valid(site, hist string) bool {
	if len(site) != 5 || len(hist) < 4 {
		return true
	}
	i, ok := c.siteGroup[site[:3]+site[4:]]
	if !ok {
		return true
	}
	return c.groups[i].valid[hist[:4]]
}

// siteName is the validation list's name of the site's group, "BREAST", or the
// name of the code itself.
func (c *codebook) siteName(site string) string {
	if len(site) == 5 {
		if i, ok := c.siteGroup[site[:3]+site[4:]]; ok {
			return c.groups[i].name
		}
	}
	return c.topography[site]
}

// morphologyName is the name of a morphology; an in-situ form that the list has
// no name for goes by the invasive one's.
func (c *codebook) morphologyName(code string) string {
	if n := c.morphology[code]; n != "" {
		return n
	}
	if n := c.morphology[code[:5]+"3"]; n != "" {
		return n + ", in situ"
	}
	return ""
}
