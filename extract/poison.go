package extract

import (
	"strings"

	"github.com/lethe-health/lethe/extract/internal/icd10"
	"github.com/lethe-health/lethe/internal/text"
)

// substanceRows: what a substance is to the codes of poisoning and adverse
// effects (categories T36 to T65 of the tabular list, whose names say which
// substances they are of). The digit of the intent comes after the prefix.
var substanceRows = []struct{ code, words string }{
	{"T39.1X", "acetaminophen paracetamol tylenol apap"},
	{"T39.01", "aspirin asa"},
	{"T39.09", "salicylate salicylates"},
	{"T39.31", "ibuprofen advil motrin naproxen aleve"},
	{"T39.39", "nsaid nsaids ketorolac diclofenac indomethacin meloxicam"},
	{"T40.1X", "heroin"},
	{"T40.2X", "oxycodone hydrocodone morphine hydromorphone codeine percocet vicodin opioid opioids opiate opiates oxycontin"},
	{"T40.3X", "methadone"},
	{"T40.41", "fentanyl"},
	{"T40.42", "tramadol"},
	{"T40.5X", "cocaine crack"},
	{"T40.71", "cannabis marijuana thc edible edibles"},
	{"T40.8X", "lsd"},
	{"T42.4X", "benzodiazepine benzodiazepines alprazolam xanax lorazepam ativan clonazepam klonopin diazepam valium temazepam"},
	{"T42.3X", "phenobarbital barbiturate barbiturates"},
	{"T42.0X", "phenytoin dilantin"},
	{"T42.1X", "carbamazepine tegretol"},
	{"T42.6X", "valproate valproic depakote lamotrigine lamictal gabapentin levetiracetam keppra zolpidem ambien topiramate"},
	{"T42.8X", "baclofen cyclobenzaprine flexeril"},
	{"T43.01", "amitriptyline nortriptyline imipramine doxepin tricyclic tca"},
	{"T43.21", "venlafaxine duloxetine effexor cymbalta"},
	{"T43.22", "sertraline fluoxetine citalopram escitalopram paroxetine ssri zoloft prozac lexapro celexa"},
	{"T43.29", "bupropion wellbutrin trazodone mirtazapine"},
	{"T43.3X", "chlorpromazine prochlorperazine promethazine"},
	{"T43.4X", "haloperidol haldol"},
	{"T43.59", "quetiapine seroquel olanzapine zyprexa risperidone aripiprazole clozapine lithium"},
	{"T43.62", "amphetamine amphetamines adderall"},
	{"T43.65", "methamphetamine meth"},
	{"T44.7X", "metoprolol propranolol atenolol carvedilol"},
	{"T45.0X", "diphenhydramine benadryl hydroxyzine"},
	{"T45.1X", "tacrolimus cyclosporine sirolimus azathioprine mycophenolate mmf methotrexate chemotherapy cisplatin cyclophosphamide immunotherapy pembrolizumab nivolumab ipilimumab"},
	{"T45.4X", "iron"},
	{"T45.51", "warfarin coumadin heparin enoxaparin apixaban rivaroxaban eliquis xarelto anticoagulant anticoagulants"},
	{"T46.0X", "digoxin digitalis"},
	{"T46.1X", "amlodipine diltiazem verapamil nifedipine"},
	{"T46.2X", "amiodarone flecainide"},
	{"T46.4X", "lisinopril enalapril captopril benazepril ramipril"},
	{"T46.5X", "clonidine losartan valsartan hydralazine"},
	{"T46.6X", "statin statins atorvastatin simvastatin rosuvastatin pravastatin"},
	{"T36.0X", "penicillin amoxicillin ampicillin augmentin"},
	{"T36.1X", "cephalexin ceftriaxone cefazolin cefepime"},
	{"T36.8X", "vancomycin clindamycin ciprofloxacin levofloxacin"},
	{"T37.0X", "sulfamethoxazole bactrim sulfa sulfonamide"},
	{"T38.0X", "prednisone dexamethasone steroid steroids prednisolone methylprednisolone"},
	{"T38.3X", "insulin metformin glipizide glyburide glimepiride sulfonylurea"},
	{"T50.1X", "furosemide bumetanide torsemide"},
	{"T50.8X", "contrast gadolinium"},
	{"T51.0X", "ethanol"},
	{"T51.1X", "methanol"},
	{"T52.8X", "antifreeze glycol"},
	{"T58.9", "monoxide"},
	{"T54.3X", "lye bleach"},
	{"T60.0X", "organophosphate"},
	{"T56.0X", "lead"},
}

