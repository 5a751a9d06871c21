package onco

// Measured on the 2,894 reports of the training split in three folds; the low
// end, where there are too few reports, is drawn out.
var (
	siteCurve    = []knot{{0, 0.30}, {0.30, 0.45}, {0.47, 0.63}, {0.79, 0.87}, {0.90, 0.93}, {0.97, 0.98}, {1, 0.99}}
	histCurve    = []knot{{0, 0.25}, {0.41, 0.47}, {0.64, 0.67}, {0.76, 0.76}, {0.84, 0.82}, {0.92, 0.94}, {0.96, 0.98}, {1, 0.99}}
	derivedCurve = []knot{{0, 0.20}, {0.43, 0.47}, {0.53, 0.57}, {0.62, 0.63}, {0.70, 0.66}, {0.79, 0.76}, {0.86, 0.81}, {0.91, 0.92}, {0.98, 0.99}}
)
