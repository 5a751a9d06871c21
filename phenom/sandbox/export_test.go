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
		jobs += s.queue.Count(tenant, k)
	}
	return jobs, batches, uploads
}
