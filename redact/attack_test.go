package redact_test

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/labels"
	"github.com/lethe-health/lethe/redact"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// base32 writes the bits of b in Crockford's alphabet, as an attacker would who
// knows the format.
func base32(b []byte) string {
	var out []byte
	acc, bits := uint(0), 0
	for _, c := range b {
		acc, bits = acc<<8|uint(c), bits+8
		for bits >= 5 {
			bits -= 5
			out = append(out, crockford[acc>>bits&31])
		}
		acc &= 1<<bits - 1
	}
	return string(out)
}

func kindPolicy(kind redact.TokenKind) *redact.Policy {
	return &redact.Policy{Name: "x", Otherwise: redact.Action{Do: redact.Token, Kind: kind, Scope: redact.ScopeProject}}
}

var kinds = []redact.TokenKind{redact.TokenRandom, redact.TokenPRF, redact.TokenSIV}

// The attacker has the policy, the tenant's name, the program, and tries a
// slice of the numbers that holds the right one: with keys of his own, and with
// every unkeyed hash. No token matches.
func TestDictionaryOfSocialSecurityNumbersFails(t *testing.T) {
	const secret = "512-64-0777"
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			victim := newRedactor(t, &redact.Options{Policy: kindPolicy(kind), Tenant: "registry"})
			token := redacted(t, victim, redact.Note{ID: "n"}, "{{IDNUM|"+secret+"}}").Text
			code := redact.FindTokens(token)[0].Code()
			attacker := newRedactor(t, &redact.Options{Policy: kindPolicy(kind), Tenant: "registry", NoGuard: true})
			for low := range 10000 {
				try := fmt.Sprintf("512-64-%04d", low)
				anns := []labels.Annotation{{Span: labels.Span{End: len(try)}, Type: labels.IDNum, Score: 1}}
				doc, err := attacker.Redact(ctx, redact.Note{ID: "n", Text: try}, anns)
				require.NoError(t, err)
				require.NotEqual(t, token, doc.Text)
				for _, in := range []string{try, strings.ReplaceAll(try, "-", ""), "registry" + try, "IDNUM" + try} {
					s256, s1, m5, s512 := sha256.Sum256([]byte(in)), sha1.Sum([]byte(in)), md5.Sum([]byte(in)), sha512.Sum512([]byte(in))
					for _, h := range []string{base32(s256[:]), base32(s1[:]), base32(m5[:]), base32(s512[:])} {
						require.NotContains(t, code, h[:6])
					}
				}
			}
		})
	}
}

func TestTwoTenantsCannotBeLinked(t *testing.T) {
	keys := newKeys(t)
	for _, kind := range kinds {
		a := newRedactor(t, &redact.Options{Policy: kindPolicy(kind), Tenant: "a", Keys: keys})
		b := newRedactor(t, &redact.Options{Policy: kindPolicy(kind), Tenant: "b", Keys: keys})
		const s = "{{MEDICALRECORD|00-123-45}}"
		ta, tb := redacted(t, a, redact.Note{ID: "n"}, s).Text, redacted(t, b, redact.Note{ID: "n"}, s).Text
		assert.NotEqual(t, ta, tb, kind)
		if kind == redact.TokenSIV {
			_, err := restorer(t, keys, "b", nil).Restore(ctx, "n", ta, "why")
			assert.ErrorIs(t, err, redact.ErrForgedToken, "one tenant cannot read another's")
		}
	}
	same := 0
	a := newRedactor(t, &redact.Options{Policy: builtin(t, "expert-determination"), Tenant: "a", Keys: keys})
	b := newRedactor(t, &redact.Options{Policy: builtin(t, "expert-determination"), Tenant: "b", Keys: keys})
	for i := range 100 {
		if p := fmt.Sprint("p", i); a.ShiftTime(p, created).Equal(b.ShiftTime(p, created)) {
			same++
		}
	}
	assert.Less(t, same, 8, "shifts agree by chance only")
}

