package extract_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/extract"
)

// kinds are marked as cases are: one row for each kind of what notes say that
// is easily misread, or that no single term says.
var kinds = []struct{ name, note string }{
	// parts of names
	{"a clinic's name", "Seen at Lakeside Asthma & Allergy Center and the Institute for Eating Disorders."},
	{"a doctor's name", "Discussed with Dr. Rash and with Luis Crohn, MD."},
	{"a vaccine", "Rabies vaccine today; influenza immunization declined."},
	{"an operation", "Prior carpal tunnel release and appendectomy."},
	{"a test that was sent", "HIV Ag/Ab and HCV RNA drawn."},
	{"a test that came back", "{HIV|B20|negated} Ag/Ab negative."},
	{"a gene and an order number", "SCN5A and accession RA-5520931."},
	{"a pressure, not arthritis", "Right heart catheterization: RA 11, RV 48/12."},
	{"the antigen, not the arthritis", "PSA 4.1 last year."},
	{"a visual field", "NIHSS: gaze 2, VF 2, face 1."},
	{"a mark of payment", "{Type 2 diabetes|E11.9|present} mellitus (HCC), {heart failure|I50.9|present} (CMS/HCC)."},
	{"a cancer by its mark", "{Hepatocellular carcinoma|C22.0|present} ({HCC|C22.0|present})."},
	{"a method of the laboratory", "Confirmed by LC-MS/MS."},
	{"a list of immunizations", "Immunizations: influenza 2023, hepatitis B x3, zoster."},
	{"a risk, not a phrase", "Risks of {bleeding|R58|hypothetical} and {infection|B99.9|hypothetical}."},
	{"a diet", "He follows a diabetic diet."},
	{"a disease held by a diet", "{T2DM|E11.9|present} diet-controlled."},
	{"a measure of exertion", "Climbs stairs, METs>4."},
	{"a tool", "Hemostasis with bipolar electrocautery."},

	// coordination
	{"a shared head before", "{Pain in the knee|M25.569|present} and {hip|M25.559|present}."},
	{"a shared head after", "{Mitral|I34.0|present} and {tricuspid regurgitation|I36.1|present}."},
	{"both sides by name", "{Bilateral hearing loss|H91.93|present}."},
	{"two conditions, one preposition", "{Type 2 diabetes with neuropathy|E11.40|present} and {CKD 3b|N18.32|present}."},
	{"negation reaches each", "No {fracture|T14.8XXA|negated} or {dislocation|T14.8XXA|negated}."},

	// site from the words around
	{"the key of the line names the site", "XR left wrist: no {fracture|S62.102A|negated}."},
	{"the sentence before names the site", "MSK: Examination of the right knee. {Small effusion|M25.461|present}."},
	{"chest films speak of the pleura", "CXR: {small effusions|J90|present}."},
	{"the head of the report names the site", "MRI BRAIN WITHOUT CONTRAST\n\nFINDINGS: No {mass|D49.6|negated}."},

	// what takes up what was said
	{"pain taken up", "{Right shoulder pain|M25.511|present} for a week. The {pain|M25.511|present} is worse at night."},
	{"anemia taken up", "{Iron deficiency anemia|D50.9|present}. {Anemia|D50.9|present} to be rechecked."},
	{"of two kinds, neither", "{Left knee pain|M25.562|present}, {back pain|M54.9|present}. The {pain|R52|present} is dull."},
	{"type of diabetes from elsewhere", "{Type 1 diabetes|E10.9|present}. Admitted with {DKA|E10.10|present}."},

	{"a worry over a symptom", "Mother is worried about {rash|R21|present}."},
	{"a worry over a disease", "He is worried about {lung cancer|C34.90|uncertain}."},
	{"tender to palpation", "TTP over the left heel."},
	{"an eponym alone", "{Dupuytren|M72.0|present}'s of the left hand, {Wernicke|E51.2|uncertain}'s cannot be excluded."},

	// age
	{"an infant, not a newborn", "7 mo M, 3.1 kg as newborn. {Apnea|R06.81|present} once."},
	{"an adult who fails to thrive", "90-year-old woman with {failure to thrive|R62.7|present}."},
	{"a child who fails to thrive", "2 yo boy with {failure to thrive|R62.51|present}."},
	{"a newborn's jaundice", "5-day-old infant with {jaundice|P59.9|present}."},

	// getting worse, said apart
	{"no exacerbation", "{COPD|J44.9|present}, no {exacerbation|J44.1|negated} this year."},
	{"one that came is part of the disease", "{Gout|M10.9|present}, last flare two years ago."},

	// the joint that the note is about
	{"a joint named before", "Knee exam. Right knee locks at times. ROM of the knee full. Gait normal. Varus. Stable. {Small effusion|M25.461|present}."},

	// pregnancy
	{"weeks give the trimester", "G2P1 at 32 weeks gestation. {Gestational hypertension|O13.3|present}."},
	{"weeks and days", "Seen at 10w2d. {Obesity in pregnancy|O99.211|present}."},
	{"after delivery", "Postpartum day 2. {Gestational hypertension|O13.5|present}."},
	{"no weeks, no trimester", "{Anemia of pregnancy|O99.019|present}."},

	{"a disease of a pregnant patient", "G1P0 at 30w2d with {gestational hypertension|O13.3|present} and {anemia|O99.013|present}."},

	// levels of the spine
	{"a level after", "{Disc herniation|M51.26|present} at L3-4."},
	{"two parts of the spine", "{Disc bulge|M51.27|present} at L5-S1."},
	{"a level of the neck", "C6-7 {disc protrusion|M50.223|present}."},
	{"a listed level", "{Spondylolisthesis|M43.16|present} of L3 on L4."},
	{"the part of the spine by its name", "MRI thoracic spine: {facet arthropathy|M47.814|present}."},
	{"no level", "{Discitis|M46.40|present}."},

	// sides
	{"a side told once", "{Right elbow pain|M25.521|present} for a week. {Pain in the elbow|M25.521|present} at night."},
	{"both sides told", "{Right elbow pain|M25.521|present}, left elbow quiet. {Elbow pain|M25.529|present} again."},
	{"of a relative", "{Left breast cancer|C50.912|present}. Her aunt had {breast cancer|C50.919|family}."},
	{"both, where each is coded", "{Bilateral elbow pain|M25.521|present}."},
	{"both eyes", "{Dry macular degeneration|H35.3130|present} of both eyes."},
	{"the limb and its side", "{Cellulitis of the left foot|L03.116|present}."},
	{"the wrist's side, of its bones", "Left wrist struck. No {scaphoid fracture|S62.002A|negated}."},

	{"the other name of one disease", "Left breast {invasive lobular carcinoma|C50.912|present}. cT2N0 {ILC|C50.912|present}."},
	{"denied of both", "Breasts: bilaterally without {masses|N63.0|negated}."},
	{"a joint with two names", "{Right ankle pain|M25.571|present}."},
	{"what the joint of the note has", "{Right knee injury|S89.91XA|present}. Right knee cool today. Right knee stable. {Mild swelling|M25.461|present}."},
	{"pain of another place", "{Left knee pain|M25.562|present}, worse on stairs. Some {pain|R52|present} in the jawbone."},

	// brain injuries
	{"consciousness not spoken of", "{Concussion|S06.0XAA|present} at hockey."},
	{"consciousness kept", "No {loss of consciousness|R55|negated}. {Concussion|S06.0X0A|present}."},

	// what a stroke left
	{"residual", "{Stroke|I63.9|historical} 2015 with residual {left hemiparesis|I69.354|present}."},
	{"post-stroke", "Post-stroke {aphasia|I69.320|present}."},
	{"a new deficit", "{Stroke|I63.9|present} today with {left hemiparesis|G81.94|present}."},

	// allergies
	{"an allergy to a drug", "{Cephalexin allergy|Z88.1|present} on file."},
	{"allergic to", "He is {allergic to shellfish|Z91.013|present}."},
	{"an allergy to a drug of no class", "{Lisinopril allergy|Z88.8|present}."},

	{"what a shock is due to", "{Anaphylaxis|T78.01XA|present} to peanuts."},

	// what was talked about, and what is only feared
	{"a talk before an operation", "Discussed {bleeding|R58|hypothetical}, {pneumothorax|J93.9|hypothetical} and {nerve damage|G58.9|hypothetical}."},
	{"a talk about what there is", "Discussed {obesity|E66.9|present} and {gout|M10.9|present}."},
	{"drainage that may come", "Call for {fever|R50.9|hypothetical} or {drainage|T81.49XA|hypothetical}."},
	{"drainage that was done", "Underwent drainage on day two."},

	// fields of a report
	{"the key of the line, sentences on", "Pancreas: no {mass|K86.89|negated}. An 8 mm {cyst|K86.2|present} of the tail."},
	{"a gland by its field", "Adrenals: probable {adenoma|D35.02|uncertain} on the left."},
	{"a joint by its operation", "S/p right TKA for {OA|M17.11|historical}."},

	// what diabetes brought about
	{"complicated by", "{T2DM|E11.9|present} c/b {neuropathy|E11.40|present} and {retinopathy|E11.319|present}."},
	{"one beside the other", "{T2DM|E11.9|present}, {neuropathy|G62.9|present}."},
	{"a unit, not a myeloma", "A lesion of 12 MM. {MM|C90.00|present} since 2019."},

	// pressure ulcers by site and stage
	{"a stage and a site", "Stage 3 {pressure injury of the left heel|L89.623|present}."},
	{"a site alone", "{Pressure ulcer of the buttock|L89.309|present}."},
	{"a stage alone", "{Stage 2 pressure ulcer|L89.92|present}."},
	{"one that cannot be staged", "Coccyx: unstageable {pressure injury|L89.150|present}."},

	// a short form that is a word
	{"of a valve", "{Moderate AS|I35.0|present} on echo."},
	{"of the spine", "HLA-B27 positive. His twin has {AS|M45.9|family}."},
	{"no short form", "Take AS directed. AS NEEDED FOR SLEEP ONLY."},

	{"what was cut is no site", "{Breast cancer|C50.919|historical} s/p mastectomy, {gout|M10.9|present}."},
	{"a kind and more", "{ADHD, combined|F90.2|present} type on methylphenidate."},
	{"a heading in capitals", "PE afebrile, no {rash|R21|negated}."},
	{"a graft that may be lost", "Steroids if {rejection|T86.11|hypothetical}."},

	{"what passes of what stays", "History of {DKA|E11.10|historical} and {T2DM|E11.9|present}."},
	{"consent in a word", "Consent: {bleeding|R58|hypothetical}, {bowel injury|S36.90XA|hypothetical}."},

	// short forms that the rest of the note tells
	{"bleeding and fluid", "Good FM. No {VB|O46.90|negated}, no {LOF|O42.90|negated}."},

	// the setting
	{"an injured vertebra", "{Scalp laceration|S01.01XA|present}, {left clavicle fracture|S42.002A|present}. {L2 compression fracture|S32.020A|present}."},
	{"films of the head", "CT HEAD\nFINDINGS: {Moderate atrophy|G31.9|present}."},
	{"bleeding in the head", "{Acute stroke|I63.9|present}, {aphasia|R47.01|present}, {right facial droop|R29.810|present}. CT: no {hemorrhage|I62.9|negated}."},
	{"films of the head, denied", "CT head neg for {bleed|I62.9|negated}."},
	{"air in the chest of the injured", "{Scalp laceration|S01.01XA|present}, {left clavicle fracture|S42.002A|present}, {splenic laceration|S36.039A|present}, {left pneumothorax|S27.0XXA|present}."},
	{"more than one rib", "{Left rib fractures|S22.42XA|present}."},

	// names of kinds after a comma, and words that stand side by side
	{"the kind of a disorder", "{Schizoaffective disorder, depressive|F25.1|present} type."},
	{"two findings and a slash", "No {fever|R50.9|negated}/{chills|R68.83|negated}."},
	{"two disorders and an and", "{Anxiety|F41.9|present} and {depression|F32.A|present}."},
	{"dates of a dictation", "D 2/24/23  T 2/25/23"},
	{"a name that is spelled", "the surname is spelled v a n g o"},
	{"a word of the eye", "No {diplopia|H53.2|negated}. {Amblyopia|H53.001|present} OD."},
	{"a decimal is no year", "PE 98.4 110 132/80."},
	{"a slit lamp", "SLE: clear."},
	{"a former smoker", "Former {tobacco use|Z87.891|historical}."},

	// poisoning
	{"too much of a drug", "{Acetaminophen toxicity|T39.1X1A|present}."},
	{"substance and intent", "{Intentional acetaminophen overdose|T39.1X2A|present}."},
	{"accident", "{Accidental overdose|T40.2X1A|present} of oxycodone."},
	{"adverse effect", "{Digoxin toxicity|T46.0X5A|present}."},
	{"substance not named", "{Overdose|T50.901A|present} of unknown pills."},

	// seventh characters
	{"open fracture", "{Open fracture of left tibia|S82.202B|present}."},
	{"nonunion", "Nonunion of {right femur fracture|S72.91XK|present}."},

	// short forms
	{"w/o is without", "{Dementia|F03.90|present} w/o behavioral disturbance."},
	{"codes in a row", "Dx: {M96.1|M96.1|present}, {M54.16|M54.16|present}."},
	{"a slash that joins", "{DM2|E11.9|present} c/b {CKD3a|N18.31|present}."},
	{"a code after its own mention only", "Dx: {F33.2|F33.2|present} {MDD|F32.9|present}; {F43.10|F43.10|present}."},
	{"a short form that the note's patient decides", "Former 29 weeker with {BPD|P27.1|present}."},
	{"the same elsewhere", "Past psychiatric history of BPD."},
	{"capitals do not matter in a list of past illnesses", "Past Medical History: {Pe|I26.99|historical}"},
	{"initials that are none", "Monocular {blindness|H54.7|present} (OS), worse OS at night."},
	{"a lab, not a pain syndrome", "CRP 4.3."},
}

