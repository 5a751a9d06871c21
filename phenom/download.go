package phenom

import (
	"cmp"
	"context"
	"crypto/md5" //nolint:gosec // the store's ETag is an MD5; it guards against damage, not malice
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ErrShard: a shard's bytes are not what the manifest says.
var ErrShard = errors.New("phenom: a shard differs from the manifest")

// Manifest lists the CSV files of a job's results.
type Manifest struct {
	JobID     string  `json:"job_id"`
	TotalRows int64   `json:"total_rows"`
	Shards    []Shard `json:"shards"`
}

// Shard is one file of a [Manifest]. URL is a secret.
type Shard struct {
	Key     string    `json:"key"`
	Size    int64     `json:"size"` // bytes
	ETag    string    `json:"etag"`
	URL     string    `json:"url"`
	Expires time.Time `json:"expires_at"`
}

// Manifest returns the manifest of a finished job, with fresh URLs.
func (c *Client) Manifest(ctx context.Context, jobID string) (*Manifest, error) {
	var answer struct {
		Mode     string   `json:"mode"`
		Format   string   `json:"format"`
		Manifest Manifest `json:"manifest"`
	}
	_, err := c.do(ctx, call{
		op: "get manifest", method: http.MethodGet, path: []string{"v1", "job", jobID, "results", "download"}, out: &answer,
	})
	if err != nil {
		return nil, err
	}
	if answer.Mode != "manifest" || answer.Format != "csv" {
		return nil, errors.New("phenom: get manifest: neither a manifest nor CSV")
	}
	return &answer.Manifest, nil
}

// DownloadOptions say how [Client.Download] goes about it; nil is all defaults.
type DownloadOptions struct {
	Parallel int                // shards at a time; 0 means DefaultParallel
	OnShard  func(done, of int) // told after each shard; may be nil
}

// Download brings all shards of a job's results into a folder, which is made
// if absent, and returns the files in the manifest's order. Names are the
// client's own. A shard that lies there whole is not fetched again, one that was
// cut off is gone on with, and each is held against the manifest's size and,
// where the ETag is an MD5, its sum. URLs that expire are asked for anew.
func (c *Client) Download(ctx context.Context, jobID, folder string, o *DownloadOptions) ([]string, error) {
	if o == nil {
		o = &DownloadOptions{}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("phenom: download: %w", err)
	}
	d := &download{c: c, job: jobID}
	if err := d.renew(ctx, nil); err != nil {
		return nil, err
	}
	shards := d.manifest.Shards
	files := make([]string, len(shards))
	errs := make([]error, len(shards))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	slots := make(chan struct{}, cmp.Or(o.Parallel, DefaultParallel))
	for i := range shards {
		files[i] = filepath.Join(folder, fmt.Sprintf("results-%05d.csv", i))
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if errs[i] = d.shard(ctx, i, files[i]); errs[i] != nil {
				cancel() // the others leave what they have for the next time
				return
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if o.OnShard != nil {
				o.OnShard(done, len(shards))
			}
		})
	}
	wg.Wait()
	// The first failure made the others fail with context.Canceled.
	slices.SortStableFunc(errs, func(a, b error) int {
		return cmp.Compare(b2i(errors.Is(a, context.Canceled)), b2i(errors.Is(b, context.Canceled)))
	})
	return files, errors.Join(errs...)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// download is one run of [Client.Download].
type download struct {
	c   *Client
	job string

	mu       sync.Mutex
	manifest *Manifest
}

// renew asks for the manifest again, unless someone has since the one given.
func (d *download) renew(ctx context.Context, old *Manifest) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.manifest != old {
		return nil
	}
	m, err := d.c.Manifest(ctx, d.job)
	if err != nil {
		return err
	}
	if old != nil && len(m.Shards) != len(old.Shards) {
		return fmt.Errorf("%w: their number changed", ErrShard)
	}
	d.manifest = m
	return nil
}

func (d *download) current() *Manifest {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.manifest
}

// shard brings one shard to a file, trying as often as the client's retry
// policy says and going on from what an earlier try brought.
func (d *download) shard(ctx context.Context, i int, file string) error {
	delays := d.c.delays()
	for attempt := 1; ; attempt++ {
		m := d.current()
		gained, err := d.c.shardOnce(ctx, m.Shards[i], file)
		if err == nil {
			return nil
		}
		if gained > 0 {
			attempt = 1 // a shard that is only slow comes in the end
		}
		if ctx.Err() != nil {
			return fmt.Errorf("phenom: download: %w", ctx.Err())
		}
		if attempt >= d.c.opts.Retry.MaxAttempts || errors.Is(err, ErrURL) || errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("phenom: shard %d: %w", i, err)
		}
		if errors.Is(err, errURLExpired) {
			if err := d.renew(ctx, m); err != nil {
				return err
			}
			continue
		}
		if err := d.c.opts.Clock.Sleep(ctx, delays.NextBackOff()); err != nil {
			return err
		}
	}
}

