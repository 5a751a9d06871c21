package onco

// Confidences are shares of right answers. What a rule or the model puts out is
// first a raw figure; the curves turn it into the share that was right at that
// figure when the training reports were answered by models that had not seen
// them (onco/train -folds).

// knot is a point of a curve: at this raw figure, this share was right.
type knot struct{ raw, right float64 }

// at reads a curve, straight between its knots.
func at(curve []knot, raw float64) float64 {
	if raw <= curve[0].raw {
		return curve[0].right
	}
	for i := 1; i < len(curve); i++ {
		if a, b := curve[i-1], curve[i]; raw <= b.raw {
			return a.right + (b.right-a.right)*(raw-a.raw)/(b.raw-a.raw)
		}
	}
	return curve[len(curve)-1].right
}

// siteConfidence takes the model's probability where it knows the organ, else
// how much of what was found speaks for the site.
func siteConfidence(c choice) float64 {
	if c.p > 0 {
		return at(siteCurve, c.p)
	}
	return 0.6 + 0.35*c.share
}

func histConfidence(c choice) float64 {
	if c.p > 0 {
		return at(histCurve, c.p)
	}
	return 0.55 + 0.35*c.share
}

// stageConfidence is high for what is stated, lower where documents disagree,
// and the model's probability, seen through its curve, where it is derived.
func stageConfidence(c stageChoice) float64 {
	switch {
	case c.byRule:
		return c.p
	case c.derived != "":
		return at(derivedCurve, c.p)
	case c.conflict:
		return 0.6
	}
	return 0.93 // 2,324 of the training split
}

func dateConfidence(d dxDate) float64 {
	if d.strength == 3 {
		return 0.9
	}
	return 0.75
}
