package assertion

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lethe-health/lethe/internal/text"
)

// kinds are the ways in which notes of many hands speak of what a patient has
// not, had, might get or might have: one row for each way, marked as in cases.
var kinds = []struct{ kind, note string }{
	// risks and consent
	{"risks listed", "Risks including {bleeding|hypothetical}, {infection|hypothetical}, {perforation|hypothetical} and {death|hypothetical} were reviewed."},
	{"risks of surgery", "The risks of surgery, {nerve injury|hypothetical}, {hematoma|hypothetical} and {stroke|hypothetical}, were explained."},
	{"risks and benefits", "Risks and benefits discussed, including {bleeding|hypothetical} and {bowel injury|hypothetical}."},
	{"consent", "Informed consent obtained; risks: {bleeding|hypothetical}, {pneumothorax|hypothetical}."},
	{"possible complications", "Possible complications such as {infection|hypothetical} and {nonunion|hypothetical} were discussed."},
	{"risk after", "Discussed {colitis|hypothetical} and {hepatitis|hypothetical} risk with immunotherapy."},
	{"hazards", "We went over the hazards: {pancreatitis|hypothetical}, {bleeding|hypothetical}."},
	{"risks numbered", "The risks explained include but are not limited to:\n1. {Infection|hypothetical}.\n2. {Bleeding|hypothetical}.\n3. {Incontinence|hypothetical}."},
	{"risk of", "At increased risk for {falls|hypothetical}."},
	{"side effects", "Warned of side effects: {nausea|hypothetical}, {drowsiness|hypothetical}, {rash|hypothetical}."},
	{"may cause", "This drug may cause {dizziness|hypothetical} and {hypotension|hypothetical}."},

	// instructions
	{"call if", "Call the office if {fever|hypothetical}, {chills|hypothetical} or {redness|hypothetical}."},
	{"call a number for", "Call 555-0100 for {fever|hypothetical} over 101, spreading {redness|hypothetical}."},
	{"call me with", "Call us with any {bleeding|hypothetical}."},
	{"return for", "Return to the ED for worsening {chest pain|hypothetical}, {syncope|hypothetical}, or {dyspnea|hypothetical}."},
	{"return to ED with", "Return to the emergency room with {shortness of breath|hypothetical}."},
	{"hold for", "Hold methotrexate for {fever|hypothetical} or {infection|hypothetical}."},
	{"stop and call for", "Stop the drug and call for {rash|hypothetical}."},
	{"seek care", "Seek medical care immediately for {facial droop|hypothetical} or {slurred speech|hypothetical}."},
	{"should you develop", "Should you develop {severe pain|hypothetical} or {hematuria|hypothetical}, go to the emergency room."},
	{"precautions given", "Return precautions given: {fever|hypothetical}, {vomiting|hypothetical}, {dehydration|hypothetical}."},
	{"heading of precautions", "RETURN PRECAUTIONS:\n- {Fever|hypothetical}\n- {Chest pain|hypothetical}"},
	{"when to seek help", "When to seek help:\n- {High fever|hypothetical}\n- {Confusion|hypothetical}"},
	{"watch for", "Parents told to watch for {stridor|hypothetical} and {cyanosis|hypothetical}."},
	{"avoid", "Drink fluids to avoid {dehydration|hypothetical}."},
	{"avoiding", "Stay hydrated, avoiding {dehydration|hypothetical}."},
	{"prn", "Ondansetron 4 mg prn {nausea|hypothetical}."},
	{"as needed for", "Take acetaminophen as needed for {pain|hypothetical}."},
	{"cancel if", "Cancel if {fever|hypothetical} or new {cough|hypothetical}."},
	{"notify for", "Notify MD for {hypotension|hypothetical} or {tachycardia|hypothetical}."},
	{"monitor for", "Will monitor for signs of {infection|hypothetical}."},
	{"go to ED if", "Go to the nearest ED if {bleeding|hypothetical} does not stop."},
	{"in case of", "EpiPen in case of {anaphylaxis|hypothetical}."},
	{"educated", "Educated on signs of {stroke|hypothetical} and {hypoglycemia|hypothetical}."},
	{"prevention", "Aspirin for {stroke|hypothetical} prevention."},
	{"to prevent", "Vitamin D to prevent {osteoporosis|hypothetical}."},
	{"screen her for", "We will screen her today for {gonorrhea|hypothetical}, {syphilis|hypothetical} and {hepatitis|hypothetical}."},
	{"screening for", "Screening for {colon cancer|hypothetical} is due."},
	{"at risk", "Patient is at risk for {malnutrition|hypothetical}."},

	// headings on one line
	{"a heading's line is over", "FH: sister {asthma|family}.\nGait slow. {Tremor|present} of the left hand."},
	{"a blank line ends it", "PSH: hernia repair for {hernia|historical}.\n\nScalp {laceration|present}."},
	{"a heading within a line", "OB hx: {preeclampsia|historical} 2018. This pregnancy: {anemia|present}, on iron."},
	{"a heading of two words", "Past, resolved: {shingles|historical} 2011."},

	{"a note of long lines", "PMH: {gout|historical}, stent in 2011.\nPE: frail. {Spasticity|present} of the right arm, which the family has noticed to be getting worse over the last weeks, with the fingers now closing into the palm at night."},
	{"the next field ends it", "FH: father with {gout|family}, grandmother with {prostate cancer|family} in old age, no others.\nExam: {nodule|present} of the thyroid."},
	{"a title is no past", "HISTORY AND PHYSICAL - ACUTE CARE SURGERY\n52 y.o. man with {abdominal pain|present}."},
	{"a short heading without a colon", "PMHx {asthma|historical}, {pneumonia|historical} twice."},

	// a relative opens an item of his own
	{"who herself has", "Suspected by his wife, who herself has {narcolepsy|family}."},
	{"no, then a relative", "No {stroke|negated}, brother had {epilepsy|family}."},
	{"next door", "The neighbor has {measles|family}."},
	{"who lives with whom", "Lives with his son, has {gout|present}."},

	// marks that end a sentence
	{"a letter in brackets", "No {tumor|negated} present.(B)  RIGHT: {adenocarcinoma|present}."},
	{"the next number", "No {edema|negated} on L. 5) {Gout|present}."},

	// consent, warnings, doubts
	{"consent covers", "Consent covers {bleeding|hypothetical} and {infection|hypothetical}."},
	{"a warning given", "{Pneumonitis|hypothetical} warning given."},
	{"transfer for", "Transfer to ICU for {hypotension|hypothetical} or {sepsis|hypothetical}."},
	{"clear of", "Lungs are clear of {consolidation|negated} or {effusion|negated}."},
	{"red flags denied", "No red flag symptoms such as {incontinence|negated} or {fever|negated}."},
	{"not felt likely", "{Sepsis|negated} considered, not felt likely."},
	{"possible, and on what", "{Osteomyelitis|uncertain} possible by probe."},
	{"a concern", "{Meningitis|uncertain} concern."},
	{"not established", "{Asthma|negated} not established."},
	{"asked whether", "Daughter asks if it is {dementia|uncertain}."},
	{"outgrown", "{Milk allergy|historical}, outgrown."},
	{"a pen for it", "Carries epinephrine for {anaphylaxis|hypothetical}."},
	{"no evidence", "{Heart failure|negated} - no evidence."},
	{"needs excluding", "{Osteoporosis|uncertain} needs excluding by DXA."},
	{"go to triage for", "Go to L&D for {bleeding|hypothetical}, {contractions|hypothetical}."},
	{"a child of before", "Previous infant had {jaundice|family}."},
	{"a clause of its own", "{Hepatomegaly|present} was noted today and the patient had {anemia|historical} 4 months ago."},
	{"effects after a comma", "Counseled about side effects, including {gynecomastia|hypothetical} and {nausea|hypothetical}."},
	{"lately diagnosed, another", "A coworker was just diagnosed with {lymphoma|family}."},
	{"FH without a colon", "FH {glaucoma|family} (brother)."},
	{"a plus that joins", "{Seizure|present} - {alcohol withdrawal|present} + bupropion + low sodium."},
	{"a side opens an item", "No {abscess|negated}, incidental {gallstones|present}, L {ovarian cyst|present}."},
	{"the cause in doubt, not what it causes", "{Orthostasis|uncertain} likely cause of {presyncope|present}."},
	{"fam without more", "Fam {stroke|family} father."},
	{"repaired long ago", "{Canal defect|historical} repaired at 5 months."},
	{"at diagnosis", "Had {erythema nodosum|historical} at diagnosis."},
	{"consulted after an operation", "POD3 hip ORIF, consulted for {agitation|present}."},
	{"at an age", "{Appendicitis|historical} at age 12."},
	{"diagnosed at an age", "{Asthma|present} diagnosed at age 12."},
	{"what surgery was for", "Surg: hysterectomy for {fibroids|historical}."},
	{"warned somebody", "I have warned her about {thrombosis|hypothetical}."},
	{"never proven", "{Sarcoidosis|uncertain} questioned in 2014, never proven."},
	{"as needed for what there is", "Takes sumatriptan as needed for her {migraine|present}."},
	{"resolved with, one of a list", "{Gout|present}, {cellulitis|historical} resolved with cephalexin."},
	{"resolved with, after a figure", "{AKI|historical}, Cr 2.3, resolved with fluids."},

	// a denial ends where the next item is said to be there
	{"denied then stable", "No {dyspnea|negated}, {edema|present} stable."},
	{"denied then suspected", "No recent {URI|negated}, {sleep apnea|uncertain} suspected."},

	// tests and rule out
	{"rule out", "Sent for CT to rule out {pulmonary embolism|uncertain}."},
	{"r/o in list", "1. {Chest pain|present}, r/o {MI|uncertain}."},
	{"evaluate for", "MRI ordered to evaluate for {osteomyelitis|uncertain}."},
	{"concern for", "Concern for {cellulitis|uncertain} vs {DVT|uncertain}."},
	{"workup for", "Workup for {lupus|uncertain} pending."},
	{"differential heading", "DIFFERENTIAL DIAGNOSIS:\n1. {Gout|uncertain}\n2. {Septic arthritis|uncertain}"},
	{"differential in a line", "Differential includes {migraine|uncertain}, {tension headache|uncertain}, and {sinusitis|uncertain}."},
	{"ddx", "DDx: {viral syndrome|uncertain}, {pneumonia|uncertain}, {bronchitis|uncertain}."},
	{"doubt", "Doubt {appendicitis|negated}."},
	{"doubt with reason", "Doubt {bile leak|negated} given benign exam."},
	{"less likely", "{Lymphoma|uncertain} is less likely."},
	{"felt unlikely", "{Meningitis|negated} felt unlikely."},
	{"low suspicion", "Low suspicion for {PE|negated}."},
	{"cannot exclude", "{Fracture|uncertain} cannot be excluded."},
	{"suspicious for", "Findings suspicious for {malignancy|uncertain}."},
	{"consistent with", "Findings consistent with {pneumonia|present}."},
	{"compatible with", "Biopsy compatible with {celiac disease|present}."},
	{"likely due to", "{Anemia|present} likely due to {chronic kidney disease|uncertain}."},
	{"probable after", "{Sarcopenia|uncertain}, probable."},
	{"question mark in a list", "2. {Pneumonia|uncertain}?"},
	{"asked of the patient", "Does she have a {fever|uncertain} or {joint pain|uncertain}?"},
	{"felt like", "It felt like a {heart attack|uncertain} to her."},
	{"possible", "Possible early {left hip osteoarthritis|uncertain}."},
	{"suspected after, with on", "Early {left hip arthritis|uncertain} suspected on exam."},
	{"may have", "He may have had a small {stroke|uncertain}."},
	{"excluded", "{Tuberculosis|negated} has been excluded."},
	{"no longer", "{Heart failure|negated} is no longer suspected."},
	{"ruled out for", "He ruled out for {MI|negated}."},
	{"ruled out by", "{MI|negated} ruled out by serial troponins."},
	{"negative for", "Tests negative for {influenza|negated}, {COVID-19|negated} and {RSV|negated}."},
	{"negative after", "{HIV|negated}, {syphilis|negated} and {hepatitis B|negated} negative."},
	{"negative serology", "{HIV|negated} non-reactive, {hepatitis C|negated} neg."},
	{"screened negative", "{Delirium|negated} screened, CAM negative."},
	{"immune", "{Rubella|negated} immune."},
	{"not applicable", "Distant {metastasis|negated}: Not applicable"},
	{"not identified", "{Lymphovascular invasion|negated}: Not identified"},
	{"absent", "{Necrosis|negated}: absent"},
	{"not at all", "{Feeling down|negated}: not at all"},
	{"no special type", "Invasive {carcinoma|present} of no special type."},
	{"without evidence", "Without evidence of {metastasis|negated}."},
	{"free of", "Margins free of {tumor|negated}."},

	// negation
	{"denies with or", "Denies {cough|negated}, {wheezing|negated} or {hemoptysis|negated}, but has {fatigue|present}."},
	{"no and no", "No {rash|negated} and no {itching|negated}, but {hives|present} at night."},
	{"nor", "He has neither {fever|negated} nor {chills|negated}."},
	{"without", "{Headache|present} without {nausea|negated} or {photophobia|negated}."},
	{"no further", "No further {seizures|negated}."},
	{"none after", "{Fever|negated}: none. {Cough|negated}: none."},
	{"review of systems", "ROS: {cough|negated} -, {fever|negated} -, {rash|present} +"},
	{"plus and minus", "+ {nausea|present}, - {vomiting|negated}, - {diarrhea|negated}"},
	{"plus and minus glued", "+{cough|present} -{fever|negated} -{chills|negated}"},
	{"signs in brackets", "(+) {heartburn|present} (-) {dysphagia|negated} (-) {melena|negated}"},
	{"negative except", "Negative except for {fatigue|present}."},
	{"positive then negative", "Positive for {palpitations|present}, negative for {chest pain|negated}."},
	{"denies no more after with", "Denies {chest pain|negated}. Presents with {dyspnea|present}."},
	{"not tender", "There is no {edema|negated}, {clubbing|negated} or {cyanosis|negated}."},
	{"never", "Never had {gout|negated}."},
	{"no hx", "No hx of {diabetes|negated} or {hypertension|negated}."},
	{"resolved denies", "{Paranoia|historical} has resolved."},
	{"no new", "No new {weakness|negated}."},
	{"not on treatment", "{Hypertension|present}, not on treatment."},
	{"not well controlled", "{Diabetes|present} not well controlled."},
	{"no improvement", "No improvement in {back pain|present}."},
	{"not improved", "{Cough|present} has not improved."},
	{"no relief", "Ibuprofen gave no relief of {headache|present}."},
	{"not only", "Not only {anemia|present} but {leukopenia|present}."},
	{"unable", "{Pain|present} not relieved by ibuprofen."},
	{"no medication", "No medications for {hypertension|present} yet."},
	{"did not tolerate", "Did not tolerate metformin because of {diarrhea|present}."},
	{"boxes", "☐ {Fever|negated}  ☒ {Cough|present}  ☐ {Rash|negated}"},
	{"boxes in lines", "[ ] {Diabetes|negated}\n[X] {Hypertension|present}\n[ ] {Asthma|negated}"},
	{"yes and no", "{Chest pain|negated}: No\n{Dyspnea|present}: Yes"},
	{"y and n", "{Diabetes|negated}: N\n{Hypertension|present}: Y"},
	{"table", "{Fever|negated} | No\n{Cough|present} | Yes"},
	{"heading denies", "Denies: {fever|negated}, {chills|negated}, {sweats|negated}."},
	{"pertinent negatives", "Pertinent negatives: {fever|negated}, {neck stiffness|negated}."},

	// history
	{"s/p procedure for", "S/p laparoscopic cholecystectomy for {acute cholecystitis|historical}."},
	{"days post", "POD 3 after appendectomy for {perforated appendicitis|historical}."},
	{"replaced for", "The left knee was replaced in 2018 for {fracture|historical}."},
	{"resolved in list", "{Hypokalemia|historical}, resolved"},
	{"resolved in brackets", "{AKI|historical} (resolved)"},
	{"resolved with a dash", "1. {Sepsis|historical} - resolved"},
	{"in the past", "{Ulcer|historical} in the past."},
	{"remote", "Remote {stroke|historical}."},
	{"as a child", "{Asthma|historical} as a child, none since."},
	{"years ago", "{Pneumonia|historical} 3 years ago."},
	{"past heading", "PAST MEDICAL HISTORY:\n{Pneumonia|historical} 2015\n{Shingles|historical} 2019"},
	{"previous", "Previous {DVT|historical} on the left."},
	{"had in college", "Had {mononucleosis|historical} in college."},
	{"status post repair", "{Inguinal hernia|historical} s/p repair 2010."},
	{"treated", "{Chlamydia|historical}, treated."},
	{"previously treated for", "Was treated for {pneumonia|historical} last month."},
	{"childhood", "Childhood {measles|historical}."},
	{"recovered", "Recovered from {COVID-19|historical}."},
	{"last episode", "{Kidney stones|historical}, last episode 2009."},
	{"prior hospitalization", "Hospitalized in March for {pneumonia|historical}."},
	{"history of present illness", "HISTORY OF PRESENT ILLNESS: {Cough|present} for 3 days."},

	// family
	{"father and mother", "Father: {MI|family} at 50. Mother: {breast cancer|family}."},
	{"table of kin", "Mother | {hypertension|family}\nFather | {stroke|family}"},
	{"fh line", "FH: {diabetes|family} (mother), {CAD|family} (father). No {cancer|negated}."},
	{"fh then social", "FH: {gout|family}.\nSH: {tobacco use|present}"},
	{"strong family history", "Strong family history of {breast cancer|family}."},
	{"sister with", "Has a sister with {multiple sclerosis|family}."},
	{"grandmother died of", "Her grandmother died of {ovarian cancer|family}."},
	{"wife says", "Wife says he has had {confusion|present} for two days."},
	{"mother brought", "Brought in by mother for {fever|present} and {cough|present}."},
	{"mother denies", "Mother denies {seizures|negated}."},
	{"mother's concern, of a disease at least", "Mother is worried about {measles|uncertain}."},
	{"family then patient", "His father had {colon cancer|family}; he has {hematochezia|present}."},
	{"runs in the family", "{Migraine|family} runs in the family."},
	{"history of patient after family", "Mother with {lupus|family}. Patient has {arthritis|present}."},
	{"sick contacts", "Brother had {influenza|family} last week."},

	{"asked of many", "Any {fever|uncertain}, {stiff neck|uncertain} or {rash|uncertain}?"},
	{"negative any", "ROS: Negative any {fevers|negated}, {nausea|negated}, {rashes|negated}."},
	{"where begins anew", "Without {obstruction|negated} to the flexure where a {mass|present} is seen."},
	{"today within the past", "PAST MEDICAL HISTORY: {Gout|historical}. Presentation today with {septic shock|present}."},

	{"has not had", "She has not had {leg swelling|negated}, {cough|negated}, or {chest pain|negated}."},
	{"no worsening", "No worsening or improvement in her {weakness|present}."},
	{"toxicities", "Toxicities would include {fatigue|hypothetical} and {nausea|hypothetical}."},
	{"after the risks", "Following discussion of risks, the patient wished to proceed with biopsy of the {renal lesion|present}."},
	{"hx as a list", "Hx: {pneumonia|historical}, {hives|historical}."},
	{"hx as a story", "Hx: {headache|present} since Tuesday."},

	{"so long a history", "Presented with a 6 month history of {headaches|present}."},
	{"status post an accident", "{Concussion|present} and {neck strain|present} s/p fall."},
	{"complications that came", "He developed cardiac complications including {atrial fibrillation|present}."},
	{"complications that might come", "Potential complications including {bleeding|hypothetical} were explained."},
	{"considered for an operation", "She suffered a {hip fracture|present} and is being considered for hip replacement."},
	{"possible that", "He has {insomnia|present} and it is possible that this is {depression|uncertain}."},
	{"relatives at the consent", "Discussed with the patient and her mother, risks including {bleeding|hypothetical} and {stroke|hypothetical}."},
	{"patient after family history", "45F with a family history of {breast cancer|family} presents with {breast mass|present}."},
	{"a twin", "Former 34-week twin with {asthma|present}."},

	{"needs treatment", "His {depression|present} needs to be treated."},
	{"of what type", "{Dementia|present}, most likely {Alzheimer disease|uncertain}."},
	{"nobody", "Nobody in the family was diagnosed with {colon cancer|negated}."},

	{"maternal age", "Advanced maternal age and {hypertension|present}."},
	{"the one after no others", "No {headache|negated}, no {neck pain|negated}, the {toothache|present} for three days."},
	{"not entirely ruled out", "{Personality disorder|uncertain} cannot be entirely ruled out."},

	{"relative to", "Discomfort relative to a {fall|present} in November."},
	{"parents point out", "The parents did point out a {rash|present}."},
	{"came back", "He did not return for followup and the {tumor|present} has regrown."},
	{"returns with", "Returns with worsening {cough|present}."},
	{"signs and symptoms of", "There were mild signs and symptoms of {heart failure|present}."},
	{"noted to have", "May be gaining weight, and was noted to have a {murmur|present}."},

	{"without within a list", "{MDD|present}, recurrent, severe w/o {psychosis|negated}, {gout|present}, {asthma|present}."},
	{"the next key after short forms", "CV: regular, no {murmur|negated}, no r/g. Ext: trace {edema|present}."},
	{"presents, in short", "71M w/ hx of {stroke|historical}, who p/w {dyspnea|present}."},
	{"after the risks in one line", "Risks: {infection|hypothetical}, {stroke|hypothetical}. History of {hypertension|historical} and of {gout|historical} noted."},

	{"what is measured is there", "No {hydronephrosis|negated}, nonobstructing 3 mm {renal stone|present}."},
	{"no history to speak of", "58F w/o known PMH found down with {weakness|present} and {aphasia|present}."},
	{"a differential, then the story", "Ddx: {seizures|uncertain} vs {migraine|uncertain}. Two episodes of arm {numbness|present} and word finding {difficulty|present} since May."},
	{"side effects, in short", "Start topiramate; SE: {paresthesias|hypothetical}, {kidney stones|hypothetical}."},
	{"asks whether", "Wants to know if she has {vertigo|uncertain}."},
	{"a question mark before", "Hx: {hypothyroidism|historical}, ?{sleep apnea|uncertain} never tested."},

	{"father was on dialysis", "His father was on dialysis for {polycystic kidneys|family}."},
	{"after a figure with its unit", "No {fever|negated} x 24h. Still {dyspnea|present} on exertion."},

	{"gone", "{Tremor|historical} gone since surgery."},

	// still present
	{"indication of a drug", "Metformin for {diabetes|present}."},
	{"history of, chief complaint", "58M with history of {gout|historical} here for {knee pain|present}."},
	{"presents with", "Presents with {dyspnea|present} and {edema|present}."},
	{"controlled", "{Pain|present} controlled."},
	{"improved", "{Dyspnea|present} improved."},
	{"active problems", "ACTIVE PROBLEMS:\n- {Hypertension|present}\n- {Gout|present}"},
	{"follow up of", "Here for follow-up of {hypothyroidism|present}."},
	{"complicated by", "Course complicated by {ileus|present} and {atelectasis|present}."},
	{"secondary to", "{Anemia|present} secondary to {menorrhagia|present}."},
	{"developed", "Developed {delirium|present} on day 2."},
	{"stable", "{COPD|present}: stable on inhalers."},
	{"no exacerbation", "{COPD|present}, no recent {exacerbation|negated}."},
	{"despite", "{Fever|present} despite antibiotics."},
	{"if clause later", "{Hypertension|present}: if still high, add amlodipine."},
	{"likely discharge", "{Pneumonia|present}: likely discharge tomorrow."},
	{"possible surgery", "{Cholelithiasis|present}: possible cholecystectomy."},
	{"consider drug", "{Migraine|present}: consider topiramate."},
}

// TestKinds holds every row of kinds.
func TestKinds(t *testing.T) {
	e := New()
	var c Context
	var d text.Doc
	for _, tc := range kinds {
		t.Run(tc.kind, func(t *testing.T) {
			plain, spans, want := parseMarks(t, tc.note)
			require.NoError(t, d.Parse(plain))
			e.Scan(&d, &c)
			for i, s := range spans {
				f := c.Assert(s)
				assert.Equal(t, want[i], f.Status.String(), "%s in %q, cue %q", s.Of(plain), plain, f.Cue.Of(plain))
			}
		})
	}
}
