package jobs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// KeyFile returns an AES-256-GCM AEAD whose key lies in the file, made with mode
// 0600 when it is not there. The key is not itself encrypted: it guards copies
// and backups of the job store, not a machine that someone else can read. Keep
// it apart from the store, or hand [Options] an AEAD that a KMS backs.
func KeyFile(path string) (tink.AEAD, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = newKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("jobs: key file: %w", err)
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, errors.New("jobs: the key file holds no keyset")
	}
	return aead.New(h)
}

// newKey writes a new keyset, never over an old one.
func newKey(path string) ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&b)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process made it just now
		return os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Write(b.Bytes())
	return b.Bytes(), errors.Join(err, f.Sync(), f.Close())
}

// EphemeralKey returns an AEAD whose key lives and dies with the process, for
// stores that need not be read again.
func EphemeralKey() (tink.AEAD, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("jobs: new key: %w", err)
	}
	return aead.New(h)
}
