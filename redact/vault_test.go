package redact_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

func newKeys(t testing.TB) *redact.Keys {
	k, err := redact.NewKeys()
	require.NoError(t, err)
	return k
}

func openVault(t testing.TB, path string) *redact.BoltVault {
	v, err := redact.OpenVault(path)
	require.NoError(t, err)
	return v
}

// vaults runs a test on each kind of vault.
func vaults(t *testing.T, f func(t *testing.T, v redact.Vault)) {
	t.Run("memory", func(t *testing.T) { f(t, redact.NewMemoryVault()) })
	t.Run("bolt", func(t *testing.T) {
		v := openVault(t, filepath.Join(t.TempDir(), "vault"))
		defer v.Close()
		f(t, v)
	})
}

func restorer(t testing.TB, k *redact.Keys, tenant string, v redact.Vault) *redact.Restorer {
	r, err := redact.NewRestorer(k, tenant, v, func(redact.Access) error { return nil })
	require.NoError(t, err)
	return r
}

func TestRestoreGivesTheNoteBack(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		keys := newKeys(t)
		r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
		note, anns := marked(t, visit+" {{PATIENT|JOHN DOE}} {{PATIENT|Doe, John}}")
		doc, err := r.Redact(ctx, redact.Note{ID: "n", Text: note}, anns)
		require.NoError(t, err)
		require.NotContains(t, doc.Text, "Doe")
		back, err := restorer(t, keys, "", v).Restore(ctx, "n", doc.Text, "audit request 7")
		require.NoError(t, err)
		assert.Equal(t, note, back)
	})
}

func TestRestoreFailsClosed(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		keys := newKeys(t)
		r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
		doc := redacted(t, r, redact.Note{ID: "n"}, "{{PATIENT|Ann Lee}} and {{CITY|Salem}}")
		good := restorer(t, keys, "", v)

		_, err := good.Restore(ctx, "n", doc.Text, "  ")
		assert.ErrorIs(t, err, redact.ErrNoReason)

		forged := strings.Replace(doc.Text, "[PATIENT_", "[DOCTOR_", 1)
		assert.Len(t, redact.FindTokens(forged), 1, "the check character covers the type")

		got, err := restorer(t, newKeys(t), "", v).Restore(ctx, "n", doc.Text, "why")
		assert.ErrorIs(t, err, redact.ErrKeys, "another keyset opens nothing")
		assert.Empty(t, got)

		_, err = restorer(t, keys, "other tenant", v).Restore(ctx, "n", doc.Text, "why")
		assert.ErrorIs(t, err, redact.ErrKeys)

		_, err = restorer(t, keys, "", redact.NewMemoryVault()).Restore(ctx, "n", doc.Text, "why")
		assert.ErrorIs(t, err, redact.ErrNotInVault)

		deaf, err := redact.NewRestorer(keys, "", v, func(redact.Access) error { return errors.New("disk full") })
		require.NoError(t, err)
		got, err = deaf.Restore(ctx, "n", doc.Text, "why")
		assert.Error(t, err, "what cannot be logged is not restored")
		assert.Empty(t, got)
	})
}

func TestForgetIsForGood(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vault")
	v := openVault(t, path)
	keys := newKeys(t)
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
	gone := redacted(t, r, redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Ann Lee}} {{CITY|Salem}}")
	stays := redacted(t, r, redact.Note{ID: "b", Patient: "p2"}, "{{PATIENT|Bo Ek}}")
	before, err := v.Counts(ctx)
	require.NoError(t, err)
	assert.Equal(t, 3, before.Forms)

	n, err := redact.Forget(ctx, keys, "", v, "p1")
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	_, err = restorer(t, keys, "", v).Restore(ctx, "a", gone.Text, "why")
	assert.ErrorIs(t, err, redact.ErrNotInVault)
	back, err := restorer(t, keys, "", v).Restore(ctx, "b", stays.Text, "why")
	require.NoError(t, err)
	assert.Equal(t, "Bo Ek", back)
	n, err = redact.Forget(ctx, keys, "", v, "nobody")
	require.NoError(t, err)
	assert.Zero(t, n)
	require.NoError(t, v.Close())
}

