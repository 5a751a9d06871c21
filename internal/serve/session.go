package serve

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"github.com/lethe-health/lethe/internal/apikey"
)

const (
	cookieName  = "lethe_session"
	sessionLife = 8 * time.Hour
	maxSessions = 10_000
)

// sessions are the browsers that came in with an API key. A session ends after
// eight hours, when the browser closes, and at once when its key is taken out of
// the key file. The cookie is random and leads to nothing but this table, which
// keeps its hash only.
type sessions struct {
	keys *apikey.Set
	now  func() time.Time

	mu   sync.Mutex
	open map[[sha256.Size]byte]session
}

type session struct {
	key     [sha256.Size]byte // hash of the API key
	expires time.Time
}

// enter checks a key and returns the cookie that stands for it.
func (s *sessions) enter(key string) (cookie string, ok bool) {
	if _, ok := s.keys.Tenant(key); !ok {
		return "", false
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process first
	cookie = base64.RawURLEncoding.EncodeToString(b[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for h, o := range s.open {
		if !now.Before(o.expires) || len(s.open) >= maxSessions {
			delete(s.open, h)
		}
	}
	s.open[sha256.Sum256([]byte(cookie))] = session{sha256.Sum256([]byte(key)), now.Add(sessionLife)}
	return cookie, true
}

// tenant returns whose session a call belongs to.
func (s *sessions) tenant(r *http.Request) (string, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return "", false
	}
	s.mu.Lock()
	o, ok := s.open[sha256.Sum256([]byte(c.Value))]
	s.mu.Unlock()
	if !ok || !s.now().Before(o.expires) {
		return "", false
	}
	return s.keys.TenantOf(o.key)
}

// leave ends a call's session.
func (s *sessions) leave(r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, sha256.Sum256([]byte(c.Value)))
	}
}

func setCookie(w http.ResponseWriter, r *http.Request, value string) {
	c := &http.Cookie{Name: cookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
