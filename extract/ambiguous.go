package extract

import (
	"strings"

	"github.com/lethe-health/lethe/internal/text"
)

// ambiguous short forms: each row says beside which words a form is something
// else than the disease. Left and right are looked for within nearTokens.
var ambiguousRows = []struct {
	form        string
	left, right string // words that speak against the disease
	colon       bool   // "PE:" is a heading
	bracket     bool   // alone in brackets it marks what stands before: "diabetes (HCC)", "(CMS/HCC)"
	percent     bool   // a figure from 80 to 100 before it is a saturation: "95 RA"
	decimal     bool   // a figure with a point after it does: "PE 98.4 110 132/80"
	units       bool   // a figure before it makes it a unit: "50 mi"
	number      bool   // a figure after it speaks against the disease: "RA 11"
	needs       string // when not empty, one of these must stand to the left
}{
	{form: "ra", number: true, percent: true, left: "glp glp1 on sat sats spo2 o2 % saturation saturating room l % to sao2 pressure", right: "sat sats not dilated enlarged mildly normal pressure size rv % at / air mean", colon: true},
	{form: "pe", decimal: true, left: "my on", right: "unremarkable tube tubes normal shows showed reveals notable exam findings deferred otherwise : within", colon: true},
	{form: "hcc", bracket: true},
	{form: "ms", number: true, left: "lc gc ms", right: "intact normal clear alert exam changes cannot at : baseline wnl ccc slp contin morphine a&o aox3 status mental oriented 3 2 4 attentive awake appropriate protocol calm cooperative", colon: true},
	{form: "cp", left: "cerebral", right: "angle", colon: true},
	{form: "dm", left: "robitussin mucinex dextromethorphan guaifenesin", right: "", colon: false},
	{form: "mr", left: "", right: "brain spine angiography imaging enterography venogram . abdomen #", colon: true},
	{form: "as", left: "", right: "", colon: true},
	{form: "mi", units: true, left: "detroit lansing ann", right: "48 49", colon: false},
	{form: "si", left: "", right: "joint joints", colon: false},
	{form: "ho", left: "", right: "", colon: true},
	{form: "cap", left: "cradle", right: "refill", colon: false},
	{form: "uc", left: "", right: "san davis", colon: true},
	{form: "all", left: "", right: "", colon: true},
	{form: "cold", left: "is was feels are feet hands skin", right: "to and foods food dry hands feet water weather pack intolerance compress extremities temperatures exposure ischemia drinks packs", colon: false},
	{form: "fall", left: "this last next early late in to will since by influenza flu", right: "risk precautions asleep allergies allergy 2010 2011 2012 2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 semester season prevention back into out protocol"},
	{form: "falls", left: "to will", right: "risk precautions asleep prevention back into out protocol"},
	{form: "dissection", needs: "no without or nor for acute possible"},
	{form: "pid", right: "|"},
	{form: "mets", left: "> < 4 10 5 6 7 at total", right: "> < was were"},
	{form: "gbs", left: "", right: "positive negative neg pos unknown status swab culture prophylaxis : screen colonization +"},
	{form: "mh", left: "", right: "", colon: true},
	{form: "vf", number: true, left: "nihss gaze", right: "zone therapy"},
	{form: "vt", number: true, left: "tidal set", right: "zone ml cc"},
	{form: "mvp", number: true},
	{form: "psa", left: "", right: "", needs: "with for psoriasis rheumatology"},
	{form: "ttp", number: true, left: "bottles mildly diffusely non mild not", right: "h hrs hours over at along in lateral medial right left bilateral bilat throughout diffusely midline"},
	{form: "pih", right: "labs panel"},
	{form: "sbp", number: true, left: "for keep goal hr if bp", right: "< > of in was is"},
	{form: "loc", right: "| test 0 1 2", number: true},
	{form: "gad", right: "7 65 2"},
	{form: "tac", needs: "headache cephalalgia"},
	{form: "ddd", number: true, left: "mode pacing", right: "mode pacing"},
	{form: "fx", number: true, left: "gy cgy dose # per / fraction"},
	{form: "vh", number: true, left: "angle"},
	{form: "hrs", number: true},
	{form: "ganglion", right: "block injection impar", left: "stellate celiac trigeminal"},
	{form: "anxious", right: "to"},
	{form: "bipolar", right: "mm electrocautery cautery forceps coagulation hemiarthroplasty prosthesis leads lead"},
	{form: "shock", left: "1 2 3 one two three x aed delivered", right: "delivered advised"},
	{form: "blackout", right: "curtains curtain"},
	{form: "sab", left: "hep b hbv hbs"},
	{form: "rabies", right: "prophylaxis post"},
	{form: "mci", units: true},
	{form: "hus", left: "neuro head", right: "grade ivh normal nl wnl shows showed no neg at dol pending repeat"},
	{form: "mm", units: true, right: "hg"},
	{form: "tof", number: true, right: "4 3 2 1 / twitches"},
	{form: "ras", left: "k n kras nras", right: "wild mutation mutations mutant inhibitor"},
	{form: "gn", right: "rods bacilli rod coverage bacteria"},
	{form: "sz", number: true},
	{form: "nph", left: "insulin start give on am pm units with and", right: "insulin units u with at bid qam qhs qpm and 10 12 15 20 / humulin"},
	{form: "cdi", left: "dressing dressings dsg drsg incision incisions site wound line picc is are"},
	{form: "pacs", right: "view viewer images image system access"},
	{form: "bruit", right: "thrill + /"},
	{form: "bruits", right: "thrill"},
	{form: "sle", colon: true},
	{form: "lad", needs: "no without nor or cervical axillary inguinal supraclavicular hilar palpable", right: "stent lesion artery stenosis occlusion pci disease"},
	{form: "ha", left: "", right: "1c", colon: false},
}