func TestForgedTokensAreRefused(t *testing.T) {
	for _, kind := range []redact.TokenKind{redact.TokenRandom, redact.TokenSIV} {
		t.Run(string(kind), func(t *testing.T) {
			keys, v := newKeys(t), redact.NewMemoryVault()
			r := newRedactor(t, &redact.Options{Policy: kindPolicy(kind), Keys: keys, Vault: v})
			token := redacted(t, r, redact.Note{ID: "n"}, "{{MEDICALRECORD|0012345}}").Text
			back := restorer(t, keys, "", v)
			start := strings.IndexByte(token, '_') + 1

			// every single wrong character, and every swap of neighbours
			for i := start; i < len(token)-1; i++ {
				for _, c := range crockford {
					if byte(c) != token[i] {
						require.Empty(t, redact.FindTokens(token[:i]+string(c)+token[i+1:]))
					}
				}
				if i+1 < len(token)-1 && token[i] != token[i+1] {
					require.Empty(t, redact.FindTokens(token[:i]+string(token[i+1])+string(token[i])+token[i+2:]))
				}
			}
			// and no note with one comes back with it left in
			for i := start; i < len(token)-1; i++ {
				for _, c := range crockford + "ILOU" {
					damaged := token[:i] + string(c) + token[i+1:]
					if byte(c) == token[i] || !strings.ContainsAny(damaged[start:], "0123456789") {
						continue
					}
					out, err := back.Restore(ctx, "n", "see "+damaged+token, "why")
					require.ErrorIs(t, err, redact.ErrForgedToken)
					require.ErrorContains(t, err, "token at byte 4")
					require.Empty(t, out)
				}
			}
			for _, form := range []string{"[DATE_TREATMENT]", "[PATIENT_NAME]", "[DATE_20240305]", "[DATE_"} {
				out, err := back.Restore(ctx, "n", form+" "+token, "why")
				require.NoError(t, err, "a form's own words are no tokens")
				require.Equal(t, form+" 0012345", out)
			}
			// two wrong characters with a check character that fits
			forged, accepted := 0, 0
			for _, c := range crockford {
				for _, d := range crockford {
					fake := token[:start+2] + string(c) + token[start+3:len(token)-2] + string(d) + "]"
					if fake == token || len(redact.FindTokens(fake)) == 0 {
						continue
					}
					forged++
					if _, err := back.Restore(ctx, "n", fake, "why"); err == nil {
						accepted++
					}
				}
			}
			assert.Equal(t, 31, forged, "one check character fits each change")
			assert.Zero(t, accepted)
		})
	}
}

func TestOneWayTokensHaveNoWayBack(t *testing.T) {
	keys, v := newKeys(t), redact.NewMemoryVault()
	r := newRedactor(t, &redact.Options{Policy: kindPolicy(redact.TokenPRF), Keys: keys, Vault: v})
	token := redacted(t, r, redact.Note{ID: "n"}, "{{MEDICALRECORD|0012345}}").Text
	_, err := restorer(t, keys, "", v).Restore(ctx, "n", token, "why")
	assert.ErrorIs(t, err, redact.ErrOneWay)
	c, err := v.Counts(ctx)
	require.NoError(t, err)
	assert.Zero(t, c.Forms)
}

func TestWrongKeysFailClosed(t *testing.T) {
	keys := newKeys(t)
	r := newRedactor(t, &redact.Options{Policy: kindPolicy(redact.TokenSIV), Keys: keys})
	token := redacted(t, r, redact.Note{ID: "n"}, "{{MEDICALRECORD|0012345}}").Text
	_, err := restorer(t, newKeys(t), "", nil).Restore(ctx, "n", token, "why")
	assert.ErrorIs(t, err, redact.ErrKeys)
	assert.NotContains(t, err.Error(), "0012345")

	v := redact.NewMemoryVault()
	redacted(t, newRedactor(t, &redact.Options{Policy: builtin(t, "token"), Keys: keys, Vault: v}), redact.Note{ID: "n", Patient: "p"}, "{{CITY|Salem}}")
	for name, f := range map[string]func(context.Context, *redact.Keys, string, redact.Vault) error{"rotate": redact.RotateVault, "check": redact.CheckVault} {
		assert.ErrorIs(t, f(ctx, newKeys(t), "", v), redact.ErrKeys, name)
		assert.ErrorIs(t, f(ctx, keys, "another", v), redact.ErrKeys, name)
		assert.ErrorIs(t, f(ctx, keys, "another", v), redact.ErrOtherTenant, name)
		assert.NotErrorIs(t, f(ctx, newKeys(t), "", v), redact.ErrOtherTenant, name)
		assert.NoError(t, f(ctx, keys, "", v), name)
		assert.NoError(t, f(ctx, newKeys(t), "", redact.NewMemoryVault()), "%s: an empty vault is open to all keys", name)
	}
}

