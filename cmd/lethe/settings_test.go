package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSettings(t *testing.T) {
	file := func(t *testing.T, content string) string {
		path := filepath.Join(t.TempDir(), "serve.yaml")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	t.Run("the flag before the environment before the file", func(t *testing.T) {
		t.Setenv("LETHE_SERVE_MAX_STREAMS", "5")
		t.Setenv("LETHE_SERVE_RATE", "7.5")
		t.Setenv("LETHE_SERVE_METRICS_TOKEN", "sesame")
		path := file(t, "# of a service\nmax-streams: 4\nworkers: 2\nno-page: true\nidle-timeout: 30s\npolicy: \"token\"\n")
		code, out, errOut := command(t, "", "serve", "--config", path, "--print-config", "--rate", "9")
		require.Equal(t, 0, code, errOut)
		for _, want := range []string{"rate: 9 # flag", "max-streams: 5 # environment", "workers: 2 # file", "no-page: true # file",
			`idle-timeout: "30s" # file`, `policy: "token" # file`, `listen: "127.0.0.1:8080" # default`, "# metrics-token: hidden, from environment"} {
			assert.Contains(t, out, want+"\n")
		}
		assert.NotContains(t, out, "sesame")

		again := file(t, out)
		code, second, errOut := command(t, "", "serve", "--config", again, "--print-config")
		require.Equal(t, 0, code, errOut)
		assert.Contains(t, second, "rate: 7.5 # environment")
		assert.Contains(t, second, `policy: "token" # file`, "what was printed is a file that can be read")
	})
	t.Run("the environment names the file", func(t *testing.T) {
		t.Setenv("LETHE_SERVE_CONFIG", file(t, "workers: 3"))
		code, out, errOut := command(t, "", "serve", "--print-config")
		require.Equal(t, 0, code, errOut)
		assert.Contains(t, out, "workers: 3 # file")
	})
	t.Run("as some editors save it", func(t *testing.T) {
		code, out, errOut := command(t, "", "serve", "--config", file(t, "\ufeffworkers: 3\r\npolicy: token\r\n"), "--print-config")
		require.Equal(t, 0, code, errOut)
		assert.Contains(t, out, "workers: 3 # file")
		assert.Contains(t, out, `policy: "token" # file`)
	})
	for _, c := range []struct{ name, content, want string }{
		{"an unknown name", "workers: 2\nworker: 3\n", `:2:1: there is no setting "worker"`},
		{"a name twice", "workers: 2\nworkers: 3\n", ":2:"},
		{"a list", "- workers\n", "want a mapping"},
		{"a value that is none", "workers: \n", "workers wants a value of type int"},
		{"a value that is a mapping", "workers: {a: 1}\n", "workers wants a value of type int"},
		{"the wrong type", "workers: sesame\n", "workers: want a value of type int"},
		{"a setting that is none", "config: other.yaml\n", `there is no setting "config"`},
		{"no YAML", "workers: [1\n", "serve.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errOut := command(t, "", "serve", "--config", file(t, c.content), "--print-config")
			assert.Equal(t, 2, code)
			assert.Contains(t, errOut, c.want)
			assert.NotContains(t, errOut, "sesame", "values are not quoted")
		})
	}
	t.Run("an unknown name in the environment", func(t *testing.T) {
		t.Setenv("LETHE_SERVE_WORKER", "sesame")
		code, _, errOut := command(t, "", "serve", "--print-config")
		assert.Equal(t, 2, code)
		assert.Contains(t, errOut, "LETHE_SERVE_WORKER: there is no such setting")
		assert.NotContains(t, errOut, "sesame")
	})
	t.Run("a file that is not there", func(t *testing.T) {
		code, _, _ := command(t, "", "serve", "--config", filepath.Join(t.TempDir(), "none.yaml"))
		assert.Equal(t, 2, code)
	})
}

func FuzzSettings(f *testing.F) {
	for _, s := range []string{"workers: 2\n", "- a\n", "workers: {a: 1}\n", "a: &x 1\nworkers: *x\n", "? [a]\n: 1\n", "workers: !!int 2\n---\nrate: 1\n", ""} {
		f.Add(s)
	}
	c := (&app{}).serveCommand()
	f.Fuzz(func(t *testing.T, content string) {
		values, err := newSettings(c.Flags(), serveEnvironment).parse("serve.yaml", []byte(content))
		if err != nil {
			require.Nil(t, values)
			return
		}
		for name := range values {
			require.NotNil(t, c.Flags().Lookup(name))
		}
	})
}
