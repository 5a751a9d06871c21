package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/lethe-health/lethe/redact/review"
)

// serveFlags say how a review is served.
type serveFlags struct {
	reviewers   []string
	adjudicator string
	replace     bool // other people than those who began
	sample      int
	listen      string
	auditKey    string
}

func (a *app) reviewServeCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve FOLDER|FILE",
		Short: "A local page on which reviewers read notes",
		Long: `serve answers on loopback only and prints a link for each person, which lets them
in once. Two reviewers read without seeing each other's verdicts; the adjudicator
settles what they differ on. --sample notes are drawn at random for the claim before
anyone looks; the rest are queued by doubt and never mixed with them. The draw, every
finished note and, when the sample is read, the claim go into the audit log beside
the notes. A review that is gone on with has the people who began it, unless
--replace-people says otherwise: the verdicts of who is left out count no longer.`,
		Example: "  lethe review serve results --reviewer anna --reviewer bert --adjudicator cleo --sample 598",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.serveReview(c.Context(), args[0], f)
		},
	}
	c.Flags().StringSliceVar(&f.reviewers, "reviewer", nil, "`name` of a reviewer, twice for two (none: who began, or \"reviewer\")")
	c.Flags().StringVar(&f.adjudicator, "adjudicator", "", "`name` of who settles differences and sees the results (none: who began, or \"adjudicator\")")
	c.Flags().BoolVar(&f.replace, "replace-people", false, "go on with other people than those who began")
	c.Flags().IntVar(&f.sample, "sample", 598, "notes to draw at random for the claim, at most all; see lethe review plan")
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback `address`")
	c.Flags().StringVar(&f.auditKey, "audit-key", "", "signing key `file` of the audit log beside the notes, made if absent (default: audit.key beside it; better kept elsewhere)")
	return c
}

func (a *app) serveReview(ctx context.Context, path string, f serveFlags) (err error) {
	host, _, err := net.SplitHostPort(f.listen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("--listen takes a loopback address: 127.0.0.1:0")
	}
	if len(f.reviewers) > 2 {
		return errors.New("a review has one or two reviewers")
	}
	notes, err := review.ReadNotes(path)
	if err != nil {
		return err
	}
	if len(notes) == 0 {
		return fmt.Errorf("%s: there is no note to review", path)
	}
	store, err := review.OpenStore(storePath(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	log, err := openAudit(reviewAudit(path), f.auditKey)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	work, err := review.NewWork(notes, f.sample, store, log)
	if err != nil {
		return err
	}
	o := &review.Options{Audit: log, Logger: slog.New(slog.NewTextHandler(a.err, nil))}
	before, err := store.People()
	if err != nil {
		return err
	}
	o.People, o.ReplacePeople = f.people(before), f.replace
	s, err := review.NewServer(work, store, o)
	if errors.Is(err, review.ErrOtherPeople) {
		return fmt.Errorf("%w (leave --reviewer and --adjudicator out to go on with them, or --replace-people)", err)
	}
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%d notes, %d of them drawn for the claim. Each link lets one person in, once:\n", len(notes), len(work.IDs(review.QueueSample)))
	for _, p := range o.People {
		link, err := s.Link(p.Name)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		fmt.Fprintf(a.out, "  %-12s %-12s http://%s%s\n", p.Name, p.Role, l.Addr(), link)
	}
	return serveUntil(ctx, l, s)
}

// people returns those whom the flags name; where a flag names none, those who
// began, and where nobody did, a name for the part.
func (f *serveFlags) people(before []review.Person) (out []review.Person) {
	settles := []string{f.adjudicator}
	if f.adjudicator == "" {
		settles = nil
	}
	for _, part := range []struct {
		role  review.Role
		named []string
	}{
		{review.RoleReviewer, f.reviewers},
		{review.RoleAdjudicator, settles},
	} {
		if len(part.named) == 0 {
			for _, p := range before {
				if p.Role == part.role {
					part.named = append(part.named, p.Name)
				}
			}
		}
		if len(part.named) == 0 {
			part.named = []string{string(part.role)}
		}
		for _, name := range part.named {
			out = append(out, review.Person{Name: name, Role: part.role})
		}
	}
	return out
}

// serveUntil serves until the context ends, and lets requests under way finish.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		ended <- s.Shutdown(stop)
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}
