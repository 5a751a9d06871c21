package jobs

import (
	"sync"
	"time"
)

// memoryStore keeps everything in memory: finished jobs up to a number of bytes.
type memoryStore struct {
	max int

	mu       sync.Mutex
	entries  map[string]*entry
	keys     map[string]string // tenant, NUL, idempotency key → id
	finished []string          // ids in the order of their end
	held     int               // bytes of the finished ones
}

// entry is a job in memory; data is the payload while it is open, then the result.
type entry struct {
	record record
	data   []byte
}

// entryOverhead is what an entry takes besides its data, about.
const entryOverhead = 512

func (e *entry) size() int { return len(e.data) + entryOverhead }

func newMemoryStore(maxBytes int) *memoryStore {
	return &memoryStore{max: maxBytes, entries: map[string]*entry{}, keys: map[string]string{}}
}

func (m *memoryStore) save(r *record, payload, result []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[r.ID]
	if e == nil {
		e = &entry{}
		m.entries[r.ID] = e
		if r.Key != "" {
			m.keys[r.Tenant+"\x00"+r.Key] = r.ID
		}
	}
	e.record = *r
	if payload != nil {
		e.data = payload
	}
	if result == nil {
		return nil
	}
	e.data = result
	m.finished = append(m.finished, r.ID)
	m.held += e.size()
	n := 0 // the newest stays, however large
	for ; m.held > m.max && n < len(m.finished)-1; n++ {
		m.remove(m.finished[n])
	}
	m.finished = m.finished[n:]
	return nil
}

// remove forgets a finished job; m.mu is held.
func (m *memoryStore) remove(id string) {
	e := m.entries[id]
	m.held -= e.size()
	delete(m.entries, id)
	if key := e.record.Tenant + "\x00" + e.record.Key; m.keys[key] == id {
		delete(m.keys, key)
	}
}

func (m *memoryStore) record(id string) (*record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[id]
	if e == nil {
		return nil, ErrNotFound
	}
	r := e.record
	return &r, nil
}

func (m *memoryStore) keyed(tenant, key string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := m.keys[tenant+"\x00"+key]
	if !ok {
		return "", ErrNotFound
	}
	return id, nil
}

func (m *memoryStore) payload(_, id string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[id]
	if e == nil {
		return nil, ErrNotFound
	}
	return e.data, nil
}

func (m *memoryStore) result(tenant, id string) ([]byte, error) { return m.payload(tenant, id) }

// sweep relies on one thing: all jobs are kept equally long, so that the first
// to end is the first to expire.
func (m *memoryStore) sweep(now time.Time, atMost int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for ; n < min(atMost, len(m.finished)) && !now.Before(m.entries[m.finished[n]].record.Expires); n++ {
		m.remove(m.finished[n])
	}
	m.finished = m.finished[n:]
	return n, nil
}

func (m *memoryStore) unfinished() (map[string]*record, uint64, error) {
	return map[string]*record{}, 0, nil
}

func (m *memoryStore) each(visit func(*record)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		visit(&e.record)
	}
	return nil
}

func (m *memoryStore) close() error { return nil }