func TestKinds(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	for _, tc := range kinds {
		t.Run(tc.name, func(t *testing.T) {
			plain, want := unmark(t, tc.note)
			got, err := x.Extract(context.Background(), extract.Note{ID: tc.name, Text: plain})
			require.NoError(t, err)
			var have []string
			for _, d := range got {
				have = append(have, d.Span.Of(plain)+"|"+d.Code+"|"+string(d.Assertion))
			}
			assert.Equal(t, want, have, "in %q", plain)
		})
	}
}

// The code list goes by the date of the note.
func TestFiscalYearOfTheNote(t *testing.T) {
	x, err := extract.New(nil)
	require.NoError(t, err)
	for _, tt := range []struct {
		text     string
		created  time.Time
		code     string
		billable bool
		why      string
	}{
		{"Low back pain.", day(2020, 11, 3), "M54.5", true, "one code in fiscal year 2021"},
		{"Low back pain.", day(2024, 3, 1), "M54.50", true, "parted since"},
		{"Dx: M54.5", day(2024, 3, 1), "M54.50", true, "a printed code that is no longer billable is mapped to its successor"},
		{"Dx: M54.5", day(2020, 3, 1), "M54.5", true, "a printed code that was billable then stays"},
		{"Multiple sclerosis.", day(2025, 9, 30), "G35", true, "the last day of fiscal year 2025"},
		{"Multiple sclerosis.", day(2025, 10, 1), "G35.D", true, "the first day of fiscal year 2026"},
		{"Multiple sclerosis.", time.Time{}, "G35.D", true, "the newest without a date"},
		{"Depression.", day(2019, 5, 5), "F32.9", true, "F32.A came later: the unspecified code of the category"},
		{"Post COVID-19 condition.", day(2019, 5, 5), "U09.9", false, "the year has nothing for it"},
	} {
		ds, err := x.Extract(context.Background(), extract.Note{Text: tt.text, Created: tt.created})
		require.NoError(t, err)
		require.Len(t, ds, 1, tt.why)
		assert.Equal(t, tt.code, ds[0].Code, tt.why)
		assert.Equal(t, tt.billable, ds[0].Billable, tt.why)
	}
}

