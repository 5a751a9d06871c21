package text

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSentences gives each note as its sentences, one a line, the kind by its
// first letter: p prose, h heading, k key-value, l list item, t table row.
func TestSentences(t *testing.T) {
	for _, row := range []struct {
		name, in string
		want     []string
	}{
		{"two sentences", "No fever. He feels well.", []string{"p No fever.", "p He feels well."}},
		{"title before a name", "Pt. seen by Dr. Smith and Mrs. Lee. Stable.", []string{"p Pt. seen by Dr. Smith and Mrs. Lee.", "p Stable."}},
		{"decimal", "Temp 98.6 and INR 2.5. Stable.", []string{"p Temp 98.6 and INR 2.5.", "p Stable."}},
		{"initials", "Referred by J. R. Brown today.", []string{"p Referred by J. R. Brown today."}},
		{"capital that is no initial", "He has hepatitis C. Wife is negative.", []string{"p He has hepatitis C.", "p Wife is negative."}},
		{"dose abbreviation then a capital", "Give 5 mg. Lisinopril was held.", []string{"p Give 5 mg.", "p Lisinopril was held."}},
		{"dose abbreviation then a small letter", "Takes 5 mg. p.o. b.i.d. with food.", []string{"p Takes 5 mg. p.o. b.i.d. with food."}},
		{"dotted abbreviation then a starter", "Takes it b.i.d. The rash is gone.", []string{"p Takes it b.i.d.", "p The rash is gone."}},
		{"month before a day", "Seen Aug. 5 in clinic. Well.", []string{"p Seen Aug. 5 in clinic.", "p Well."}},
		{"number sign in words", "Hosp. No. 4410927 on file.", []string{"p Hosp. No. 4410927 on file."}},
		{"street abbreviation", "Lives at 12 Oak Ave. Apt. 4 alone.", []string{"p Lives at 12 Oak Ave. Apt. 4 alone."}},
		{"question before a guess", "CT shows ? pneumonia. Repeat.", []string{"p CT shows ? pneumonia.", "p Repeat."}},
		{"question mark in brackets", "Allergy to contrast (?) noted. No rash!", []string{"p Allergy to contrast (?) noted.", "p No rash!"}},
		{"quote closes behind the period", `She said "I am fine." Left at noon.`, []string{`p She said "I am fine."`, "p Left at noon."}},
		{"no space after the period", "Growth of coli.The patient left.", []string{"p Growth of coli.", "p The patient left."}},
		{"address is one piece", "Write to jane.Doe@clinic.example or www.Clinic.example today.", []string{"p Write to jane.Doe@clinic.example or www.Clinic.example today."}},
		{"ellipsis", "He was... Quiet. Then left.", []string{"p He was...", "p Quiet.", "p Then left."}},
		{"leader", "Invasion ....... through muscularis propria into the fat\nMargins ........ clear", []string{"t Invasion ....... through muscularis propria into the fat", "t Margins ........ clear"}},
		{"capitals throughout", "NO DERMAL INVASION. SEEN BY DR. BELL. ER 0 PERCENT.", []string{"p NO DERMAL INVASION.", "p SEEN BY DR. BELL.", "p ER 0 PERCENT."}},
		{"small letters throughout", "pt seen by dr. lee. no fever. will f/u", []string{"p pt seen by dr. lee.", "p no fever.", "p will f/u"}},
		{"wrapped prose is joined",
			"The patient was started on a course of oral antibiotics and will follow up with\nthe clinic in one week for a repeat urine culture, and a second\nvisit after that.",
			[]string{"p The patient was started on a course of oral antibiotics and will follow up with\nthe clinic in one week for a repeat urine culture, and a second\nvisit after that."}},
		{"lines without punctuation are not", "no acute distress\nlungs clear\nabdomen soft", []string{"p no acute distress", "p lungs clear", "p abdomen soft"}},
		{"a line that ends in a comma goes on", "Pain in knee,\nhip and back", []string{"p Pain in knee,\nhip and back"}},
		{"blank line parts", "No fever\n\nno cough", []string{"p No fever", "p no cough"}},
		{"numbered list", "1. Asthma. Stable.\n2) Gout\n#3 COPD\n", []string{"l 1. Asthma.", "l Stable.", "l 2) Gout", "l #3 COPD"}},
		{"bullets and boxes", "- asthma\n• gout\n[x] flu shot\n[ ] BMP\n* rash", []string{"l - asthma", "l • gout", "l [x] flu shot", "l [ ] BMP", "l * rash"}},
		{"decimal at a line start is no marker", "2.5 mg given\n3 doses", []string{"p 2.5 mg given", "p 3 doses"}},
		{"date at a line start is no marker", "1/2/20 seen\n3-4-21 seen", []string{"p 1/2/20 seen", "p 3-4-21 seen"}},
		{"parts of a specimen", "A. Left breast, biopsy\nB. Node\nD. Smith", []string{"l A. Left breast, biopsy", "l B. Node", "p D. Smith"}},
		{"list that runs on in a line", "A/P: 1. Asthma, stable 2. Gout on allopurinol 3. Fall", []string{"k A/P: 1. Asthma, stable", "l 2. Gout on allopurinol", "l 3. Fall"}},
		{"stage is no list marker", "1. Cancer, stage 2. On chemo.", []string{"l 1. Cancer, stage 2.", "l On chemo."}},
		{"item that goes on in the next line", "1. Start lisinopril\n   and check labs\n2. Home", []string{"l 1. Start lisinopril\n   and check labs", "l 2. Home"}},
		{"heading alone", "Past Medical History\nAsthma\n\nALLERGIES:\nNone", []string{"h Past Medical History", "p Asthma", "h ALLERGIES:", "p None"}},
		{"heading in capitals that no table knows", "Seen today.\n\nWOUND CARE NOTES\nClean and dry.", []string{"p Seen today.", "h WOUND CARE NOTES", "p Clean and dry."}},
		{"name in capitals is no heading", "Seen today.\n\nSMITH, JOHN\nClean and dry.", []string{"p Seen today.", "p SMITH, JOHN", "p Clean and dry."}},
		{"key and value", "Attending: Jane Smith\nHPI: Cough. No fever.", []string{"k Attending: Jane Smith", "k HPI: Cough.", "p No fever."}},
		{"several keys with gaps", "Name: John Doe   DOB: 1/2/1970\tMRN: 123", []string{"k Name: John Doe", "k DOB: 1/2/1970", "k MRN: 123"}},
		{"several keys with one space", "DOB: 1/2/1970 Sex: F Date of Birth: 3/4/1980", []string{"k DOB: 1/2/1970", "k Sex: F", "k Date of Birth: 3/4/1980"}},
		{"strong heading inside a line", "58M with PMH: HTN, DM. Meds: aspirin.", []string{"p 58M with", "k PMH: HTN, DM.", "k Meds: aspirin."}},
		{"strong heading without a colon", "HPI 58M with cough\nPMH HTN", []string{"k HPI 58M with cough", "k PMH HTN"}},
		{"time is no key", "Given 10:30 and 14:00 today", []string{"p Given 10:30 and 14:00 today"}},
		{"address is no key", "See https://portal.example for notes", []string{"p See https://portal.example for notes"}},
		{"speech is no key", "He said: pain is worse", []string{"p He said: pain is worse"}},
		{"row of bars", "| WBC | 9.8 | H |\n| Hgb | 10 | L |", []string{"t | WBC | 9.8 | H |", "t | Hgb | 10 | L |"}},
		{"row of tabs and of spaces", "WBC\t9.8\nHgb      10.2    L", []string{"t WBC\t9.8", "t Hgb      10.2    L"}},
		{"segments of a dump", "PID|1||0044^^^A||DOE^JOHN\nNTE|1|L|Called to RN. Read back.", []string{"t PID|1||0044^^^A||DOE^JOHN", "t NTE|1|L|Called to RN.", "t Read back."}},
		{"two spaces after a period are prose", "No fever.  No cough.  No rash.", []string{"p No fever.", "p No cough.", "p No rash."}},
		{"rule", "Seen.\n-----\nWell.", []string{"p Seen.", "p -----", "p Well."}},
		{"salutation is no comma to go on from", "Dear Dr. Lee,\nThank you.\n\nYours,\nJ. Poe", []string{"p Dear Dr. Lee,", "p Thank you.", "p Yours,", "p J. Poe"}},
		{"comma-separated values", "id,date,name,dob,phone\n55,2020-09-14,Roe,1963-02-19,4105550118", []string{"t id,date,name,dob,phone", "t 55,2020-09-14,Roe,1963-02-19,4105550118"}},
		{"log entries are not joined",
			"2021-02-24 04:02:13 WARN ordering provider has two matches in the index\n2021-02-24 05:30:00 INFO purge complete, eleven gigabytes were let go\n2021-02-24 05:31:00 INFO nothing else to report from this host",
			[]string{"p 2021-02-24 04:02:13 WARN ordering provider has two matches in the index", "p 2021-02-24 05:30:00 INFO purge complete, eleven gigabytes were let go", "p 2021-02-24 05:31:00 INFO nothing else to report from this host"}},
		{"nothing", " \n\t\n", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			var d Doc
			require.NoError(t, d.Parse(row.in))
			var got []string
			for _, s := range d.Sentences {
				got = append(got, s.Kind.String()[:1]+" "+row.in[s.Start:s.End])
			}
			assert.Equal(t, row.want, got)
			checkDoc(t, &d)
		})
	}
}

