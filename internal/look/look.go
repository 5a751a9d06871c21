// Package look holds what the report, the review page and the start page of the
// services look like in common: the style sheet and the hues of the categories.
// It takes nothing and gives constants.
package look

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/lethe-health/lethe/labels"
)

//go:embed base.css
var base string

// hues tell the categories apart, also for the colour-blind (Okabe and Ito,
// 2008, with Tol's olive for the ninth). They never stand alone: every mark
// carries its type in words.
var hues = [labels.NumCategories + 1]string{
	labels.CategoryContact:      "#d55e00",
	labels.CategoryDate:         "#56b4e9",
	labels.CategoryDemographics: "#e6c700",
	labels.CategoryIdentifier:   "#cc79a7",
	labels.CategoryInstitution:  "#0072b2",
	labels.CategoryLocation:     "#009e73",
	labels.CategoryOrganization: "#999933",
	labels.CategoryPerson:       "#e69f00",
	labels.CategoryWebAddress:   "#8a8a8a",
}

// Hue returns the colour of a category as CSS.
func Hue(c labels.Category) string { return hues[c] }

// CSS returns the common style sheet, with a class "c-NAME" per category that
// sets --c to its hue.
func CSS() string {
	var b strings.Builder
	b.WriteString(base)
	for _, c := range labels.Categories() {
		fmt.Fprintf(&b, ".c-%s{--c:%s}\n", c, hues[c])
	}
	return b.String()
}
