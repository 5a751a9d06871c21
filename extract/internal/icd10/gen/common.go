package main

// upperOnly are short forms that, in small letters, are words of another
// meaning.
var upperOnly = set(`as all was is sad aids pad add hi si us it mac am pt men cap fed scar arms mad pan dish care
	pe ra ms cp mr tr ar ts ps no or an at ai ra rad did hit cut pat fh ed er eds as sa ra pots fame dic who
	hrs ida del doe psa ttp mvp ddd vf tac pih sbp apl loc ptx pid ist cri cts ard prom sir lae gad vh pes dish limb ads rar mcd
	bpd nec ppd rds rop
	aks ak sks sk ten dress dai cpd adh alh dmd gist odd ras mm hl gn pvt toa tof pmb sga lga hie idc ilc ald hsp cvt rct pco lof vb sipe ftp dva apd icp
	him her ho had has ich mh ards lap bad ltc ad pd hd td cd ld nd fed was a t`)

// commonWords see telling. The list holds qualifiers, sites, persons, times and
// things; verbs and everyday words that head the index ("Drop", "Foot", "Complaint").
const commonWords = `acute chronic left right bilateral mild moderate severe primary secondary recurrent persistent intermittent benign
	malignant congenital acquired upper lower middle anterior posterior lateral medial distal proximal internal external superior inferior
	old new early late low high short long large small normal positive negative general total partial complete simple complex
	single double open closed male female adult child infant newborn maternal fetus family patient person mother father
	kidney liver heart lung brain stomach intestine abdomen eye ear nose mouth tongue gum skin bone breast uterus ovary testis prostate
	thyroid pancreas esophagus colon rectum anus larynx pharynx vertebra artery vein muscle pelvis thorax aorta pleura pericardium
	peritoneum tonsil bile ureter urethra penis vagina vulva endometrium bladder head neck face scalp back chest shoulder arm elbow
	forearm wrist hand finger thumb hip thigh knee leg ankle foot toe joint limb spine cervix spinal lumbar sacral cervical nail hair
	tooth lip throat cheek jaw chin temple axilla groin buttock palm sole heel calf flank trunk body blood urine stool sputum
	disease disorder syndrome condition problem complaint symptom sign finding state illness trouble attack event case episode
	pressure stress test examination position presence absence loss gain change drop block mark spot bite stroke-like cold heat hot burn-like
	sleep eating drinking walking gait-like standing lying sitting talking speech hearing vision memory mood behavior habit appetite
	feeding growth weight height size shape color temperature rate rhythm sound noise murmur-like contact exposure
	use abuse-like drug medication medicine alcohol tobacco smoke smoker smoking cannabis opioid cocaine caffeine
	reaction response effect adverse failure-like resistance tolerance dependence-like withdrawal-like poisoning-like
	injury-like wound-like trauma-like accident fall bite sting struck hit cut puncture foreign body device implant graft
	surgery procedure operation treatment therapy care management follow history status post pregnancy labor delivery birth
	day week month year hour minute night morning time date first last next once since ago today yesterday
	home school work employment occupational environmental social economic education military housing
	group level degree class type stage grade phase cycle line lead film image scan ray wave
	water air food milk formula diet salt sugar protein fat iron calcium sodium potassium vitamin oxygen carbon acid base
	physical mental emotional psychological sexual personal specific nonspecific abnormal irregular regular
	excess excessive increased decreased reduced increase decrease deficient-like poor good bad better worse
	deep superficial central peripheral focal diffuse generalized localized multiple solitary single common rare
	active inactive stable unstable-like progressive dry wet hard soft cool warm blue red white black yellow green
	fixed free loose tight fast slow rapid delayed-like quick premature prolonged
	activity function movement motion motor sensory nerve nervous reflex system organ tissue cell fluid gas
	incomplete inadequate insufficient-like ineffective unable inability difficulty difficult need lack want
	parent sibling partner spouse marriage relationship counseling discord conflict
	impression indication observation evaluation investigation screening
	self harm risk danger threat thought idea ideation intent plan attempt
	area zone field border margin edge surface wall lining layer
	valve ventricle atrium septum coronary vessel capillary duct gland node lymph marrow
	set hammer trigger pain-like crush drop foot club flat bow knock
	disposition nature origin source cause reason result outcome effect
	restless quiet alert awake drowsy-like tired-like weak-like strong mean nervous-like worry worried fear
	trial monitor monitoring support assist assistance dependent independent limited limitation
	mechanical electrical chemical thermal radiation light sun noise vibration
	replacement transplant bypass catheter shunt stent tube drain line pump pacemaker prosthesis prosthetic
	cosmetic elective emergency urgent routine preventive prophylactic
	ray rupture-like plate crossing elevated elevation reading flow output input volume count index ratio score value
	dead death dying live living alive unknown uncertain questionable possible probable likely suspected
	entire whole half quarter third fourth fifth minimal maximal marked slight extreme advanced end terminal
	bacterium virus fungus parasite organism agent substance toxin antibody antigen
	carrier host vector strain-like species family colony
	drainage discharge-like flow secretion-like output
	left-sided right-sided side sided midline one two three four five six seven eight nine ten
	sinus axis frozen freezing scale pin fistula pre broad adherent fit sensitivity sensitive hypersensitive tubercle fold ldl transfusion adhesive falling
	consumption dentition minus strangulation hanging trap personality niacin childbirth arcus conus bend malleus globus arc decline diuresis defective
	imbalance undiagnosed tattoo postoperative anesthetic hemoglobin abnormality anomaly malformation complication crushed crushing analgesia livedo
	escherichia hyperactive overactivity discharge deletion translocation chromosome marker segmental dysfunction suicide spastic bleeder backflow tag pitting
	residual loop pouch canal arch cord frenulum accessory ecstasy drowning ruptured herniation gastrointestinal upset voice ionization dependence addiction
	wave narrow angle opening closure failure flare insertion congestion
	age aged sick defect dysplasia anesthesia pcp lesion deformity`
