package onco

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hardPatients are kinds of records in which a reader is easily misled.
var hardPatients = []patientRow{
	{"two tumours of one bowel, apart from each other", []string{
		"path|Collected: 02/03/2023\nFINAL DIAGNOSIS:\nA. Cecum, right hemicolectomy: Mucinous adenocarcinoma, 6 cm. pT4a pN1\nB. Sigmoid colon, sigmoidectomy: Adenocarcinoma, moderately differentiated, 2 cm. pT2 pN0",
	}, []string{"tumorSite=C18.0", "tumorSite=C18.7", "histology=8480", "pathologicStageT=T4a", "pathologicStageT=T2"}, []string{"3:"}},
	{"one tumour of the bowel told by two writers", []string{
		"proc|Colonoscopy 01/08/2023: mass of the descending colon, biopsied.",
		"path|FINAL DIAGNOSIS:\nSigmoid colon, resection: Adenocarcinoma. pT3 pN0",
		"prog|Here after resection of his descending colon adenocarcinoma.",
	}, []string{"1:pathologicStageT=T3"}, []string{"2:"}},
	{"two melanomas", []string{
		"path|A. Skin, left forearm, excision: Malignant melanoma, superficial spreading type, 0.5 mm. pT1a\nB. Skin, upper back, excision: Malignant melanoma, nodular type, 4.2 mm. pT4a",
	}, []string{"tumorSite=C44.6", "tumorSite=C44.5", "histology=8743", "histology=8721", "pathologicStageT=T1a", "pathologicStageT=T4a"}, []string{"3:"}},
	{"both lungs, called two primaries", []string{
		"cons|Two synchronous primaries of the lung. Adenocarcinoma of the right upper lobe, cT1c N0 M0. Squamous cell carcinoma of the left lower lobe, cT2a N0 M0.",
	}, []string{"tumorSite=C34.1", "tumorSite=C34.3", "histology=8140", "histology=8070", "clinicalStageT=T1c", "clinicalStageT=T2a"}, []string{"3:"}},
	{"a leukaemia beside a tumour", []string{
		"prog|Assessment: 1. Chronic lymphocytic leukemia, Rai 0, watched. 2. Invasive ductal carcinoma of the right breast, cT1c N0 M0.",
	}, []string{"histology=9823", "histology=8500", "tumorSite=C50.9", "clinicalStageT=T1c"}, []string{"3:"}},
	{"a metastasis is found first and dates the disease", []string{
		"path|FINE NEEDLE ASPIRATION, left neck mass. Collected 06/01/2020.\nDIAGNOSIS: Metastatic squamous cell carcinoma, p16 positive.",
		"path|Collected 06/20/2020\nFINAL DIAGNOSIS:\nLeft tonsil, biopsy: Invasive squamous cell carcinoma, p16-positive.",
		"cons|Squamous cell carcinoma of the left tonsil, cT1 cN1 cM0.",
	}, []string{"1:tumorSite=C09.9", "1:histology=8070", "1:clinicalStageN=N1", "1:diagnosisDate=2020-06-01"}, []string{"2:"}},
	{"spread that is named after its organ", []string{
		"prog|Problem: metastatic prostate adenocarcinoma, bone mets throughout. PSA 212. On leuprolide.",
	}, []string{"1:tumorSite=C61.9", "1:histology=8140"}, []string{"2:", "1:tumorSite=C4"}},
	{"spread of a sarcoma to the lung", []string{
		"path|Lung, left lower lobe, wedge: Leiomyosarcoma, consistent with spread of the known tumor.",
		"prog|Leiomyosarcoma of the right arm, resected last year, now with nodules in the lung.",
	}, []string{"histology=8890"}, []string{"2:"}},
	{"relatives in a letter", []string{
		"prog|None of these polyps is cancer. You told me that your father was 61 when his colon cancer was found, and that your mother's sister had breast cancer. Great-grandmother Anna, d. 1990, ovarian ca.",
	}, nil, []string{"1:"}},
	{"letters that are no tumour", []string{
		"prog|PROBLEMS\nDiabetes with kidney disease (HCC)\nSepsis (CMS/HCC)\nCirrhosis of liver (CMS/HCC)\nRisk score HCC 85, 18.\nVisited by chaplain Fr. Adam Novak, BCC. TX planned. cis/pem held.",
	}, nil, []string{"1:"}},
	{"a hepatocellular carcinoma by its letters", []string{
		"prog|Cirrhosis, Child A. HCC 2.8 cm in segment 6 of the liver, LI-RADS 5, within Milan.",
	}, []string{"1:tumorSite=C22.0", "1:histology=8170"}, nil},
	{"a marker is negative, the tumour is not", []string{
		"cons|He finished radiation for his pT3 N2b p16-negative squamous cell carcinoma of the lateral tongue.",
	}, []string{"1:histology=8070", "1:pathologicStageT=T3", "1:pathologicStageN=N2b"}, nil},
	{"what is to be excluded is none", []string{
		"rad|New vertebral fracture at the radius and spine; exclude myeloma. Repeat in a year.",
	}, nil, []string{"1:"}},
	{"after treatment both stages stand, and the operation dates nothing", []string{
		"cons|New adenocarcinoma of the rectum, biopsy 03/02/2021. mrT3b N1, M0.",
		"path|Collected 09/15/2021\nFINAL DIAGNOSIS:\nRectum, low anterior resection, after neoadjuvant therapy: Residual adenocarcinoma. ypT2 ypN0",
	}, []string{"1:tumorSite=C20.9", "1:clinicalStageT=T3b", "1:clinicalStageN=N1", "1:clinicalStageM=M0", "1:pathologicStageT=T2", "1:pathologicStageN=N0", "1:diagnosisDate=2021-03-02"}, []string{"2:"}},
	{"a kind told behind commas", []string{
		"prog|Pathology: shave biopsy of the left upper back, malignant melanoma, invasive, superficial spreading, 0.7 mm.",
	}, []string{"1:tumorSite=C44.5", "1:histology=8743"}, []string{"2:"}},
	{"the more exact of two names", []string{
		"prog|1. Stage III non-small cell lung cancer. Biopsy was positive for adenocarcinoma. Non-small cell lung cancer is treated with chemoradiation.",
	}, []string{"1:tumorSite=C34.9", "1:histology=8140"}, []string{"2:"}},
	{"stages in words", []string{
		"cons|Adenocarcinoma of the stomach. Clinical stage T three, N one, M zero.",
	}, []string{"1:tumorSite=C16.9", "1:clinicalStageT=T3", "1:clinicalStageN=N1", "1:clinicalStageM=M0"}, nil},
	{"a remark between the categories", []string{
		"prog|Breast cancer, left: invasive ductal carcinoma, pT1c (14 mm) N0 (0/2) M0.",
	}, []string{"1:pathologicStageT=T1c", "1:pathologicStageN=N0", "1:pathologicStageM=M0"}, []string{"1:clinical"}},
	{"the organ before a stage owns it", []string{
		"path|FINAL DIAGNOSIS:\nCystoprostatectomy: Invasive high grade urothelial carcinoma of the urinary bladder.\nProstate: acinar adenocarcinoma, Gleason 6.\nPROSTATE: pT2c pN0\nBLADDER: pT3b pN2",
	}, []string{"tumorSite=C67.9", "pathologicStageT=T3b", "pathologicStageN=N2"}, nil},
	{"the heading of a staging list owns what stands below it", []string{
		"path|DIAGNOSIS:\nCystoprostatectomy: Invasive urothelial carcinoma of the bladder, 7 cm. Incidental prostatic adenocarcinoma.\n\nBLADDER CANCER STAGING\nFinal TNM: pT3b N0 M0\nExtent of invasion\npT3b\n\nPROSTATE CANCER STAGING\nFinal TNM: pT2a N0 M0\nExtent of invasion\npT2a\nSummary\npT2a\n",
	}, []string{"1:tumorSite=C67.9", "1:pathologicStageT=T3b"}, nil},
	{"bladder and ureter, each with its own T", []string{
		"path|DIAGNOSIS:\nUrinary bladder, cystectomy: Invasive urothelial carcinoma, into the deep muscle.\nPATHOLOGIC TNM STAGE: BLADDER pT2bN0MX\nURETER pT3N0MX",
	}, []string{"1:tumorSite=C67.9", "1:pathologicStageT=T2b"}, []string{"2:"}},
	{"an ovarian carcinoma that has grown over the uterus is one tumour", []string{
		"path|FINAL DIAGNOSIS:\nA. Right ovary, oophorectomy: High grade serous carcinoma, 9 cm.\nB. Uterus, hysterectomy: Serosa with high grade serous carcinoma of the uterine serosa.\nC. Omentum: high grade serous carcinoma.\npT3c NX",
	}, []string{"1:tumorSite=C56.9", "1:histology=8441", "1:pathologicStageT=T3c"}, []string{"2:"}},
	{"the same two organs, called two primaries", []string{
		"path|FINAL DIAGNOSIS:\nTwo synchronous primaries.\nA. Right ovary: Endometrioid adenocarcinoma, pT1a.\nB. Endometrium: Endometrioid adenocarcinoma, pT1b.",
	}, []string{"tumorSite=C56.9", "tumorSite=C54.1"}, []string{"3:"}},
	{"two general diagnoses, each staged, and the one that has spread leads", []string{
		"path|Diagnosis:\n1. Mammary ablation with an invasive ductal breast carcinoma (G1, pT1a)\n2. Thirteen lymph nodes free of tumor (pN0 0/13).\n3. Resected rectum with tumor-free resection margins and with a moderately differentiated adenocarcinoma (G2 pT2 pN0 0/23 pM1 HEP).",
	}, []string{"1:tumorSite=C20.9", "1:pathologicStageT=T2", "1:pathologicStageM=M1", "2:tumorSite=C50.9", "2:pathologicStageT=T1a"}, []string{"3:"}},
	{"units and imaging are no stage", []string{
		"prog|LEFT ATRIUM 36 ML/M2, BSA 1.9 M2, dose 75 mg/m2. T2 bright lesion at T2. Melanoma of the calf, excised in 2009.",
	}, []string{"1:tumorSite=C44.7", "1:diagnosisDate=2009"}, []string{"1:clinicalStage", "1:pathologicStage"}},
	{"a date keeps to its clause", []string{
		"cons|History: arthritis, diagnosed in 2014 and quiet; a malignant melanoma of the right calf, excised in 2009 without recurrence.",
	}, []string{"1:diagnosisDate=2009"}, nil},
	{"scrapings give no depth of their own", []string{
		"path|Bladder, transurethral resection: High grade papillary urothelial carcinoma invading the lamina propria. Muscularis propria present, not involved.",
	}, []string{"1:tumorSite=C67.9"}, []string{"1:pathologicStage"}},
	{"words glued and spelled out by a scanner", []string{
		"path|Tumor site: RectumTumor size: 4 cmHistologic type: AdenocarcinomaHistologic grade: 2\nF I N A L  D I A G N O S I S\npT2al pNO",
	}, []string{"1:tumorSite=C20.9", "1:histology=8140", "1:pathologicStageT=T2", "1:pathologicStageN=N0"}, nil},
	{"a melanoma under a toe's nail", []string{
		"path|A. Right hallux, amputation:\nMalignant melanoma, acral lentiginous type, subungual.\nBreslow depth 4.2 mm.",
		"prog|Subungual melanoma, seen first as a dark streak of the toenail.",
	}, []string{"1:tumorSite=C44.7", "1:histology=8744"}, []string{"2:"}},
	{"a denial ends before the next specimen's label", []string{
		"path|DIAGNOSIS\n(A) PERIRENAL FAT: Adipose tissue, no tumor present.(B) LEFT KIDNEY, UPPER POLE: RENAL CELL CARCINOMA, CLEAR CELL TYPE (4.5 CM).",
	}, []string{"1:tumorSite=C64.9", "1:histology=8310"}, []string{"2:"}},
	{"the tumour of which a report is, and one met by the way", []string{
		"path|FINAL DIAGNOSIS:\nUrinary bladder and prostate, radical cystoprostatectomy:\n- Invasive high grade urothelial carcinoma of the bladder, through the muscularis propria into perivesical fat, pT3a pN0\n- Incidental prostatic adenocarcinoma, acinar type, Gleason 3+3, pT2c",
	}, []string{"1:tumorSite=C67.9", "1:histology=8120", "1:pathologicStageT=T3a", "1:pathologicStageN=N0"}, nil},
	{"a checklist that a scanner has glued, and the stage beside it", []string{
		"path|Left tonsil, excision: Squamous cell carcinoma, 3 cm.\npTNM: pT2 N1 MX\nPrimary tumor (pT)\npT1: Tumor2 cm or less\npT2: Tumormore than 2 cm but not more than 4 cm\npT3: Tumormore than 4 cm\npT4a: Moderately advanced local disease. Tumorinvades the larynx\npT4b: Very advanced local disease",
	}, []string{"1:pathologicStageT=T2", "1:pathologicStageN=N1"}, nil},
	{"what cannot be excluded is not stated", []string{
		"path|Ascending colon, hemicolectomy: Adenocarcinoma. Stage: at least pT3, cannot exclude pT4\npN2",
	}, []string{"1:pathologicStageT=T3", "1:pathologicStageN=N2"}, nil},
	{"the stage is changed", []string{
		"path|ADDENDUM: On deeper sections there is focal extraprostatic extension. The staging is therefore changed to pT3a.\nFINAL DIAGNOSIS:\nProstate, radical prostatectomy: Adenocarcinoma, Gleason 3+4. pT2c pN0",
	}, []string{"1:pathologicStageT=T3a", "1:pathologicStageN=N0"}, nil},
	{"a class of tumours is no stage", []string{
		"path|Tongue, glossectomy: Squamous cell carcinoma, 4.3 cm.\nTumor thickness (pT1 and pT2 tumors): not applicable\npT3",
	}, []string{"1:pathologicStageT=T3"}, nil},
	{"each of two synopses explains its own category", []string{
		"path|Bladder and prostate, cystoprostatectomy: Invasive urothelial carcinoma of the bladder.\nThe pathologic stage is (AJCC 2002):\npT2b (Invades deep half of muscularis propria)\nSurgical margins: free of tumor. Perivesical lymph nodes: not identified. Ureters: free. The urethral margin shows no dysplasia; the mucosa away from the tumor is unremarkable but for mild chronic inflammation and von Brunn nests.\nProstate template:\nTumor type: Adenocarcinoma of the prostate, Gleason 6\npT2a (confined to the prostate, involving one lobe)",
	}, []string{"1:tumorSite=C67.9", "1:pathologicStageT=T2b"}, nil},
	{"a bowel that is told by both its parts", []string{
		"path|FINAL DIAGNOSIS:\nSigmoid colon and upper rectum, low anterior resection: Adenocarcinoma, 4 cm.",
	}, []string{"1:tumorSite=C19.9"}, []string{"2:"}},
	{"two organs, each with a T of its own, however general the name", []string{
		"path|FINAL DIAGNOSIS:\nA. Left breast, mastectomy: Invasive ductal carcinoma, 2.5 cm, pT2 pN0.\nB. Rectum, resection: Moderately differentiated adenocarcinoma into the muscularis propria, pT2 pN1a.",
	}, []string{"1:tumorSite=C50.9", "1:histology=8500", "1:pathologicStageT=T2", "1:pathologicStageN=N0", "2:tumorSite=C20.9", "2:histology=8140", "2:pathologicStageT=T2", "2:pathologicStageN=N1a"}, []string{"3:"}},
	{"two general names under the heads of their specimens", []string{
		"path|DIAGNOSIS:\nPROSTATE, RADICAL PROSTATECTOMY:\n - ADENOCARCINOMA, GLEASON 3+4=7\n - pT2c pN0\n\nRECTUM, LOW ANTERIOR RESECTION:\n - ADENOCARCINOMA, MODERATELY DIFFERENTIATED\n - pT1 pN0",
	}, []string{"1:tumorSite=C61.9", "1:pathologicStageT=T2c", "2:tumorSite=C20.9", "2:pathologicStageT=T1"}, []string{"3:"}},
	{"the T said again of what the tumour has grown into", []string{
		"path|DIAGNOSIS:\nA. Sigmoid colon: Adenocarcinoma, pT4b pN1.\nB. Bladder, partial cystectomy: Adenocarcinoma growing into the bladder wall. pT4b.",
	}, []string{"1:tumorSite=C18.7", "1:pathologicStageT=T4b"}, []string{"2:"}},
	{"an involved organ is no second tumour", []string{
		"path|DIAGNOSIS:\nA. Prostate: Adenocarcinoma, Gleason 4+4, pT3a pN0.\nB. Rectum, margin: positive for adenocarcinoma. pT4.",
	}, []string{"1:tumorSite=C61.9"}, []string{"2:"}},
	{"of several tumours in one organ the highest T", []string{
		"path|DIAGNOSIS:\nThyroid, right lobe: Papillary thyroid carcinoma, 1.4 cm. Stage: pT1b NX.\nThyroid, isthmus: Papillary thyroid carcinoma, 1.2 cm. Stage: pT1b NX.\nThyroid, left lobe: Papillary thyroid carcinoma, 4.4 cm. Stage: pT3a NX.",
	}, []string{"1:tumorSite=C73.9", "1:pathologicStageT=T3a"}, []string{"2:"}},
}

