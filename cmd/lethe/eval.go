package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/internal/train"
	"github.com/lethe-health/lethe/labels/exchange"
	"github.com/lethe-health/lethe/phi"
)

func (a *app) evalCommand() *cobra.Command {
	var o phi.Options
	var format, model, recall string
	var byType, byNote, asJSON bool
	cmd := &cobra.Command{
		Use:   "eval LABELLED|-...",
		Short: "Score the tagger on labelled notes",
		Long: "eval tags labelled notes and scores what was found: leakage (strict, span, overlap,\ntokens), the measures of the i2b2 2014 task (strict, relaxed, token, binary, over all\n" +
			"types and the HIPAA subset, with the task's IDNUM quirk and without), and how well the scores\nkeep their word. It reads what train reads.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.Recall, err = phi.ParseRecall(recall); err != nil {
				return err
			}
			if model != "" {
				if o.Model, err = os.ReadFile(model); err != nil {
					return err
				}
			}
			var f exchange.Format
			if format != "" {
				if f, err = exchange.ParseFormat(format); err != nil {
					return err
				}
			}
			notes, err := train.ReadNotes(args, f, a.in)
			if err != nil {
				return err
			}
			t, err := phi.New(&o)
			if err != nil {
				return err
			}
			r, err := train.Evaluate(cmd.Context(), t, notes)
			if err != nil {
				return brokenOff(cmd.Context(), err)
			}
			if asJSON {
				return json.NewEncoder(a.out).Encode(struct {
					Leakage any     `json:"leakage"`
					I2B2    any     `json:"i2b2"`
					ECE     float64 `json:"expected_calibration_error"`
				}{r.Leakage.Summary(), r.I2B2, r.ECE})
			}
			return r.WriteText(a.out, byType, byNote)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&format, "format", "", "format of the labelled notes (default: told by their names)")
	fl.StringVar(&model, "model", "", "model file to score (default: the built-in model)")
	fl.StringVar(&recall, "recall", "", fmt.Sprintf("operating point: %s or %s", phi.Balanced, phi.HighRecall))
	fl.BoolVar(&o.RulesOnly, "rules-only", false, "score the rules without the model")
	fl.BoolVar(&byType, "by-type", false, "a line per type")
	fl.BoolVar(&byNote, "by-note", false, "a line per note")
	fl.BoolVar(&asJSON, "json", false, "headline figures as JSON")
	return cmd
}
