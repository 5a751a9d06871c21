// Package apikey keeps the keys that clients of a service present: a file of
// SHA-256 hashes, one line a key, from which no key can be read back.
//
// In comes the key of a request; out goes the tenant that it belongs to, and
// whether the key's rate allows the request. A file that changes is read again,
// so that keys come and go without a restart. The package never writes a key
// anywhere: the caller shows a new one once.
package apikey

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Set is a set of keys. It is safe for concurrent use.
type Set struct {
	path string // "" for a set that lives in memory only

	mu      sync.Mutex
	rows    []row // replaced as a whole, never changed
	perKey  rate.Limit
	version version   // of the file that rows were read from
	looked  time.Time // when the file was last looked at
	now     func() time.Time
	report  func(error)
}

type row struct {
	tenant  string
	hash    Hash
	rate    rate.Limit // 0: the set's
	limiter *rate.Limiter
}

// Hash is the SHA-256 of a key.
type Hash = [sha256.Size]byte

// version tells one state of a file from another.
type version struct {
	modified time.Time
	size     int64
}

const (
	keyBytes = 32 // bits of randomness of a key, in bytes
	// lookEvery bounds how often the file is looked at, and so how long a key
	// that was taken out still works.
	lookEvery = time.Second
)

func newSet(path string, rows []row) *Set {
	return &Set{path: path, rows: rows, now: time.Now, report: func(error) {}}
}

// New returns a set of one fresh key of the tenant, and the key.
func New(tenant string) (*Set, string, error) {
	if err := checkTenant(tenant); err != nil {
		return nil, "", err
	}
	var b [keyBytes]byte
	if _, err := rand.Read(b[:]); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	key := base64.RawURLEncoding.EncodeToString(b[:])
	return newSet("", []row{{tenant: tenant, hash: sha256.Sum256([]byte(key)), limiter: rate.NewLimiter(rate.Inf, 0)}}), key, nil
}

// Open reads the file of hashes: lines of a tenant, a hash in hex and, if the
// key is to have a rate of its own, a number of requests a second; empty lines
// and lines that begin with # are left out. When there is no file it makes one,
// mode 0600, with one key of tenant "default", and returns that key; else the
// returned key is "".
//
// The file is read again when it has changed; one that cannot be read then
// changes nothing, see [Set.OnReload].
func Open(path string) (*Set, string, error) {
	v, rows, err := read(path)
	if errors.Is(err, os.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, "", err
	}
	s := newSet(path, limited(rows, nil, 0))
	s.version = v
	return s, "", nil
}

func read(path string) (version, []row, error) {
	info, err := os.Stat(path)
	if err != nil {
		return version{}, nil, fmt.Errorf("apikey: %w", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return version{}, nil, fmt.Errorf("apikey: %w", err)
	}
	rows, err := parse(string(b))
	return version{info.ModTime(), info.Size()}, rows, err
}

func parse(file string) ([]row, error) {
	var rows []row
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(file, "\ufeff")) {
		n++
		f := strings.Fields(line)
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		var r row
		if len(f) < 2 || len(f) > 3 || hex.DecodedLen(len(f[1])) != len(r.hash) {
			return nil, fmt.Errorf("apikey: line %d: want a tenant and a SHA-256 in hex, and perhaps requests a second", n)
		}
		if _, err := hex.Decode(r.hash[:], []byte(f[1])); err != nil {
			return nil, fmt.Errorf("apikey: line %d: the hash is not hex", n)
		}
		if len(f) == 3 {
			v, err := strconv.ParseFloat(f[2], 64)
			if err != nil || !(v > 0) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("apikey: line %d: the rate is not a number of requests a second", n)
			}
			r.rate = rate.Limit(v)
		}
		r.tenant = f[0]
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return nil, errors.New("apikey: the file holds no key; remove it to have one made")
	}
	return rows, nil
}

