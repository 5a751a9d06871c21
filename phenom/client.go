package phenom

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Defaults of [Options].
const (
	DefaultTryTimeout   = 30 * time.Second
	DefaultMaxAttempts  = 6
	DefaultMinDelay     = 200 * time.Millisecond
	DefaultMaxDelay     = 30 * time.Second
	DefaultMaxBodyBytes = 64 << 20
)

// Options configures a [Client]. BaseURL and TokenSource are needed; the rest
// has working zero values.
type Options struct {
	// BaseURL of the service. https, or http on a loopback address.
	BaseURL string
	// TokenSource gives the bearer token. The client keeps a token until it
	// expires, and asks for another once when a call is answered 401; a source
	// that keeps tokens itself defeats that. See [ClientCredentials].
	TokenSource oauth2.TokenSource
	// Tenant is sent as x-tenant-id; "" leaves the choice to the token.
	Tenant string
	// HTTPClient makes the API calls; nil means a client of its own. Redirects
	// are never followed, whatever it says.
	HTTPClient *http.Client
	// StorageClient transfers bytes by presigned URL; nil means a client of its
	// own. It never gets the bearer token, and follows no redirect.
	StorageClient *http.Client
	// StorageHosts, if not empty, are the only hosts (with port, if any) that a
	// presigned URL may name; an entry that begins with a dot is a suffix.
	StorageHosts []string
	// TryTimeout bounds each try of a call, answer included; 0 means
	// DefaultTryTimeout.
	TryTimeout time.Duration
	// Retry says how often and how patiently calls are repeated.
	Retry Retry
	// MaxBodyBytes bounds an answer's size in bytes; 0 means
	// DefaultMaxBodyBytes.
	MaxBodyBytes int64
	// Screen looks for PHI in metadata (batch and file names, idempotency keys,
	// request ids) before it is sent, and returns an error if there is any. nil
	// checks shape alone: letters, digits, and "._-", no long run of digits.
	Screen func(string) error
	// Clock is for waiting and for dates; nil means the system's.
	Clock Clock
	// Logger gets a line per try: call, status, duration, request id; never a
	// body, a token or a presigned URL. nil logs nothing.
	Logger *slog.Logger
}

// Retry configures repeats: of connection errors and of answers 408, 429, 500,
// 502, 503 and 504, where repeating is safe. Delays grow exponentially with
// jitter; a Retry-After header is honoured up to MaxDelay.
type Retry struct {
	MaxAttempts int           // tries in all, 1 for no repeat; 0 means DefaultMaxAttempts
	MinDelay    time.Duration // before the second try; 0 means DefaultMinDelay
	MaxDelay    time.Duration // no wait is longer; 0 means DefaultMaxDelay
}

// Client speaks the PhenOM Inference API. It is safe for concurrent use.
type Client struct {
	base    *url.URL
	opts    Options
	api     *http.Client
	storage *http.Client

	tokenMu sync.Mutex
	token   *oauth2.Token
}

// New returns a client, or an error that says which option is at fault.
func New(o *Options) (*Client, error) {
	if o == nil {
		o = &Options{}
	}
	if o.BaseURL == "" || o.TokenSource == nil {
		return nil, errors.New("phenom: Options need a BaseURL and a TokenSource")
	}
	base, err := url.Parse(strings.TrimRight(o.BaseURL, "/"))
	if err != nil || base.RawQuery != "" || base.User != nil {
		return nil, fmt.Errorf("%w: BaseURL", ErrURL)
	}
	if err := secure(base); err != nil {
		return nil, fmt.Errorf("BaseURL: %w", err)
	}
	c := &Client{base: base, opts: *o}
	d := &c.opts
	d.TryTimeout = cmp.Or(d.TryTimeout, DefaultTryTimeout)
	d.MaxBodyBytes = cmp.Or(d.MaxBodyBytes, DefaultMaxBodyBytes)
	d.Retry.MaxAttempts = max(1, cmp.Or(d.Retry.MaxAttempts, DefaultMaxAttempts))
	d.Retry.MinDelay = cmp.Or(d.Retry.MinDelay, DefaultMinDelay)
	d.Retry.MaxDelay = max(d.Retry.MinDelay, cmp.Or(d.Retry.MaxDelay, DefaultMaxDelay))
	if d.Clock == nil {
		d.Clock = SystemClock{}
	}
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	c.api = ownClient(o.HTTPClient)
	c.storage = ownClient(o.StorageClient)
	return c, nil
}

// ownClient copies h so that it follows no redirect: a redirect would carry a
// patient's history, or a signed request, to an address of the answer's choice.
func ownClient(h *http.Client) *http.Client {
	own := http.Client{}
	if h != nil {
		own = *h
	} else {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = 16
		own.Transport = t
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// secure refuses addresses that would carry data in the clear over a network.
func secure(u *url.URL) error {
	host := u.Hostname()
	switch u.Scheme {
	case "https":
		if host != "" {
			return nil
		}
	case "http":
		if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
			return nil
		}
	}
	return fmt.Errorf("%w: only https, or http on loopback", ErrURL)
}

// presigned checks an address that an answer gave for transferring bytes.
func (c *Client) presigned(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil {
		return nil, fmt.Errorf("%w: presigned URL", ErrURL)
	}
	if err := secure(u); err != nil {
		return nil, err
	}
	if len(c.opts.StorageHosts) == 0 {
		return u, nil
	}
	for _, h := range c.opts.StorageHosts {
		if u.Host == h || strings.HasPrefix(h, ".") && strings.HasSuffix(u.Host, h) {
			return u, nil
		}
	}
	return nil, fmt.Errorf("%w: presigned URL on a host that is not allowed", ErrURL)
}