// A process that ends between forgetting and writing the file anew leaves what was
// forgotten in the file's free pages; whoever opens the vault next removes it.
func TestForgetIsFinishedByTheNext(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "vault"), filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))
	v := openVault(t, path)
	require.NoError(t, os.Chmod(path, 0o640))
	keys := newKeys(t)
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
	redacted(t, r, redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Ann Lee}} {{CITY|Salem}}")
	stays := redacted(t, r, redact.Note{ID: "b", Patient: "p2"}, "{{PATIENT|Bo Ek}}")
	var sealed [][]byte // of p1
	require.NoError(t, v.Rewrite(ctx, func(g redact.Group, key []byte) (redact.Group, []byte, error) {
		sealed = append(sealed, key)
		return g, key, nil
	}, func(e redact.VaultEntry) (redact.VaultEntry, error) {
		sealed = append(sealed, e.Sealed)
		return e, nil
	}))
	held := func() (n int) {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, s := range sealed {
			if bytes.Contains(raw, s) {
				n++
			}
		}
		return n
	}
	require.Equal(t, 5, held(), "the keys of two patients, two entries and one")

	n, err := redact.Forget(ctx, keys, "", redact.Interrupted{BoltVault: v}, "p1")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.NoError(t, v.Close())
	require.Equal(t, 5, held(), "as a process leaves it that is killed there")

	v = openVault(t, link)
	assert.Equal(t, 2, held(), "p2's key and entry")
	back, err := restorer(t, keys, "", v).Restore(ctx, "b", stays.Text, "why")
	require.NoError(t, err)
	assert.Equal(t, "Bo Ek", back)
	require.NoError(t, v.Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode(), "the new file is as open as the old")
	before, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, openVault(t, path).Close())
	after, err := os.Stat(path)
	require.NoError(t, err)
	assert.True(t, os.SameFile(before, after), "written anew once")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, files, 2, "the vault and the link to it")
}

// A file that cannot be written anew, as on a full disk, is told; the next who can
// does it.
func TestForgetWithoutRoom(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vault")
	inTheWay := filepath.Join(dir, ".vault.compact", "x")
	v, keys := openVault(t, path), newKeys(t)
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
	gone := redacted(t, r, redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Ann Lee}}")
	require.NoError(t, os.MkdirAll(inTheWay, 0o700))
	_, err := redact.Forget(ctx, keys, "", v, "p1")
	require.ErrorIs(t, err, redact.ErrVault)
	assert.ErrorContains(t, err, "when the vault is next opened")
	_, err = restorer(t, keys, "", v).Restore(ctx, "a", gone.Text, "why")
	assert.ErrorIs(t, err, redact.ErrNotInVault, "forgotten it is")
	require.NoError(t, v.Close())
	_, err = redact.OpenVault(path)
	require.ErrorIs(t, err, redact.ErrVault, "what was to be forgotten is still in the file")
	require.NoError(t, os.Remove(inTheWay))
	before, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, openVault(t, path).Close())
	after, err := os.Stat(path)
	require.NoError(t, err)
	assert.False(t, os.SameFile(before, after))
}

