package phenom_test

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

func ExampleBuilder() {
	birth, err1 := phenom.ParseDate("1948-05-18")
	onset, err2 := phenom.ParseDate("2020-01-01")
	before, err3 := phenom.ParseDate("1940-01-01")
	if err := errors.Join(err1, err2, err3); err != nil {
		panic(err)
	}
	h, err := phenom.NewBuilder(phenom.Patient{ID: "pt_1", BirthDate: birth, Sex: phenom.Female, ZIP3: "03601"}).
		Diagnosis(onset, "I50.9", phenom.ICD10).
		Lab(onset, "718-7", "N").
		Build()
	fmt.Println(h.Patient.ZIP3, len(h.Diagnoses), err)

	_, err = phenom.NewBuilder(phenom.Patient{ID: "pt_1", BirthDate: birth}).Diagnosis(before, "I50.9", phenom.ICD10).Build()
	fmt.Println(err)
	// Output:
	// 000 1 <nil>
	// phenom: history: invalid: diagnoses[0].diagnosis_date lies before the birth date
}

func ExampleSubmitter() {
	s, err := sandbox.Start(nil) // stands in for the service
	if err != nil {
		panic(err)
	}
	defer s.Close(context.Background())
	c, err := phenom.New(&phenom.Options{BaseURL: s.URL, TokenSource: s.TokenSource("tenant-1")})
	if err != nil {
		panic(err)
	}
	submitter, err := phenom.NewSubmitter(&phenom.SubmitterOptions{
		Client:     c,
		OutcomeIDs: []string{"any_hospitalization_future_12mon"},
		Release:    phenom.Release{Basis: phenom.LimitedDataSet},
		// Journal: "run.journal" makes the submission go on after a crash.
	})
	if err != nil {
		panic(err)
	}
	sub, err := submitter.Submit(context.Background(), twoPatients())
	if err != nil {
		panic(err)
	}
	for o, err := range sub.ByPatient(context.Background()) {
		if err != nil {
			panic(err)
		}
		for _, r := range o.Results {
			fmt.Println(o.PatientID, "scored, bin", r.Bin, "of", r.Bins)
		}
		for _, e := range o.Exclusions {
			fmt.Println(o.PatientID, "excluded:", e.Reason)
		}
	}
	// Output:
	// pt_1 scored, bin 8 of 100
	// pt_2 excluded: insufficient_history
}

// twoPatients stands for a file or a query.
func twoPatients() iter.Seq2[*phenom.History, error] {
	return func(yield func(*phenom.History, error) bool) {
		birth, err1 := phenom.ParseDate("1948-05-18")
		onset, err2 := phenom.ParseDate("2020-01-01")
		if err := errors.Join(err1, err2); err != nil {
			yield(nil, err)
			return
		}
		ill := phenom.NewBuilder(phenom.Patient{ID: "pt_1", BirthDate: birth, Sex: phenom.Female}).Diagnosis(onset, "I50.9", phenom.ICD10)
		well := phenom.NewBuilder(phenom.Patient{ID: "pt_2", BirthDate: birth, Sex: phenom.Male}).Lab(onset, "718-7", "N")
		if yield(ill.Build()) {
			yield(well.Build())
		}
	}
}
