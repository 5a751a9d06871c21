package phenom

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// errToken hides what the token endpoint said.
var errToken = errors.New("phenom: no token could be got")

// Credentials are what the client-credentials grant needs.
type Credentials struct {
	ID, Secret string
	TokenURL   string // https, or http on loopback
	Audience   string // sent as "audience", as Auth0 wants it; may be empty
	Scopes     []string
}

// ClientCredentials returns a source that asks for a new token at each call, as
// [Options] wants it; ctx carries the HTTP client (oauth2.HTTPClient) and ends
// the source's use.
func ClientCredentials(ctx context.Context, cr Credentials) (oauth2.TokenSource, error) {
	u, err := url.Parse(cr.TokenURL)
	if err != nil {
		return nil, fmt.Errorf("%w: TokenURL", ErrURL)
	}
	if err := secure(u); err != nil {
		return nil, fmt.Errorf("TokenURL: %w", err)
	}
	cfg := clientcredentials.Config{
		ClientID: cr.ID, ClientSecret: cr.Secret, TokenURL: cr.TokenURL, Scopes: cr.Scopes,
	}
	if cr.Audience != "" {
		cfg.EndpointParams = url.Values{"audience": {cr.Audience}}
	}
	return tokenFunc(func() (*oauth2.Token, error) { return cfg.Token(ctx) }), nil
}

type tokenFunc func() (*oauth2.Token, error)

func (f tokenFunc) Token() (*oauth2.Token, error) { return f() }

// tokenEarly is how long before its expiry a token is no longer used.
const tokenEarly = 10 * time.Second

// bearer returns the token at hand, or a new one.
func (c *Client) bearer() (string, error) {
	c.tokenMu.Lock()
	defer c.tokenMu.Unlock()
	t := c.token
	if t == nil || !t.Expiry.IsZero() && c.opts.Clock.Now().Add(tokenEarly).After(t.Expiry) {
		var err error
		if t, err = c.opts.TokenSource.Token(); err != nil || t.AccessToken == "" {
			// The source's error can quote the endpoint's answer, so it is left out.
			return "", errToken
		}
		c.token = t
	}
	return t.AccessToken, nil
}

// dropToken makes the next call ask for a new token.
func (c *Client) dropToken() {
	c.tokenMu.Lock()
	defer c.tokenMu.Unlock()
	c.token = nil
}