func TestGestationalAge(t *testing.T) {
	const note = "30yo at 32w4d. Gestational hypertension."
	for ask, want := range map[bool][]string{false: {"O13.3"}, true: {"Z3A.32", "O13.3"}} {
		x, err := extract.New(&extract.Options{GestationalAge: ask})
		require.NoError(t, err)
		ds, err := x.Extract(context.Background(), extract.Note{Text: note})
		require.NoError(t, err)
		var codes []string
		for _, d := range ds {
			codes = append(codes, d.Code)
		}
		assert.Equal(t, want, codes)
	}
}

// A history holds no two codes that the Excludes1 notes of the tabular list
// keep apart.
func TestHistoryExcludes(t *testing.T) {
	entry := func(code string) extract.Diagnosis {
		return extract.Diagnosis{Code: code, System: extract.System, Assertion: extract.Present, Billable: true, Date: day(2024, 1, 2), Score: 1}
	}
	for _, tt := range []struct {
		in, want []string
		why      string
	}{
		{[]string{"E10.9", "R73.9"}, []string{"E10.9"}, "high sugar belongs to diabetes"},
		{[]string{"F32.A", "F33.1"}, []string{"F33.1"}, "a single episode beside recurrent depression"},
		{[]string{"F31.9", "F32.A"}, []string{"F31.9"}, "depression beside bipolar disorder"},
		{[]string{"I10", "J45.909"}, []string{"I10", "J45.909"}, "nothing keeps these apart"},
		{[]string{"K52.9", "R19.7"}, []string{"K52.9"}, "a disease never gives way to its symptom"},
		{[]string{"E10.9", "E11.9", "E10.9"}, []string{"E10.9"}, "of two types the one told more often"},
	} {
		var ds []extract.Diagnosis
		for _, c := range tt.in {
			ds = append(ds, entry(c))
		}
		var got []string
		for _, e := range extract.History(ds) {
			got = append(got, e.Code)
		}
		assert.Equal(t, tt.want, got, tt.why)
	}
}
