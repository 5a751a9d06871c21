package main

// synonymRows: the word that stays, then the words that it stands for. Plurals
// and British spellings follow by rule.
const synonymRows = `
kidney renal nephric
liver hepatic
heart cardiac
lung pulmonary pulm
brain cerebral
stomach gastric
intestine intestinal bowel
gastrointestinal gi
abdomen abdominal belly tummy abd
eye ocular
ear otic aural
nose nasal
mouth oral
tongue lingual
gum gingival gingiva
skin cutaneous
bone osseous bony
breast mammary breasts
uterus uterine
ovary ovarian ovaries
testis testicular testicle testicles testes
prostate prostatic
thyroid thyroidal
pancreas pancreatic
esophagus esophageal
colon colonic
rectum rectal
anus anal
larynx laryngeal
pharynx pharyngeal
vertebra vertebral vertebrae
artery arterial
vein venous
muscle muscular
pelvis pelvic
thorax thoracic
aorta aortic
pleura pleural
pericardium pericardial
peritoneum peritoneal
tonsil tonsillar
bile biliary
ureter ureteral ureteric
urethra urethral
penis penile
vagina vaginal
vulva vulvar vulval
endometrium endometrial
duodenum duodenal
ileum ileal
jejunum jejunal
cecum cecal
spleen splenic
trachea tracheal
bronchus bronchial
retina retinal
cornea corneal
conjunctiva conjunctival
atrium atrial
ventricle ventricular
valve valvular
tendon tendinous
femur femoral
tibia tibial
fibula fibular
humerus humeral
radius radial
ulna ulnar
scapula scapular
clavicle clavicular
rib costal
bladder vesical
umbilicus umbilical
groin inguinal
scrotum scrotal
fetus fetal
meninx meningeal meninges
limb extremity extremities
foot feet pedal
tooth teeth
metastasis metastatic metastases mets metastasized metastasised
cancer carcinoma malignancy malignancies adenocarcinoma adenoca cancerous
neoplasm tumor neoplastic tumour
malignant malig
infarction infarct infarcts
embolism embolus emboli embolic
thrombosis thrombus thrombi thrombotic
stone calculus calculi stones
pain painful pains soreness aching sore
swelling swollen
fracture fractured broken fx fxs
rupture ruptured
tear torn
dislocation dislocated
obstruction obstructive obstructed obstructing
hemorrhage bleeding bleed bleeds hemorrhagic hemorrhages
infection infected infectious infections
perforation perforated
deficiency deficient def
enlargement enlarged
calcification calcified calcifications
dementia demented
depression depressive depressed
anxiety anxious
psychosis psychotic
hypoxia hypoxic hypoxemia hypoxemic
hypercapnia hypercapnic hypercarbic hypercarbia
fever febrile fevers feverish
seizure convulsion convulsive convulsions seizures
sepsis septic
dehydration dehydrated
obesity obese
anemia anemic
allergy allergic allergies
asthma asthmatic
epilepsy epileptic
hypothyroidism hypothyroid
hyperthyroidism hyperthyroid
constipation constipated
nausea nauseous nauseated
vomiting vomit vomited emesis vomits
fatigue fatigued
dizziness dizzy
confusion confused
diabetes diabetic diabetics
hypertension hypertensive
alcohol etoh
cirrhosis cirrhotic
jaundice jaundiced icterus icteric
ischemia ischemic
atherosclerosis atherosclerotic arteriosclerosis arteriosclerotic
neutropenia neutropenic
neuropathy neuropathic
incontinence incontinent
paralysis paralyzed palsy
dysplasia dysplastic
hyperplasia hyperplastic
fibrosis fibrotic
necrosis necrotic
gangrene gangrenous
laceration lacerated
ulcer ulceration ulcerated ulcers
itching itch itchy pruritus pruritic
cough coughing coughs
wheezing wheeze wheezes wheezy
osteoporosis osteoporotic
hypotension hypotensive
tachycardia tachycardic
bradycardia bradycardic
syncope syncopal
edema edematous
bacterium bacterial
virus viral
fungus fungal
tuberculosis tuberculous tubercular
psoriasis psoriatic
lymph lymphatic
1 i one first
2 ii two second
3 iii three third
4 iv four fourth
5 v five
stenosis stenotic
insufficiency insufficient
sclerosis sclerotic
nodule nodular nodules
inflammation inflammatory inflamed
congestion congestive congested
aneurysm aneurysmal
polyp polypoid
eczema eczematous
gout gouty
lupus
malnutrition malnourished
hypoglycemia hypoglycemic
hyperglycemia hyperglycemic
proteinuria proteinuric
aspiration aspirated
dissection dissecting
prolapse prolapsed
withdrawal withdrawing
intoxication intoxicated
overdose overdosed
degeneration degenerative
instability unstable
disc disk
spasm spastic spasms
exacerbation exac exacerbated decompensated decompensation flare
delay delayed
tremor tremors
gallbladder
cataract
coronary
deafness
`
