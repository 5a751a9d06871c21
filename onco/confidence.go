package onco

// The confidences are shares of the training split that were right, by how the
// value was found; see the accuracy section of the README.

func siteConfidence(c choice) float64 {
	return clamp(0.6 + 0.38*c.share)
}

func histConfidence(c choice) float64 {
	return clamp(0.5 + 0.45*c.share)
}

func stageConfidence(c stageChoice) float64 {
	if c.derived != "" {
		return c.p
	}
	w := 0.93
	if c.weight >= 2 {
		w = 0.97
	}
	if c.conflict {
		w = 0.6
	}
	return w
}

func dateConfidence(d dxDate) float64 {
	switch d.strength {
	case 3:
		return 0.9
	case 2:
		return 0.75
	}
	return 0.4
}

func clamp(f float64) float64 { return max(0, min(0.99, f)) }
