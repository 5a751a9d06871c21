package text

// headingRow names the headings of one kind of section. A heading is written
// in lower case; capitals, punctuation, numbering and the small words of
// [headingStops] do not matter when it is looked up, so that "HISTORY OF THE
// PRESENT ILLNESS:" and "History of Present Illness" are one entry.
type headingRow struct {
	kind  SectionKind
	use   headingUse
	words []string
}

// headingUse says how freely a heading may be recognised.
type headingUse uint8

const (
	// useLine: at the start of a line, or after the end of a sentence or a wide
	// gap, followed by a colon; or alone on its line.
	useLine headingUse = iota
	// useStrong: moreover anywhere in a line when in capitals with a colon, and
	// at the start of a line in capitals without one.
	useStrong
	// useKey: the key of a demographic field; opens a header section only where
	// no clinical section is under way.
	useKey
	// useAlone: a word too common to be trusted but alone on its line, or in
	// capitals with a colon at the start of one.
	useAlone
	// usePart: a part of an examination, a review of systems or a report; it
	// never opens a section and never closes one.
	usePart
)

// headingTable holds the headings by kind. The first row that has a heading
// wins. Sources: what headings occur, and how often, in collections of
// transcribed notes, and in the notes written for this project.
var headingTable = []headingRow{
	{SectionChiefComplaint, useStrong, []string{"cc", "c/c"}},
	{SectionChiefComplaint, useLine, []string{
		"chief complaint", "chief complaints", "chief concern", "presenting complaint", "presenting problem", "presenting problems",
		"presenting concern", "presenting symptoms", "reason for visit", "reason for the visit", "reason for encounter", "reason for call",
		"chief complaint reason for visit", "reason for admission", "reason for hospitalization", "triage complaint", "stated complaint",
		"stated hx", "stated history", "pc", "complaint", "complaints", "present complaints", "reason for return visit",
	}},
	{SectionHPI, useStrong, []string{"hpi", "hopi", "hpc"}},
	{SectionHPI, useLine, []string{
		"history of present illness", "history of presenting illness", "history of presenting complaint", "history of present complaint",
		"history of present problem", "history of presenting problem", "present illness", "brief history of present illness",
		"brief history", "brief history of the patient", "interval history", "interim history", "interval events", "interval hx",
		"subjective", "chief complaint history of present illness", "history from patient", "history of current illness",
		"history of the present pregnancy", "oncologic history", "oncology history", "cancer history", "narrative history", "hx of present illness",
		"overnight events", "events overnight", "overnight", "24 hour events", "24h events", "history and physical", "clinical course", "history of injury",
		"s", "subj", "story", "narrative", "presentation", "current symptoms", "interval", "background", "breast cancer history", "treatment history",
	}},
	{SectionHPI, useAlone, []string{"history", "hx", "situation"}},
	{SectionPMH, useStrong, []string{"pmh", "pmhx", "pmx", "phx", "pmsh", "pmhx/pshx", "pmh/psh"}},
	{SectionPMH, useLine, []string{
		"past medical history", "past medical hx", "past history", "past hx", "previous medical history", "medical history", "medical hx", "prior medical history",
		"other medical history", "primary medical history", "significant past medical history", "pertinent past medical history", "past medical and surgical history", "past medical surgical history",
		"problem list", "active problem list", "problems", "active problems", "problems list", "chronic problems", "chronic conditions", "comorbidities",
		"co-morbidities", "comorbid conditions", "medical problems", "active medical problems", "past illnesses", "illnesses", "past psychiatric history", "psychiatric history", "psych history", "psych hx", "past psych history", "past psych hx",
		"past cardiac history", "cardiac history", "birth history", "past ob history", "ob history", "obstetric history", "obstetrical history", "gyn history", "gynecologic history", "gynecological history", "ob/gyn history",
		"ob hx", "gyn hx", "birth hx", "developmental history", "birth and developmental history", "past medication history", "medical and surgical history", "resolved problems", "coronary risk factors", "cardiac risk factors", "risk factors",
		"immunizations", "immunization history", "immunisations", "vaccinations", "past treatment", "diagnosis list", "history of past illness", "hospitalizations", "prior hospitalizations", "relevant history", "pertinent history", "menstrual history",
	}},
	{SectionPSH, useStrong, []string{"psh", "pshx"}},
	{SectionPSH, useLine, []string{
		"past surgical history", "past surgical hx", "surgical history", "surgical hx", "surgeries", "previous surgeries", "prior surgeries",
		"previous operations", "prior operations", "past surgeries", "past procedures", "prior procedures", "past operations", "surgical hx and procedures",
	}},
	{SectionFamilyHistory, useStrong, []string{"fhx", "famhx", "fam hx", "fmh", "fmhx"}},
	{SectionFamilyHistory, useLine, []string{
		"family history", "family hx", "family medical history", "family psychiatric history", "family background", "fh", "pertinent family history",
		"family and genetic history", "pedigree", "significant family history", "family", "family health history", "genetic history", "family cancer history", "fh/sh", "fhx/shx", "family social history", "family and social history", "family history and social history", "family/social history",
	}},
	{SectionSocialHistory, useStrong, []string{"shx", "sochx", "soc hx", "sh/fh"}},
	{SectionSocialHistory, useLine, []string{
		"social history", "social hx", "personal history", "personal and social history", "psychosocial history", "psychosocial", "social", "soc", "sh",
		"habits", "social habits", "health habits", "substance use", "substance use history", "substance abuse history", "substance and alcohol history", "occupational history", "work history", "occupational hx",
		"social background", "legal history", "travel history", "sexual history", "home environment", "living situation", "social and developmental history", "substance abuse", "education history", "lifestyle", "shx/fhx", "social determinants of health", "social situation", "tobacco use", "exposure history", "exposure hx",
	}},
	{SectionROS, useStrong, []string{"ros"}},
	{SectionROS, useLine, []string{
		"review of systems", "review of system", "systems review", "review of symptoms", "system review", "pertinent ros", "systemic review", "12 point ros", "10 point ros",
	}},
	{SectionMedications, useStrong, []string{"meds", "rx meds"}},
	{SectionMedications, useLine, []string{
		"medications", "medication", "current medications", "current meds", "home medications", "home meds", "discharge medications", "discharge meds", "admission medications", "admission meds",
		"medications at home", "medications on admission", "medications on discharge", "medications on transfer", "medications prior to admission", "outpatient medications", "outpatient meds", "inpatient medications", "scheduled medications", "scheduled meds",
		"medication list", "active medications", "active meds", "present medications", "medications prescribed", "prescriptions", "new medications", "medication history", "drug history", "dh", "dhx", "drugs", "new meds",
		"current medication", "current home medications", "prn medications", "current outpatient medications", "current facility-administered medications", "medication reconciliation", "reconciled list", "med list", "mar",
		"discharge medication", "discharge medication list", "medication changes", "changed medications", "stopped medications", "continued medications", "infusions", "drips", "premedications", "premedication", "pta meds", "prior to admission medications", "preadmission medications", "medications at discharge", "meds at home", "discharge rx", "psychotropic medications", "current regimen", "prescription",
	}},
	{SectionAllergies, useStrong, []string{"nkda/allergies"}},
	{SectionAllergies, useLine, []string{
		"allergies", "allergy", "all", "allergies to medications", "allergies to medicines", "drug allergies", "medication allergies", "known allergies", "adverse reactions",
		"allergies and intolerances", "allergies/intolerances", "allergies and adverse reactions", "adverse drug reactions", "food allergies", "intolerances", "allergies/reactions", "algs",
	}},
	{SectionExam, useStrong, []string{"pex", "phys exam"}},
	{SectionExam, useLine, []string{
		"physical examination", "physical exam", "examination", "exam", "pe", "general physical examination", "clinical examination", "physical findings", "focused exam", "objective", "obj", "o", "oe",
		"vital signs", "vitals", "vital signs on arrival", "admission vitals", "discharge vitals", "vs", "discharge physical examination", "discharge exam", "admission exam", "admission physical examination", "admission physical", "discharge physical exam",
		"physical examination on discharge", "physical examination on admission", "admission physical exam", "mental status examination", "mental status exam", "mse", "neurological examination", "neurologic examination", "neurologic exam", "neurological exam", "neuro exam", "general exam", "gen exam",
		"external examination", "internal examination", "heent", "gyn exam", "pelvic exam", "eye exam", "skin exam", "skin examination", "musculoskeletal examination", "breast exam", "performance status", "ecog", "clinical exam", "initial exam", "initial vitals", "triage vitals", "observations", "obs", "intake/output", "i/o", "wound assessment", "nursing assessment", "primary survey", "secondary survey", "behavioral observations", "pertinent exam", "exam findings", "ob exam",
	}},
	{SectionLabs, useStrong, []string{"labs", "lab data"}},
	{SectionLabs, useLine, []string{
		"laboratory data", "laboratory studies", "laboratory", "laboratory results", "laboratory findings", "laboratory tests", "laboratory values", "laboratory evaluation", "lab results", "lab", "lab tests", "lab values", "laboratories",
		"pertinent labs", "pertinent laboratories", "pertinent results", "results", "test results", "recent labs", "diagnostic studies", "diagnostic data", "diagnostics", "studies", "data", "data reviewed", "results reviewed", "labs today", "tests", "lab studies",
		"admission labs", "discharge labs", "laboratory and diagnostic data", "investigations", "microbiology", "micro", "hematology", "chemistry", "serology", "toxicology", "urinalysis", "admission laboratory data", "ed labs", "labs on admission", "labs on discharge", "labs/imaging", "labs and imaging", "labs/studies", "relevant data", "relevant results", "tumor markers", "tumour markers", "laboratory exam", "laboratory work", "lab work", "bloods", "cultures", "ekg", "ecg",
	}},
	{SectionImaging, useLine, []string{
		"imaging", "imaging studies", "radiology", "radiographic data", "radiologic data", "radiological data", "x-rays", "radiographs", "radiographic studies", "diagnostic imaging", "medical imaging", "pertinent imaging", "recent imaging", "imaging results", "imaging/studies",
		"ct abdomen", "ct pelvis", "ct chest", "ct head", "cxr", "chest x-ray", "echo", "echocardiogram", "mri", "mri brain", "ultrasound", "pet/ct", "mammogram", "mammography", "imaging data", "review of x-rays", "radiology results", "radiology reports", "xr", "imaging reviewed", "images", "staging studies", "scans",
	}},
	{SectionProcedure, useLine, []string{
		"procedure", "procedures", "procedure performed", "procedures performed", "operation", "operations", "operation performed", "operations performed", "operative procedure", "operative procedures", "title of operation", "title of procedure", "title of procedures", "name of operation", "name of procedure",
		"procedure in detail", "procedure details", "procedure detail", "description of procedure", "description of operation", "details of procedure", "details of operation", "operative procedure in detail", "operation in detail", "operative technique", "surgical technique", "technique in detail", "technique of procedure", "procedures in detail", "description of operative procedure", "description of procedure in detail", "description of surgery",
		"procedure note", "operative note", "operative report", "procedure done", "procedures done", "surgical procedure", "principal procedure", "principal procedures", "major procedures", "major surgical or invasive procedure", "procedure description", "procedures during hospitalization", "procedures during this hospitalization", "surgery", "surgery performed", "treatment", "treatments", "delivery note", "details", "detail", "narrative of delivery", "procedures this admission", "surgical procedures", "anesthesia", "anaesthesia", "estimated blood loss", "ebl", "complications", "drains", "implants", "procedure summary", "intervention", "interventions", "interventions performed",
	}},
	{SectionHospitalCourse, useLine, []string{
		"hospital course", "brief hospital course", "course in hospital", "course in the hospital", "hospital course by problem", "hospital course by system", "course", "emergency department course", "ed course", "er course", "emergency room course", "course in the ed", "course in ed", "history and hospital course", "hospital summary", "summary of hospital course", "icu course", "nicu course", "postoperative course", "clinical course in hospital", "hospital course and treatment", "discharge summary", "summary of stay", "summary of admission", "shift summary", "clinical summary", "hospital course/significant findings",
		"medical decision making", "mdm", "ed course and mdm", "ed course/mdm", "reassessment", "course of stay", "treatment course", "admission summary", "hospital course and plan",
	}},
	{SectionAssessment, useStrong, []string{"a/p", "a&p", "imp", "impression/plan", "assessment/plan", "imp/plan", "imp/rec", "ddx", "dx"}},
	{SectionAssessment, useStrong, []string{"assessment", "impression"}},
	{SectionAssessment, useLine, []string{
		"assessment and plan", "assessment & plan", "impression and plan", "impression & plan", "impressions", "assessments", "clinical impression", "diagnostic impression", "final impression", "initial impression", "overall impression", "assessment and recommendations", "impression and recommendations", "impression/recommendations", "assessment/recommendations", "assessment and evaluation", "assessment/impression", "clinical impressions", "ed diagnosis", "ed diagnoses",
		"diagnosis", "diagnoses", "discharge diagnosis", "discharge diagnoses", "admission diagnosis", "admission diagnoses", "admitting diagnosis", "admitting diagnoses", "principal diagnosis", "primary diagnosis", "primary diagnoses", "secondary diagnosis", "secondary diagnoses", "final diagnoses", "working diagnosis", "differential diagnosis", "differential diagnoses", "differential", "current diagnoses", "provisional diagnosis", "visit diagnosis", "visit diagnoses", "encounter diagnosis", "encounter diagnoses", "other diagnoses", "discharge dx", "admission dx", "admit dx", "admitting dx", "primary dx", "secondary dx", "adm dx", "principal dx",
		"preoperative diagnosis", "preoperative diagnoses", "pre-operative diagnosis", "pre-operative diagnoses", "preop diagnosis", "pre-op diagnosis", "preop dx", "pre-op dx", "postoperative diagnosis", "postoperative diagnoses", "post-operative diagnosis", "post-operative diagnoses", "postop diagnosis", "postop diagnoses", "post-op diagnosis", "postop dx", "post-op dx", "pre and postoperative diagnosis", "preprocedure diagnosis", "postprocedure diagnosis", "pre-procedure diagnosis", "post-procedure diagnosis",
		"conclusion", "conclusions", "summary and conclusions", "opinion", "interpretation", "summary and impression", "summary & impressions", "summary", "formulation", "case formulation", "a", "dsm-5 diagnoses", "dsm-iv diagnoses", "dsm iv diagnoses", "axis i", "axis ii", "axis iii", "axis iv", "axis v", "cause of death", "medical diagnoses", "medical diagnosis", "assessment and plan by problem", "assessment/plan by problem", "discharge problem list", "analysis", "bottom line", "risk assessment",
	}},
	{SectionPlan, useStrong, []string{"plan", "recs"}},
	{SectionPlan, useLine, []string{
		"plans", "plan of care", "care plan", "treatment plan", "recommendations", "recommendation", "treatment recommendations", "recommendations and plan", "recommendations/plan", "plan and recommendations", "plan/recommendations", "rec", "management", "management plan", "discussion/plan", "postoperative plan", "plan of treatment", "goals", "long-term goals", "short-term goals", "orders", "discharge orders", "p", "todo", "to do", "suggestions", "next steps", "action plan", "plan today", "advice", "proposed treatment",
	}},
	{SectionFollowUp, useLine, []string{
		"follow-up", "follow up", "followup", "f/u", "fu", "disposition", "dispo", "discharge instructions", "discharge plan", "discharge disposition", "discharge condition", "condition on discharge", "condition at discharge", "condition upon discharge", "patient instructions", "instructions", "follow-up instructions", "follow up instructions", "follow-up plan", "follow up plan", "discharge followup", "discharge follow-up", "appointments", "future appointments", "follow-up appointments", "follow up appointments", "return precautions", "aftercare", "diet", "activity", "discharge diet", "discharge activity", "discharge planning", "discharge", "recommended follow-up", "scheduled appointments", "patient education", "anticipatory guidance", "pending results", "pending at discharge", "prognosis", "discharge day plan", "code status", "after visit summary", "rtc",
	}},
	{SectionIndication, useStrong, []string{"clinical indication"}},
	{SectionIndication, useLine, []string{
		"indication", "indications", "indication for procedure", "indications for procedure", "indication for surgery", "indications for surgery", "indications for operation", "indication for operation", "indications for the procedure", "indication for examination", "indication for exam", "indication for study", "reason for exam", "reason for examination", "reason for study", "reason for test", "reason for consultation", "reason for consult", "reason for referral", "reason for evaluation", "reason for procedure", "reason for transfer", "reason for request", "reason",
		"clinical history", "clinical hx", "clinical information", "clinical data", "clinical indications", "clinical details", "clinical background", "clin hx", "clinical", "clinical question", "pertinent clinical history", "pertinent clinical information", "clinical hx/indication", "history/indication", "relevant clinical information", "referral question", "referral questions", "consult question", "surgical indications", "operative indications", "preoperative indications", "reason for ct", "reason for mri", "history and indications", "question", "clinical diagnosis", "ind", "clinical history/indication", "reason for the exam", "medical necessity",
	}},
	{SectionFindings, useStrong, []string{"findings"}},
	{SectionFindings, useLine, []string{
		"finding", "operative findings", "intraoperative findings", "gross findings", "gross operative findings", "surgical findings", "major findings", "description of findings", "angiographic findings", "abnormal findings", "endoscopic findings", "imaging findings", "report", "result", "results/findings", "technique and findings", "findings and procedure", "key findings", "significant findings", "hemodynamic data", "hemodynamics", "measurements", "biometry",
		"technique", "comparison", "comparisons", "study", "contrast", "examination performed", "procedure/technique", "protocol",
	}},
	{SectionSpecimen, useLine, []string{
		"specimen", "specimens", "specimen submitted", "specimens submitted", "specimen(s)", "specimen(s) submitted", "specimen source", "source of specimen", "specimen type", "specimen received", "specimens received", "specimen(s) received", "material submitted", "tissue submitted", "specimen removed", "specimens removed", "specimen sent", "specimens sent", "parts received", "specimen description", "nature of specimen", "tissues", "site of biopsy", "slides received",
	}},
	{SectionGross, useLine, []string{
		"gross description", "gross", "macroscopic description", "macroscopic", "macroscopic examination", "gross examination", "gross and microscopic description", "macro", "gross pathology", "gross dictation", "macroscopy",
	}},
	{SectionMicroscopic, useLine, []string{
		"microscopic description", "microscopic", "microscopic examination", "microscopic diagnosis", "microscopic findings", "micro description", "microscopy", "histology", "immunohistochemistry", "immunohistochemical studies", "ihc", "special stains", "immunohistochemical stains", "flow cytometry", "ancillary studies", "molecular studies", "molecular", "cytogenetics", "biomarkers", "biomarker results", "receptor studies", "fish", "hormone receptors", "prognostic markers", "biomarker studies",
	}},
	{SectionFinalDiagnosis, useLine, []string{
		"final diagnosis", "pathologic diagnosis", "pathological diagnosis", "final pathologic diagnosis", "final pathological diagnosis", "diagnosis and comment", "final anatomic diagnosis", "anatomic diagnosis", "histologic diagnosis", "histopathologic diagnosis", "surgical pathology diagnosis", "cytologic diagnosis", "cytology diagnosis", "cytopathologic diagnosis", "intraoperative diagnosis", "frozen section diagnosis", "frozen section", "intraoperative consultation", "pathology", "pathology report", "pathology diagnosis", "amended diagnosis", "final dx", "path", "surgical pathology", "pathology results", "final pathology", "diagnosis line", "final report diagnosis", "revised diagnosis", "corrected diagnosis",
	}},
	{SectionComment, useStrong, []string{"addendum"}},
	{SectionComment, useLine, []string{
		"comment", "comments", "addenda", "discussion", "note", "notes", "remarks", "nb", "additional comments", "attending addendum", "attestation", "attending attestation", "attending note", "supervising physician note", "addendum report", "additional information", "message", "communication", "teaching physician attestation", "critical results",
	}},
	{SectionStaging, useLine, []string{
		"stage", "staging", "tnm", "tnm stage", "tnm staging", "cancer staging", "tumor stage", "tumour stage", "ajcc stage", "ajcc staging", "pathologic staging", "pathologic stage", "pathological staging", "pathological stage", "clinical stage", "clinical staging", "synoptic report", "synoptic", "cap synoptic", "synoptic data", "synopsis", "tumor summary", "tumour summary", "cancer case summary", "case summary", "pathologic stage classification", "pathological stage classification", "ptnm", "stage summary", "synoptic summary", "staging summary", "cap checklist", "cap cancer protocol", "pathologic tnm", "stage grouping", "stage group", "pathologic stage classification ptnm ajcc 8th edition", "oncologic staging", "cancer stage", "figo stage",
	}},
	{SectionSignature, useLine, []string{
		"dictated by", "transcribed by", "signed by", "electronically signed by", "electronically signed", "e-signed", "signed", "signature", "authenticated by", "reviewed by", "verified by", "reported by", "attested by", "cosigned by", "co-signed by", "completed by", "entered by", "written by", "typed by", "read by", "interpreted by", "author", "prepared by", "documented by", "carbon copy", "copies to", "copy to", "copies", "distribution", "dictated", "transcribed", "job", "job id", "document id", "dictation id", "sincerely", "respectfully", "yours sincerely", "yours faithfully", "kind regards", "with kind regards", "regards", "best regards", "respectfully submitted", "sincerely yours", "warm regards", "yours truly", "faxed to", "final report", "electronically authenticated by", "electronically verified by", "signed out by", "pathologist", "resident", "fellow", "scribe", "scribed by", "confidential", "confidentiality notice", "end of report",
	}},
	{SectionHeader, useLine, []string{
		"patient information", "patient identification", "identifying data", "identifying information", "identification", "demographics", "patient demographics", "patient data", "patient details", "patient info", "encounter information", "admission information", "insurance", "insurance information", "emergency contact", "emergency contacts", "contact information", "contacts", "registration", "face sheet", "facesheet", "visit information", "referral information", "provider information", "care team", "encounter info", "encounter details", "guarantor", "next of kin",
	}},
	{SectionHeader, useKey, []string{
		"patient", "patient name", "name", "pt", "pt name", "client", "client name", "resident name", "mother", "infant", "dob", "d.o.b.", "date of birth", "birth date", "birthdate", "born", "age", "sex", "gender", "age/sex", "sex/age", "race", "ethnicity", "marital status", "language", "mrn", "mr", "mr#", "mrn#", "medical record number", "medical record", "medical record no", "med rec", "unit number", "unit no", "hospital number", "hosp no", "chart", "chart number", "chart no", "nhs number", "nhs no", "patient id", "id", "ssn", "social security number", "acct", "acct#", "account", "account number", "account no", "csn", "encounter", "encounter number", "visit number", "visit id", "fin", "har",
		"address", "home address", "street", "city", "state", "zip", "country", "county", "phone", "home phone", "cell", "cell phone", "mobile", "work phone", "tel", "telephone", "fax", "email", "e-mail", "pager", "date", "date of service", "dos", "service date", "date of visit", "visit date", "date of exam", "date of examination", "exam date", "date of admission", "admission date", "admit date", "admitted", "date admitted", "date of discharge", "discharge date", "discharged", "date of procedure", "date of operation", "date of surgery", "procedure date", "surgery date", "date of consultation", "consultation date", "date of consult", "date of evaluation", "date of report", "report date", "date of death", "date of injury", "collected", "date collected", "collection date", "received", "date received", "reported", "date reported", "accession", "accession number", "accession no", "case number", "case no", "case", "order number", "requisition", "specimen number", "lab number",
		"physician", "physician number", "attending", "attending physician", "attending md", "primary care physician", "primary care provider", "pcp", "referring physician", "referring provider", "referring", "referred by", "ordering physician", "ordering provider", "ordered by", "requesting physician", "consultant", "consulting physician", "surgeon", "surgeons", "assistant", "assistants", "assistant surgeon", "first assistant", "anesthesiologist", "anesthetist", "radiologist", "provider", "primary provider", "nurse", "rn", "doctor", "oncologist", "cardiologist", "gp", "submitting physician", "submitted by", "service", "location", "department", "dept", "clinic", "hospital", "facility", "unit", "ward", "room", "bed", "room/bed", "employer", "occupation", "npi", "dea", "license", "insurance id", "policy", "policy number", "policy no", "member id", "group", "group number", "group no", "subscriber", "subscriber id", "payer", "payor", "plan id", "medicare", "medicaid", "interpreter", "informant", "source of history", "historian", "re", "regarding", "to", "from", "attn", "subject", "time", "arrival", "mode of arrival", "acuity", "type of visit", "visit type", "encounter type", "note type", "document type", "title", "status", "los", "length of stay", "device", "serial", "serial number", "spouse", "caller", "performed by", "result type", "result date", "result status", "result title", "weight", "height", "dob/age", "preferred name", "legal name", "admitting physician", "discharging physician", "emergency contact name", "guardian", "next appointment", "family physician", "primary", "supervising physician", "technologist", "sonographer", "patient phone", "copay", "school", "teacher", "call back", "voice", "pages", "our fax", "ins", "source", "education", "medicare number",
	}},
	{SectionNone, usePart, []string{
		"general", "general appearance", "gen", "constitutional", "skin", "head", "head and neck", "eyes", "ears", "nose", "throat", "ears nose throat", "ent", "enmt", "mouth", "oral cavity", "oropharynx", "face", "neck", "neck/thyroid", "thyroid", "lymph", "lymphatic", "lymphatics", "lymph nodes", "nodes", "chest", "chest wall", "breast", "breasts", "lungs", "lung", "respiratory", "resp", "pulmonary", "pulm", "heart", "cardiac", "cardiovascular", "cv", "cvs", "cardio", "abdomen", "abd", "gi", "gastrointestinal", "gu", "genitourinary", "genitalia", "gyn", "pelvis", "pelvic", "rectal", "back", "spine", "extremities", "ext", "extrem", "lower extremities", "upper extremities", "musculoskeletal", "msk", "joints", "vascular", "neuro", "neurologic", "neurological", "psych", "psychiatric", "psychological", "mental status", "mood", "affect", "thought process", "thought content", "insight", "judgment", "speech", "behavior", "motor", "sensory", "reflexes", "gait", "coordination", "cranial nerves", "heme", "hematologic", "hematologic/lymphatic", "endocrine", "endo", "integumentary", "derm", "dermatologic", "immunologic", "allergic/immunologic", "fen", "fen/gi", "renal", "prophylaxis", "ppx", "lines", "access", "liver", "spleen", "pancreas", "gallbladder", "kidneys", "adrenals", "bladder", "bowel", "bones", "osseous structures", "soft tissues", "vessels", "vasculature", "mediastinum", "pleura", "airways", "hila", "brain", "ventricles", "sinuses", "orbits", "uterus", "ovaries", "adnexa", "prostate", "stomach", "esophagus", "duodenum", "colon", "temp", "temperature", "bp", "blood pressure", "pulse", "hr", "rr", "spo2", "o2 sat", "margins", "tumor size", "tumor site", "histologic type", "histologic grade", "grade", "lymphovascular invasion", "procedure type", "laterality", "focality", "mother hx", "father", "brother", "sister", "tobacco", "alcohol", "drugs used", "smoking", "cervix", "appearance", "orientation", "memory", "pain", "safety", "support", "left main coronary artery", "right coronary artery", "wbc", "hgb", "plt", "na", "k", "cr", "ekg rhythm", "lymph node status", "perineural invasion", "er", "pr", "her2", "ki-67",
	}},
}

