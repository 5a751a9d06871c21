package redact

import (
	"strings"
	"sync"

	"github.com/lethe-health/lethe/internal/text"
)

// commonWords are words of English that are names too. One of them alone, left
// in a text, tells nothing, so the guard does not fail a note for it.
const commonWords = `able adams amber angel april art august autumn ball banks barber baker bell bill bird bishop black bliss bloom
blue bond booth boy bond brain brand brandy bright brook brooks brown bruce buck bush butcher butler candy cane care carol carpenter case cash
chance chase cherry christian church clay cliff coffee cole cook coral cotton cross crystal curry daisy dale dawn day dean
destiny dick dollar drew duke early earnest east eve ever faith farmer fish fisher flower flowers ford forest fox frank
free freeman french frost gay gene gentle glass glen good grace grand grant gray green grove guy hale hall hand harmony
harper hart hazel head heart heather heaven henna hill holiday holly holmes honey hood hope house hunter iris ivy jack jade
jasmine jean jewel joy judge july june justice key king knight lake lamb lance lane law leaf lee left lily little long love
low main major mark marsh marshall may melody mercy miles mill miller mills miner mist moon moore moss mountain nail noble north
nurse oak old olive page pain park parker parks patience patient peace pearl penny peters piper pope poppy porter post potter
power price pride prince prudence queen rain ray reed rich right river rivers robin rock rod rose round ruby rusty sage
sandy savage saw self sharp shepherd short silver singer sky small smart smith song spring star stephens stone storm strange
street strong sterling summer sun sung sunny swan tanner taylor teal temple terry tiller tree trinity turner valley
van victor violet virtue walker wall ward warden waters weaver weeks welcome west wheat white will wills winter wise wolf
wood woods worth young best charity sugar short dusty bunny buddy rocky sandy stormy lucky crystal summer melody`

// eponyms are names that medicine gives to diseases, signs, scores and devices.
// One of them alone may be that.
const eponyms = `addison allen alport alzheimer apgar asherman asperger babinski baker barrett barlow bartholin bartter basedow becker behcet bell
bennett berger bernard bishop blalock boas bowen boutonniere braden broca brodie brudzinski buerger burkitt caroli charcot cheyne chvostek
clark colles conn cooley coombs cori cowden crohn cullen cushing dandy danlos davies delorme dercum devic down downey dressler duchenne
dupuytren ebstein ehlers eisenmenger epstein erb ewing fabry fallot fanconi felty finkelstein foley fontan forbes fowler fournier
frey friedreich frohlich galeazzi gardner gaucher ghon gibson gilbert glasgow gleason goodpasture goodsell gram graves grey guillain
hartmann hashimoto hawkins heberden heimlich heinz henoch hill hirschsprung hodgkin hoffman hoffmann holter homans horner hunt hunter
huntington hurler jackson janeway jobe jones kaposi kasabach kawasaki kegel kehr kelly kernig klatskin klinefelter kocher koplik
korsakoff krukenberg kussmaul lachman laennec legg lewy lhermitte lisfranc lister ludwig lyme maisonneuve mallory marfan marshall
mcburney mcmurray meckel meniere merkel meyer mobitz mohs moro morton munchausen murphy neer nissen norton noonan osgood osler osgood
paget pancoast parkinson pavlik peyronie phalen pick plummer poland pompe pott prader pringle prinzmetal quincke ranson raynaud
reiter reye reynolds riedel rinne roberts romberg rovsing sanger schilling seldinger sever sheehan simmonds sims sjogren smith
spurling stanford starling steele stevens stokes strauss sturge swan sweet tanner tay thomas tietze tinel todd tourette trendelenburg
trousseau turner valsalva virchow volkmann wallenberg warthin weber wegener weil wells wernicke whipple willis wilms wilson winter
wolff wood wright yergason zenker zollinger`

var commonHashes = sync.OnceValue(func() map[uint32]bool {
	m := map[uint32]bool{}
	for w := range strings.FieldsSeq(commonWords + " " + eponyms) {
		m[text.HashFold(w)] = true
	}
	return m
})

// isCommonWord reports whether a single name may be a word of English or of
// medicine.
func isCommonWord(w string) bool { return commonHashes()[text.HashFold(strings.Trim(w, ".,"))] }
