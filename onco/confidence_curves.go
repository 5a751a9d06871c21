package onco

// Measured on the 2,894 reports of the training split in three folds; the low
// end, where there are too few reports, is drawn out.
var (
	siteCurve    = []knot{{0, 0.30}, {0.30, 0.45}, {0.65, 0.69}, {0.90, 0.84}, {0.98, 0.98}, {1, 0.99}}
	histCurve    = []knot{{0, 0.30}, {0.30, 0.35}, {0.57, 0.54}, {0.81, 0.70}, {0.92, 0.84}, {0.97, 0.91}, {0.99, 0.97}, {1, 0.99}}
	derivedCurve = []knot{{0, 0.25}, {0.30, 0.35}, {0.46, 0.44}, {0.56, 0.58}, {0.70, 0.70}, {0.83, 0.75}, {0.90, 0.77}, {0.96, 0.91}, {0.99, 0.98}}
)
