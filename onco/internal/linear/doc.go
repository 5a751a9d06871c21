// Package linear is a multinomial logistic classifier over hashed binary
// features: trained by AdaGrad with L2, cut to its larger weights, quantised to
// one byte a weight and packed into a blob that is used as it is.
//
// In comes, for each example, the set of its features' 32-bit hashes with a
// value each; out come class probabilities and, for a class, what each feature
// added to it. The package never sees text.
package linear