// Who waits for a vault that is written anew gets the new file, not the old one that
// has no name any more: what is put into that would be lost.
func TestOpenedWhileWrittenAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault")
	v, keys := openVault(t, path), newKeys(t)
	redacted(t, newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v}), redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Bo Ek}}")
	old, err := os.Stat(path)
	require.NoError(t, err)
	opened := func() (n int) {
		links, err := filepath.Glob("/proc/self/fd/*")
		require.NoError(t, err)
		for _, l := range links {
			if to, err := os.Readlink(l); err == nil && to == path {
				n++
			}
		}
		return n
	}
	if opened() != 1 {
		t.Skip("open files cannot be told here")
	}
	next := make(chan *redact.BoltVault)
	go func() {
		n, err := redact.OpenVault(path)
		assert.NoError(t, err)
		next <- n
	}()
	require.Eventually(t, func() bool { return opened() == 2 }, 5*time.Second, time.Millisecond, "it waits with the file in hand")
	require.NoError(t, redact.RotateVault(ctx, keys, "", v))
	anew, err := os.Stat(path)
	require.NoError(t, err)
	require.False(t, os.SameFile(old, anew))
	require.NoError(t, v.Close())
	n := <-next
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: n})
	d := redacted(t, r, redact.Note{ID: "a", Patient: "p1"}, "{{PATIENT|Ann Lee}}")
	require.NoError(t, n.Close())
	now, err := os.Stat(path)
	require.NoError(t, err)
	assert.True(t, os.SameFile(anew, now))
	v = openVault(t, path)
	defer v.Close()
	back, err := restorer(t, keys, "", v).Restore(ctx, "a", d.Text, "why")
	require.NoError(t, err)
	assert.Equal(t, "Ann Lee", back)
}

func TestVaultFileHoldsNoValue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault")
	v := openVault(t, path)
	r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: newKeys(t), Vault: v})
	redacted(t, r, redact.Note{ID: "a", Patient: "patient-canary"}, "{{PATIENT|Canaria Testname}} {{MEDICALRECORD|998877665544}}")
	require.NoError(t, v.Close())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, canary := range []string{"Canaria", "canaria", "998877665544", "patient-canary", "PATIENT"} {
		assert.NotContains(t, string(raw), canary)
	}
}

func TestRotationKeepsTokens(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		old := newKeys(t)
		p := redact.TokenPolicy()
		p.Rules = []redact.Rule{{Types: []labels.Type{labels.MedicalRecord}, Action: redact.Action{Do: redact.Token, Kind: redact.TokenSIV}}}
		const s = "{{PATIENT|Ann Lee}} {{MEDICALRECORD|12-34}} {{PATIENT|LEE, ANN}}"
		before := redacted(t, newRedactor(t, &redact.Options{Policy: &p, Keys: old, Vault: v}), redact.Note{ID: "n", Patient: "p"}, s)
		keys, err := old.Rotate()
		require.NoError(t, err)
		require.NotEqual(t, old.Primary(), keys.Primary())
		random := func(d *redact.Document) string { return redact.FindTokens(d.Text)[0].Of(d.Text) }

		r := newRedactor(t, &redact.Options{Policy: &p, Keys: keys, Vault: v})
		assert.Equal(t, random(before), random(redacted(t, r, redact.Note{ID: "n", Patient: "p"}, s)), "found under the older key")
		require.NoError(t, redact.RotateVault(ctx, keys, "", v))
		r = newRedactor(t, &redact.Options{Policy: &p, Keys: keys, Vault: v})
		after := redacted(t, r, redact.Note{ID: "n", Patient: "p"}, s)
		assert.Equal(t, random(before), random(after), "found under the new key")

		for _, d := range []*redact.Document{before, after} {
			back, err := restorer(t, keys, "", v).Restore(ctx, "n", d.Text, "why")
			require.NoError(t, err, "old and new tokens are both read")
			assert.Equal(t, "Ann Lee 12-34 LEE, ANN", back)
		}
	})
}

// A vault that lethe serve keeps for several tenants is rotated for one after the
// other; before, between and after, each reads its own tokens and finds them again.
func TestRotationOfOneTenantLeavesTheOthers(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		keys := newKeys(t)
		note := redact.Note{ID: "n", Patient: "p"}
		given := map[string]string{}
		for _, tenant := range []string{"north", "south"} {
			r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v, Tenant: tenant})
			given[tenant] = redacted(t, r, note, "{{PATIENT|Ann Lee}}").Text
		}
		hold := func(keys *redact.Keys, when string) {
			for tenant, token := range given {
				back, err := restorer(t, keys, tenant, v).Restore(ctx, "n", token, "why")
				require.NoError(t, err, when)
				assert.Equal(t, "Ann Lee", back, when)
				r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v, Tenant: tenant})
				assert.Equal(t, token, redacted(t, r, note, "{{PATIENT|Ann Lee}}").Text, when)
			}
		}
		for _, tenant := range []string{"north", "south"} {
			require.NoError(t, redact.CheckVault(ctx, keys, tenant, v))
			hold(keys, "checked for "+tenant)
			next, err := keys.Rotate()
			require.NoError(t, err)
			require.NoError(t, redact.RotateVault(ctx, next, tenant, v))
			keys = next
			hold(keys, "rotated for "+tenant)
		}
	})
}

func TestVaultIsRefusedByOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault")
	v := openVault(t, path)
	_, err := redact.OpenVault(path)
	assert.ErrorIs(t, err, redact.ErrVault, "one process at a time")
	assert.ErrorContains(t, err, "another process has the file open")
	require.NoError(t, v.Close())
	require.NoError(t, os.WriteFile(path, []byte("not a vault"), 0o600))
	_, err = redact.OpenVault(path)
	assert.ErrorIs(t, err, redact.ErrVault)
}

func TestKeysFileRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	k, err := redact.OpenKeys(path)
	require.NoError(t, err)
	again, err := redact.OpenKeys(path)
	require.NoError(t, err)
	assert.Equal(t, k.Primary(), again.Primary())
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.EqualValues(t, 0o600, info.Mode().Perm())
	next, err := k.Rotate()
	require.NoError(t, err)
	require.NoError(t, next.Save(path))
	third, err := redact.OpenKeys(path)
	require.NoError(t, err)
	assert.Equal(t, next.IDs(), third.IDs())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", k, k, k, k), string(raw[len(raw)/2:len(raw)/2+20]))
	require.NoError(t, os.WriteFile(path, []byte("{}"), 0o600))
	_, err = redact.OpenKeys(path)
	assert.ErrorIs(t, err, redact.ErrKeys)
}

// Many writers with overlapping values: one code per value, one value per code.
func TestConcurrentWritersAgree(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: newKeys(t), Vault: v})
		var mu sync.Mutex
		codes := map[string]string{} // value → token
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range 25 {
					value := fmt.Sprintf("Name%d Of%d", (i+w)%30, (i+w)%30)
					doc := redacted(t, r, redact.Note{ID: fmt.Sprint(w, i), Patient: "p"}, "{{PATIENT|"+value+"}}")
					mu.Lock()
					if old, ok := codes[value]; ok {
						assert.Equal(t, old, doc.Text)
					}
					codes[value] = doc.Text
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		values := map[string]string{}
		for value, code := range codes {
			assert.Empty(t, values[code], "two values share a token")
			values[code] = value
		}
	})
}

const crashEnv = "LETHE_VAULT_CRASH_DIR"

// TestMain runs the victim of the crash test when it is asked to.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		writeUntilKilled(dir)
		return
	}
	os.Exit(m.Run())
}

// writeUntilKilled gives out tokens for 100,000 values in notes of 20, from
// four writers, and names each on standard output after it was given out.
func writeUntilKilled(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
	}
	keys, err := redact.OpenKeys(filepath.Join(dir, "keys"))
	fail(err)
	v, err := redact.OpenVault(filepath.Join(dir, "vault"))
	fail(err)
	p := redact.TokenPolicy()
	r, err := redact.New(&redact.Options{Policy: &p, Keys: keys, Vault: v, NoGuard: true})
	fail(err)
	var out sync.Mutex
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for note := w; note < 5000; note += 4 {
				var b strings.Builder
				var anns []labels.Annotation
				for i := range 20 {
					value := fmt.Sprintf("%07d", note*20+i)
					anns = append(anns, labels.Annotation{Span: labels.Span{Start: b.Len(), End: b.Len() + 7}, Type: labels.IDNum, Score: 1})
					b.WriteString(value + " ")
				}
				doc, err := r.Redact(ctx, redact.Note{ID: "n", Patient: "p", Text: b.String()}, anns)
				fail(err)
				out.Lock()
				for i, f := range redact.FindTokens(doc.Text) {
					fmt.Printf("%07d %s\n", note*20+i, f.Of(doc.Text))
				}
				out.Unlock()
			}
		})
	}
	wg.Wait()
}

