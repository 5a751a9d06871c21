package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lethe-health/lethe/phenom"
)

// listing is one of the three lists that a job leaves.
type listing int

const (
	results listing = iota
	exclusions
	rowErrors
	numListings
)

var listingNames = [numListings]string{"results", "exclusions", "errors"}

// defaultPage is the page size when a call names none, as the guide has it.
const defaultPage = 1000

// chunkRows is how many items of a batch job's listing lie in one blob.
const chunkRows = 1000

func (s *Sandbox) listResults(r *http.Request, tenant string) (answer, error) {
	return s.list(r, tenant, results)
}

func (s *Sandbox) listExclusions(r *http.Request, tenant string) (answer, error) {
	return s.list(r, tenant, exclusions)
}

func (s *Sandbox) listErrors(r *http.Request, tenant string) (answer, error) {
	return s.list(r, tenant, rowErrors)
}

// pageAnswer is the contract's page.
type pageAnswer struct {
	Items     []json.RawMessage `json:"items"`
	NextToken *string           `json:"next_page_token"`
	TotalRows int64             `json:"total_rows"`
	Synthetic bool              `json:"synthetic"`
}

func (s *Sandbox) list(r *http.Request, tenant string, which listing) (answer, error) {
	j, err := s.scoringJob(tenant, r.PathValue("job"))
	if err != nil {
		return answer{}, err
	}
	rep, err := s.reportOf(tenant, j)
	if err != nil {
		return answer{}, err
	}
	from, size, err := pageQuery(r.URL.Query(), which)
	if err != nil {
		return answer{}, err
	}
	items, err := s.items(&rep, which, from, size)
	if err != nil {
		return answer{}, err
	}
	a := pageAnswer{Items: items, TotalRows: rep.Rows[which], Synthetic: true}
	if end := from + int64(len(items)); len(items) > 0 && end < a.TotalRows {
		token := pageToken(which, end)
		a.NextToken = &token
	}
	if a.Items == nil {
		a.Items = []json.RawMessage{}
	}
	return answer{http.StatusOK, a}, nil
}

// pageQuery reads both dialects: page from 1 (results alone), and page_size
// with page_token. A token wins over a page number.
func pageQuery(q url.Values, which listing) (from int64, size int, err error) {
	var faults []fieldFault
	number := func(name string, absent, most int) int {
		if !q.Has(name) {
			return absent
		}
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < 1 || n > most {
			faults = append(faults, fieldFault{Loc: []any{"query", name},
				Msg: fmt.Sprintf("Input should be an integer from 1 to %d", most), Type: "int_parsing"})
		}
		return n
	}
	size = number("page_size", defaultPage, phenom.MaxPageSize)
	if which == results {
		from = int64(number("page", 1, 1<<30)-1) * int64(size)
	}
	if t := q.Get("page_token"); t != "" {
		var ok bool
		if from, ok = parsePageToken(which, t); !ok {
			faults = append(faults, fieldFault{Loc: []any{"query", "page_token"}, Msg: "Not a token of this listing", Type: "value_error"})
		}
	}
	if len(faults) > 0 {
		return 0, 0, &invalid{faults}
	}
	return from, size, nil
}

func pageToken(which listing, from int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", listingNames[which], from))
}

func parsePageToken(which listing, t string) (int64, bool) {
	b, err := base64.RawURLEncoding.DecodeString(t)
	name, at, _ := strings.Cut(string(b), ":")
	from, perr := strconv.ParseInt(at, 10, 64)
	return from, err == nil && perr == nil && from >= 0 && name == listingNames[which]
}

// items returns up to size items of a listing from an index on.
func (s *Sandbox) items(rep *report, which listing, from int64, size int) ([]json.RawMessage, error) {
	if from >= rep.Rows[which] {
		return nil, nil
	}
	if rep.Inline != nil {
		all, err := rep.Inline.items(which)
		if err != nil || from >= int64(len(all)) {
			return nil, err
		}
		return all[from:min(int(from)+size, len(all))], nil
	}
	var out []json.RawMessage
	for chunk := from / chunkRows; len(out) < size && chunk*chunkRows < rep.Rows[which]; chunk++ {
		b, err := s.blobs.get(chunkKey(rep.Prefix, which, chunk))
		if err != nil {
			return nil, err
		}
		var rows []json.RawMessage
		if err := json.Unmarshal(b, &rows); err != nil {
			return nil, fmt.Errorf("sandbox: chunk %d of %s does not decode", chunk, listingNames[which])
		}
		skip := max(0, int(from-chunk*chunkRows))
		out = append(out, rows[min(skip, len(rows)):min(skip+size-len(out), len(rows))]...)
	}
	return out, nil
}

func chunkKey(prefix string, which listing, chunk int64) string {
	return fmt.Sprintf("%s/%s/%06d", prefix, listingNames[which], chunk)
}
