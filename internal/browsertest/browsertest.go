// Package browsertest gives tests a real browser: a headless Chromium, as
// Debian and most systems package it, driven over its own protocol.
//
// In comes a test, out goes a context for chromedp; a test is skipped with a
// clear message where no Chromium is installed. The browser sees nothing but
// what the test shows it, writes to a folder of the test, and ends with it.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// names are what Chromium is called, in the order they are tried.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// Find returns the path of an installed Chromium, or "".
func Find() string {
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path
		}
	}
	return ""
}

// Browser is a headless browser with one window.
type Browser struct {
	Ctx context.Context
	t   testing.TB

	mu       sync.Mutex
	problems []string
}

// New starts a browser for a test, which may take a minute in all.
func New(t testing.TB) *Browser {
	t.Helper()
	path := Find()
	if path == "" {
		t.Skip("no Chromium on this machine: install the package chromium to run the browser tests")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1360, 900),
		chromedp.NoSandbox, // containers and CI run as root, where Chromium's own sandbox refuses to start
		chromedp.Flag("force-color-profile", "srgb"))
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &Browser{Ctx: ctx, t: t}
	b.watch()
	return b
}

// watch collects exceptions and the browser's complaints, such as what a
// content security policy refused.
func (b *Browser) watch() {
	b.t.Helper()
	note := func(s string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, s)
	}
	require.NoError(b.t, chromedp.Listen(b.Ctx, func(event any) {
		switch e := event.(type) {
		case *cdpruntime.EventExceptionThrown:
			note(e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				note(e.Entry.Text)
			}
		}
	}))
}

// Problems returns what scripts threw and the browser complained of so far.
func (b *Browser) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.problems...)
}

// Tab opens another window in the same browser, with its own log of problems.
func (b *Browser) Tab() *Browser {
	ctx, cancel := chromedp.NewContext(b.Ctx)
	b.t.Cleanup(cancel)
	tab := &Browser{Ctx: ctx, t: b.t}
	tab.watch()
	return tab
}

// Action is a step that gives nothing back.
type Action = chromedp.Action[chromedp.Void]

// Run runs actions and ends the test when one fails.
func (b *Browser) Run(actions ...Action) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.Ctx, actions...))
}

// Eval evaluates a script and returns what it gives.
func Eval[T any](b *Browser, script string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.Ctx, chromedp.Evaluate[T](script))
	require.NoError(b.t, err)
	return out
}

// Until waits for a script to be true, over page loads if need be.
func (b *Browser) Until(script string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		ok, err := chromedp.Run(b.Ctx, chromedp.Evaluate[bool](script))
		return err == nil && ok // an error is a page that is just going away
	}, 10*time.Second, 20*time.Millisecond, script)
}

// Phone makes the window a telephone's: 390 pixels wide, touch.
func (b *Browser) Phone() {
	b.t.Helper()
	b.Run(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// Do runs a script for what it does.
func (b *Browser) Do(script string) {
	b.t.Helper()
	Eval[any](b, "(() => {"+script+"})()")
}

// Desktop makes the window a desk's.
func (b *Browser) Desktop() {
	b.t.Helper()
	b.Run(chromedp.EmulateViewport(1360, 900))
}

// Scheme asks for "light" or "dark".
func (b *Browser) Scheme(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	require.NoError(b.t, err)
}

// Paper shows the page as it would be printed.
func (b *Browser) Paper() {
	b.t.Helper()
	_, err := chromedp.Call(b.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	require.NoError(b.t, err)
	b.Do("dispatchEvent(new Event('beforeprint'))")
}

// Screenshot writes the whole page as NAME.png into the folder that
// LETHE_SCREENSHOTS names; without one it does nothing.
func (b *Browser) Screenshot(name string) {
	b.t.Helper()
	dir := os.Getenv("LETHE_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.Ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}