// headingStops are the words that do not count in a heading of two words or
// more.
var headingStops = []string{"the", "of", "and", "for", "to", "this", "s"}

// keywordRow gives a heading that no row of headingTable holds the kind of a
// word in it.
type keywordRow struct {
	word string
	kind SectionKind
}

// headingKeywords are tried from the first row on.
var headingKeywords = []keywordRow{
	{"medications", SectionMedications},
	{"meds", SectionMedications},
	{"allergies", SectionAllergies},
	{"surgical", SectionPSH}, // only together with "history": see keywordKind
	{"social", SectionSocialHistory},
	{"family", SectionFamilyHistory},
	{"staging", SectionStaging},
	{"synoptic", SectionStaging},
	{"impression", SectionAssessment},
	{"assessment", SectionAssessment},
	{"diagnosis", SectionAssessment},
	{"diagnoses", SectionAssessment},
	{"recommendations", SectionPlan},
	{"plan", SectionPlan},
	{"course", SectionHospitalCourse},
	{"instructions", SectionFollowUp},
	{"disposition", SectionFollowUp},
	{"examination", SectionExam},
	{"exam", SectionExam},
	{"laboratory", SectionLabs},
	{"labs", SectionLabs},
	{"imaging", SectionImaging},
	{"findings", SectionFindings},
	{"specimen", SectionSpecimen},
	{"specimens", SectionSpecimen},
	{"indication", SectionIndication},
	{"indications", SectionIndication},
	{"procedure", SectionProcedure},
	{"procedures", SectionProcedure},
	{"operation", SectionProcedure},
	{"addendum", SectionComment},
	{"history", SectionPMH},
}
