package gen

import (
	_ "embed" // raw lines
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
)

//go:embed raw/negatives.txt
var negativesText string

var negativeLines = sync.OnceValue(func() []string {
	var out []string
	for ln := range strings.Lines(negativesText) {
		if ln = strings.TrimSpace(ln); ln != "" && !strings.HasPrefix(ln, "#") {
			out = append(out, ln)
		}
	}
	return out
})

// departments are wards and services that name no body of their own.
var departments = []string{
	"Intensive Care Unit", "ICU", "Emergency Department", "ED", "Emergency Room", "Operating Room", "Recovery Room", "PACU",
	"Labor and Delivery", "Nursery", "NICU", "Physical Therapy", "Occupational Therapy", "Speech Therapy", "Respiratory Therapy",
	"Physical Therapy and Occupational Therapy", "Radiology", "Interventional Radiology", "Nuclear Medicine", "Cardiology",
	"Pulmonary Medicine", "Infectious Disease", "Gastroenterology", "Nephrology", "Neurology", "Neurosurgery", "Orthopedic Surgery",
	"General Surgery", "Vascular Surgery", "Plastic Surgery", "Urology", "Gynecology", "Obstetrics", "Pediatrics", "Psychiatry",
	"Palliative Care", "Pain Service", "Wound Care", "Social Work", "Case Management", "Nutrition Services", "Endoscopy", "Cath Lab",
	"Step-Down Unit", "Telemetry", "Medical Oncology", "Radiation Oncology", "Hematology", "Rheumatology", "Dermatology",
	"Ophthalmology", "Otolaryngology", "Anesthesia", "Pathology", "Primary Care", "Home Health", "Urgent Care", "Inpatient Rehab",
	"Skilled Nursing", "Outpatient Surgery", "Burn Unit", "Trauma Bay", "Stroke Team", "Code Team", "Laboratory", "Blood Bank",
}

// eponyms are names that in medicine name a thing.
var eponyms = []string{
	"Alzheimer disease", "Hirschsprung disease", "Sjogren syndrome", "Behçet disease", "Takayasu arteritis", "Still's disease",
	"Whipple's disease", "Wilson disease", "Huntington chorea", "Friedreich ataxia", "Turner syndrome", "Down syndrome",
	"Klinefelter syndrome", "Noonan syndrome", "Burkitt lymphoma", "Kaposi sarcoma", "Merkel cell carcinoma", "Meckel diverticulum",
	"Mallory-Weiss tear", "Zenker diverticulum", "Schatzki ring", "Osgood-Schlatter disease", "Legg-Calvé-Perthes disease",
	"Colles fracture", "Jones fracture", "Bennett fracture", "Baker cyst", "Bartholin gland", "Hoffmann sign", "Chvostek sign",
	"Trousseau sign", "Rovsing sign", "Lhermitte sign", "Spurling test", "Finkelstein test", "Thomas test", "Ober test", "Hawkins test",
	"Neer sign", "Weber test", "Rinne test", "Schirmer test", "Allen test", "Coombs test", "Kussmaul respirations", "Janeway lesions",
	"Osler nodes", "Roth spots", "Heberden nodes", "Virchow node", "Auer rods", "Howell-Jolly bodies", "Broviac catheter",
	"Tenckhoff catheter", "Robinson catheter", "Salem sump", "Dobhoff tube", "Blake drain", "Hemovac drain", "Steri-Strips", "Ace wrap",
	"Bovie cautery", "Weitlaner retractor", "Deaver retractor", "Allis clamp", "Babcock clamp", "Kerrison rongeur", "Steinmann pin",
	"Kirschner wire", "Hohmann retractor", "Hartmann procedure", "Billroth II", "Kasai procedure", "Bankart repair", "Burch procedure",
	"Ivor Lewis esophagectomy", "Hoyer lift", "Thomas splint", "Aspen collar", "Miami J collar", "Unna boot", "Norton score",
	"Barthel index", "Katz index", "Rankin scale", "Ranson criteria", "Centor criteria", "Duke criteria", "Rome criteria",
	"Hunt and Hess grade", "Fisher grade", "Garden type", "Salter-Harris type", "Weber B", "Gustilo type", "Forrest class",
}

// eponymHeads follow a name that names a thing.
var eponymHeads = strings.Fields("sign test syndrome disease procedure osteotomy fracture classification score maneuver catheter drain retractor clamp tube prosthesis approach repair flap incision stent graft point line reflex phenomenon nodule criteria")

// eponym is a known eponym or, so that the word after the name is learnt and not
// the name, a name of any kind before such a word.
func eponym(rng *rand.Rand) string {
	if rng.IntN(3) > 0 {
		return pick(eponyms, rng)
	}
	l := loadLists()
	name := pick(l.census, rng)
	switch o := &l.origins[rng.IntN(len(l.origins))]; rng.IntN(3) {
	case 0:
		name = o.spellS.word(rng)
	case 1:
		name = pick(o.surname, rng)
	}
	return name + []string{" ", " ", "'s "}[rng.IntN(3)] + pick(eponymHeads, rng)
}

var negativeDrugs = strings.Fields("Lipitor Norvasc Zestril Glucophage Zoloft Prozac Celexa Lexapro Wellbutrin Xanax Klonopin Ambien Percocet Vicodin Dilaudid Norco Neurontin Lyrica Topamax Depakote Lamictal Tegretol Dilantin Prilosec Nexium Protonix Zantac Pepcid Reglan Zofran Colace Senokot Miralax Flagyl Cipro Bactrim Keflex Rocephin Zosyn Vancocin Diflucan Valtrex Xarelto Eliquis Plavix Brilinta Crestor Zocor Zetia Humira Enbrel Rituxan Herceptin Taxol Cytoxan Decadron Medrol Flonase Advair Spiriva Symbicort Singulair Zyrtec Novolog Levemir Januvia Jardiance Ozempic Trulicity Fosamax Prolia Boniva Cardizem Lopressor Toprol Coreg Cozaar Diovan Altace Bumex Demadex aspirin heparin warfarin insulin morphine fentanyl ketamine propofol versed lidocaine marcaine gentamicin cefazolin")

// NegativeHand is the folder in the ids of [Negatives].
const NegativeHand = "negative"

// Negatives makes n notes without anything to be marked, of departments,
// eponyms, drugs, values and words that are names elsewhere. Equal seeds give
// equal notes.
func Negatives(n int, seed uint64) []Note {
	rng := rand.New(rand.NewPCG(seed, 0x6e6f))
	var out []Note
	for i := range n {
		var b strings.Builder
		for range 1 + rng.IntN(14) {
			ln := negativeLines()[rng.IntN(len(negativeLines()))]
			for strings.Contains(ln, "{") {
				ln = strings.Replace(ln, "{D}", pick(departments, rng), 1)
				ln = strings.Replace(ln, "{E}", eponym(rng), 1)
				ln = strings.Replace(ln, "{R}", pick(negativeDrugs, rng), 1)
				ln = strings.Replace(ln, "{N}", strconv.Itoa(1+rng.IntN(40)), 1)
			}
			b.WriteString(ln)
			b.WriteString([]string{"\n", "\n", " ", "\n\n"}[rng.IntN(4)])
		}
		t := strings.TrimSpace(b.String())
		switch rng.IntN(8) {
		case 0:
			t = strings.ToUpper(t)
		case 1:
			t = strings.ToLower(t)
		}
		out = append(out, Note{ID: NegativeHand + "-" + strconv.Itoa(i+1), Form: "made of hard negatives", Text: t})
	}
	return out
}
