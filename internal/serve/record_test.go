package serve

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/redact/review/audit"
)

func TestStreamsAreOnRecord(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "audit")
	key, err := audit.NewKey("test")
	require.NoError(t, err)
	log, err := audit.Create(dir, key)
	require.NoError(t, err)
	o := onlyStream
	o.Audit = log
	s := newSite(t, o)
	resp := s.open(t, strings.NewReader(`{"id":"n1","text":"Seen by Dr. Tobias Fenwick."}`+"\n"+`{"id":"n2"`+"\n"))
	require.Len(t, lines(t, resp.Body), 2)
	request := resp.Header.Get("X-Request-Id")
	require.NotEmpty(t, request)
	require.Eventually(t, func() bool { return log.Head().Size == 3 }, streamWait, streamWait/1000)
	var got []audit.Record
	for r, err := range audit.Records(dir) {
		require.NoError(t, err)
		got = append(got, r)
	}
	require.Len(t, got, 3)
	assert.Equal(t, audit.KindPolicy, got[0].Kind)
	assert.Equal(t, "tag", got[0].Facts["name"])
	assert.Equal(t, "a", got[1].Actor, "the tenant")
	assert.Equal(t, got[0].Facts["sha256"], got[1].Facts["policy_sha256"])
	assert.Equal(t, request, got[1].Facts["request"])
	assert.Equal(t, map[string]string{"phase": "end", "command": "serve", "request": request, "notes": "1", "dead_letters": "1"}, got[2].Facts)

	// A stream that cannot be recorded is refused before a note is read.
	require.NoError(t, log.Close())
	status, body := s.try(t, strings.NewReader(`{"id":"n1","text":"Seen by Dr. Tobias Fenwick."}`))
	assert.Equal(t, 500, status)
	assert.Contains(t, body, "could not be recorded")
	assert.NotContains(t, body, "Seen")
}
