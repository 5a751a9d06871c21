//go:build race

package phi

// raceDetector says that the tests run under the race detector, which empties
// pools at random.
const raceDetector = true
