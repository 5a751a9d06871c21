// Command gen packs the raw word lists of package lexicon into words.bin and
// phrases.bin. It is run by go generate in internal/lexicon and writes the same
// bytes for the same lists.
package main

import (
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	b := newBuilder()
	for _, step := range sources {
		if err := step.load(b, "raw/"+step.file); err != nil {
			log.Fatalf("lexicon: %s: %v", step.file, err)
		}
	}
	b.finish()
	for name, data := range map[string][]byte{"words.bin": b.packWords(), "phrases.bin": b.packPhrases()} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	log.Printf("%d words, %d phrases", len(b.words), len(b.phrases))
}
