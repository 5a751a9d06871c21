package text

// abbrev says when a period after an abbreviation ends a sentence.
type abbrev uint8

const (
	abbrevNone    abbrev = iota
	abbrevNever          // never: a title stands before a name
	abbrevNumber         // unless a number follows: "No. 4", "Aug. 5"
	abbrevStarter        // when a word follows that begins sentences: "Inc. The"
	abbrevCapital        // when a capitalised word follows: "5 mg. Lisinopril"
)

var abbreviationTable = []struct {
	class abbrev
	words []string
}{
	{abbrevNever, []string{
		"dr", "drs", "mr", "mrs", "ms", "mx", "messrs", "prof", "rev", "fr", "hon", "sgt", "capt", "cpt", "lt", "col", "maj", "cpl", "pvt", "gov", "sen", "rep", "supt",
		"pt", "pts", "vs", "viz", "cf", "approx", "incl", "esp", "attn", "asst", "assoc", "ft", "mt", "eg", "ie", "st", "ste", "sra", "srta", "dra", "mme", "mlle",
	}},
	{abbrevNumber, []string{
		"no", "nos", "fig", "figs", "vol", "pp", "pg", "ch", "sec", "rm", "ext", "tel", "ph", "apt", "bldg", "fl", "rte", "hwy", "box", "ser", "ref", "lic", "acct", "lev", "seg", "gr",
		"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "ca", "circ", "x",
	}},
	{abbrevStarter, []string{
		"jr", "esq", "inc", "ltd", "corp", "co", "bros", "dept", "univ", "hosp", "med", "ctr", "div", "intl", "natl", "govt", "ave", "av", "blvd", "rd", "ln", "pl", "ct", "hgts", "pkwy", "sq",
		"al", "resp", "temp", "gen", "re", "prev", "orig", "surg", "admin",
	}},
	{abbrevCapital, []string{
		"md", "phd", "rn", "np", "pa", "dvm", "dds", "pharmd", "msw", "lcsw", "bsn", "msn", "crna", "cnm",
		"etc", "est", "max", "min", "avg", "wt", "ht", "abd", "neg", "pos", "bilat", "lat", "ant", "inf", "sup", "rt", "dx", "hx", "tx", "rx", "sx", "fx", "bx", "cont", "contd", "freq", "occ", "mod", "diff", "poss", "prob", "susp", "eval", "exam", "adm", "disch", "amb", "hr", "hrs", "mins", "secs", "wk", "wks", "mo", "mos", "yr", "yrs",
		"mg", "mcg", "gm", "kg", "ml", "cc", "cl", "dl", "cm", "mm", "oz", "lb", "lbs", "in", "tab", "tabs", "cap", "caps", "inj", "soln", "gtt", "gtts", "supp", "bid", "tid", "qid", "qd", "qhs", "prn", "po", "iv", "im", "sl", "pr", "od", "os", "ou", "am", "pm", "stat", "meq", "units", "hgb", "hct", "plt", "wbc",
	}},
}

// starterWords begin sentences so often that a period before them is the end of
// one, whatever stands before it.
var starterWords = []string{
	"the", "he", "she", "it", "they", "we", "i", "this", "that", "these", "there", "patient", "pt", "no", "his", "her", "their", "its", "on", "in", "at", "after", "before", "if", "when", "while", "will", "denies", "denied", "reports", "reported", "states", "has", "had", "was", "is", "continue", "continues", "please", "follow", "plan", "given", "also", "then", "however", "exam", "labs", "vitals", "discussed", "recommend", "recommended", "start", "started", "stop", "stopped", "return", "returns", "currently", "today", "since", "for", "an", "a", "all", "as", "by", "with", "without", "both", "some", "one", "you", "your", "our", "my", "so", "but", "and", "because", "once", "per", "not", "negative", "positive", "normal", "family", "mother", "father", "wife", "husband", "son", "daughter", "would", "call", "called", "see", "seen", "admitted", "transferred", "tolerated", "noted", "found", "alert", "lungs", "heart", "abdomen", "chest",
}

// letteredWords go before a single capital that is no initial.
var letteredWords = []string{
	"hepatitis", "vitamin", "type", "group", "factor", "grade", "plan", "protein", "class", "child", "pugh", "influenza", "flu", "strep", "category", "level", "part", "specimen", "appendix", "bed", "room", "unit", "wing", "block", "troponin", "immunoglobulin", "hemophilia", "haemophilia", "gravida", "schedule", "medicare", "section", "amphotericin", "cohort", "arm", "option", "step", "lead", "line",
}

// numberedWords go before a number that is no list marker.
var numberedWords = []string{
	"stage", "grade", "type", "class", "day", "no", "number", "level", "gravida", "para", "birads", "rads", "score", "phase", "group", "cycle", "week", "month", "room", "bed", "unit", "step", "lead", "segment", "zone", "is", "was", "of", "at", "than", "over", "to", "by", "x",
}

// openWordList cannot end a sentence or a list entry: a line that ends with one
// goes on.
var openWordList = []string{
	"of", "the", "and", "with", "a", "an", "to", "for", "in", "on", "or", "by", "from", "is", "was", "were", "are", "at", "as", "has", "had", "his", "her", "their", "due", "that", "which", "who", "without", "than", "into", "be", "been", "but", "between", "showed", "shows", "including", "after", "before", "when", "if", "my", "your", "our", "this", "these", "will", "would",
}

var (
	abbreviations = buildAbbreviations()
	starters      = hashSet(starterWords)
	lettered      = hashSet(letteredWords)
	numbered      = hashSet(numberedWords)
	openWords     = hashSet(openWordList)
)

func buildAbbreviations() map[uint32]abbrev {
	m := make(map[uint32]abbrev, 256)
	for _, row := range abbreviationTable {
		for _, w := range row.words {
			m[HashFold(w)] = row.class
		}
	}
	return m
}
