package serve

import (
	"net/http"
	"net/http/httptest"
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
