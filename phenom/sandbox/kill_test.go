package sandbox_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/lethe-health/lethe/phenom"
	"github.com/lethe-health/lethe/phenom/sandbox"
)

// full makes TestKilledSubmissionIsResumed submit 100,000 patients and hold both
// sides' memory against the bound:
//
//	go test ./phenom/sandbox -run TestKilledSubmissionIsResumed -full -v -timeout 20m
var full = flag.Bool("full", false, "submit 100,000 patients and measure memory")

// residentBound is the memory that both sides may take together, in kB.
const residentBound = 300_000

// killPlan is what the submitting process is told, by its environment.
type killPlan struct {
	URL, Token, Journal string
	Patients, Records   int
}

// killReport is what it says in the end, on its last line.
type killReport struct {
	Patients, Scored, Excluded, Rest int
	PeakKB                           int
}

const killEnv = "LETHE_SUBMIT_PLAN"

// records yields a population whose patients have many records of each type.
func records(n, each int) iter.Seq2[*phenom.History, error] {
	return func(yield func(*phenom.History, error) bool) {
		for h, err := range population(n) {
			if err == nil && len(h.Diagnoses) > 0 {
				for k := range each {
					d, derr := phenom.NewDate(2016, time.Month(1+k%12), 1+k%28)
					if derr != nil {
						yield(nil, derr)
						return
					}
					h.LabResults = append(h.LabResults, phenom.LabResult{Date: d, LOINC: "2160-0", Abnormal: "H"})
					h.Diagnoses = append(h.Diagnoses, phenom.Diagnosis{Date: d, Code: "I10", System: phenom.ICD10})
					h.Medications = append(h.Medications, phenom.Medication{Start: d, Code: "C09AA02", System: phenom.ATC})
					h.Procedures = append(h.Procedures, phenom.Procedure{Date: d, Code: "93000", System: phenom.CPT})
				}
			}
			if !yield(h, err) {
				return
			}
		}
	}
}

// TestSubmittingProcess is the client side: a process of its own, to be killed.
func TestSubmittingProcess(t *testing.T) {
	raw := os.Getenv(killEnv)
	if raw == "" {
		t.Skip("run by TestKilledSubmissionIsResumed")
	}
	var plan killPlan
	require.NoError(t, json.Unmarshal([]byte(raw), &plan))
	c, err := phenom.New(&phenom.Options{
		BaseURL: plan.URL, TokenSource: oauth2.StaticTokenSource(&oauth2.Token{AccessToken: plan.Token})})
	require.NoError(t, err)
	ctx := t.Context()
	sub, err := submitter(t, c, func(o *phenom.SubmitterOptions) { o.Journal = plan.Journal }).
		Submit(ctx, records(plan.Patients, plan.Records))
	require.NoError(t, err)
	report := killReport{Patients: sub.Patients}
	for o, err := range sub.ByPatient(ctx) {
		require.NoError(t, err)
		switch {
		case len(o.Results) == 1 && len(o.Exclusions) == 0:
			report.Scored++
		case len(o.Exclusions) == 1 && len(o.Results) == 0:
			report.Excluded++
		default:
			report.Rest++
		}
	}
	report.PeakKB = peakKB(t)
	out, err := json.Marshal(report)
	require.NoError(t, err)
	fmt.Println("report:", string(out))
}

// peakKB is the most memory that this process has had resident.
func peakKB(t testing.TB) int {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0 // not Linux: the bound is not held
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(rest, "kB")))
			require.NoError(t, err)
			return n
		}
	}
	return 0
}

// TestKilledSubmissionIsResumed kills the client twice, in the middle of the
// uploads and when the job has begun, and lets a third process end it: every
// patient is scored, or excluded, exactly once, by one job of one batch.
func TestKilledSubmissionIsResumed(t *testing.T) {
	plan := killPlan{Patients: 1500, Records: 4}
	o := &sandbox.Options{Path: t.TempDir(), PartSize: 32 << 10, ShardRows: 400, StageDuration: 30 * time.Millisecond}
	if *full {
		plan.Patients, plan.Records = 100_000, 8
		o.PartSize, o.ShardRows = 0, 0
	}
	srv := start(t, o)
	token, err := srv.Token("a")
	require.NoError(t, err)
	plan.URL, plan.Token, plan.Journal = srv.URL, token, filepath.Join(t.TempDir(), "journal")
	raw, err := json.Marshal(plan)
	require.NoError(t, err)

	run := func(killWhen func() bool) (string, bool) {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSubmittingProcess$", "-test.v")
		cmd.Env = append(os.Environ(), killEnv+"="+string(raw))
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		require.NoError(t, cmd.Start())
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		for {
			select {
			case err := <-done:
				require.NoError(t, err, out.String())
				return out.String(), false
			case <-time.After(2 * time.Millisecond):
			}
			if killWhen() {
				require.NoError(t, cmd.Process.Kill()) // SIGKILL
				<-done
				return out.String(), true
			}
		}
	}
	began := time.Now()
	_, killed := run(func() bool { return srv.StoredParts() >= 6 })
	require.True(t, killed, "it must be killed in the middle of the uploads")
	stored := srv.StoredParts()
	_, killed = run(func() bool { jobs, _, _ := srv.Holdings("a"); return jobs > 0 })
	require.True(t, killed, "it must be killed when the job has begun")
	out, _ := run(func() bool { return false })
	took := time.Since(began)

	_, line, found := strings.Cut(out, "report: ")
	require.True(t, found, out)
	var got killReport
	require.NoError(t, json.NewDecoder(strings.NewReader(line)).Decode(&got))
	scored, excluded := expected(plan.Patients)
	assert.Equal(t, killReport{plan.Patients, scored, excluded, 0, got.PeakKB}, got)
	jobs, batches, uploads := srv.Holdings("a")
	assert.Equal(t, []int{1, 1, 5}, []int{jobs, batches, uploads}, "nothing was made twice")
	server := peakKB(t)
	t.Logf("%d patients in %v, killed after %d of %d parts and again in the job; peak resident: client %d kB, server %d kB",
		plan.Patients, took.Round(time.Millisecond), stored, srv.StoredParts(), got.PeakKB, server)
	if *full {
		assert.Less(t, got.PeakKB+server, residentBound, "both sides together")
	}
}
