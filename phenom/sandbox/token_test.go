package sandbox_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/phenom/sandbox"
)

func TestTokens(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	secret := []byte(strings.Repeat("s", 32))
	s := start(t, &sandbox.Options{
		HMACKey: secret, RSAKeys: map[string]*rsa.PublicKey{"k1": &key.PublicKey}, Audience: "phenom", Issuer: "issuer",
	})
	claims := func(change func(jwt.MapClaims)) jwt.MapClaims {
		c := jwt.MapClaims{"org_id": "a", "aud": "phenom", "iss": "issuer", "exp": time.Now().Add(time.Minute).Unix()}
		change(c)
		return c
	}
	same := func(jwt.MapClaims) {}
	sign := func(m jwt.SigningMethod, kid string, key any, change func(jwt.MapClaims)) string {
		tok := jwt.NewWithClaims(m, claims(change))
		if kid != "" {
			tok.Header["kid"] = kid
		}
		out, err := tok.SignedString(key)
		require.NoError(t, err)
		return out
	}
	own, err := s.Token("a")
	require.NoError(t, err)
	for _, c := range []struct {
		name, header string
		want         int // 404: the token is good, the job is not there
	}{
		{"the sandbox's own", "Bearer " + own, 404},
		{"HS256", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, same), 404},
		{"RS256", "Bearer " + sign(jwt.SigningMethodRS256, "k1", key, same), 404},
		{"scheme in another case", "bearer " + own, 404},
		{"tenant from sub", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { delete(c, "org_id"); c["sub"] = "a" }), 404},
		{"no header", "", 401},
		{"basic", "Basic YTpi", 401},
		{"not a token", "Bearer x.y.z", 401},
		{"another secret", "Bearer " + sign(jwt.SigningMethodHS256, "", []byte("wrong"), same), 401},
		{"another RSA key", "Bearer " + sign(jwt.SigningMethodRS256, "k1", other, same), 401},
		{"an unknown key id", "Bearer " + sign(jwt.SigningMethodRS256, "k2", key, same), 401},
		{"no signature", "Bearer " + sign(jwt.SigningMethodNone, "", jwt.UnsafeAllowNoneSignatureType, same), 401},
		{"HS512", "Bearer " + sign(jwt.SigningMethodHS512, "", secret, same), 401},
		{"expired", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Minute).Unix() }), 401},
		{"without expiry", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { delete(c, "exp") }), 401},
		{"another audience", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { c["aud"] = "x" }), 401},
		{"another issuer", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { c["iss"] = "x" }), 401},
		{"no tenant", "Bearer " + sign(jwt.SigningMethodHS256, "", secret, func(c jwt.MapClaims) { delete(c, "org_id") }), 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := http.NewRequest(http.MethodGet, s.URL+"/v1/job/none", nil)
			require.NoError(t, err)
			if c.header != "" {
				req.Header.Set("Authorization", c.header)
			}
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, c.want, resp.StatusCode)
			assert.Equal(t, c.want == 401, resp.Header.Get("WWW-Authenticate") != "")
		})
	}
}
