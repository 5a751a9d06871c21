package sandbox

import (
	"bytes"
	"crypto/md5" //nolint:gosec // S3's ETag is an MD5
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/lethe-health/lethe/phenom"
)

// shard is one CSV file of a job's results.
type shard struct {
	Name string
	Size int64
	ETag string
}

// shardColumns are the fields of a result, and the mark.
var shardColumns = []string{
	"patient_id", "outcome_id",
	"probability", "prob_upper_95_percent_bound", "prob_lower_95_percent_bound",
	"relative_probability", "rel_upper_95_percent_bound", "rel_lower_95_percent_bound",
	"bin_id", "num_bins", "synthetic",
}

// shardWriter gathers rows of one shard. The zero value is empty.
type shardWriter struct {
	buf  bytes.Buffer
	csv  *csv.Writer
	rows int
	row  []string
}

func (w *shardWriter) add(r phenom.Result) {
	if w.rows == 0 {
		w.buf.Reset()
		w.csv = csv.NewWriter(&w.buf)
		_ = w.csv.Write(shardColumns) // a bytes.Buffer takes all
	}
	w.rows++
	num := func(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
	w.row = append(w.row[:0], r.PatientID, r.OutcomeID,
		num(r.Probability), num(r.ProbUpper), num(r.ProbLower),
		num(r.Relative), num(r.RelativeUpper), num(r.RelativeLower),
		strconv.Itoa(r.Bin), strconv.Itoa(r.Bins), strconv.FormatBool(r.Synthetic))
	_ = w.csv.Write(w.row)
}

// take returns the shard's bytes and begins a new one.
func (w *shardWriter) take(n int) ([]byte, shard) {
	w.csv.Flush()
	w.rows = 0
	b := w.buf.Bytes()
	return b, shard{fmt.Sprintf("part-%05d.csv", n), int64(len(b)), fmt.Sprintf(`"%x"`, md5.Sum(b))} //nolint:gosec // see the import
}

// shardsOf lists a job's shards, making those of a real-time job on the spot.
func (r *report) shardsOf() ([]shard, [][]byte) {
	if r.Inline == nil || len(r.Inline.Results) == 0 {
		return r.Shards, nil
	}
	var w shardWriter
	for _, res := range r.Inline.Results {
		w.add(res)
	}
	b, sh := w.take(0)
	return []shard{sh}, [][]byte{b}
}

func (s *Sandbox) download(r *http.Request, tenant string) (answer, error) {
	j, err := s.scoringJob(tenant, r.PathValue("job"))
	if err != nil {
		return answer{}, err
	}
	rep, err := s.reportOf(tenant, j)
	if err != nil {
		return answer{}, err
	}
	type row struct {
		Key     string    `json:"key"`
		Size    int64     `json:"size"`
		ETag    string    `json:"etag"`
		URL     string    `json:"url"`
		Expires time.Time `json:"expires_at"`
	}
	rows := []row{}
	list, _ := rep.shardsOf()
	for i, sh := range list {
		u, expires := s.presign(r, http.MethodGet, fmt.Sprintf("/storage/%s/shard/%d", j.ID, i), url.Values{"X-Tenant": {tenant}})
		rows = append(rows, row{"jobs/" + j.ID + "/" + sh.Name, sh.Size, sh.ETag, u, expires})
	}
	return answer{http.StatusOK, map[string]any{
		"mode": "manifest", "format": "csv", "synthetic": true,
		"manifest": map[string]any{"job_id": j.ID, "total_rows": rep.Rows[results], "shards": rows},
	}}, nil
}

// getShard serves a shard by presigned URL, whole or in ranges.
func (s *Sandbox) getShard(w http.ResponseWriter, r *http.Request) {
	if !s.signed(w, r) {
		return
	}
	b, sh, err := s.shardBytes(r.URL.Query().Get("X-Tenant"), r.PathValue("job"), r.PathValue("n"))
	if err != nil {
		refuse(w, http.StatusNotFound, "NoSuchKey")
		return
	}
	w.Header().Set("ETag", sh.ETag)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set(SyntheticHeader, SyntheticNotice)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

func (s *Sandbox) shardBytes(tenant, job, n string) ([]byte, shard, error) {
	j, err := s.scoringJob(tenant, job)
	if err != nil {
		return nil, shard{}, err
	}
	rep, err := s.reportOf(tenant, j)
	if err != nil {
		return nil, shard{}, err
	}
	list, inline := rep.shardsOf()
	i, err := strconv.Atoi(n)
	if err != nil || i < 0 || i >= len(list) {
		return nil, shard{}, errNotFound
	}
	if inline != nil {
		return inline[i], list[i], nil
	}
	b, err := s.blobs.get(rep.Prefix + "/shards/" + list[i].Name)
	return b, list[i], err
}
