package onco

// The rules follow the category definitions of the AJCC Cancer Staging Manual,
// 7th edition, by site. They state the common definitions only: where a report
// speaks of what they do not know, nothing is derived.

// step is one category and the greatest measure it takes: millimetres, or
// nodes. upTo -1 takes any count, 0 any size.
type step struct {
	category string
	upTo     float64
}

// stepRule is a site's definition by a measure.
type stepRule struct {
	name  string
	sites map[string]bool
	steps []step
}

var sizeRules = []stepRule{
	{"of the breast", siteSet("C50"), []step{{"T1mi", 1}, {"T1a", 5}, {"T1b", 10}, {"T1c", 20}, {"T2", 50}, {"T3", 0}}},
	{"of the kidney", siteSet("C64"), []step{{"T1a", 40}, {"T1b", 70}, {"T2a", 100}, {"T2b", 0}}},
	{"of the lung", siteSet("C34"), []step{{"T1a", 20}, {"T1b", 30}, {"T2a", 50}, {"T2b", 70}, {"T3", 0}}},
	{"of the thyroid", siteSet("C73"), []step{{"T1a", 10}, {"T1b", 20}, {"T2", 40}, {"T3", 0}}},
	{"of the lip, mouth and pharynx", siteSet("C00 C02 C03 C04 C05 C06 C01 C09 C10 C07 C08"), []step{{"T1", 20}, {"T2", 40}, {"T3", 0}}},
	{"of soft tissue", siteSet("C49"), []step{{"T1", 50}, {"T2", 0}}},
}

var nodeRules = []stepRule{
	{"of colon and rectum", siteSet("C18 C19 C20"), []step{{"N0", 0}, {"N1a", 1}, {"N1b", 3}, {"N2a", 6}, {"N2b", -1}}},
	{"of the breast", siteSet("C50"), []step{{"N0", 0}, {"N1a", 3}, {"N2a", 9}, {"N3a", -1}}},
	{"of stomach and oesophagus", siteSet("C15 C16"), []step{{"N0", 0}, {"N1", 2}, {"N2", 6}, {"N3", -1}}},
	{"of the bladder", siteSet("C67"), []step{{"N0", 0}, {"N1", 1}, {"N2", -1}}},
	{"of kidney, prostate, pancreas, liver, cervix, ovary, uterus, thyroid", siteSet("C64 C61 C25 C22 C53 C54 C55 C56 C73 C23 C24 C60"), []step{{"N0", 0}, {"N1", -1}}},
	{"of melanoma", siteSet("C44"), []step{{"N0", 0}, {"N1", 1}, {"N2", 3}, {"N3", -1}}},
	{"of the mouth, pharynx and larynx", siteSet("C00 C01 C02 C03 C04 C05 C06 C09 C10 C12 C13 C14 C32"), []step{{"N0", 0}}},
	{"of the lung", siteSet("C34"), []step{{"N0", 0}}},
}

// extentRule is a site's definition by what the tumour has grown into: a word of
// each set in one sentence.
type extentRule struct {
	category string
	name     string
	sites    map[string]bool
	words    []map[uint32]bool
}

var (
	growth = wordSet("invades", "invading", "invaded", "invasion", "extends", "extending", "extension", "into", "through", "infiltrates", "infiltrating", "infiltration", "involves",
		"involving", "involvement", "penetrates", "penetrating", "penetration", "beyond", "involved", "present", "identified", "extraprostatic", "extracapsular", "extrarenal")
)

// extentRules stand with the furthest growth of each site first.
var extentRules = []extentRule{
	{"T3b", "of the prostate: seminal vesicle", siteSet("C61"), []map[uint32]bool{wordSet("seminal"), wordSet("vesicle", "vesicles"), growth}},
	{"T3a", "of the prostate: beyond the capsule", siteSet("C61"), []map[uint32]bool{wordSet("extraprostatic", "extracapsular", "periprostatic"), growth}},
	{"T2", "of the prostate: confined", siteSet("C61"), []map[uint32]bool{wordSet("confined", "limited"), wordSet("prostate", "organ", "gland")}},
	{"T3a", "of the kidney: fat, sinus or vein", siteSet("C64"), []map[uint32]bool{wordSet("perinephric", "perirenal", "sinus", "vein", "extrarenal"), growth, wordSet("fat", "adipose", "tissue", "vein", "soft", "sinus")}},
	{"T4a", "of colon and rectum: visceral peritoneum", siteSet("C18 C19 C20"), []map[uint32]bool{wordSet("visceral", "serosal", "serosa"), growth, wordSet("peritoneum", "surface", "serosa", "serosal")}},
	{"T3", "of colon and rectum: through the muscularis propria", siteSet("C18 C19 C20"), []map[uint32]bool{wordSet("pericolic", "pericolonic", "pericolorectal", "perirectal", "subserosa", "subserosal", "mesorectal", "mesenteric", "adipose", "fat", "fatty"), growth}},
	{"T2", "of colon and rectum: muscularis propria", siteSet("C18 C19 C20"), []map[uint32]bool{wordSet("muscularis", "muscular"), growth}},
	{"T1", "of colon and rectum: submucosa", siteSet("C18 C19 C20"), []map[uint32]bool{wordSet("submucosa", "submucosal"), growth}},
	{"T4a", "of the bladder: neighbouring organ", siteSet("C67"), []map[uint32]bool{wordSet("prostatic", "prostate"), growth, wordSet("stroma")}},
	{"T3", "of the bladder: perivesical tissue", siteSet("C67"), []map[uint32]bool{wordSet("perivesical", "extravesical", "perivesicular"), growth}},
	{"T2", "of the bladder: muscle", siteSet("C67"), []map[uint32]bool{wordSet("muscularis", "detrusor", "muscle"), growth}},
	{"T1", "of the bladder: lamina propria", siteSet("C67"), []map[uint32]bool{wordSet("lamina"), wordSet("propria"), growth}},
	{"T3", "of the pancreas: beyond it", siteSet("C25"), []map[uint32]bool{wordSet("peripancreatic", "duodenum", "duodenal", "ampulla"), growth}},
	{"T4", "of the breast: skin or chest wall", siteSet("C50"), []map[uint32]bool{wordSet("ulceration", "ulcerates", "ulcerating"), wordSet("skin")}},
	{"T3", "of the stomach: subserosa", siteSet("C16"), []map[uint32]bool{wordSet("subserosa", "subserosal", "perigastric"), growth}},
	{"T2", "of the stomach: muscularis propria", siteSet("C16"), []map[uint32]bool{wordSet("muscularis"), growth}},
	{"T3", "of the uterus: serosa or adnexa", siteSet("C54"), []map[uint32]bool{wordSet("serosa", "adnexa", "ovary", "adnexal"), growth}},
	{"T2", "of the uterus: cervical stroma", siteSet("C54"), []map[uint32]bool{wordSet("cervical"), wordSet("stroma", "stromal"), growth}},
}
