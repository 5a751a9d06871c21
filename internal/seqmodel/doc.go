// Package seqmodel is a linear-chain conditional random field: it learns from
// sequences of hashed features to tag tokens in the BIO scheme, and tags with
// quantised weights.
//
// In come sequences of tokens, each with the hashes of its features; out go
// tags, or the probability of each tag at each token. The package knows nothing
// of text: what the features mean is the caller's affair (internal/phimodel).
// It never sees a note.
//
// # What was measured, and chosen
//
//   - A conditional random field trained on marginals, not an averaged
//     perceptron: its probabilities are what the scores, the operating points and
//     the second pass over a note are made of.
//   - BIO with forbidden transitions left out of the recursions: an inside tag
//     has two predecessors, so that a step costs 24·47 multiplications for 23
//     types rather than 47·47.
//   - AdaGrad on sums over small batches. L2 from 0 to 0.03 made no difference of
//     note on held-out notes and 0.2 cost three points of F1; refilled copies of
//     the notes do what regularisation would.
//   - Rows, not single weights, are kept or dropped: after three fifths of the
//     epochs the rows that weigh least go, and training goes on without them.
//     From 2.1 million rows to 200,000 this cost 0.4 points of strict F1.
//   - Leaving one feature in ten out at random cost precision and gave recall, in
//     equal parts; one in twenty is left out.
//   - The model is the mean of the weights after each of the last epochs.
//   - Trained on whole notes, not on what a first stage lets through: in the one
//     comparison made, 0.8 points of F1 on held-out notes.
//   - Tagging looks at all tags. No token of ordinary notes has tags that fall out
//     of a beam of 14 nats, and one of 8 leaves 17 types of 23 standing; sums over all
//     47 tags in vector registers (kernel_amd64.s, with twins in Go that agree to the
//     last bit) take 0.1 microseconds a token and recursion, an eighteenth of what the
//     beam took.
//   - The model that is shipped is the mean of four, trained on other copies of
//     the notes in another order. On held-out hands the mean of four has a strict
//     F1 0.4 points above that of two.
//   - Twice the rows, 420,000 for 220,000, gave no better F1 with 1,820 notes; with
//     3,473 and more it is 300,000.
//   - The second pass reads notes that the first pass has not been trained on, and
//     whose hand it has not: three folds by hand against two halves of every hand
//     gave 0.1 to 0.2 points of strict F1 on four sets of held-out notes.
//   - A convolutional network over the same evidence (word vectors of a published
//     sentence encoder, learned vectors of shape, class, candidates and labels;
//     four dilated layers of 128 units; 2,955 notes, 8 epochs) reached a strict F1
//     of 0.72 on held-out hands where the chain has 0.78. Its log probabilities
//     mixed with the chain's, 3 to 7, gave 1.4 points there and cost 0.3 on the
//     development notes, at some fifty times the work of a token.
//     Classes of words from the same vectors as features of the chain gave 0.5
//     points on held-out hands with 825 notes and nothing with 1,150. Neither was
//     taken.
//   - One byte a weight, with one scale for all: a row of 47 labels and its key are
//     one cache line, at a place that a perfect hash gives (rowTable). Look-ups
//     without branches, keys before weights, halved the time of a token's rows
//     against open addressing: what is left of it is waiting for memory. Large
//     pages (Linux gives them when asked) and asking for the rows of one token
//     while the features of the next are made take off a third of that.
package seqmodel