func TestKeyEnd(t *testing.T) {
	const s = "## Assessment:\nAttending physician : Jane\nSeen. IMPRESSION - mass"
	var d Doc
	require.NoError(t, d.Parse(s))
	var keys []string
	for _, x := range d.Sentences {
		if x.KeyEnd > 0 {
			keys = append(keys, s[x.Start:x.KeyEnd])
		}
	}
	assert.Equal(t, []string{"## Assessment", "Attending physician"}, keys)
}

func TestLines(t *testing.T) {
	const s = "one\r\ntwo\rthree\n\nfour\u2028five\u0085six\n"
	var d Doc
	require.NoError(t, d.Parse(s))
	var got []string
	for _, l := range d.Lines {
		got = append(got, s[l.Start:l.End])
	}
	assert.Equal(t, []string{"one", "two", "three", "", "four", "five", "six", ""}, got)
	checkDoc(t, &d)
}

// checkDoc checks what every parsed note must hold.
func checkDoc(t *testing.T, d *Doc) {
	t.Helper()
	tok, end := int32(0), int32(0)
	for _, x := range d.Sentences {
		require.Equal(t, tok, x.FirstToken, "sentences hold every token, in order")
		require.Less(t, x.FirstToken, x.EndToken, "no sentence is empty")
		require.GreaterOrEqual(t, x.Start, end, "sentences are disjoint")
		require.Equal(t, d.Tokens[x.FirstToken].Start, x.Start)
		require.Equal(t, d.Tokens[x.EndToken-1].End, x.End)
		require.Contains(t, []SentenceKind{Prose, Heading, KeyValue, ListItem, TableRow}, x.Kind)
		keyed := x.Kind == Heading || x.Kind == KeyValue
		require.Equal(t, keyed, x.KeyEnd > 0)
		if keyed {
			require.Greater(t, x.KeyEnd, x.Start)
			require.LessOrEqual(t, x.KeyEnd, x.End)
		}
		tok, end = x.EndToken, x.End
	}
	require.Equal(t, len(d.Tokens), int(tok))

	tok, end = 0, 0
	for i, l := range d.Lines {
		require.Equal(t, tok, l.FirstToken)
		require.LessOrEqual(t, l.Start, l.End)
		if i > 0 {
			require.Greater(t, l.Start, end, "a line break is between two lines")
		}
		for k := l.FirstToken; k < l.EndToken; k++ {
			require.GreaterOrEqual(t, d.Tokens[k].Start, l.Start)
			require.LessOrEqual(t, d.Tokens[k].End, l.End)
			require.Equal(t, k == l.FirstToken, d.Tokens[k].Flags&LineBefore != 0)
		}
		tok, end = l.EndToken, l.End
	}
	require.Equal(t, len(d.Tokens), int(tok))

	sen, end := int32(0), int32(0)
	for i, x := range d.Sections {
		require.Equal(t, end, x.Start, "sections cover the note")
		require.Equal(t, sen, x.FirstSentence)
		require.LessOrEqual(t, x.FirstSentence, x.EndSentence)
		require.Less(t, int(x.Kind), NumSectionKinds)
		if i > 0 && x.Heading.Len() == 0 {
			require.Equal(t, SectionHeader, d.Sections[i-1].Kind, "only the first section and the text below a header have no heading")
			require.Equal(t, SectionNone, x.Kind)
		}
		if x.Heading.Len() > 0 {
			require.GreaterOrEqual(t, x.Heading.Start, int(x.Start))
			require.LessOrEqual(t, x.Heading.End, int(x.End))
		}
		sen, end = x.EndSentence, x.End
	}
	require.Equal(t, len(d.Text), int(end))
	require.Equal(t, len(d.Sentences), int(sen))
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", note, "A. x\nB. y", "PMH: a. Meds: b", "a:b:c: :", "1. 2. 3.", "?!.", "IMPRESSION -", "# x\n", "(1) a", "PID¦1¦", "....", "x\u2028y", strings.Repeat("word ", 40),
	} {
		f.Add(s)
	}
	var d Doc
	f.Fuzz(func(t *testing.T, s string) {
		if Valid(s) != nil {
			require.Error(t, d.Parse(s))
			s, _ = Repair(s)
		}
		require.NoError(t, d.Parse(s))
		checkDoc(t, &d)
		var fresh Doc
		require.NoError(t, fresh.Parse(s))
		require.True(t, slices.Equal(fresh.Sentences, d.Sentences), "memory of the last note does not matter")
		require.True(t, slices.Equal(fresh.Sections, d.Sections))
	})
}

