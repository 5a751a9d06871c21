package assertion_test

import (
	"fmt"
	"strings"

	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

func ExampleEngine() {
	note := "Denies cough. Pneumonia was ruled out, but pleurisy cannot be excluded."
	var doc text.Doc
	if err := doc.Parse(note); err != nil {
		fmt.Println(err)
		return
	}
	engine := assertion.New() // once, for all goroutines
	var ctx assertion.Context // one per goroutine
	engine.Scan(&doc, &ctx)
	for _, mention := range []string{"cough", "Pneumonia", "pleurisy"} {
		at := strings.Index(note, mention)
		f := ctx.Assert(labels.Span{Start: at, End: at + len(mention)})
		fmt.Printf("%s: %s (%s)\n", mention, f.Status, f.Cue.Of(note))
	}
	// Output:
	// cough: negated (Denies)
	// Pneumonia: negated (was ruled out)
	// pleurisy: uncertain (cannot be excluded)
}
