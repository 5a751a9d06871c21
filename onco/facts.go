package onco

import (
	"sort"
	"time"

	"github.com/lethe-health/lethe/internal/assertion"
	"github.com/lethe-health/lethe/internal/dates"
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// facts is what one document says, before documents are compared. It is
// scratch memory: a pool hands it from patient to patient.
type facts struct {
	index    int // in Patient.Documents
	kind     ClinicalType
	doc      text.Doc
	legible  legibleText
	told     bool      // the request states the kind
	sure     bool      // it does, or the sections leave no doubt of it
	when     time.Time // when it was written, zero if not stated
	context  assertion.Context
	mentions []mention
	stages   []stageMention
	dates    []dates.Match // those written, in order, then those that addAgo adds
	dated    int           // how many of dates are written
	marks    []sentenceMark
	section  []int32 // by sentence: index of its section
	staging  []int32 // tokens that speak of staging, in order
	skin     bool    // the document names the skin
	surgery  bool    // the document describes a resection
	biopsy   bool    // the document describes a biopsy
	scraped  bool    // of a transurethral resection
	removed  bool    // the document describes the removal of an organ
	many     bool    // the document speaks of several primaries
	form     bool    // the document prints the definitions of a T with none ticked
	lost     bool    // the document says that the primary is not known
	origins  bool    // a word of where tumours begin stands in the document
	cures    bool    // a word of treatment before an operation does
	treated  byte    // 'y' or 'n' once pretreated was asked, else 0
	deferred bool    // the document leaves the stage to somebody else
	measures measures
}

// sentenceMark is what a sentence holds, by bits.
type sentenceMark uint16

const (
	markTumour    sentenceMark = 1 << iota // speaks of a mass, tumour, lesion
	markMetastasi                          // speaks of metastasis
	markNode                               // speaks of lymph nodes
	markSiteKey                            // its key is "tumor site", "primary site", …
	markHistKey                            // its key is "histologic type", …
	markBenign                             // says that what it names is free of tumour
)

var (
	tumourWords     = wordSet("tumor", "tumour", "mass", "lesion", "neoplasm", "cancer", "carcinoma", "adenocarcinoma", "malignancy", "melanoma", "nodule", "primary")
	metastasisWords = wordSet("metastatic", "metastasis", "metastases", "mets", "metastasizing", "secondary", "metastasized", "metastatically")
	nodeWords       = wordSet("node", "nodes", "nodal", "lymphadenectomy", "sentinel", "lymph")
	surgeryWords    = wordSet("resection", "nephrectomy", "prostatectomy", "cystectomy", "colectomy", "hemicolectomy", "mastectomy", "lumpectomy",
		"hepatectomy", "pancreatectomy", "pancreaticoduodenectomy", "pancreatoduodenectomy", "whipple", "laryngectomy", "glossectomy", "hysterectomy", "oophorectomy", "lobectomy",
		"gastrectomy", "thyroidectomy", "orchiectomy", "cystoprostatectomy", "sigmoidectomy", "excision", "craniotomy", "dissection",
		"esophagectomy", "pneumonectomy", "wedge", "segmentectomy", "hemiglossectomy", "composite", "explant", "trachelectomy",
		"proctectomy", "proctocolectomy", "cecectomy", "ileocecectomy", "tonsillectomy", "mandibulectomy", "maxillectomy", "hemihepatectomy", "rectosigmoidectomy", "debulking", "nephroureterectomy", "adrenalectomy", "hartmann", "hartmanns", "orchidectomy", "oesophagectomy", "penectomy", "vulvectomy", "parotidectomy", "splenectomy", "appendectomy", "appendicectomy", "cholecystectomy", "enucleation", "amputation")
	biopsyWords = wordSet("biopsy", "biopsies", "fna", "fnb", "curettage", "curettings", "aspirate", "aspiration", "turbt", "shave", "punch")
)

// keyPhrases are keys of synoptic reports whose value is the site or the type.
var siteKeys = wordSet("site", "location", "organ", "origin")
var histKeys = wordSet("histologic", "histological", "histology", "type", "histopathologic", "diagnosis", "subtype")

// read takes a document apart.
func (f *facts) read(e *Engine, index int, d *Document, when time.Time) error {
	f.index, f.kind, f.when = index, d.kindOf(), when
	if err := f.doc.Parse(f.legible.of(text.HideCodes(d.Text))); err != nil {
		return err
	}
	f.mentions = e.words.appendMentions(f.mentions[:0], &f.doc)
	f.stages = appendStages(f.stages[:0], &f.doc)
	f.settleDefinitions()
	f.dates, f.dated = f.dates[:0], 0
	f.surgery, f.biopsy, f.scraped, f.removed, f.deferred, f.lost = false, false, false, false, false, false
	f.treated, f.origins, f.cures, f.measures = 0, false, false, measures{}
	f.markSentences()
	if f.told = f.kind != ""; !f.told {
		f.kind = f.guessKind()
	}
	f.sure = f.told || f.laidOut()
	e.assertion.Scan(&f.doc, &f.context)
	if len(f.mentions) == 0 && len(f.stages) == 0 && f.kind != Procedure {
		return nil
	}
	f.dates = dates.Append(f.dates, &f.doc)
	f.dated = len(f.dates)
	f.many = f.manyPrimaries()
	f.lost = f.origins && f.lostPrimary()
	f.skin = false
	for i := range f.mentions {
		f.judge(&f.mentions[i])
		f.skin = f.skin || f.mentions[i].term.code == skinNOS
	}
	f.measure()
	return nil
}

// markSentences notes what each sentence speaks of.
func (f *facts) markSentences() {
	d := &f.doc
	f.marks, f.section, f.staging = f.marks[:0], f.section[:0], f.staging[:0]
	sec := int32(0)
	for i := range d.Sentences {
		s := &d.Sentences[i]
		for int(sec) < len(d.Sections)-1 && d.Sections[sec].EndSentence <= int32(i) {
			sec++
		}
		f.section = append(f.section, sec)
		var m sentenceMark
		for k := s.FirstToken; k < s.EndToken; k++ {
			t := &d.Tokens[k]
			if t.Kind != text.Word {
				continue
			}
			info := wordBits(t.Hash)
			if info == 0 {
				continue
			}
			m |= sentenceMark(info & 0xff)
			if info&bitStageNoun != 0 {
				f.staging = append(f.staging, k)
			}
			f.surgery = f.surgery || info&bitSurgery != 0
			f.biopsy = f.biopsy || info&bitBiopsy != 0
			f.scraped = f.scraped || info&bitScraped != 0
			f.removed = f.removed || info&bitSurgery != 0 && info&bitPart == 0
			f.origins = f.origins || info&bitOrigin != 0
			f.cures = f.cures || info&bitTreated != 0
			if s.KeyEnd > 0 && t.End <= s.KeyEnd {
				if info&bitSiteKey != 0 {
					m |= markSiteKey
				}
				if info&bitHistKey != 0 {
					m |= markHistKey
				}
			}
		}
		f.marks = append(f.marks, m)
	}
}

const (
	bitSurgery uint32 = 1 << (8 + iota)
	bitBiopsy
	bitSiteKey
	bitHistKey
	bitScraped
	bitPart
	bitStageNoun
	bitDefer
	bitNamed
	bitDenied
	bitMargin
	bitMany
	bitTreated
	bitFree
	bitInvolved
	bitEmpty
	bitOrigin
)

// wordInfo holds the bits of all marked words; wordBloom refuses the rest fast.
var (
	wordInfo  table
	wordBloom [1 << 10]uint64
)

func init() {
	for bits, set := range map[uint32]map[uint32]bool{
		uint32(markTumour): tumourWords, uint32(markMetastasi): metastasisWords, uint32(markNode): nodeWords,
		bitSurgery: surgeryWords, bitBiopsy: biopsyWords, bitSiteKey: siteKeys, bitHistKey: histKeys,
		bitScraped: wordSet("transurethral", "turbt", "turb", "turp"), bitStageNoun: stageNouns, bitDefer: deferWords,
		bitNamed: namedTumour, bitDenied: deniedWords, bitMargin: marginNouns, bitMany: manyWords, bitTreated: pretreatmentWords,
		bitOrigin: originWords, bitFree: freeWords, bitEmpty: emptyWords, bitInvolved: involvedWords, bitPart: wordSet("resection", "excision", "dissection", "wedge", "composite", "segmentectomy"),
	} {
		for h := range set {
			wordInfo.put(uint64(h), wordInfo.get(uint64(h))|bits)
			wordBloom[h&0xffff>>6] |= 1 << (h & 63)
		}
	}
}

func wordBits(h uint32) uint32 {
	if wordBloom[h&0xffff>>6]&(1<<(h&63)) == 0 {
		return 0
	}
	return wordInfo.get(uint64(h))
}

// laidOut reports whether a document has the sections of a pathology report:
// the specimen seen by the eye or under the microscope, and one more.
func (f *facts) laidOut() bool {
	seen := map[text.SectionKind]bool{}
	for i := range f.doc.Sections {
		switch k := f.doc.Sections[i].Kind; k {
		case text.SectionGross, text.SectionMicroscopic, text.SectionSpecimen, text.SectionFinalDiagnosis:
			seen[k] = true
		}
	}
	return len(seen) > 1 && (seen[text.SectionGross] || seen[text.SectionMicroscopic])
}

// guessKind reads the kind of a document that does not state it from its words.
func (f *facts) guessKind() ClinicalType {
	sections := 0
	for i := range f.doc.Sections {
		switch f.doc.Sections[i].Kind {
		case text.SectionGross, text.SectionMicroscopic, text.SectionSpecimen, text.SectionFinalDiagnosis:
			sections++
		}
	}
	if sections > 0 {
		return PathologyReport
	}
	head := f.doc.Tokens[:min(len(f.doc.Tokens), 40)]
	for i := range head {
		if i > 15 && (head[i].Hash == hashMammogram || head[i].Hash == hashMRI || head[i].Hash == hashCT || head[i].Hash == hashPET) {
			continue // the text of a note, not its title
		}
		switch head[i].Hash {
		case hashPathology, hashSpecimen, hashDermatopathology, hashCytology:
			return PathologyReport
		case hashRadiology, hashMammogram, hashMRI, hashCT, hashPET:
			return RadiologyReport
		case hashOperative, hashColonoscopy, hashBronchoscopy:
			return Procedure
		}
	}
	return Progress
}

var (
	hashPathology        = text.HashFold("pathology")
	hashDermatopathology = text.HashFold("dermatopathology")
	hashCytology         = text.HashFold("cytology")
	hashSpecimen         = text.HashFold("specimen")
	hashRadiology        = text.HashFold("radiology")
	hashMammogram        = text.HashFold("mammogram")
	hashMRI              = text.HashFold("mri")
	hashCT               = text.HashFold("ct")
	hashPET              = text.HashFold("pet")
	hashOperative        = text.HashFold("operative")
	hashColonoscopy      = text.HashFold("colonoscopy")
	hashBronchoscopy     = text.HashFold("bronchoscopy")
)

func spanOf(start, end int32) labels.Span { return labels.Span{Start: int(start), End: int(end)} }

func (m *mention) span() labels.Span { return labels.Span{Start: int(m.start), End: int(m.end)} }

// brokenMalignancy reports whether a report in which no diagnosis was read
// speaks of a malignancy all the same: by a stated pathologic stage, by a
// metastasis, or by a word that a scanner has broken.
func (f *facts) brokenMalignancy() bool {
	for i := range f.stages {
		if m := &f.stages[i]; m.basis == BasisPathologic && m.cat.Axis == AxisT && m.cat.Level != '0' || m.chained {
			return true
		}
	}
	for i := range f.mentions {
		if m := &f.mentions[i]; m.term.kind == histTerm && m.metastatic && m.status == stated {
			return true
		}
	}
	for i := range f.doc.Tokens {
		t := &f.doc.Tokens[i]
		if t.Kind != text.Word || t.Len() < stemLen {
			continue
		}
		w := t.Of(f.doc.Text)
		if (malignantStems[ocrFold(w[:stemLen])] || malignantEnding(w)) && !f.benignAt(t) {
			return true
		}
	}
	return false
}

// garbled reports whether so much of a report is single letters and scraps that
// no diagnosis, good or bad, can be read in it.
func (f *facts) garbled() bool {
	words, scraps := 0, 0
	for i := range f.doc.Tokens {
		if t := &f.doc.Tokens[i]; t.Kind == text.Word {
			if words++; t.Len() < 3 {
				scraps++
			}
		}
	}
	for i := range f.mentions {
		if f.mentions[i].term.kind == histTerm && f.mentions[i].term.class == 'x' {
			return false
		}
	}
	return scraps*10 > words*garbledTenths
}

// garbledTenths is the share of scraps, in tenths of the words, that legible
// reports stay under: theirs is two to three.
const garbledTenths = 4

func (f *facts) benignAt(t *text.Token) bool {
	a := f.context.Assert(labels.Span{Start: int(t.Start), End: int(t.End)})
	if a.Status != assertion.Present {
		return true
	}
	at := sort.Search(len(f.mentions), func(i int) bool { return f.mentions[i].start > t.Start })
	for i := max(0, at-4); i < at; i++ { // a whole word was judged when it was read
		if m := &f.mentions[i]; t.End <= m.end && m.term.kind == histTerm {
			return true
		}
	}
	return false
}

// malignantStems are how words of malignancy begin, as a scanner may show them.
var malignantStems = func() map[uint32]bool {
	m := map[uint32]bool{}
	for _, w := range []string{"carcin", "adenoc", "malign", "glioma", "gliobl", "astroc", "oligod", "oligoa", "sarcom", "hepato", "cholan", "urothe", "chromo", "cancer", "squamo", "seminom"} {
		m[ocrFold(w[:stemLen])] = true
	}
	return m
}()

const stemLen = 6

// gluedTumour is a tumour that no other word should have within it.
const gluedTumour = "carcinoma"

// malignantEnding reports whether a long word ends as the names of malignant
// tumours do, or has one glued into it: "astrcytoma", "caxainoma",
// "cellcarcinomaclinical".
func malignantEnding(w string) bool {
	if len(w) < 9 || foldHasPrefix(w, "aden") || foldHasPrefix(w, "cystad") {
		return false
	}
	for i := 1; i+len(gluedTumour) <= len(w); i++ {
		if foldHasPrefix(w[i:], gluedTumour) {
			return true
		}
	}
	for _, end := range [...]string{"inoma", "ytoma", "itoma", "lioma", "rcoma", "stoma"} {
		if foldHasPrefix(w[len(w)-len(end):], end) {
			return true
		}
	}
	return false
}
