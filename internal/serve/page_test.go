package serve

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe"
	"github.com/lethe-health/lethe/internal/apikey"
	"github.com/lethe-health/lethe/internal/browsertest"
)

// site is a Service that listens on loopback.
type site struct {
	*httptest.Server
	service *Service
	key     string
}

// newSite serves with one key of tenant "a".
func newSite(t *testing.T, o Options) *site {
	t.Helper()
	s := &site{}
	var err error
	if o.Keys == nil {
		o.Keys, s.key, err = apikey.New("a")
		require.NoError(t, err)
	}
	s.service, err = New(&o)
	require.NoError(t, err)
	s.Server = httptest.NewUnstartedServer(s.service)
	s.Server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		assert.NoError(t, c.(*net.TCPConn).SetWriteBuffer(little)) // so that a client that does not read shows soon
		return ctx
	}
	s.Server.Start()
	t.Cleanup(func() {
		s.Server.Close()
		assert.NoError(t, s.service.Close(context.Background()))
	})
	return s
}

// little is how many bytes a socket of the tests holds, about.
const little = 16 << 10

// visitor is a browser without scripts.
func (s *site) visitor(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &http.Client{Jar: jar}
}

func post(t *testing.T, c *http.Client, address string, form url.Values) (status int, body string, h http.Header) {
	t.Helper()
	resp, err := c.PostForm(address, form)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b), resp.Header
}

func TestPageWithoutScripts(t *testing.T) {
	s := newSite(t, Options{NoPHI: true, NoOnco: true, NoPhenom: true})
	c := s.visitor(t)
	note := url.Values{"text": {"Seen by Dr. Tobias Fenwick on 03/09/2024 for type 2 diabetes. <script>alert(1)</script>"}, "policy": {"tag"}}
	status, body, _ := post(t, c, s.URL+"/", note)
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.NotContains(t, body, "Fenwick", "a stranger's note is not read")

	status, body, _ = post(t, c, s.URL+"/session", url.Values{"key": {"wrong"}})
	assert.Equal(t, http.StatusForbidden, status)
	assert.Contains(t, body, "Nobody has this key.")
	status, body, _ = post(t, c, s.URL+"/session", url.Values{"key": {" " + s.key + "\n"}})
	assert.Equal(t, http.StatusOK, status, "after the way back to the page")
	assert.Contains(t, body, "Paste a note")

	status, body, h := post(t, c, s.URL+"/", note)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "[DOCTOR]")
	assert.Contains(t, body, "<code>E11.9</code>")
	assert.Contains(t, body, "&lt;script&gt;alert(1)&lt;/script&gt;")
	assert.NotContains(t, body, "<script>alert")
	assert.Equal(t, "no-store", h.Get("Cache-Control"))
	assert.Regexp(t, `^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$`, h.Get("Content-Security-Policy"))
	assert.NotRegexp(t, regexp.MustCompile(`(?i)(src|href)="?https?://`), body, "nothing comes from elsewhere")

	for _, c := range []struct {
		name string
		form url.Values
		want string
		code int
	}{
		{"nothing", url.Values{"text": {" \r\n"}}, "Paste a note first.", 422},
		{"a policy that is none", url.Values{"text": {"x"}, "policy": {"../../etc/passwd"}}, "There is no such policy.", 422},
		{"longer than the page takes", url.Values{"text": {strings.Repeat("a ", maxPageNote/2+1)}}, "too long", 422},
		{"longer than is read", url.Values{"text": {strings.Repeat("\u00e9", 2*maxPageNote)}}, "too long", 400},
		{"not UTF-8", url.Values{"text": {"caf\xe9 au lait"}}, "invalid UTF-8 at byte 3", 422},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := s.visitor(t)
			_, _, _ = post(t, cl, s.URL+"/session", url.Values{"key": {s.key}})
			status, body, _ := post(t, cl, s.URL+"/", c.form)
			assert.Equal(t, c.code, status)
			assert.Contains(t, body, c.want)
		})
	}

	_, body, _ = post(t, c, s.URL+"/session/leave", nil)
	assert.Contains(t, body, "Come in")
	status, _, _ = post(t, c, s.URL+"/", note)
	assert.Equal(t, http.StatusUnauthorized, status)
}

func TestPageRefusesOtherSites(t *testing.T) {
	s := newSite(t, Options{NoPHI: true, NoOnco: true, NoPhenom: true})
	for _, path := range []string{"/", "/session", "/session/leave"} {
		r, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader("key="+s.key))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, http.StatusForbidden, resp.StatusCode, path)
	}
}

