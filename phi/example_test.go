package phi_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lethe-health/lethe/phi"
)

func ExampleTagger_Tag() {
	tagger, err := phi.New(nil)
	if err != nil {
		panic(err)
	}
	note := "Mr. Doe is a 75-year-old male, seen by Dr. Jones on March 3, 2021."
	anns, err := tagger.Tag(context.Background(), note)
	for _, a := range anns {
		fmt.Println(a.Type, a.Of(note))
	}
	fmt.Println(err)
	// Output:
	// PATIENT Doe
	// AGE 75
	// DOCTOR Jones
	// DATE March 3, 2021
	// <nil>
}

func ExampleTagger_TagKnown() {
	tagger, err := phi.New(nil)
	if err != nil {
		panic(err)
	}
	known := &phi.Known{Names: []string{"Leontina Zweig"}, Phones: []string{"(212) 555-0143"}}
	note := "spoke w zweig, call back 2125550143"
	anns, err := tagger.TagKnown(context.Background(), note, known)
	for _, a := range anns {
		fmt.Println(a.Type, a.Of(note), a.Score, a.Source)
	}
	fmt.Println(err)
	// Output:
	// PATIENT zweig 1 known
	// PHONE 2125550143 1 known
	// <nil>
}

func ExampleWire() {
	tagger, err := phi.New(nil)
	if err != nil {
		panic(err)
	}
	note := "Patient: José Ruiz, tel. 555-555-0143"
	anns, err := tagger.Tag(context.Background(), note)
	if err != nil {
		panic(err)
	}
	wire, err := phi.Wire(note, anns)
	for _, w := range wire {
		b, _ := json.Marshal(w.Span)
		fmt.Println(w.Labels.PHIType.Label.Label(), w.Text, string(b))
	}
	fmt.Println(err)
	// Output:
	// [PATIENT] José Ruiz {"start":9,"end":18}
	// [PHONE] 555-555-0143 {"start":25,"end":37}
	// <nil>
}
