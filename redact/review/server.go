package review

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/internal/look"
	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact/review/audit"
)

//go:embed assets
var assets embed.FS

// Options say how a review is served.
type Options struct {
	// People are two reviewers and an adjudicator, say. No name may be there
	// twice. None means those of the last time, whom the store remembers; others
	// than those are [ErrOtherPeople] once there is a verdict.
	People []Person
	// ReplacePeople lets People be others than those of the last time. What the
	// former reviewers said counts no longer, unless their names are among the new.
	ReplacePeople bool
	// Threshold is the score below which a mark counts as doubtful. Zero means
	// 0.8.
	Threshold float64
	// Confidence is that of the claim. Zero means 0.95.
	Confidence float64
	// Audit takes a line for who takes part, for every note that is done and every
	// one settled, and for the claim when the sample is read. Nil keeps no log.
	Audit *audit.Log
	// Logger takes faults of the server, without note text. Nil means none.
	Logger *slog.Logger
}

// Server is the review page. It answers on loopback names only, to whoever came
// in by a one-time link ([Server.Link]). It is safe for concurrent use.
type Server struct {
	work     *Work
	store    *Store
	opts     Options
	sessions *sessions
	pages    *template.Template
	css      []byte
	js       []byte
	handler  http.Handler
}

var _ http.Handler = (*Server)(nil)

// NewServer makes the page of a review. The store stays the caller's to close.
func NewServer(work *Work, store *Store, o *Options) (*Server, error) {
	s := &Server{work: work, store: store, sessions: newSessions()}
	if o != nil {
		s.opts = *o
	}
	if s.opts.Threshold == 0 {
		s.opts.Threshold = 0.8
	}
	if s.opts.Confidence == 0 {
		s.opts.Confidence = 0.95
	}
	if s.opts.Logger == nil {
		s.opts.Logger = slog.New(slog.DiscardHandler)
	}
	if err := s.remember(); err != nil {
		return nil, err
	}
	css, err := assets.ReadFile("assets/page.css")
	if err != nil {
		return nil, err
	}
	if s.js, err = assets.ReadFile("assets/page.js"); err != nil {
		return nil, err
	}
	s.css = append([]byte(look.CSS()), css...)
	s.pages, err = template.New("").Funcs(pageFuncs).ParseFS(assets, "assets/*.gohtml")
	if err != nil {
		return nil, err
	}
	s.handler = s.routes()
	return s, nil
}

// ErrOtherPeople says that a review was begun by others.
var ErrOtherPeople = errors.New("review: it was begun by others, whose verdicts would not count")

// remember keeps who takes part, or recalls it.
func (s *Server) remember() error {
	before, err := s.store.People()
	if err != nil {
		return err
	}
	if len(s.opts.People) == 0 {
		s.opts.People = before
		return nil
	}
	if err := checkPeople(s.opts.People); err != nil {
		return err
	}
	if samePeople(before, s.opts.People) {
		return nil
	}
	if !s.opts.ReplacePeople {
		begun, err := s.store.begun()
		if err != nil {
			return err
		}
		if begun {
			return fmt.Errorf("%w: %s", ErrOtherPeople, names(before))
		}
	}
	if s.opts.Audit != nil {
		facts := map[string]string{}
		for i, p := range s.opts.People {
			facts["person_"+strconv.Itoa(i+1)] = string(p.Role) + " " + p.Name
		}
		if _, err := s.opts.Audit.Append(audit.Entry{Kind: audit.KindPeople, Facts: facts}); err != nil {
			return err
		}
	}
	return s.store.setPeople(s.opts.People)
}

// samePeople reports whether two lists name the same people in the same roles, in
// any order.
func samePeople(a, b []Person) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(p Person) bool { return !slices.Contains(b, p) })
}

// names lists people with their roles.
func names(people []Person) string {
	var out []string
	for _, p := range people {
		out = append(out, string(p.Role)+" "+p.Name)
	}
	return strings.Join(out, ", ")
}

