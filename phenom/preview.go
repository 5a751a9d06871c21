package phenom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Preview writes what [Submitter.Submit] would send, and sends nothing: a file
// calls.http with each call in order, and, for a batch, the CSV files as they
// would be uploaded. The bearer token, and ids and addresses that the service
// would give, stand as names in braces. It returns the histories that would be left
// out (see SubmitterOptions.SkipInvalid), also with an error.
func (s *Submitter) Preview(source iter.Seq2[*History, error], open func(name string) (io.WriteCloser, error)) (rejected []Rejection, err error) {
	sub := &Submission{index: map[string]int{}}
	err = s.preview(sub, source, open)
	return sub.Rejected, err
}

func (s *Submitter) preview(sub *Submission, source iter.Seq2[*History, error], open func(name string) (io.WriteCloser, error)) (err error) {
	calls, err := open("calls.http")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, calls.Close()) }()
	next, stop := iter.Pull2(s.accepted(sub, source))
	defer stop()
	p := &preview{s: s, calls: calls, open: open}
	first, err, ok := next()
	if err != nil || !ok {
		return errors.Join(err, ifNot(ok, ErrNoPatients))
	}
	h, err, more := next()
	if s.o.Mode == RealTime || s.o.Mode == Auto && !more {
		for p.patient(first); more && err == nil; h, err, more = next() {
			p.patient(h)
		}
		return errors.Join(err, p.err)
	}
	tables := NewTables(p.table)
	p.keep(tables.Add(first))
	for ; more && err == nil && p.err == nil; h, err, more = next() {
		p.keep(tables.Add(h))
	}
	p.keep(tables.Flush())
	p.batch()
	return errors.Join(err, p.err)
}

func ifNot(ok bool, err error) error {
	if ok {
		return nil
	}
	return err
}

// preview writes calls; the first error stays.
type preview struct {
	s     *Submitter
	calls io.Writer
	open  func(string) (io.WriteCloser, error)
	files []ObjectType
	close []io.Closer
	err   error
}

func (p *preview) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *preview) call(method, path string, body any) {
	raw := []byte{}
	if body != nil {
		var err error
		if raw, err = json.MarshalIndent(body, "", "  "); err != nil {
			p.keep(err)
			return
		}
	}
	_, err := fmt.Fprintf(p.calls, "%s %s%s\nAuthorization: Bearer {token}\nx-request-id: {new id}\n\n%s\n\n",
		method, p.s.o.Client.base, path, raw)
	p.keep(err)
}

// patient writes a real-time call. The key is not one that will be used.
func (p *preview) patient(h *History) {
	send := JobRequest{OutcomeIDs: p.s.o.OutcomeIDs, History: h.sendable(), IdempotencyKey: "{new key}"}
	p.call("POST", "/v1/job/from-patient", send)
}

func (p *preview) table(t ObjectType) (io.Writer, error) {
	w, err := p.open(fileName(t))
	if err != nil {
		return nil, err
	}
	p.files, p.close = append(p.files, t), append(p.close, w)
	return w, nil
}

// batch writes the calls around the files.
func (p *preview) batch() {
	for _, c := range p.close {
		p.keep(c.Close())
	}
	create := map[string]string{"upload_method": "s3_multipart"}
	if p.s.o.BatchName != "" {
		create["name"] = p.s.o.BatchName
	}
	p.call("POST", "/v1/batch", create)
	outcomes := map[string][]string{"outcome_ids": p.s.o.OutcomeIDs}
	for _, t := range p.files {
		p.call("POST", "/v1/batch/{batch}/upload", UploadRequest{t, fileName(t), contentType, MultipartMode})
		p.call("POST", "/v1/batch/{batch}/upload/{upload}/part/{n}/url", nil)
		_, err := fmt.Fprintf(p.calls, "PUT {presigned url}\n\n< part {n} of %s\n\n", fileName(t))
		p.keep(err)
		p.call("POST", "/v1/batch/{batch}/upload/{upload}/complete", map[string][]Part{"parts": {{1, "{etag}"}}})
	}
	p.call("POST", "/v1/batch/{batch}/finalize", nil)
	if p.s.o.Validate {
		p.call("POST", "/v1/batch/{batch}/validate", outcomes)
	}
	p.call("POST", "/v1/batch/{batch}/start", outcomes)
}