// limited gives each row the limiter it had before, or one of its own.
func limited(rows, before []row, perKey rate.Limit) []row {
	for i := range rows {
		r := &rows[i]
		limit := r.rate
		if limit == 0 {
			limit = perKey
		}
		if limit == 0 {
			limit = rate.Inf
		}
		for _, b := range before {
			if b.hash == r.hash {
				r.limiter = b.limiter
			}
		}
		if r.limiter == nil || r.limiter.Limit() != limit {
			r.limiter = rate.NewLimiter(limit, burst(limit))
		}
	}
	return rows
}

// burst lets a second's worth of requests come at once.
func burst(l rate.Limit) int {
	if l == rate.Inf {
		return 0
	}
	return max(1, int(math.Ceil(float64(l))))
}

func create(path string) (*Set, string, error) {
	s, key, err := New("default")
	if err != nil {
		return nil, "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	_, werr := fmt.Fprintf(f, "# tenant, SHA-256 of its key, requests a second (optional)\n%s %s\n", s.rows[0].tenant, hex.EncodeToString(s.rows[0].hash[:]))
	if err := errors.Join(werr, f.Close()); err != nil {
		return nil, "", fmt.Errorf("apikey: %w", err)
	}
	s.path = path
	return s, key, nil
}

// SetRate limits every key without a rate of its own to so many requests a
// second, with bursts of a second's worth; 0 is no limit.
func (s *Set) SetRate(perSecond float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.perKey = rate.Limit(perSecond)
	s.rows = limited(append([]row(nil), s.rows...), nil, s.perKey)
}

// OnReload is told each time the file was read again: nil, or why the keys of
// before stay in force. It must not call the set.
func (s *Set) OnReload(report func(error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report = report
}

// current returns the rows, after a look at the file.
func (s *Set) current() []row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path == "" || s.now().Sub(s.looked) < lookEvery {
		return s.rows
	}
	s.looked = s.now()
	info, err := os.Stat(s.path)
	if err == nil && s.version == (version{info.ModTime(), info.Size()}) {
		return s.rows
	}
	v, rows, err := read(s.path)
	if err == nil {
		s.rows = limited(rows, s.rows, s.perKey)
	}
	if err == nil || v != s.version { // a broken file is told once
		s.report(err)
	}
	s.version = v
	return s.rows
}

// find looks a hash up. It takes the same time for any.
func (s *Set) find(h Hash) *row {
	var found *row
	rows := s.current()
	for i := range rows {
		if subtle.ConstantTimeCompare(h[:], rows[i].hash[:]) == 1 {
			found = &rows[i]
		}
	}
	return found
}

// Tenant returns the tenant of a key; false when nobody has it. It takes the
// same time for any key.
func (s *Set) Tenant(key string) (string, bool) { return s.TenantOf(sha256.Sum256([]byte(key))) }

// TenantOf returns the tenant of a key by the key's hash.
func (s *Set) TenantOf(h Hash) (string, bool) {
	if r := s.find(h); r != nil {
		return r.tenant, true
	}
	return "", false
}

// Admit counts a request of a key against its rate, and returns how long to
// wait when it is one too many, else 0. An unknown key is admitted: it is for
// the caller to refuse.
func (s *Set) Admit(key string) time.Duration {
	if r := s.find(sha256.Sum256([]byte(key))); r != nil {
		return admit(r.limiter, s.now())
	}
	return 0
}

// AdmitTenant counts a request that came without a key, by a token or a
// session, against the first key of its tenant.
func (s *Set) AdmitTenant(tenant string) time.Duration {
	for _, r := range s.current() {
		if r.tenant == tenant {
			return admit(r.limiter, s.now())
		}
	}
	return 0
}

func admit(l *rate.Limiter, now time.Time) time.Duration {
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

func checkTenant(t string) error {
	if t == "" || strings.ContainsAny(t, " \t\r\n#") {
		return fmt.Errorf("apikey: a tenant's name is one word")
	}
	return nil
}