func TestZeroBytesBetweenLetters(t *testing.T) {
	plain := "Right kidney, nephrectomy: Chromophobe renal cell carcinoma. pT2a pN0"
	wide := strings.Join(strings.Split(plain, ""), "\x00")
	p := patientOf("path|" + wide)
	inf, err := testEngine().Infer(context.Background(), p)
	require.NoError(t, err)
	got := map[InferenceType]string{}
	for _, i := range inf {
		got[i.Type] = i.Value
		for _, e := range i.Evidence {
			quote := strings.ReplaceAll(e.Of(wide), "\x00", "")
			assert.Contains(t, plain, quote, "evidence lies in the document as it came")
			assert.NotEmpty(t, quote)
		}
	}
	assert.Equal(t, "C64.9", got[TumorSite])
	assert.Equal(t, "8317", got[Histology])
	assert.Equal(t, "T2a", got[PathologicStageT])
}

func TestLegibleTakesTimeByTheLength(t *testing.T) {
	bar := strings.Repeat("I l ", 1<<19) // 2 MB; by the square it would take hours
	var l legibleText
	assert.Equal(t, bar, l.of(bar))
}

func TestLegible(t *testing.T) {
	for _, row := range []struct{ in, want string }{
		{"plain text stays", "plain text stays"},
		{"RectumTumor", "Rectum Tumor"},
		{"McDonald and LeRoy pT3", "McDonald and LeRoy pT3"},
		{"4 cmTumor site: colon", "4 cm\nTumor site: colon"},
		{"C A R C I N O M A of", "CARCINOMA of"},
		{"I I I I I I I", "I I I I I I I"},
		{"no tumor present.(B) RIGHT", "no tumor present.\n(B) RIGHT"},
		{"see above.(b) and (B) stay", "see above.(b) and (B) stay"},
		{"a b c", "a b c"},
		{"carci\u00adnoma", "carcinoma"},
		{"\x00a\x00b", "ab"},
	} {
		var l legibleText
		assert.Equal(t, row.want, l.of(row.in), "%q", row.in)
		if len(l.at) > 0 {
			require.Len(t, l.at, len(l.text))
		}
	}
}