// full lets the crash test go on to nine tenths of its 100,000 values.
var full = flag.Bool("full", false, "kill the vault's writer late: takes a minute")

func TestKillLosesNoTokenGivenOut(t *testing.T) {
	dir := t.TempDir()
	given := map[string]string{} // value → token
	step := 1500
	if *full {
		step = 30_000
	}
	for round := range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), crashEnv+"="+dir)
		pipe, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines, seen := bufio.NewScanner(pipe), 0
		for lines.Scan() {
			if seen++; seen == step*(round+1) { // in the middle of the other writers' notes
				require.NoError(t, cmd.Process.Kill())
			}
			value, tok, ok := strings.Cut(lines.Text(), " ")
			if !ok || !strings.HasSuffix(tok, "]") {
				continue // the last line may be cut
			}
			if old, ok := given[value]; ok {
				require.Equal(t, old, tok, "after a crash the same value has the same token")
			}
			given[value] = tok
		}
		require.Error(t, cmd.Wait(), "it was killed before it came to its end")
	}
	require.Greater(t, len(given), 5*step/2)
	keys, err := redact.OpenKeys(filepath.Join(dir, "keys"))
	require.NoError(t, err)
	v := openVault(t, filepath.Join(dir, "vault"))
	defer v.Close()
	back := restorer(t, keys, "", v)
	owner := map[string]string{}
	for value, tok := range given {
		require.Empty(t, owner[tok], "one token for two values")
		owner[tok] = value
		got, err := back.Restore(ctx, "n", tok, "crash test")
		require.NoError(t, err)
		require.Equal(t, value, got)
	}
	t.Logf("%d tokens given out before the kills", len(given))
}

// Which spelling comes first, and in which note, changes codes but no spelling's
// number.
func TestSpellingsDoNotDependOnOrder(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		notes := []string{"{{PATIENT|DOE, JOHN}} {{MEDICALRECORD|00-123-45}}", "{{PATIENT|John Doe}} {{PATIENT|john doe}}", "{{PATIENT|John DOE}} {{MEDICALRECORD|0012345}}"}
		forms := func(order ...int) map[int]string {
			r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: newKeys(t), Vault: v})
			out := map[int]string{}
			for _, i := range order {
				doc := redacted(t, r, redact.Note{ID: "n", Patient: fmt.Sprint("p", order)}, notes[i])
				for _, f := range redact.FindTokens(doc.Text) {
					_, form, _ := strings.Cut(f.Of(doc.Text), ".")
					out[i] += form + " "
				}
			}
			return out
		}
		assert.Equal(t, forms(0, 1, 2), forms(2, 1, 0))
		assert.Equal(t, forms(0, 1, 2), forms(1, 0, 2))
	})
}

func TestSpellingsOfOneOutlineAreToldApart(t *testing.T) {
	vaults(t, func(t *testing.T, v redact.Vault) {
		keys := newKeys(t)
		r := newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v})
		const s = "12-345 123-45 1-2345 12345"
		text, anns := marked(t, "{{IDNUM|12-345}} {{IDNUM|123-45}} {{IDNUM|1-2345}} {{IDNUM|12345}}")
		require.Equal(t, s, text)
		doc, err := r.Redact(ctx, redact.Note{ID: "n", Text: text}, anns)
		require.NoError(t, err)
		codes := map[string]bool{}
		for _, f := range redact.FindTokens(doc.Text) {
			codes[f.Code()] = true
		}
		assert.Len(t, codes, 1)
		back, err := restorer(t, keys, "", v).Restore(ctx, "n", doc.Text, "why")
		require.NoError(t, err)
		assert.Equal(t, s, back)
	})
}
