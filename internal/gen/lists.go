package gen

import (
	"bytes"
	"compress/gzip"
	_ "embed" // raw lists
	"io"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed raw/faker_names.tsv.gz
var fakerGz []byte

//go:embed raw/more_names.txt
var moreNames string

//go:embed raw/heldout.txt
var heldOut string

//go:embed raw/census_surnames.txt.gz
var censusGz []byte

//go:embed raw/given_phileas.txt.gz
var phileasGz []byte

//go:embed raw/us_cities.txt.gz
var citiesGz []byte

//go:embed raw/cms_hospitals.txt.gz
var hospitalsGz []byte

//go:embed raw/professions.txt.gz
var professionsGz []byte

//go:embed raw/countries.txt.gz
var countriesGz []byte

//go:embed raw/counties.txt.gz
var countiesGz []byte

// origin is the names of one people or country.
type origin struct {
	id             string
	given, surname []string
	spellG, spellS *speller
}

// isBrief reports whether the family names have four and a half letters or fewer on
// average: those of China, Korea and Vietnam and of the Hmong. They are the ones most
// easily taken for words and abbreviations.
func (o *origin) isBrief() bool {
	n := 0
	for _, s := range o.surname {
		n += utf8.RuneCountInString(s)
	}
	return 2*n <= 9*len(o.surname)
}

// lists are the sources of new slot values.
type lists struct {
	origins                                             []origin
	brief                                               []int // those of origins whose family names are of few letters
	census, phileas                                     []string
	cities, hospitals, professions, countries, counties []string
	streetTails                                         []string
	nameWords                                           []string        // words that are also names
	held                                                map[string]bool // names that are not used, folded
}

var loadLists = sync.OnceValue(func() *lists {
	l := &lists{
		census: unzipLines(censusGz), phileas: unzipLines(phileasGz), cities: unzipLines(citiesGz),
		hospitals: unzipLines(hospitalsGz), professions: unzipLines(professionsGz),
		countries: unzipLines(countriesGz), counties: unzipLines(countiesGz),
		streetTails: strings.Fields("Street St Avenue Ave Road Rd Drive Dr Lane Ln Court Ct Boulevard Blvd Way Place Pl Terrace Circle Cir Parkway Pkwy Trail Highway Loop Run Ridge Square Alley Crossing Path Row Walk Station Mews Hollow Bend Pike Village Manor Meadows Springs Heights Cove Glen"),
		nameWords:   strings.Fields("Will May June April August Hope Grace Faith Rose Joy Dawn Summer Autumn Mark Grant Bill Art Pat Sue Rob Jack Frank Ernest Dean Chase Hunter Mason Cooper Carter Drew Rich Max Miles Dale Glen Cliff Heath Ray Gene Penny Ruby Pearl Amber Ginger Olive Violet Iris Ivy Lily Daisy Heather Holly Brook Sky Star Angel King Prince Duke Earl Bishop Pope Abbott Church Temple Brown White Black Green Gray Gold Silver Young Long Short Small Little Strong Sharp Savage Wise Good Best Love Joy Day Winter Snow Frost Rain Hill Lake Rivers Brooks Wells Pool Marsh Field Fields Wood Woods Forest Stone Rock Sand Clay Bush Branch Reed Rush Moss Fish Pike Bass Crane Swan Drake Wolf Fox Lamb Hare Hart Bird Partridge Cook Baker Butler Taylor Tanner Potter Miller Fisher Gardner Shepherd Archer Parker Porter Carpenter Mason Smith Wright Ward Hall House Chambers Bell Ball Bowl Cross Ring Key Lock Post Page Read Reading Price Cash Cost Worth Rich Case Cheek Chin Hand Foot Legg Knee Head Beard Bone Payne Pain Ache Blood Burn Burns Cure Nurse Doctor Law Justice Noble Power Powers Sweet Bland Moody Blunt Battle Champion Ready Early Late Weeks Friday Monday Sunday Holiday Christmas Easter Way Street Lane Rhodes Park Parks Green England Ireland France Holland Germany London Paris York Lincoln Washington Jordan Israel Chad Austin Dallas Houston Madison Phoenix Carolina Georgia Virginia Florence Vienna Sydney Bolus Staff Ham Rice Bean Berry Apple Cherry Pepper Salt Coffey Tea Curry Roth Rad Mars Sun Moon Tran Hung An Do So To Be My Long Van Bui Minh Duc Song Jung Kim Lee Wang Yang Ho Mo Ma Ng Oh Yi Seo Noh Her Win Bee Su Sum Touch Hang Fang Cha Sin Sing Tan Tong Wing Pan Yam Made Sang Sung Bang Ban Bin Ong Eun Un In Il Oo Soe Tin Khin Keo Lor Sok Sar Tep Bui Cao Dang Dao Hoa Hue Kha Lam Mai Moc Nga Phan Que Tam Thi Tho Tim Tin Tot Tu Vo Vu Xuan Yen Bo Chi Dai Fei Gao Hai Han Hui Jin Ju Kai Lei Lu Man Nan Ni Pei Ping Qi Rong Shan Tai Wei Xi Xu Yu Ze Baek Cho Chun Hee Hyun Joo Jun Ki Kwon Min Nam Pak Shin Sohn Suk Won Yoon"),
	}
	l.held = map[string]bool{}
	for ln := range strings.Lines(heldOut) {
		l.held[strings.TrimSpace(ln)] = true
	}
	by := map[string]*origin{}
	add := func(id, kind, name string) {
		if l.held[unaccentFold(name)] {
			return
		}
		o := by[id]
		if o == nil {
			o = &origin{id: id}
			by[id] = o
		}
		if kind == "g" {
			o.given = append(o.given, name)
		} else {
			o.surname = append(o.surname, name)
		}
	}
	for _, ln := range unzipLines(fakerGz) {
		if p := strings.Split(ln, "\t"); len(p) == 3 {
			add(p[0], p[1], p[2])
		}
	}
	for ln := range strings.Lines(moreNames) { // "origin g: name name name"
		head, names, ok := strings.Cut(strings.TrimSpace(ln), ":")
		id, kind, ok2 := strings.Cut(head, " ")
		if !ok || !ok2 || strings.HasPrefix(ln, "#") {
			continue
		}
		for _, n := range strings.Fields(names) {
			add(id, kind, strings.ReplaceAll(n, "_", " "))
		}
	}
	for _, o := range by {
		if len(o.given) > 8 && len(o.surname) > 8 {
			o.spellG, o.spellS = newSpeller(o.given), newSpeller(o.surname)
			l.origins = append(l.origins, *o)
		}
	}
	sort.Slice(l.origins, func(i, j int) bool { return l.origins[i].id < l.origins[j].id })
	for i := range l.origins {
		if l.origins[i].isBrief() {
			l.brief = append(l.brief, i)
		}
	}
	return l
})

// unzipLines reads an embedded list; a broken one is a broken build.
func unzipLines(gz []byte) []string {
	zr, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		panic("gen: embedded list: " + err.Error())
	}
	b, err := io.ReadAll(zr)
	if err != nil {
		panic("gen: embedded list: " + err.Error())
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}