func BenchmarkParse(b *testing.B) {
	s := strings.Repeat(note, 1+(1<<18)/len(note))
	var d Doc
	require.NoError(b, d.Parse(s))
	want := len(d.Sentences)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Parse(s); err != nil {
			b.Fatal(err)
		}
	}
	require.Len(b, d.Sentences, want)
}

// A sentence without end goes on in parts, each to a comma where there is one;
// together they hold every token.
func TestLongSentencesAreCut(t *testing.T) {
	for _, row := range []struct {
		name, note string
		kind       SentenceKind
	}{
		{"a list", strings.Repeat("fever, chills, ", 1000), Prose},
		{"a key", "Problems: " + strings.Repeat("fever, chills, ", 1000), KeyValue},
		{"no comma", strings.Repeat("fever chills ", 1000), Prose},
	} {
		t.Run(row.name, func(t *testing.T) {
			var d Doc
			require.NoError(t, d.Parse(row.note))
			require.Greater(t, len(d.Sentences), 3)
			at := int32(0)
			for i, s := range d.Sentences {
				require.Equal(t, at, s.FirstToken)
				require.LessOrEqual(t, s.EndToken-s.FirstToken, int32(maxSentence))
				last := i == len(d.Sentences)-1
				if row.name != "no comma" && !last {
					assert.Equal(t, ",", d.Tokens[s.EndToken-1].Of(d.Text))
				}
				want := Prose
				if i == 0 {
					want = row.kind
				}
				assert.Equal(t, want, s.Kind)
				at = s.EndToken
			}
			assert.Len(t, d.Tokens, int(at))
		})
	}
}
