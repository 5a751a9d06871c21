package extract_test

import (
	"context"
	"fmt"
	"time"

	"github.com/lethe-health/lethe/extract"
)

func ExampleExtractor_Extract() {
	x, err := extract.New(nil) // once, for all goroutines
	if err != nil {
		fmt.Println(err)
		return
	}
	note := extract.Note{
		ID:      "7",
		Text:    "T2DM with neuropathy, CKD 3b. Denies chest pain. Father had a heart attack.",
		Created: time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC),
	}
	ds, err := x.Extract(context.Background(), note)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range ds {
		fmt.Printf("%s %s (%s): %s\n", d.Code, d.Assertion, d.Span.Of(note.Text), d.Name)
	}
	// Output:
	// E11.40 present (T2DM with neuropathy): Type 2 diabetes mellitus with diabetic neuropathy, unspecified
	// N18.32 present (CKD 3b): Chronic kidney disease, stage 3b
	// R07.9 negated (chest pain): Chest pain, unspecified
	// I21.9 family (heart attack): Acute myocardial infarction, unspecified
}

func ExampleHistory() {
	x, err := extract.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ds, err := x.Extract(context.Background(), extract.Note{Text: "Hypertension. CKD stage 4. Old stroke. No gout."})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range extract.History(ds) {
		fmt.Printf("%s %s %q\n", e.Code, e.Assertion, e.Combined)
	}
	// Output:
	// I12.9 present "I10"
	// I63.9 historical ""
	// N18.4 present ""
}
