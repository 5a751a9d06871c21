package phenom

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// MaxPageSize is the most items that a page may be asked to hold.
const MaxPageSize = 5000

// PageOptions say how a listing is read; nil and zero mean the service's own
// page size, from the start.
type PageOptions struct {
	Size int // items a page, 1 to MaxPageSize
}

// Page is one page of a listing.
type Page[T any] struct {
	Items []T
	Total int64 // rows in all, or -1 when the service does not say
}

// Listing is a list that the service gives page by page. It is read anew each
// time it is ranged over, and can be ranged over by several goroutines.
type Listing[T any] struct {
	c        *Client
	op       string
	path     []string
	numbered bool // asks for page=1, 2, …, as the newer contract has it for results
	opts     *PageOptions
}

// All yields each item in turn. An error ends the listing, yielded last.
func (l Listing[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for page, err := range l.Pages(ctx) {
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Pages yields each page in turn. An error ends the listing, yielded last; it is
// [ErrPaginationStalled] when a page token, or a page's items, come twice.
func (l Listing[T]) Pages(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		w := walk{tokens: map[[32]byte]bool{}}
		for number := 1; ; number++ {
			page, more, err := l.next(ctx, &w, number)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || !more {
				return
			}
		}
	}
}

// walk is how far a listing has been read.
type walk struct {
	token  string
	tokens map[[32]byte]bool // digests of tokens seen
	last   [32]byte          // digest of the page before
	rows   int64
}

// next fetches one page and tells whether another follows.
func (l Listing[T]) next(ctx context.Context, w *walk, number int) (*Page[T], bool, error) {
	var raw rawItems
	k := call{op: l.op, method: http.MethodGet, path: l.path, query: l.query(w, number), out: &raw}
	if _, err := l.c.do(ctx, k); err != nil {
		return nil, false, err
	}
	page := &Page[T]{Total: -1}
	if err := json.Unmarshal(raw.Items, &page.Items); err != nil {
		return nil, false, fmt.Errorf("phenom: %s: page %d is not the JSON expected", l.op, number)
	}
	digest := sha256.Sum256(bytes.TrimSpace(raw.Items))
	if number > 1 && len(page.Items) > 0 && digest == w.last {
		return nil, false, fmt.Errorf("%w: %s: page %d equals the one before", ErrPaginationStalled, l.op, number)
	}
	w.last = digest
	w.rows += int64(len(page.Items))
	if raw.TotalRows != nil {
		page.Total = *raw.TotalRows
	}
	more, err := l.follows(w, page, raw.NextToken, number)
	return page, more, err
}

func (l Listing[T]) query(w *walk, number int) url.Values {
	q := url.Values{}
	if l.opts != nil && l.opts.Size > 0 {
		q.Set("page_size", strconv.Itoa(min(l.opts.Size, MaxPageSize)))
	}
	if l.numbered {
		q.Set("page", strconv.Itoa(number))
	}
	// The token of older versions goes along when the last page gave one: a
	// service of either version finds what it reads.
	if w.token != "" {
		q.Set("page_token", w.token)
	}
	return q
}

// follows decides whether there is another page: by the token where the service
// gives tokens; else, on a numbered listing, by the total, or until a page is empty.
func (l Listing[T]) follows(w *walk, page *Page[T], token *string, number int) (bool, error) {
	w.token = ""
	if token != nil && *token != "" {
		key := sha256.Sum256([]byte(*token))
		if w.tokens[key] {
			return false, fmt.Errorf("%w: %s: page %d repeats a page token", ErrPaginationStalled, l.op, number)
		}
		w.tokens[key] = true
		w.token = *token
		return true, nil
	}
	if !l.numbered || len(page.Items) == 0 || len(w.tokens) > 0 {
		return false, nil
	}
	if page.Total >= 0 {
		return w.rows < page.Total, nil
	}
	return true, nil
}