func TestPiecesJoinToTheText(t *testing.T) {
	o := Options{}.withDefaults()
	for _, policy := range []string{"tag", "mask", "token", "expert-determination"} {
		p, err := o.pagePipeline(policy)
		require.NoError(t, err)
		f, err := analyse(t.Context(), p, exampleNote)
		require.NoError(t, err)
		join := func(ps []piece) string {
			var b strings.Builder
			for _, p := range ps {
				b.WriteString(p.Text)
			}
			return b.String()
		}
		assert.Equal(t, exampleNote, join(f.Note), policy)
		rec, err := p.Process(t.Context(), lethe.Note{ID: "note", Text: exampleNote})
		require.NoError(t, err)
		if policy != "token" { // its codes are random, the rest is the same each time
			assert.Equal(t, rec.Document.Text, join(f.Redacted), policy)
		}
		assert.NotContains(t, join(f.Redacted), "Quintana")
		assert.NotEmpty(t, f.Diagnoses)
		assert.NotEmpty(t, f.Inferences)
	}
}

func TestPageInBrowser(t *testing.T) {
	if browsertest.Find() == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	s := newSite(t, Options{})
	b := browsertest.New(t)
	num := func(script string) int { return browsertest.Eval[int](b, script) }
	b.Run(chromedp.Navigate(s.URL))
	b.Screenshot("start-enter")
	b.Run(chromedp.SendKeys("#key", s.key), chromedp.Click("form.enter button"))
	b.Until("document.querySelector('#paste') !== null")
	b.Screenshot("start-empty")
	assert.Empty(t, b.Problems())

	// Typed, and sent by the keyboard.
	b.Run(chromedp.SendKeys("#text", "Mr. Aldous Pemberton has asthma."))
	b.Do("document.querySelector('#text').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true}))")
	b.Until("document.querySelector('#clean') !== null")
	assert.Equal(t, 1, num("document.querySelectorAll('#note mark').length"))
	assert.Contains(t, browsertest.Eval[string](b, "document.querySelector('#clean').textContent"), "[PATIENT]")

	b.Run(chromedp.Click("button[name=example]"))
	b.Until("document.querySelectorAll('#note mark').length > 8")
	assert.NotContains(t, browsertest.Eval[string](b, "document.querySelector('#clean').textContent"), "Quintana")

	// A finding under the pointer lights its evidence and nothing else.
	b.Do(`[...document.querySelectorAll('[data-finding]')].find(f => f.textContent.includes('I10')).dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))`)
	assert.Equal(t, "hypertension", browsertest.Eval[string](b, "[...document.querySelectorAll('#clean .hit')].map(e => e.textContent).join('|')"))
	b.Screenshot("start-desktop")
	b.Do("document.body.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
	assert.Equal(t, 0, num("document.querySelectorAll('.hit').length"))

	// Evidence under the pointer lights its findings.
	b.Do("document.querySelector('#clean [data-evidence]').dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
	assert.Positive(t, num("document.querySelectorAll('.finding.hit').length"))

	// The keyboard goes through identifiers and findings.
	b.Do("document.activeElement.blur()")
	b.Run(chromedp.KeyEvent("n"), chromedp.KeyEvent("n"))
	assert.Equal(t, 1, num("[...document.querySelectorAll('#note mark[tabindex]')].indexOf(document.activeElement)"))
	assert.False(t, browsertest.Eval[bool](b, "document.getElementById('facts').hidden"), "type and score stand at the foot")
	assert.Equal(t, 2, num("new Set([...document.querySelectorAll('mark.hit')].map(e => e.closest('.note-text').id)).size"), "lit in both texts")
	b.Run(chromedp.KeyEvent("j"))
	assert.Equal(t, "d0", browsertest.Eval[string](b, "document.activeElement.dataset.finding"))
	assert.Positive(t, num("document.querySelectorAll('#clean .hit').length"))

	b.Scheme("dark")
	b.Screenshot("start-dark")
	assert.Equal(t, "rgb(18, 21, 24)", browsertest.Eval[string](b, "getComputedStyle(document.documentElement).backgroundColor"))
	b.Phone()
	b.Screenshot("start-phone-dark")
	b.Scheme("light")
	b.Screenshot("start-phone")
	assert.LessOrEqual(t, num("document.documentElement.scrollWidth"), 390, "wider than a telephone")
	assert.Empty(t, b.Problems(), "no script failed and the security policy refused nothing")

	b.Do(`const s = document.createElement('script'); s.textContent = "document.title = 'owned'"; document.body.append(s);`)
	assert.Equal(t, "lethe", browsertest.Eval[string](b, "document.title"))
	assert.NotEmpty(t, b.Problems(), "the policy refused a script that is not the page's")
}
