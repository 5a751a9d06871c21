// Package jobs runs work that outlives the request that asked for it: durable
// asynchronous jobs with tenants, idempotency keys, stages, cancelling and
// expiry.
//
// In comes a payload of a registered kind and a tenant; out go the job's state
// and, when it has ended, its result, to that tenant alone. With a path, jobs
// live in one bbolt file, everything about them sealed with an AEAD, and a
// process that dies leaves nothing behind: at the next start what waited still
// waits and what ran is run again, and each job ends once. Only jobs that have not
// ended are held in memory. Without a path all jobs live there and die with the
// process, the oldest results first when there is too much of them.
//
// The package never looks into a payload, never writes one to a log or an
// error, and never keeps one longer than its job runs.
package jobs
