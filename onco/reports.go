package onco

// markReports marks the diagnoses of different reports that each have a T and an
// N of their own in another organ: a spread tumour gets neither, so each is a
// primary, however general its name: an adenocarcinoma of the prostate, pT3a N0,
// and five years later one of the colon, pT3 N0. Of the organs of one operation,
// one document, speaks [facts.markStaged].
func markReports(docs []*facts, dx []diagnosis) {
	var first *diagnosis
	for _, f := range docs {
		if f.kind != PathologyReport {
			continue
		}
		own := ofDocument(dx, f)
		for i := range f.stages {
			m := &f.stages[i]
			if m.basis == BasisClinical || m.cat.Axis != AxisT || m.definition || m.cat.Level == 'X' || !m.chained {
				continue
			}
			x := lastBefore(own, m)
			switch {
			case x == nil || x.unsure || x.site == nil || x.m.metastatic || x.m.nodal || x.m.weakHistory || spreadTo[x.site3()]:
			case first == nil:
				first = x
			case x.doc != first.doc && organ(x.site3()) != organ(first.site3()):
				x.staged, first.staged = true, true
			}
		}
	}
}

// lastBefore is the last diagnosis close before a stage, nil for none.
func lastBefore(dx []diagnosis, m *stageMention) *diagnosis {
	for i := len(dx) - 1; i >= 0; i-- {
		if at := int(dx[i].m.start); at < m.start {
			if at < m.start-ownerReach {
				return nil
			}
			return &dx[i]
		}
	}
	return nil
}

// ofDocument are the diagnoses of one document, which stand together.
func ofDocument(dx []diagnosis, f *facts) []diagnosis {
	from := 0
	for from < len(dx) && dx[from].doc != f {
		from++
	}
	to := from
	for to < len(dx) && dx[to].doc == f {
		to++
	}
	return dx[from:to]
}
