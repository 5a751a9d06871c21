package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/look"
	"github.com/lethe-health/lethe/redact"
)

var (
	//go:embed assets/page.css
	pageCSS string
	//go:embed assets/page.js
	pageJS string
	//go:embed assets/page.gohtml
	pageHTML string
	//go:embed assets/example.txt
	exampleNote string
)

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// maxPageNote is the longest note that the page takes, in bytes; longer ones go
// to POST /v1/redact.
const maxPageNote = 256 << 10

// page is the start page: someone with a key pastes a note and sees what the
// services make of it. Nothing of it is kept: each paste has a pipeline with
// keys and tokens of its own.
type page struct {
	sessions *sessions
	pipeline func(policy string) (*lethe.Pipeline, error)
	policy   string // chosen when the page opens
	policies []string
	services []link
	logger   *slog.Logger
	css, js  string
	csp      string
}

// link is a service that is there.
type link struct{ Name, Path string }

// pageView is what the template sees.
type pageView struct {
	CSS      template.CSS
	JS       template.JS
	Tenant   string // "" before someone came in
	Services []link
	Problem  string
	Text     string
	Policies []string
	Policy   string
	Found    *findings
	MaxNote  int
}

func newPage(o *Options, s *sessions, services []link) *page {
	p := &page{sessions: s, pipeline: o.pagePipeline, policy: o.policy().Name, policies: redact.BuiltinNames(), services: services, logger: o.Logger,
		css: look.CSS() + pageCSS, js: pageJS}
	if !slices.Contains(p.policies, p.policy) {
		p.policies = append([]string{p.policy}, p.policies...)
	}
	p.csp = "default-src 'none'; style-src " + sourceHash(p.css) + "; script-src " + sourceHash(p.js) +
		"; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return p
}

// sourceHash is a CSP source for an inline element.
func sourceHash(body string) string {
	sum := sha256.Sum256([]byte(body))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// mount adds the page's routes. What another site sends is refused.
func (p *page) mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.start)
	guard := http.NewCrossOriginProtection()
	for pattern, h := range map[string]http.HandlerFunc{
		"POST /{$}":           p.analyse,
		"POST /session":       p.enter,
		"POST /session/leave": p.leave,
	} {
		mux.Handle(pattern, guard.Handler(h))
	}
}

func (p *page) start(w http.ResponseWriter, r *http.Request) {
	tenant, _ := p.sessions.tenant(r)
	p.show(w, http.StatusOK, pageView{Tenant: tenant})
}

// enter takes an API key and gives a session for it.
func (p *page) enter(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	cookie, ok := p.sessions.enter(strings.TrimSpace(r.PostFormValue("key")))
	if !ok {
		p.show(w, http.StatusForbidden, pageView{Problem: "Nobody has this key."})
		return
	}
	setCookie(w, r, cookie)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (p *page) leave(w http.ResponseWriter, r *http.Request) {
	p.sessions.leave(r)
	setCookie(w, r, "")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// analyse shows what is found in the note that was pasted.
func (p *page) analyse(w http.ResponseWriter, r *http.Request) {
	tenant, ok := p.sessions.tenant(r)
	if !ok {
		p.show(w, http.StatusUnauthorized, pageView{Problem: "The session has ended."})
		return
	}
	if wait := p.sessions.keys.AdmitTenant(tenant); wait > 0 {
		retryAfter(w, wait)
		p.show(w, http.StatusTooManyRequests, pageView{Tenant: tenant, Problem: "Too many requests. Try again in a moment."})
		return
	}
	v := pageView{Tenant: tenant}
	r.Body = http.MaxBytesReader(w, r.Body, 3*maxPageNote+4<<10) // a byte takes up to three in a form
	if err := r.ParseForm(); err != nil {
		v.Problem = "The note could not be read."
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			v.Problem = "The note is too long for this page. POST /v1/redact takes longer ones."
		}
		p.show(w, http.StatusBadRequest, v)
		return
	}
	v.Text, v.Policy = strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n"), r.PostForm.Get("policy")
	if r.PostForm.Has("example") {
		v.Text = exampleNote
	}
	status := http.StatusUnprocessableEntity
	switch {
	case v.Policy != "" && !slices.Contains(p.policies, v.Policy):
		v.Policy, v.Problem = "", "There is no such policy."
	case strings.TrimSpace(v.Text) == "":
		v.Problem = "Paste a note first."
	case len(v.Text) > maxPageNote:
		v.Problem = "The note is too long for this page. POST /v1/redact takes longer ones."
	default:
		status, v.Problem = p.find(r.Context(), &v)
	}
	p.show(w, status, v)
}

// find fills in what is found, or says why nothing is.
func (p *page) find(ctx context.Context, v *pageView) (status int, problem string) {
	pipeline, err := p.pipeline(v.Policy)
	if err == nil {
		v.Found, err = analyse(ctx, pipeline, v.Text)
	}
	var ne *lethe.NoteError
	switch {
	case err == nil:
		return http.StatusOK, ""
	case errors.As(err, &ne):
		return http.StatusUnprocessableEntity, "This note did not pass: " + ne.Reason() + "."
	default:
		p.logger.Error("page", "error", err.Error())
		return http.StatusInternalServerError, "Something failed here. The server's log says what."
	}
}

func (p *page) show(w http.ResponseWriter, status int, v pageView) {
	v.CSS, v.JS = template.CSS(p.css), template.JS(p.js)
	v.Services, v.Policies, v.MaxNote = p.services, p.policies, maxPageNote
	if v.Policy == "" {
		v.Policy = p.policy
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, v); err != nil {
		p.logger.Error("page", "error", err.Error())
		http.Error(w, "the page could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", p.csp)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the browser went away
}
