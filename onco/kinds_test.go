package onco

// kindPatients are kinds of tumours and of telling that reports of common
// carcinomas do not teach.
var kindPatients = []patientRow{
	{"both sides, each with its own", []string{
		"path|BREAST CORE BIOPSIES\nA. LEFT BREAST, 10:00: INVASIVE LOBULAR CARCINOMA.\nB. RIGHT BREAST, SUBAREOLAR: INVASIVE DUCTAL CARCINOMA.",
		"path|Bilateral total mastectomy.\nLEFT:\nInvasive lobular carcinoma, 3.1 cm. Nodes 1/4.\nStage: pT2 pN1a\nRIGHT:\nInvasive ductal carcinoma, 0.4 cm, subareolar. Nodes 0/1.\nStage: pT1a pN0",
	}, []string{"tumorSite=C50.9", "tumorSite=C50.1", "histology=8520", "histology=8500", "pathologicStageT=T2", "pathologicStageT=T1a", "pathologicStageN=N1a", "pathologicStageN=N0"}, []string{"3:"}},
	{"a childhood tumour of the kidney is no carcinoma of it", []string{
		"path|Left kidney, nephrectomy: Nephroblastoma, triphasic, favorable histology, 9 cm, confined by the capsule. Nodes 0/5.",
	}, []string{"1:tumorSite=C64.9", "1:histology=8960"}, []string{"1:pathologicStage", "2:"}},
	{"a marker is named after a tumour", []string{
		"path|Right ovary: High-grade serous carcinoma, Wilms tumor 1 protein positive, PAX8 positive.",
	}, []string{"1:tumorSite=C56.9"}, []string{"2:", "1:histology=8960", "1:pathologicStage"}},
	{"clear cells of the ovary", []string{
		"path|Right ovary, salpingo-oophorectomy: Clear cell carcinoma, 8 cm, capsule intact. Left ovary and omentum free of tumor. pT1a pN0",
	}, []string{"1:tumorSite=C56.9", "1:histology=8310", "1:pathologicStageT=T1a"}, []string{"2:"}},
	{"goblet cells of the appendix", []string{
		"path|Appendix: Goblet cell adenocarcinoma, into the mesoappendix. pT3",
	}, []string{"1:tumorSite=C18.1", "1:histology=8243"}, []string{"2:"}},
	{"the pelvis of the kidney", []string{
		"path|Left nephroureterectomy: Urothelial carcinoma, high grade, of the renal pelvis, invading renal parenchyma. Bladder cuff: no tumor. pT3 pNX",
	}, []string{"1:tumorSite=C65.9", "1:histology=8120", "1:pathologicStageT=T3"}, []string{"2:"}},
	{"a mixed tumour goes before its parts", []string{
		"path|Right testis: Mixed germ cell tumor (embryonal carcinoma 60%, teratoma 30%, yolk sac tumor 10%), 3 cm.",
		"prog|Nonseminomatous tumor of the right testis.",
	}, []string{"1:tumorSite=C62.9", "1:histology=9085"}, []string{"2:"}},
	{"a sarcoma of a limb sits in its soft tissue", []string{
		"path|Right forearm mass, core biopsy: spindle cell sarcoma.",
		"path|Right forearm, wide excision: Myxofibrosarcoma, grade 2, 6 cm, deep.",
	}, []string{"1:tumorSite=C49.1", "1:histology=8811"}, []string{"2:"}},
	{"a sarcoma of the skin stays there", []string{
		"path|Skin, left shoulder, excision: Dermatofibrosarcoma protuberans, 2 cm.",
	}, []string{"1:tumorSite=C44.6", "1:histology=8832"}, []string{"2:"}},
	{"where it began is not known", []string{
		"path|Cervical vertebra, biopsy: Metastatic adenocarcinoma, CK7 positive. The primary site cannot be determined.",
		"cons|Mammogram and CT of the lungs and colon show nothing. Impression: cancer of unknown primary, metastatic to bone.",
	}, []string{"1:tumorSite=C80.9", "1:histology=8140"}, []string{"2:"}},
	{"where it began was found later", []string{
		"path|Left neck node: Metastatic squamous cell carcinoma, unknown primary.",
		"path|Left tonsil, biopsy: Invasive squamous cell carcinoma.",
	}, []string{"1:tumorSite=C09.9", "1:histology=8070"}, []string{"2:"}},
	{"a cup is no cancer of unknown primary", []string{
		"prog|Optic nerve: cup to disc ratio 0.4. Drinks a cup of coffee a day.",
	}, nil, []string{"1:"}},
	{"it came back", []string{
		"dc|Pathologic fracture of the left humerus, nailed; reamings: metastatic carcinoma consistent with breast, ER positive.\nPMH: R breast cancer 2009 (T1cN1M0, ductal; mastectomy). Hypertension.\nDx: metastatic recurrent R breast cancer to bone.",
	}, []string{"1:tumorSite=C50.9", "1:histology=8500", "1:clinicalStageT=T1c", "1:clinicalStageN=N1", "1:diagnosisDate=2009"}, []string{"2:"}},
	{"a basal cell carcinoma by the way", []string{
		"path|Prostate, biopsy: Adenocarcinoma, Gleason 4+4.",
		"cons|Cancer of the prostate, cT1c. PMH: BCC of the ear removed 2012, SCC of the scalp excised.",
	}, []string{"1:tumorSite=C61.9", "1:clinicalStageT=T1c"}, []string{"2:"}},
	{"a basal cell carcinoma for itself", []string{
		"path|Skin, right cheek, shave: Basal cell carcinoma, nodular.",
	}, []string{"1:tumorSite=C44.3", "1:histology=8097"}, []string{"2:"}},
	{"kin behind the tumour, and as a heading's letters", []string{
		"proc|Colonoscopy for surveillance, FH colon cancer. Also breast cancer in her mother, and pancreatic cancer (uncle, 60). Two hyperplastic polyps.",
	}, nil, []string{"1:"}},
	{"what is only feared", []string{
		"prog|PSA 5.1, biopsy benign. He is very worried about prostate cancer; wife anxious re bladder cancer too.",
	}, nil, []string{"1:"}},
	{"stages of other systems", []string{
		"cons|Medulloblastoma of the posterior fossa, resected. Chang T2 M0.",
		"prog|Acute myeloid leukemia, FAB classification M4, in remission.",
	}, []string{"histology=9470"}, []string{"1:clinicalStage", "2:clinicalStage"}},
	{"leukaemia and brain have no TNM, the tumour beside has", []string{
		"cons|Merkel cell carcinoma of the left arm. CLL watched. Stage: cN0 M0.",
	}, []string{"histology=8247", "histology=9823", "1:clinicalStageN=N0"}, []string{"2:clinicalStage", "3:"}},
	{"subcategories in words", []string{
		"hp|Adenocarcinoma of the right upper lobe of the lung, clinical stage T two a, N zero, M zero.",
	}, []string{"1:clinicalStageT=T2a", "1:clinicalStageN=N0", "1:clinicalStageM=M0"}, nil},
	{"a second testis, years later", []string{
		"path|Testis, left, orchidectomy 03.04.2012: Seminoma, 4 cm, confined to testis. pT1",
		"path|Testis, right, orchidectomy 05.06.2021: Seminoma, 1 cm, testis otherwise atrophic. pT1 pNX",
	}, []string{"1:tumorSite=C62.9", "2:tumorSite=C62.9", "diagnosisDate=2012-04-03", "diagnosisDate=2021-06-05", "1:pathologicStageT=T1", "2:pathologicStageT=T1"}, []string{"3:"}},
	{"two reports, each with a T and an N of another organ", []string{
		"path|Collected 1-5-2015 PROSTATE, radical prostatectomy: Adenocarcinoma, Gleason 4+3. pT2c N0.",
		"path|Collected 3-9-2021. Right hemicolectomy: adenocarcinoma of the hepatic flexure, through the muscularis propria. pT3 pN1a.",
	}, []string{"tumorSite=C61.9", "tumorSite=C18.3", "pathologicStageT=T2c", "pathologicStageT=T3", "pathologicStageN=N1a", "diagnosisDate=2015-01-05", "diagnosisDate=2021-03-09"}, []string{"3:"}},
	{"a sarcoma behind the organs that went with it", []string{
		"path|Retroperitoneum, core biopsy: Liposarcoma.",
		"path|En bloc left nephrectomy and left colectomy. Dedifferentiated liposarcoma, 18 cm. Kidney and colon not invaded. pT4 pN0",
	}, []string{"1:tumorSite=C48.0", "1:histology=8858"}, []string{"2:"}},
	{"the fork of the ducts, however much liver went with it", []string{
		"path|Extended left hepatectomy and resection of the bile duct: Hilar cholangiocarcinoma, 2 cm, into hepatic parenchyma. pT2b pN0",
	}, []string{"1:tumorSite=C24.0", "1:histology=8162"}, []string{"2:"}},
	{"an organ that the name tells, near one it spread to", []string{
		"cons|PDAC, cT3 cN0, with a biopsy proven liver met.",
	}, []string{"1:tumorSite=C25.9", "1:histology=8500"}, []string{"2:"}},
	{"a child's age is no history", []string{
		"path|Ovary, right, 11-yr-old: Immature teratoma, grade 3.",
	}, []string{"1:tumorSite=C56.9", "1:histology=9080"}, []string{"2:"}},
	{"an edition that was not used", []string{
		"cons|Squamous cell carcinoma of the base of tongue, AJCC 8 cT2 cN1 cM0 (AJCC 7 would be T2 N2b M0).",
	}, []string{"1:clinicalStageN=N1"}, nil},
	{"dictated to the end", []string{
		"prog|he had a left partial glossectomy on may third which showed a squamous cell carcinoma of the tongue so he is p T one p N zero",
	}, []string{"1:histology=8070", "1:pathologicStageT=T1", "1:pathologicStageN=N0"}, nil},
	{"a small cell carcinoma with another in it", []string{
		"path|Left hilar mass, biopsy: Combined small cell carcinoma and adenocarcinoma.",
	}, []string{"1:tumorSite=C34.9", "1:histology=8045"}, []string{"2:"}},
	{"the womb's lining in a report that names its neck", []string{
		"path|Uterus, cervix and both ovaries, hysterectomy:\nEndometrium: endometrioid adenocarcinoma, FIGO grade 1, inner half of the myometrium.\nCervix: not involved.\nPrimary tumor: pT1a",
	}, []string{"1:tumorSite=C54.1", "1:histology=8380", "1:pathologicStageT=T1a"}, []string{"2:"}},
	{"an exact kind of carcinoma that the organ seldom has", []string{
		"path|Ascending colon, biopsy: adenocarcinoma.",
		"path|Right hemicolectomy: Medullary carcinoma of the ascending colon, MLH1 lost. pT3 pN0",
	}, []string{"1:tumorSite=C18.2", "1:histology=8510"}, []string{"2:"}},
	{"the organ is told in another note", []string{
		"proc|Sigmoidoscopy 1/12/2022: ulcerated mass in the rectum, 5 cm from the verge.",
		"cons|Bx: moderately differentiated adenocarcinoma. CT without metastases. cT3 N0 M0.",
	}, []string{"1:tumorSite=C20.9", "1:histology=8140", "1:clinicalStageT=T3", "1:diagnosisDate=2022-01-12"}, []string{"2:"}},
	{"the organ of the diagnosis before its neighbour", []string{
		"path|Gallbladder, fundus: Adenocarcinoma, 2 cm. pT2a pN0",
		"path|Completion hepatectomy, segments IVb and V: liver bed of the tumor free of residual carcinoma. Liver: steatosis.",
	}, []string{"1:tumorSite=C23.9"}, []string{"2:"}},
	{"a melanoma of the eye found again in the liver", []string{
		"cons|Ciliochoroidal melanoma of the left eye. Enucleation 7/19/2015.",
		"path|Liver, biopsy 3/3/2021: metastatic melanoma.",
	}, []string{"1:tumorSite=C69.4", "1:histology=8720", "1:diagnosisDate=2015-07-19"}, []string{"2:"}},
	{"short for urothelial carcinoma", []string{
		"cons|TURBT 12/8/2022: HG UC invading the lamina propria. cT1 N0 M0.",
	}, []string{"1:tumorSite=C67.9", "1:histology=8120", "1:clinicalStageT=T1"}, []string{"2:"}},
	{"a liver tumour by the class of its image", []string{
		"rad|MRI 7/1/2020: segment 8, 2 cm, washout, LR-5.",
		"cons|Liver clinic. LR-5 lesion, cT1a N0 M0.",
	}, []string{"1:tumorSite=C22.0", "1:histology=8170", "1:clinicalStageT=T1a"}, []string{"2:"}},
	{"what one may come to have", []string{
		"cons|MGUS, 1% a year progression to myeloma. Her lifetime risk of breast cancer is 31%, and she is at higher risk for ovarian cancer.",
	}, nil, []string{"1:"}},
	{"risk is also a class of what one has", []string{
		"cons|High risk neuroblastoma of the left adrenal gland.",
	}, []string{"1:histology=9500"}, nil},
	{"a carcinoma of a gland in an adenoma, of two names", []string{
		"path|Left submandibular gland: Carcinoma ex pleomorphic adenoma, the invasive part a salivary duct carcinoma.",
	}, []string{"1:tumorSite=C08.0"}, []string{"2:", "1:histology=8070"}},
	{"vertebrae in a staging scan", []string{
		"path|Left breast, mastectomy: Invasive lobular carcinoma. pT3 pN1a",
		"cons|Staging bone scan: uptake T2 and ribs, equivocal.",
	}, []string{"1:pathologicStageT=T3"}, []string{"1:clinicalStage"}},
	{"a leukaemia by its exact name", []string{
		"dc|New AML. BM 7/2/2022: acute promyelocytic leukemia, PML-RARA.",
	}, []string{"1:histology=9866"}, []string{"2:"}},
	{"the combined stage takes the place of the first", []string{
		"path|Gallbladder, cholecystectomy: Adenocarcinoma, 2 cm, into perimuscular tissue. pT2a pN0",
		"path|Portal lymph nodes, dissection: 2 of 6 nodes with metastatic adenocarcinoma. Combined stage: pT2a pN1.",
	}, []string{"1:tumorSite=C23.9", "1:pathologicStageT=T2a", "1:pathologicStageN=N1"}, []string{"2:"}},
}

