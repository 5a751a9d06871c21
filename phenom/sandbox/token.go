package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/oauth2"
)

// tokenLife is how long a token of [Sandbox.Token] is good for.
const tokenLife = time.Hour

// claims are what the sandbox reads of a token: the tenant is org_id, or the
// subject when there is none.
type claims struct {
	OrgID string `json:"org_id,omitempty"`
	jwt.RegisteredClaims
}

func (c *claims) tenant() string {
	if c.OrgID != "" {
		return c.OrgID
	}
	return c.Subject
}

// Token returns a bearer token for the tenant, good for an hour, signed with the
// sandbox's own HMAC key.
func (s *Sandbox) Token(tenant string) (string, error) {
	now := s.opts.Clock.Now()
	c := claims{OrgID: tenant, RegisteredClaims: jwt.RegisteredClaims{
		Subject: tenant, Issuer: s.opts.Issuer,
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(tokenLife)),
	}}
	if s.opts.Audience != "" {
		c.Audience = jwt.ClaimStrings{s.opts.Audience}
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(s.opts.HMACKey)
}

// TokenSource returns a source of such tokens, a new one at each call.
func (s *Sandbox) TokenSource(tenant string) oauth2.TokenSource {
	return tokenSource{s, tenant}
}

type tokenSource struct {
	s      *Sandbox
	tenant string
}

func (t tokenSource) Token() (*oauth2.Token, error) {
	now := t.s.opts.Clock.Now()
	signed, err := t.s.Token(t.tenant)
	return &oauth2.Token{AccessToken: signed, TokenType: "Bearer", Expiry: now.Add(tokenLife)}, err
}

// grant is the token endpoint: RFC 6749, section 4.4, with the client's id and
// secret in the header or in the form.
func (s *Sandbox) grant(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	status, body := http.StatusOK, map[string]any{}
	tenant, known := s.opts.Clients(id, secret)
	switch {
	case r.PostFormValue("grant_type") != "client_credentials":
		status, body["error"] = http.StatusBadRequest, "unsupported_grant_type"
	case !known:
		status, body["error"] = http.StatusUnauthorized, "invalid_client"
	default:
		token, err := s.Token(tenant)
		if err != nil {
			status, body["error"] = http.StatusInternalServerError, "server_error"
			break
		}
		body["access_token"], body["token_type"], body["expires_in"] = token, "Bearer", int(tokenLife.Seconds())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that has gone away can not be told
}

// tenant verifies the call's bearer token and returns its tenant.
func (s *Sandbox) tenant(r *http.Request) (string, error) {
	scheme, raw, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return "", &problem{http.StatusUnauthorized, "Not authenticated"}
	}
	opts := []jwt.ParserOption{
		jwt.WithValidMethods([]string{"HS256", "RS256"}),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.opts.Clock.Now),
	}
	if s.opts.Audience != "" {
		opts = append(opts, jwt.WithAudience(s.opts.Audience))
	}
	if s.opts.Issuer != "" {
		opts = append(opts, jwt.WithIssuer(s.opts.Issuer))
	}
	var c claims
	if _, err := jwt.ParseWithClaims(raw, &c, s.verifyingKey, opts...); err != nil || c.tenant() == "" {
		return "", &problem{http.StatusUnauthorized, "Invalid token"}
	}
	if asked := r.Header.Get("x-tenant-id"); asked != "" && asked != c.tenant() {
		return "", &problem{http.StatusForbidden, "The token is not for this tenant"}
	}
	return c.tenant(), nil
}

// verifyingKey picks the key by the algorithm, so that a public key can never
// serve as an HMAC secret.
func (s *Sandbox) verifyingKey(t *jwt.Token) (any, error) {
	if t.Method == jwt.SigningMethodHS256 {
		return s.opts.HMACKey, nil
	}
	kid, _ := t.Header["kid"].(string)
	if key := s.opts.RSAKeys[kid]; key != nil {
		return key, nil
	}
	return nil, errors.New("sandbox: unknown key")
}