// adjectives share their word with a disease, but alone name none: "septic
// workup", "ischemic changes".
var adjectives = hashSet(`obstructing obstructive obstructed septic infected infectious ulcerated necrotic thrombotic ischemic hemorrhagic fractured ruptured perforated obstructed
	inflamed inflammatory calcified allergic embolic alcoholic metastatic spastic degenerative stenotic dysplastic hyperplastic fibrotic
	atherosclerotic neoplastic broken bends bacterial viral fungal dissecting paralytic paralytics rheumatoid psoriatic lupoid epileptic asthmatic neuropathic`)

// verdicts follow what they judge: a form beside them is a disease, whatever else
// it may be.
var verdicts = hashSet("excluded ruled unlikely considered suspected")

const nearTokens = 2

type ambiguity struct {
	left, right, needs map[uint32]bool
	colon, number      bool
	percent, units     bool
	decimal            bool
	bracket            bool
}

var ambiguities = func() map[uint32]ambiguity {
	m := make(map[uint32]ambiguity)
	for _, r := range ambiguousRows {
		m[text.HashFold(r.form)] = ambiguity{hashSet(r.left), hashSet(r.right), hashSet(r.needs), r.colon, r.number, r.percent, r.units, r.decimal, r.bracket}
	}
	return m
}()

// examStarts are words that an examination opens with, after its heading "PE".
var (
	hashPE     = text.HashFold("pe")
	examStarts = hashSet("right left afebrile bp hr t temp vs gen general nad alert well wdwn heent neuro awake appears")
)

// misread reports whether the short form at token k, where it stands, is not
// the disease: "93% on RA", "PE: lungs clear", "MS intact".
func (s *scratch) misread(k int) bool {
	toks := s.doc.Tokens
	if adjectives[toks[k].Hash] || s.outOfPlace(k) {
		return true
	}
	a, ok := ambiguities[toks[k].Hash]
	if !ok {
		return false
	}
	if toks[k].Hash == hashPE && toks[k].Flags&text.LineBefore != 0 && k+1 < s.last && examStarts[toks[k+1].Hash] {
		return true
	}
	if a.colon && k+1 < s.last && s.isByte(k+1, ':') {
		return true
	}
	if (a.number || a.decimal) && k+1 < s.last && toks[k+1].Kind == text.Number && toks[k+1].Flags&text.SpaceBefore != 0 {
		point := k+3 < s.last && s.isByte(k+2, '.') && toks[k+3].Kind == text.Number && toks[k+3].Flags&text.SpaceBefore == 0
		if point || a.number && toks[k+1].Len() != 4 {
			return true
		}
	}
	if a.bracket && k > s.first && k+1 < s.last && s.isByte(k+1, ')') && (s.isByte(k-1, '(') || s.isByte(k-1, '/')) {
		return true
	}
	if k > s.first && toks[k-1].Kind == text.Number && (a.units || a.percent && saturation(toks[k-1].Of(s.doc.Text))) {
		return true
	}
	met := len(a.needs) == 0
	for j := k - 1; j >= s.first && j >= k-nearTokens; j-- {
		if a.left[toks[j].Hash] {
			return true
		}
		met = met || a.needs[toks[j].Hash]
		if s.isByte(j, '.') || s.isByte(j, ';') || s.isByte(j, ',') {
			break
		}
	}
	for j := k + 1; j < s.last && j <= k+nearTokens; j++ {
		met = met || verdicts[toks[j].Hash]
		if a.right[toks[j].Hash] {
			return true
		}
		if toks[j].Kind == text.Punct && strings.ContainsRune(",.;", rune(s.doc.Text[toks[j].Start])) {
			break
		}
	}
	return !met
}

// saturation reports whether a figure may be one of oxygen, in percent.
func saturation(w string) bool { return w == "100" || len(w) == 2 && (w[0] == '8' || w[0] == '9') }
