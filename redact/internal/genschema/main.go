// Command genschema writes policy.schema.json, the JSON Schema of a redaction
// policy, from the Go struct.
package main

import (
	"log"
	"os"

	"github.com/lethe-health/lethe/redact"
)

func main() {
	b, err := redact.GeneratePolicySchema()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("policy.schema.json", b, 0o644); err != nil {
		log.Fatal(err)
	}
}
