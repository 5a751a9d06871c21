package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// genericRows are findings that notes name without saying where, since the
// sentence, the line or the examination says it: "XR left wrist: no fracture".
// Each is looked for with a site beside it in the dictionary. How far the site
// may stand: near is the sentence and the key of its line, far is the lines
// before it and the heading as well. bare says that the word, when no site is
// found, is no diagnosis by itself.
var genericRows = []struct {
	words string
	far   bool
	bare  bool
	keyed bool // what stands before counts only with a colon between: "Right knee: pain"
	joint bool // near, else at the joint that the note is about
}{
	{"fracture dislocation sprain effusion aneurysm osteophyte", true, false, false, false},
	{"perforation torsion leak dysplasia distension", true, true, false, false},
	{"mass infarction lesion nodule cyst polyp detachment atrophy", false, true, false, false},
	{"tumor neoplasm", true, false, false, false},
	{"abscess ulcer stenosis hernia adenoma hemangioma", false, false, false, false},
	{"stone obstruction calcification", false, true, false, false},
	{"osteoarthritis oa djd", false, false, false, false},
	{"swelling edema", false, false, false, true},
	{"injury laceration contusion abrasion wound bruise tear rupture", false, false, false, true},
	{"instability laxity", false, true, false, true},
	{"pain", false, false, true, true},
	{"arthritis stiffness tenderness cellulitis lymphadenopathy adenopathy", false, false, false, false},
}

// siteWords are words of the dictionary that name where something is.
const siteWords = `wrist hand finger thumb forearm radius ulna elbow humerus shoulder clavicle scapula rib sternum hip pelvis femur thigh knee patella
	tibia fibula leg ankle foot toe calcaneus metatarsal metacarpal scaphoid vertebra lumbar cervical spine sacrum skull face nose mandible orbit
	brain lung chest pleura pericardium heart aorta liver spleen kidney pancreas stomach duodenum colon cecum sigmoid rectum appendix gallbladder
	bladder ureter prostate testis ovary uterus cervix breast thyroid esophagus larynx tonsil ear eye skin abdomen neck scalp axilla groin arm
	buttock back heel lip tongue parotid adrenal retina cornea bowel intestine mediastinum`

// jointWords are those sites that are joints, or stand for one.
const jointWords = `wrist hand finger elbow shoulder hip knee ankle foot toe`

// joinedWords, beside the sites, name the kinds of one disease that notes put
// together.
const joinedWords = `mitral tricuspid pulmonic upper lower maxillary frontal ethmoid sphenoid inguinal umbilical femoral visual auditory
	colorectal systolic diastolic gastric iron folate viral bacterial 1 2 3 4`

// studyRows are examinations, with the sites that they look at.
var studyRows = []struct{ study, sites string }{
	{"cxr", "pleura lung chest"},
	{"cta", "lung pleura"},
	{"rll rul rml lll lul", "lung"},
	{"ctpa", "lung pleura"},
	{"echo echocardiogram tte tee", "heart pericardium"},
	{"colonoscopy", "colon rectum"},
	{"egd", "stomach esophagus duodenum"},
	{"mammogram mammography", "breast"},
	{"cystoscopy", "bladder"},
	{"tka tkr", "knee"},
	{"tha thr", "hip"},
	{"ncct cth", "brain"},
	{"lungs lung bases chest mediastinum thorax", "pleura lung"},
	{"mca aca pca pica lacunar hemispheric", "brain"},
	{"cns intracranial", "brain"},
}

// imageWords say that the first lines of a note are those of a report on one
// examination, whose site holds for all of it.
var imageWords = hashSet("mri mra mr ct cta xr x-ray xray radiograph radiographs ultrasound us echo mammogram scan film films study")

// sites are the compiled tables of this file.
type sites struct {
	generic []*genericWord // by word, nil for other words
	site    map[icd10.Word]bool
	joint   map[icd10.Word]bool
	inJoint icd10.Word          // the word "joint"
	edema   icd10.Word          // the word "edema"
	brain   icd10.Word          // the word "brain", what films of the head show
	joined  map[icd10.Word]bool // sites and other words that share a head in "mitral and tricuspid regurgitation"
	study   map[uint32][]icd10.Word
	region  []uint8 // by word: row of regionRows, counted from 1
}

type genericWord struct{ far, bare, keyed, joint bool }

func newSites(d *icd10.Dict) *sites {
	t := &sites{generic: make([]*genericWord, d.NumWords()), site: make(map[icd10.Word]bool), joined: make(map[icd10.Word]bool), joint: make(map[icd10.Word]bool), inJoint: icd10.NoWord, edema: icd10.NoWord, brain: icd10.NoWord, study: make(map[uint32][]icd10.Word), region: make([]uint8, d.NumWords())}
	word := func(w string) (icd10.Word, bool) {
		x, _, ok := d.Word(text.HashFold(w))
		return x, ok
	}
	for _, r := range genericRows {
		for w := range strings.FieldsSeq(r.words) {
			if x, ok := word(w); ok {
				t.generic[x] = &genericWord{r.far, r.bare, r.keyed, r.joint}
			}
		}
	}
	for w := range strings.FieldsSeq(siteWords) {
		if x, ok := word(w); ok {
			t.site[x], t.joined[x] = true, true
		}
	}
	for w := range strings.FieldsSeq(jointWords) {
		if x, ok := word(w); ok {
			t.joint[x] = true
		}
	}
	if x, ok := word("joint"); ok {
		t.inJoint = x
	}
	if x, ok := word("edema"); ok {
		t.edema = x
	}
	if x, ok := word("brain"); ok {
		t.brain = x
	}
	for w := range strings.FieldsSeq(joinedWords) {
		if x, ok := word(w); ok {
			t.joined[x] = true
		}
	}
	for i, r := range regionRows {
		for w := range strings.FieldsSeq(r) {
			if x, ok := word(w); ok {
				t.region[x] = uint8(i + 1)
			}
		}
	}
	for _, r := range studyRows {
		for st := range strings.FieldsSeq(r.study) {
			for w := range strings.FieldsSeq(r.sites) {
				if x, ok := word(w); ok {
					t.study[text.HashFold(st)] = append(t.study[text.HashFold(st)], x)
				}
			}
		}
	}
	return t
}