// datePatients are ways of telling when a cancer was diagnosed.
var datePatients = []patientRow{
	{"the operation's note dates a specimen whose report bears no date", []string{
		"proc|Date: 4/9/2018. Laparotomy: mass of the left kidney, removed.",
		"path|Left kidney, nephrectomy: Chromophobe renal cell carcinoma.",
	}, []string{"1:diagnosisDate=2018-04-09"}, nil},
	{"the endoscopy dates a biopsy that others read later", []string{
		"proc|EGD 3/2/2021: ulcer of the gastric antrum, biopsied.",
		"path|Stomach, antrum, biopsy: Adenocarcinoma.",
		"path|Gastrectomy, collected 05/20/2021: Adenocarcinoma of the antrum, pT2 pN0.",
	}, []string{"1:diagnosisDate=2021-03-02"}, nil},
	{"a report's own days, where nothing else is", []string{
		"path|Received: 7/11/2019 Reported: 7/15/2019\nLeft breast, core biopsy: Invasive ductal carcinoma.",
	}, []string{"1:diagnosisDate=2019-07-11"}, nil},
	{"a day of birth is none", []string{
		"path|DOB 7/11/1949\nLeft breast, core biopsy: Invasive ductal carcinoma.",
	}, nil, []string{"1:diagnosisDate"}},
	{"a sentence on the diagnosis that does not name it", []string{
		"cons|Hepatocellular carcinoma, two lesions of the liver. Diagnosed on imaging 6/3/2020. TACE in July 2020.",
	}, []string{"1:diagnosisDate=2020-06-03"}, nil},
	{"a month in a story", []string{
		"cons|Seen 10/2/2021. She was diagnosed with cancer of the left colon in May 2021 when she was anaemic. Adenocarcinoma, pT3 N1a.",
	}, []string{"1:diagnosisDate=2021-05"}, nil},
	{"a month without its year", []string{
		"cons|Date of visit: 02/10/2022. Squamous cell carcinoma of the larynx, diagnosed in November.",
	}, []string{"1:diagnosisDate=2021-11"}, nil},
	{"a leap day without its year", []string{
		"cons|Date of visit: 05/10/2022. Squamous cell carcinoma of the larynx, diagnosed on 2/29 by biopsy.",
	}, []string{"1:diagnosisDate=2020-02-29"}, nil},
	{"so many months ago", []string{
		"cons|Date of visit: 02/10/2022. Squamous cell carcinoma of the larynx, diagnosed three months ago by biopsy.",
	}, []string{"1:diagnosisDate=2021-11"}, nil},
	{"so many years ago", []string{
		"prog|4/4/2020. Follow-up of papillary thyroid carcinoma, diagnosed 6 years ago.",
	}, []string{"1:diagnosisDate=2014"}, nil},
	{"a bare year behind its word", []string{
		"prog|1/2024. Choroidal melanoma dx 2020, plaque.",
	}, []string{"1:diagnosisDate=2020"}, nil},
	{"days first, as another note of the patient shows", []string{
		"path|Date taken: 03/04/2022. Left breast, core biopsy: Invasive ductal carcinoma.",
		"prog|Seen 25/04/2022 with the result: breast cancer.",
	}, []string{"1:diagnosisDate=2022-04-03"}, nil},
	{"an operation in a story, where nothing else is dated", []string{
		"dc|DOA 10-May-2018. Emergency Hartmann's on 11-May-2018. Histology: sigmoid colon, adenocarcinoma with perforation, pT4a pN1b.",
	}, []string{"1:diagnosisDate=2018-05-11"}, nil},
	{"treatment before the operation was another tumour's", []string{
		"path|Bladder, TURBT, collected 1/2/2019: Urothelial carcinoma into the muscularis propria.",
		"path|Cystoprostatectomy 6/7/2019, after neoadjuvant chemotherapy. Bladder: urothelial carcinoma, ypT2a ypN0. Prostate: incidental acinar adenocarcinoma, Gleason 3+3. Prostate: pT2.",
	}, []string{"1:diagnosisDate=2019-01-02", "2:diagnosisDate=2019-06-07"}, nil},
	{"the operation of long ago goes before the spread that is sampled now", []string{
		"cons|RCC s/p left radical nephrectomy 5/2014, clear cell, pT2a. Lung biopsy 3/4/2020: metastatic clear cell RCC.",
	}, []string{"1:tumorSite=C64.9", "1:diagnosisDate=2014-05"}, nil},
	{"a class that means malignant", []string{
		"cons|Thyroid clinic. Left nodule 2 cm, FNA 3/8/2021 Bethesda VI. For surgery.",
		"path|Total thyroidectomy, collected 4/9/2021: Papillary thyroid carcinoma, left lobe.",
	}, []string{"1:diagnosisDate=2021-03-08"}, nil},
	{"a biopsy told behind its result", []string{
		"prog|Seen 10/5/2022. Squamous cell carcinoma of the tongue, operated. The biopsy had been on July 11.",
	}, []string{"1:diagnosisDate=2022-07-11"}, nil},
	{"a biopsy that showed nothing", []string{
		"prog|Prostate adenocarcinoma. Biopsy 3/2/2015 negative. Biopsy 6/7/2019 Gleason 4+3.",
	}, []string{"1:diagnosisDate=2019-06-07"}, nil},
	{"a procedure's note that names no organ", []string{
		"proc|Mediastinoscopy and VATS, 2/22/2017: mass biopsied.",
		"path|Hilar mass: Combined small cell carcinoma.",
	}, []string{"1:diagnosisDate=2017-02-22"}, nil},
	{"a history told by dates", []string{
		"prog|Date: 03/18/2023\nDIAGNOSIS: adenocarcinoma of the sigmoid colon\nONCOLOGIC HISTORY:\n- 10/2021: bleeding\n- 11/09/2021: colonoscopy, mass; bx adenocarcinoma of the sigmoid\n- 12/2021-05/2022: FOLFOX x 10",
	}, []string{"1:diagnosisDate=2021-11-09"}, nil},
	{"of several tests the one that showed it", []string{
		"lab|CBC 4/2/2020 WBC 190. BM 4/6/2020: chronic myeloid leukemia.",
	}, []string{"1:diagnosisDate=2020-04-06"}, nil},
	{"an operation by its letters", []string{
		"cons|Glioblastoma of the left parietal lobe, s/p GTR 8/3/2022, RT to 10/2022.",
	}, []string{"1:diagnosisDate=2022-08-03"}, nil},
	{"labels behind their dates", []string{
		"path|2019-05-02 (collected) / 2019-05-06 (reported)\nSkin, right shoulder, excision: superficial spreading melanoma.",
	}, []string{"1:diagnosisDate=2019-05-02"}, nil},
	{"the year of another cancer", []string{
		"hp|Lumpectomy for breast cancer 2006, free of it. Renal cell carcinoma of the left kidney, biopsy 3/1/2022.",
	}, []string{"1:diagnosisDate=2022-03-01"}, nil},
	{"only a metastasis is dated", []string{
		"path|Right inguinal node, biopsy 02/08/2021: Metastatic melanoma.",
		"cons|Melanoma of the right leg, regressed.",
	}, []string{"1:diagnosisDate=2021-02-08"}, nil},
}
