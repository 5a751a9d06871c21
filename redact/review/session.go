package review

import (
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/http"
	"net/url"
	"sync"
)

// Role is what a person may do in a review.
type Role string

// The roles.
const (
	RoleReviewer    Role = "reviewer"    // reads notes; sees no one else's verdicts
	RoleAdjudicator Role = "adjudicator" // settles differences; sees both sides and the results
)

// Person takes part in a review.
type Person struct {
	Name string // plain ASCII, at most 40 bytes; it stands in the audit log
	Role Role
}

const cookieName = "lethe_review"

// sessions turn one-time tokens into cookies. Only hashes are kept: neither
// tokens nor cookies can be read from memory or compared byte by byte.
type sessions struct {
	mu      sync.Mutex
	tokens  map[[32]byte]Person
	cookies map[[32]byte]Person
}

func newSessions() *sessions {
	return &sessions{tokens: map[[32]byte]Person{}, cookies: map[[32]byte]Person{}}
}

// issue makes a token that lets a person in once.
func (s *sessions) issue(p Person) string {
	t := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[sha256.Sum256([]byte(t))] = p
	return t
}

// redeem spends a token and returns a cookie.
func (s *sessions) redeem(token string) (string, bool) {
	h := sha256.Sum256([]byte(token))
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.tokens[h]
	if !ok {
		return "", false
	}
	delete(s.tokens, h)
	c := rand.Text()
	s.cookies[sha256.Sum256([]byte(c))] = p
	return c, true
}

func (s *sessions) person(r *http.Request) (Person, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return Person{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.cookies[sha256.Sum256([]byte(c.Value))]
	return p, ok
}

// loopback reports whether a Host header names this machine: a page elsewhere
// that has its own name resolve to 127.0.0.1 is refused by it.
func loopback(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP((&url.URL{Host: name}).Hostname())
	if ip == nil {
		ip = net.ParseIP(name)
	}
	return ip != nil && ip.IsLoopback()
}
