package audit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// frontier is the right edge of a Merkle tree: the roots of its complete
// subtrees, largest first. It grows by a leaf in constant time and holds at
// most 64 hashes.
type frontier struct {
	size  int64
	peaks []tlog.Hash
}

func (f *frontier) add(leaf tlog.Hash) {
	f.peaks = append(f.peaks, leaf)
	for n := f.size; n&1 == 1; n >>= 1 {
		k := len(f.peaks)
		f.peaks[k-2] = tlog.NodeHash(f.peaks[k-2], f.peaks[k-1])
		f.peaks = f.peaks[:k-1]
	}
	f.size++
}

func (f *frontier) root() tlog.Hash {
	if len(f.peaks) == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads nothing
		return h
	}
	h := f.peaks[len(f.peaks)-1]
	for i := len(f.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.peaks[i], h)
	}
	return h
}

// clone lets a tree grow without touching f.
func (f *frontier) clone() frontier {
	return frontier{f.size, append([]tlog.Hash(nil), f.peaks...)}
}

// Head is the state of a log: how many entries, and the root over them.
type Head struct {
	Size int64
	Root tlog.Hash
	Note string // the signed note that says so
}

// origin is the first line of a head.
const origin = "lethe audit log"

// sign makes the signed note of a tree.
func sign(size int64, root tlog.Hash, keys ...*Key) (Head, error) {
	var signers []note.Signer
	for _, k := range keys {
		s, err := note.NewSigner(k.signer)
		if err != nil {
			return Head{}, errNoKey
		}
		signers = append(signers, s)
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
	b, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		return Head{}, fmt.Errorf("audit: %w", err)
	}
	return Head{size, root, string(b)}, nil
}

var errHead = errors.New("not a head signed by the log's key")

// openHead checks that a note carries exactly the signatures of the given
// keys, in their one canonical spelling, and reads it.
func openHead(b string, public ...string) (Head, error) {
	var verifiers []note.Verifier
	for _, p := range public {
		v, err := note.NewVerifier(p)
		// A key's hash has one spelling here, small letters.
		if err != nil || !strings.HasPrefix(p, fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash())) {
			return Head{}, errHead
		}
		verifiers = append(verifiers, v)
	}
	n, err := note.Open([]byte(b), note.VerifierList(verifiers...))
	if err != nil || len(n.Sigs) != len(public) || len(n.UnverifiedSigs) > 0 {
		return Head{}, errHead
	}
	canonical := n.Text + "\n"
	for _, s := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return Head{}, errHead
		}
		canonical += "— " + s.Name + " " + s.Base64 + "\n"
	}
	if canonical != b {
		return Head{}, errHead
	}
	l := strings.Split(n.Text, "\n")
	if len(l) != 4 || l[0] != origin {
		return Head{}, errHead
	}
	size, err := strconv.ParseInt(l[1], 10, 64)
	if err != nil || size < 0 {
		return Head{}, errHead
	}
	root, err := tlog.ParseHash(l[2])
	if err != nil {
		return Head{}, errHead
	}
	return Head{size, root, b}, nil
}
