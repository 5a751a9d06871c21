package sandbox

// Holdings counts what a tenant has made: jobs that score, batches, and uploads
// in all its batches.
func (s *Sandbox) Holdings(tenant string) (jobs, batches, uploads int) {
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	for _, b := range s.batches.byID {
		if b.Tenant == tenant {
			batches++
			uploads += len(b.Uploads)
		}
	}
	for _, k := range []string{"patient", "batch"} {
		n, err := s.queue.Count(tenant, k)
		if err != nil {
			panic(err) // of a test
		}
		jobs += n
	}
	return jobs, batches, uploads
}

// StoredParts counts the pieces that all uploads hold.
func (s *Sandbox) StoredParts() int {
	s.batches.mu.Lock()
	defer s.batches.mu.Unlock()
	n := 0
	for _, b := range s.batches.byID {
		for _, u := range b.Uploads {
			n += len(u.Parts)
		}
	}
	return n
}
