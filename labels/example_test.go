package labels_test

import (
	"fmt"

	"github.com/lethe-health/lethe/labels"
)

func ExampleParseType() {
	t, err := labels.ParseType("[HOSPITAL]")
	fmt.Println(t, t.Category(), err)
	_, err = labels.ParseType("[CLINIC]")
	fmt.Println(err)
	// Output:
	// HOSPITAL INSTITUTION <nil>
	// labels: unknown phi_type "[CLINIC]"
}

func ExampleType_SafeHarbor() {
	clause := labels.Patient.SafeHarbor()
	fmt.Println(clause, clause.Title())
	fmt.Println(clause.Citation())
	// Output:
	// A names
	// 45 CFR 164.514(b)(2)(i)(A)
}