// poisonWords name a poisoning or an adverse effect, by what they say of it.
var poisonWords = map[string]byte{"overdose": '1', "od": '1', "overdosed": '1', "overdoses": '1', "poisoning": '1', "ingestion": '1', "toxicity": '5'}

// The digits of the intent (tabular list, T36-T50).
const (
	accidental   = '1'
	adverse      = '5'
	intentional  = '2'
	undetermined = '4'
)

// alwaysPoison are the substances that are toxic when too much is taken, rather
// than in the doses that are ordered.
const alwaysPoison = "T39.1 T39.0 T40.1 T40.5 T40.8 T42.4 T43.6 T51 T52 T54 T58 T60 T56"

var (
	overdoseWords = hashSet("overdose overdosed ingestion ingested od")
	intentWords   = hashSet("intentional intentionally suicide suicidal attempt attempted deliberate deliberately self-harm purposely kill harm")
	unclearWords  = hashSet("undetermined")
	substances    = func() map[uint32]string {
		m := make(map[uint32]string)
		for _, r := range substanceRows {
			for w := range strings.FieldsSeq(r.words) {
				m[text.HashFold(w)] = r.code
			}
		}
		return m
	}()
	poisonings = func() map[uint32]byte {
		m := make(map[uint32]byte)
		for w, b := range poisonWords {
			m[text.HashFold(w)] = b
		}
		return m
	}()
)

// unnamedPoison are the codes of poisoning by what is not named.
const unnamedPoison = "T50.9 T65.9 T40.60 T43.9 T42.7 T39.9 T40.9 T43.60 T40.2"

// poison gives a poisoning, or an adverse effect, whose substance stands beside
// it the code of the substance and of the intent.
func (s *scratch) poison(c *coded) {
	if code := s.x.dict.String(c.code); code[0] != 'T' || !hasPrefix(code, unnamedPoison) {
		return
	}
	if k, ok := s.poisonBy(int(c.m.from), int(c.m.to)); ok {
		c.code = k
	}
}

// poisonBy returns the code of the poisoning that tokens [from, to] speak of.
func (s *scratch) poisonBy(from, to int) (icd10.Code, bool) {
	const near = 6
	toks := s.doc.Tokens
	digit := byte(0)
	for k := from; k <= to; k++ {
		if b := poisonings[toks[k].Hash]; b != 0 {
			digit = b
		}
	}
	if digit == 0 {
		return icd10.None, false
	}
	first, last := s.sentenceStart(from), s.sentenceEnd(from)
	base := ""
	for k := from; k <= to && base == ""; k++ {
		base = substances[toks[k].Hash]
	}
	for d := 1; d <= near && base == ""; d++ {
		for _, k := range [2]int{from - d, to + d} {
			if k >= first && k < last && base == "" {
				base = substances[toks[k].Hash]
			}
		}
	}
	if base == "" {
		return icd10.None, false
	}
	if digit == adverse && hasPrefix(base, alwaysPoison) {
		digit = accidental
		if s.intends() {
			digit = intentional
		}
	}
	for k := first; k < last; k++ {
		switch {
		case digit == accidental && intentWords[toks[k].Hash]:
			digit = intentional
		case digit == accidental && unclearWords[toks[k].Hash]:
			digit = undetermined
		}
	}
	c, _, ok := s.x.dict.Lookup(base + string(rune(digit)))
	return c, ok
}

// intends reports whether the note tells of an overdose that was meant.
func (s *scratch) intends() bool {
	if s.intent == 0 {
		s.intent = -1
		if s.says(intentWords) && s.says(overdoseWords) {
			s.intent = 1
		}
	}
	return s.intent > 0
}

// poisonMatch returns the match of a word of poisoning at token k that no term
// covers, when its substance stands right before it or after an "of" or "on":
// "digoxin toxicity", "OD on heroin".
func (s *scratch) poisonMatch(k int) (match, bool) {
	toks := s.doc.Tokens
	if poisonings[toks[k].Hash] == 0 {
		return match{}, false
	}
	from, to := k, k
	switch {
	case k > 0 && substances[toks[k-1].Hash] != "" && toks[k].Flags&text.LineBefore == 0:
		from = k - 1
	case k+2 < len(toks) && forOf[toks[k+1].Hash] && substances[toks[k+2].Hash] != "":
		to = k + 2
	default:
		return match{}, false
	}
	c, ok := s.poisonBy(from, to)
	if !ok {
		return match{}, false
	}
	m := match{entry: &icd10.Entry{Code: c, Row: -1, Source: icd10.SourceOwn}, from: int32(from), to: int32(to), n: 1}
	m.pos[0] = int32(k)
	return m, true
}
