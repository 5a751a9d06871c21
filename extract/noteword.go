package extract

import "github.com/lethe-health/lethe/internal/text"

// noteRows are short forms that mean what they do only in the notes of certain
// patients: any of the words, anywhere in the note, says so.
var noteRows = []struct{ form, words string }{
	{"bpd", "wkr preemie premature prematurity preterm weeker nicu ventilated surfactant neonatologist neonatology"},
	{"nec", "wkr preemie premature prematurity preterm weeker nicu neonate neonatal newborn"},
	{"ppd", "postpartum delivery breastfeeding lochia pregnancy partum"},
	{"rds", "wkr preemie premature preterm weeker nicu neonate newborn"},
	{"pco", "iol phaco pseudophakia pseudophakic cataract yag iop va od ou slit ophthalmology"},
	{"dme", "od os ou macular retinopathy retina retinal vitreous avastin eylea vegf ophthalmology"},
	{"vb", "lof ctx fetal fm fht prenatal gestation"},
	{"lof", "vb ctx fetal fm fht prenatal gestation"},
	{"ctx", "lof vb fetal fm fht prenatal gestation"},
	{"adh", "breast mammogram mammography lumpectomy"},
	{"alh", "breast mammogram mammography lumpectomy"},
	{"cah", "adrenal hydroxylase endocrinology newborn endocrine hydrocortisone"},
	{"rop", "wkr preemie premature prematurity preterm weeker nicu"},
}

// maxNoteRows bounds noteRows.
const maxNoteRows = 16

type noteForm struct {
	form  uint32
	words map[uint32]bool
}

var noteForms = func() (fs []noteForm) {
	for _, r := range noteRows {
		fs = append(fs, noteForm{text.HashFold(r.form), hashSet(r.words)})
	}
	return fs
}()

// outOfPlace reports whether the form at token k is one of noteRows and the note
// none of those that it belongs to. What the note holds is looked up once.
func (s *scratch) outOfPlace(k int) bool {
	h := s.doc.Tokens[k].Hash
	for i := range noteForms {
		f := &noteForms[i]
		if f.form != h {
			continue
		}
		if s.fits[i] == 0 {
			s.fits[i] = -1
			for j := range s.doc.Tokens {
				if f.words[s.doc.Tokens[j].Hash] {
					s.fits[i] = 1
					break
				}
			}
		}
		return s.fits[i] < 0
	}
	return false
}
