// Package audit keeps a log of what was done to protected text, in a form that
// cannot be changed without being found out.
//
// In come entries (a run, a policy, a restore, a review decision, a key
// rotation); out come the same entries, a signed head, and a verdict. A log is
// a folder of three files:
//
//	log.jsonl  one entry a line, in order; each line is a leaf of a Merkle tree (RFC 6962)
//	head       size and root of that tree, signed with Ed25519 (the checkpoint format of transparency logs)
//	keys       the first public key, and for every later one the head with which its predecessor handed over
//
// Changing, removing, inserting or reordering an entry changes the root;
// cutting the log short leaves a head that says otherwise; [Verify] finds each.
// What it cannot find by itself is a log whose three files were all put back to
// an earlier state: keep a head elsewhere (every review report prints it) and
// give it to Verify as a witness.
//
// Entries hold no PHI. Where a note or a decision must be provable, the entry
// holds a salted commitment to it; the salt comes from a secret beside the
// signing key ([Key.Salt]), so that nobody can find out a committed id by
// trying, and giving away one salt opens one commitment.
package audit
