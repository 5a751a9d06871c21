// Command train fits the model of pathology reports that package onco embeds.
//
//	go run ./onco/train -out onco/data/report.model REPORTS.jsonl
//	go run ./onco/train -folds 5 REPORTS.jsonl > predictions.ndjson
//
// Each line of the input is {"id","text","gold":{"site","histology","pT","pN"}}.
// With -folds the model is not written: each report is answered by a model that
// has not seen its patient ("patient", else "id"), in the command's output
// form, to be scored. The same input gives the same bytes.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"os"
	"regexp"
	"strings"

	"github.com/lethe-health/lethe/onco"
)

type record struct {
	ID      string `json:"id"`
	Patient string `json:"patient"`
	Text    string `json:"text"`
	Gold    struct {
		Site      string `json:"site"`
		Histology string `json:"histology"`
		PT        string `json:"pT"`
		PN        string `json:"pN"`
	} `json:"gold"`
}

// printed masks codes that a registrar has printed on the report, as the
// scorer does.
var printed = regexp.MustCompile(`\b(C\d\d\.\d|\d{4}/\d)\b`)

func (r *record) labelled() onco.Labelled {
	t := printed.ReplaceAllStringFunc(r.Text, func(s string) string { return strings.Repeat("#", len(s)) })
	return onco.Labelled{
		Report: onco.Document{ID: "1", ClinicalType: onco.PathologyReport, Text: t},
		Site:   r.Gold.Site, Histology: r.Gold.Histology, PT: r.Gold.PT, PN: r.Gold.PN,
	}
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("train: ")
	out := flag.String("out", "", "file for the model")
	folds := flag.Int("folds", 0, "cross-validate in this many folds and print predictions")
	flag.Parse()
	if flag.NArg() != 1 || (*out == "") == (*folds == 0) {
		log.Fatal("usage: train -out MODEL REPORTS.jsonl, or train -folds N REPORTS.jsonl")
	}
	f, err := os.Open(flag.Arg(0))
	check(err)
	records, err := read(f)
	check(err)
	if *folds > 0 {
		check(crossValidate(os.Stdout, records, *folds))
		return
	}
	b, err := onco.TrainModel(context.Background(), all(records, func(*record) bool { return true }))
	check(err)
	check(os.WriteFile(*out, b, 0o644))
	log.Printf("%d reports, %d bytes", len(records), len(b))
}

func read(r io.Reader) ([]record, error) {
	var out []record
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 64<<20)
	for n := 1; sc.Scan(); n++ {
		var rec record
		if err := json.Unmarshal(sc.Bytes(), &rec); err != nil {
			return nil, fmt.Errorf("line %d is no report", n)
		}
		out = append(out, rec)
	}
	return out, sc.Err()
}

func all(records []record, keep func(*record) bool) []onco.Labelled {
	var out []onco.Labelled
	for i := range records {
		if keep(&records[i]) {
			out = append(out, records[i].labelled())
		}
	}
	return out
}

// foldOf puts all reports of a patient into one fold.
func (r *record) foldOf(n int) int {
	h := fnv.New32a()
	id := r.Patient
	if id == "" {
		id = r.ID
	}
	_, _ = h.Write([]byte(id))
	return int(h.Sum32() % uint32(n))
}

func crossValidate(w io.Writer, records []record, n int) error {
	enc := json.NewEncoder(w)
	for k := range n {
		b, err := onco.TrainModel(context.Background(), all(records, func(r *record) bool { return r.foldOf(n) != k }))
		if err != nil {
			return err
		}
		m, err := onco.ReadModel(b)
		if err != nil {
			return err
		}
		e, err := onco.New(&onco.Options{Model: m})
		if err != nil {
			return err
		}
		for i := range records {
			if r := &records[i]; r.foldOf(n) == k {
				p := onco.Patient{ID: r.ID, Documents: []onco.Document{r.labelled().Report}}
				inferences, err := e.Infer(context.Background(), p)
				if err != nil {
					return err
				}
				res, err := onco.Wire(p, inferences)
				if err != nil {
					return err
				}
				if err := enc.Encode(res); err != nil {
					return err
				}
			}
		}
		log.Printf("fold %d of %d", k+1, n)
	}
	return nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