// shardOnce goes on with file.part, for as long as one try may take, and renames
// it when it is whole. It returns how many bytes it brought.
func (c *Client) shardOnce(ctx context.Context, s Shard, file string) (int64, error) {
	if sum, size, err := sumFile(file); err == nil && size == s.Size && sameETag(s.ETag, sum) {
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.TryTimeout)
	defer cancel()
	part, err := os.OpenFile(file+".part", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	gained := int64(0)
	sum := md5.New() //nolint:gosec // see the import
	have, err := io.Copy(sum, part)
	if err == nil && have >= s.Size { // whole but not renamed, or of another shard
		have = 0
		sum.Reset()
		if _, err = part.Seek(0, io.SeekStart); err == nil {
			err = part.Truncate(0)
		}
	}
	if err == nil {
		gained, err = c.append(ctx, s, part, sum, have)
	}
	if err = errors.Join(err, part.Close()); err != nil {
		if errors.Is(err, ErrShard) {
			return 0, errors.Join(err, os.Remove(file+".part"))
		}
		return gained, err
	}
	return gained, os.Rename(file+".part", file)
}

// append fetches the bytes from have on and checks the whole.
func (c *Client) append(ctx context.Context, s Shard, part *os.File, sum hash.Hash, have int64) (int64, error) {
	resp, err := c.fetch(ctx, s.URL, s.ETag, have)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if have > 0 && resp.StatusCode != http.StatusPartialContent { // the shard changed, or ranges are not served
		have = 0
		sum.Reset()
		if err := errors.Join(part.Truncate(0), seekStart(part)); err != nil {
			return 0, err
		}
	}
	// One byte more than promised is enough to know that too much comes.
	n, err := io.Copy(io.MultiWriter(part, sum), io.LimitReader(resp.Body, s.Size-have+1))
	if err != nil {
		return n, hideURL(err)
	}
	if have+n != s.Size || !sameETag(s.ETag, sum.Sum(nil)) {
		return 0, ErrShard
	}
	return n, nil
}

func seekStart(f *os.File) error {
	_, err := f.Seek(0, io.SeekStart)
	return err
}

func sumFile(name string) ([]byte, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	sum := md5.New() //nolint:gosec // see the import
	n, err := io.Copy(sum, f)
	return sum.Sum(nil), n, err
}

// sameETag holds an MD5 against an ETag. One that is not a plain MD5 (a
// multipart upload's, say) can not be checked, and passes.
func sameETag(etag string, sum []byte) bool {
	hexed := strings.Trim(strings.TrimPrefix(etag, "W/"), `"`)
	want, err := hex.DecodeString(hexed)
	if err != nil || len(want) != md5.Size {
		return true
	}
	return string(want) == string(sum)
}

// ReadResults reads the rows of a shard. Columns are found by name; ones that
// are not known are passed over. An error names the place in bytes and ends the rows.
func ReadResults(r io.Reader) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		lines := csv.NewReader(r)
		lines.ReuseRecord = true
		header, err := lines.Read()
		if err != nil {
			yield(Result{}, fmt.Errorf("%w: no header row", ErrShard))
			return
		}
		set := make([]func(*Result, string) error, len(header))
		for i, name := range header {
			set[i] = resultColumns[name]
		}
		for {
			row, err := lines.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var out Result
			for i := 0; err == nil && i < len(row); i++ {
				if set[i] != nil {
					err = set[i](&out, row[i])
				}
			}
			if err != nil {
				yield(Result{}, fmt.Errorf("%w: the row before byte %d", ErrShard, lines.InputOffset()))
				return
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

// resultColumns say where each CSV column of a result goes.
var resultColumns = map[string]func(*Result, string) error{
	"patient_id":                  textColumn(func(r *Result) *string { return &r.PatientID }),
	"outcome_id":                  textColumn(func(r *Result) *string { return &r.OutcomeID }),
	"probability":                 floatColumn(func(r *Result) *float64 { return &r.Probability }),
	"prob_upper_95_percent_bound": floatColumn(func(r *Result) *float64 { return &r.ProbUpper }),
	"prob_lower_95_percent_bound": floatColumn(func(r *Result) *float64 { return &r.ProbLower }),
	"relative_probability":        floatColumn(func(r *Result) *float64 { return &r.Relative }),
	"rel_upper_95_percent_bound":  floatColumn(func(r *Result) *float64 { return &r.RelativeUpper }),
	"rel_lower_95_percent_bound":  floatColumn(func(r *Result) *float64 { return &r.RelativeLower }),
	"bin_id":                      intColumn(func(r *Result) *int { return &r.Bin }),
	"num_bins":                    intColumn(func(r *Result) *int { return &r.Bins }),
	"synthetic": func(r *Result, s string) (err error) {
		r.Synthetic, err = strconv.ParseBool(s)
		return err
	},
}

func textColumn(at func(*Result) *string) func(*Result, string) error {
	return func(r *Result, s string) error { *at(r) = strings.Clone(s); return nil }
}

func floatColumn(at func(*Result) *float64) func(*Result, string) error {
	return func(r *Result, s string) (err error) { *at(r), err = strconv.ParseFloat(s, 64); return err }
}

func intColumn(at func(*Result) *int) func(*Result, string) error {
	return func(r *Result, s string) (err error) { *at(r), err = strconv.Atoi(s); return err }
}
