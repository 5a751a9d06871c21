package onco

// Measured on the 2,894 reports of the training split in three folds; the low
// end, where there are too few reports, is drawn out.
var (
	siteCurve    = []knot{{0, 0.30}, {0.41, 0.42}, {0.67, 0.65}, {0.87, 0.85}, {0.95, 0.91}, {0.985, 0.96}, {0.994, 0.985}, {1, 0.995}}
	histCurve    = []knot{{0, 0.30}, {0.50, 0.42}, {0.66, 0.50}, {0.77, 0.67}, {0.88, 0.79}, {0.94, 0.86}, {0.974, 0.935}, {0.991, 0.97}, {1, 0.995}}
	derivedCurve = []knot{{0, 0.20}, {0.44, 0.39}, {0.55, 0.52}, {0.62, 0.56}, {0.73, 0.67}, {0.85, 0.71}, {0.92, 0.81}, {0.97, 0.87}, {0.993, 0.96}, {1, 0.98}}
)
