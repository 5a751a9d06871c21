package serve

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/apikey"
)

func TestServicesCanBeLeftOut(t *testing.T) {
	keys, _, err := apikey.New("a")
	require.NoError(t, err)
	paths := map[string]string{
		"phi": "/v2/models", "phenom": "/v1/job/x",
		"onco": "/health-insights/onco-phenotype/jobs/6ba7b810-9dad-41d1-80b4-00c04fd430c8?api-version=2023-09-01-preview",
	}
	for _, c := range []struct {
		name string
		o    Options
		out  string // the service left out
	}{
		{"all", Options{}, ""},
		{"without identify-phi", Options{NoPHI: true}, "phi"},
		{"without the onco-phenotype", Options{NoOnco: true}, "onco"},
		{"without PhenOM", Options{NoPhenom: true}, "phenom"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Keys = keys
			s, err := New(&c.o)
			require.NoError(t, err)
			defer func() { assert.NoError(t, s.Close(t.Context())) }()
			for name, path := range paths {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				if name == c.out {
					assert.Equal(t, http.StatusNotFound, w.Code, name)
				} else {
					assert.Equal(t, http.StatusUnauthorized, w.Code, "%s is there, and wants a key", name)
				}
			}
		})
	}
	_, err = New(nil)
	require.Error(t, err, "without keys nothing is served")
}

func TestListen(t *testing.T) {
	for _, c := range []struct {
		name, address string
		ok            bool
	}{
		{"loopback", "127.0.0.1:0", true}, {"by name", "localhost:0", true},
		{"every address", "0.0.0.0:0", false}, {"every address, short", ":0", false}, {"another host", "192.0.2.1:0", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := Listen(c.address, "", "")
			assert.Equal(t, c.ok, err == nil)
			if err == nil {
				require.NoError(t, l.Close())
			}
		})
	}
}

func TestTLSIsNewEnough(t *testing.T) {
	own := httptest.NewUnstartedServer(nil)
	own.StartTLS() // lends its certificate
	defer own.Close()
	cert := own.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	require.NoError(t, err)
	write := func(kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), "pem")
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	l, err := Listen("127.0.0.1:0", write("CERTIFICATE", cert.Certificate[0]), write("PRIVATE KEY", key))
	require.NoError(t, err)
	keys, _, err := apikey.New("a")
	require.NoError(t, err)
	s, err := New(&Options{Keys: keys, NoPHI: true, NoOnco: true, NoPhenom: true})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	pool := x509.NewCertPool()
	pool.AddCert(own.Certificate())
	for _, c := range []struct {
		name string
		max  uint16
		ok   bool
	}{{"1.1", tls.VersionTLS11, false}, {"1.2", tls.VersionTLS12, true}, {"1.3", tls.VersionTLS13, true}} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: c.max}}}
		resp, err := client.Get("https://" + l.Addr().String() + "/readyz")
		assert.Equal(t, c.ok, err == nil, c.name)
		if err == nil {
			assert.NotEmpty(t, resp.Header.Get("Strict-Transport-Security"))
			require.NoError(t, resp.Body.Close())
		}
		client.CloseIdleConnections()
	}
	cancel()
	require.NoError(t, <-ended)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	assert.Equal(t, http.StatusServiceUnavailable, w.Code, "from the drain on it is not ready")
}