// 1,000 notes, each with one identifier left where no annotation covers it, in
// one of the ways in which people repeat themselves. None may pass.
func TestGuardFindsPlantedLeaks(t *testing.T) {
	type plant struct{ name, typ, marked, left string }
	given := []string{"Annika", "Bertil", "Chidi", "Dagny", "Eskil", "Farida", "Goran", "Hideko", "Ines", "Jorge"}
	family := []string{"Quistgaard", "Okonkwo", "Baumgartner", "Nakamura", "Castellanos", "Vanderbeek", "Oyelaran", "Szymanski", "Thibodeaux", "Haraldsen"}
	var plants []plant
	for i := range 100 {
		g, f := given[i%10], family[i/10]
		d := fmt.Sprintf("%04d", 1200+7*i)
		plants = append(plants,
			plant{"name again", "PATIENT", g + " " + f, g + " " + f},
			plant{"name in capitals", "PATIENT", g + " " + f, strings.ToUpper(g + " " + f)},
			plant{"name turned round", "PATIENT", f + ", " + g, g + " " + f},
			plant{"family name", "DOCTOR", f, f},
			plant{"name over a line break", "PATIENT", g + " " + f, g + "\n" + f},
			plant{"record number", "MEDICALRECORD", "00" + d, "00" + d},
			plant{"phone", "PHONE", "(312) 555-" + d, "(312) 555-" + d},
			plant{"email", "EMAIL", strings.ToLower(f) + d + "@example.com", strings.ToLower(f) + d + "@example.com"},
			plant{"street", "STREET", d + " Larch Road", d + " LARCH ROAD"},
			plant{"date of birth", "DATE", fmt.Sprintf("%d/%d/19%d", 1+i%12, 1+i%28, 30+i%60), fmt.Sprintf("%d/%d/19%d", 1+i%12, 1+i%28, 30+i%60)},
		)
	}
	require.Len(t, plants, 1000)
	for _, name := range []string{"tag", "token", "safe-harbor"} {
		r := newRedactor(t, &redact.Options{Policy: builtin(t, name)})
		passed := 0
		for i, p := range plants {
			text, anns := marked(t, "Seen today: {{"+p.typ+"|"+p.marked+"}} with cough. Later "+p.left+" was well.")
			_, err := r.Redact(ctx, redact.Note{ID: fmt.Sprint(i), Text: text, Created: created}, anns)
			var leak *redact.LeakError
			if !assert.ErrorAs(t, err, &leak, "%s under %s", p.name, name) {
				passed++
				continue
			}
			assert.NotContains(t, err.Error(), p.left)
		}
		assert.Zero(t, passed)
	}
}

func TestGuardLetsCleanNotesPass(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"a name that is a word", "{{PATIENT|Will}} will come. {{PATIENT|Grace}} had no grace period."},
		{"an age is a number too", "{{AGE|45}} years, weight 45 kg"},
		{"a kept value of the same name", "{{CITY|New York}} {{STATE|New York}} state"},
		{"an eponym", "Dr. {{DOCTOR|Crohn}} saw Crohn disease"},
		{"an extension like a time", "{{PHONE|0515}} at 0515"},
		{"a year", "{{DATE|2019}} and 2019 mL"},
		{"a name as part of a word", "{{PATIENT|Rossi}}: rossitis"},
		{"another number", "{{MEDICALRECORD|12345}} and 123456"},
		{"a tag of an earlier run", "{{PATIENT|Patientson}} and [PATIENT]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, anns := marked(t, tt.text)
			for _, name := range []string{"tag", "safe-harbor"} {
				if name == "tag" && strings.Contains(tt.name, "kept") {
					continue
				}
				_, err := newRedactor(t, &redact.Options{Policy: builtin(t, name)}).Redact(ctx, redact.Note{ID: "n", Text: text}, anns)
				assert.NoError(t, err)
			}
		})
	}
}

func TestGuardKnowsIdentifiersAndScans(t *testing.T) {
	n := redact.Note{ID: "n", Text: "Seen Quistgaard at home.", Identifiers: []redact.Identifier{{Type: labels.Patient, Value: "Quistgaard, Annika"}, {Type: labels.Patient, Value: "Quistgaard"}}}
	_, err := newRedactor(t, nil).Redact(ctx, n, nil)
	var leak *redact.LeakError
	require.ErrorAs(t, err, &leak)
	assert.True(t, leak.Leaks[0].Known)
	assert.Equal(t, labels.Span{Start: 5, End: 15}, leak.Leaks[0].Span)

	scan := func(text string) []labels.Annotation {
		i := strings.Index(text, "Quist")
		if i < 0 {
			return nil
		}
		return []labels.Annotation{{Span: labels.Span{Start: i, End: i + 10}, Type: labels.Patient, Score: 0.7}}
	}
	n.Identifiers = nil
	_, err = newRedactor(t, &redact.Options{Scan: scan}).Redact(ctx, n, nil)
	require.ErrorAs(t, err, &leak)
	assert.False(t, leak.Leaks[0].Known)
	_, err = newRedactor(t, &redact.Options{Scan: scan, GuardScore: 0.8}).Redact(ctx, n, nil)
	assert.NoError(t, err)
	_, err = newRedactor(t, &redact.Options{Scan: scan, NoGuard: true}).Redact(ctx, n, nil)
	assert.NoError(t, err)
}

func FuzzFindTokens(f *testing.F) {
	f.Add("[PATIENT_7KQ2M9X4C] [AGE] [IDNUM_0.2] [[PATIENT_")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, tok := range redact.FindTokens(s) {
			require.GreaterOrEqual(t, tok.Start, last)
			require.LessOrEqual(t, tok.End, len(s))
			require.True(t, strings.HasPrefix(tok.Of(s), "["+tok.Type.String()+"_"))
			last = tok.End
		}
	})
}
