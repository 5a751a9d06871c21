package lethe_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/redact"
)

func ExamplePipeline() {
	policy := redact.TagPolicy()
	p, err := lethe.New(&lethe.Options{Redact: &redact.Options{Policy: &policy}})
	if err != nil {
		log.Fatal(err)
	}
	rec, err := p.Process(context.Background(), lethe.Note{
		ID: "n1", PatientID: "4471", Created: time.Date(2022, 12, 13, 0, 0, 0, 0, time.UTC),
		Text: "Patient: John Doe\nAdmission date: December 13, 2022\n\nMr. Doe has community-acquired pneumonia. No chest pain.\n",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(rec.Document.Text)
	for _, d := range rec.Diagnoses {
		fmt.Println(d.Code, d.Assertion, d.Span.Of(rec.Document.Text))
	}
	// Output:
	// Patient: [PATIENT]
	// Admission date: [DATE]
	//
	// Mr. [PATIENT] has community-acquired pneumonia. No chest pain.
	// J18.9 present community-acquired pneumonia
	// R07.9 negated chest pain
}