func checkPeople(people []Person) error {
	seen := map[string]bool{}
	for _, p := range people {
		plain := p.Name != "" && len(p.Name) <= 40 && p.Name != Adjudicated &&
			strings.IndexFunc(p.Name, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
		if !plain {
			return errors.New("review: a name is 1 to 40 letters, digits and signs of ASCII")
		}
		if seen[p.Name] {
			return fmt.Errorf("review: the name %q is there twice", p.Name)
		}
		if p.Role != RoleReviewer && p.Role != RoleAdjudicator {
			return fmt.Errorf("review: %q has no role", p.Name)
		}
		seen[p.Name] = true
	}
	return nil
}

// Notes is how many notes are under review.
func (s *Server) Notes() int { return len(s.all()) }

// Link returns the path that lets a person in, once: "/enter?token=…".
func (s *Server) Link(name string) (string, error) {
	i := slices.IndexFunc(s.opts.People, func(p Person) bool { return p.Name == name })
	if i < 0 {
		return "", fmt.Errorf("review: %q takes no part", name)
	}
	return "/enter?token=" + url.QueryEscape(s.sessions.issue(s.opts.People[i])), nil
}

// reviewers returns the names of those who read.
func (s *Server) reviewers() []string {
	var out []string
	for _, p := range s.opts.People {
		if p.Role == RoleReviewer {
			out = append(out, p.Name)
		}
	}
	return out
}

// page is a handler for someone who is in.
type page func(w http.ResponseWriter, r *http.Request, p Person) error

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /enter", s.enter)
	mux.HandleFunc("GET /assets/page.css", s.asset("text/css; charset=utf-8", s.css))
	mux.HandleFunc("GET /assets/page.js", s.asset("text/javascript; charset=utf-8", s.js))
	for pattern, h := range map[string]page{
		"GET /{$}":                   s.queuePage,
		"GET /note/{queue}/{place}":  s.notePage,
		"POST /note/{queue}/{place}": s.step,
		"GET /settle":                s.settleList,
		"GET /settle/{place}":        s.settlePage,
		"POST /settle/{place}":       s.settle,
		"GET /results":               s.resultsPage,
	} {
		mux.HandleFunc(pattern, s.inside(h))
	}
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !loopback(r.Host) {
			http.Error(w, "this page answers on this machine's own names only", http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		guarded.ServeHTTP(w, r)
	})
}

// ServeHTTP serves the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) asset(kind string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body) // the browser went away
	}
}

// enter spends a token and leaves it out of the address from then on.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	cookie, ok := s.sessions.redeem(r.URL.Query().Get("token"))
	if !ok {
		s.refuse(w, http.StatusForbidden, "This link was used already or is not one of ours.", "Ask for a new one where the review was started.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
	// A page that the same site leads to, so that the strict cookie goes along.
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.render(w, "entered", nil)
}

// statusError is an error with the answer that it deserves.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

func status(code int, err error) error { return &statusError{code, err} }

var (
	errNotFound = status(http.StatusNotFound, errors.New("there is no such note"))
	errRole     = status(http.StatusForbidden, errors.New("this part is for the adjudicator"))
)

// inside lets only people in, and answers errors without note text.
func (s *Server) inside(h page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, ok := s.sessions.person(r)
		if !ok {
			s.refuse(w, http.StatusUnauthorized, "You are not in.", "Open the link that was printed where the review was started.")
			return
		}
		err := h(w, r, p)
		var known *statusError
		switch {
		case err == nil:
		case errors.As(err, &known):
			s.refuse(w, known.status, known.Error(), "")
		case errors.Is(err, ErrStep):
			http.Error(w, strings.TrimPrefix(err.Error(), "review: "), http.StatusConflict)
		default:
			s.opts.Logger.Error("review page", "path", r.URL.Path, "error", err.Error())
			s.refuse(w, http.StatusInternalServerError, "Something failed here.", "The server's log says what.")
		}
	}
}

func (s *Server) refuse(w http.ResponseWriter, code int, what, then string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	s.render(w, "refused", map[string]string{"What": what, "Then": then})
}

func (s *Server) render(w http.ResponseWriter, name string, data any) {
	if err := s.pages.ExecuteTemplate(w, name, data); err != nil {
		s.opts.Logger.Error("review page", "template", name, "error", err.Error())
	}
}

// show renders a page for a person.
func (s *Server) show(w http.ResponseWriter, name string, data any) error {
	var b strings.Builder
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(b.String())) // the browser went away
	return nil
}

// decodeBody reads a JSON body with nothing unknown in it.
func decodeBody(r *http.Request, v any) error {
	if t := r.Header.Get("Content-Type"); !strings.HasPrefix(t, "application/json") {
		return status(http.StatusUnsupportedMediaType, errors.New("a step is JSON"))
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return status(http.StatusBadRequest, errors.New("the step could not be read"))
	}
	return nil
}

// typeOf reads a type's name, zero for an empty one.
func typeOf(name string) (labels.Type, error) {
	if name == "" {
		return 0, nil
	}
	t, err := labels.ParseType(name)
	if err != nil {
		return 0, status(http.StatusBadRequest, errors.New("there is no such type"))
	}
	return t, nil
}
