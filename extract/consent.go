package extract

// talkWords open a sentence that tells what was talked about with the patient.
var talkWords = hashSet("consent consented discussed reviewed explained counseled counselled disclosed")

// mishaps are the codes of what may go wrong in a procedure: injuries, bleeding,
// infection, what follows an operation.
const mishaps = "S R58 B99.9 T81 T84 T85 T88 G97 J95 K91 N99 I97 M96 H59 L76 J93 D78 E89.8"

// consent takes what a talk before a procedure went through for what might come:
// "Discussed bleeding, nerve injury, pneumothorax." The sentence opens with the
// talk, names two things or more, one of them a mishap of procedures, and no word
// in it says in what sense they are meant.
func (s *scratch) consent() {
	for i := 0; i < len(s.codes); {
		at := s.doc.SentenceAt(int(s.doc.Tokens[s.codes[i].m.from].Start))
		end, mishap := i+1, s.mishap(i)
		for end < len(s.codes) && at >= 0 && int(s.doc.Tokens[s.codes[end].m.from].Start) < int(s.doc.Sentences[at].End) {
			mishap = mishap || s.mishap(end)
			end++
		}
		if mishap && end > i+1 && talkWords[s.doc.Tokens[s.doc.Sentences[at].FirstToken].Hash] {
			for k := i; k < end; k++ {
				if s.codes[k].status == Present {
					s.codes[k].status = Hypothetical
				}
			}
		}
		i = end
	}
}

func (s *scratch) mishap(i int) bool {
	return s.codes[i].status == Present && s.x.is(s.codes[i].code, codeMishap)
}
