package jobs

// Held tells how many jobs the queue itself holds in memory.
func (q *Queue) Held() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}

func init() { sweepAtOnce = 7 } // so that a test of many needs few
