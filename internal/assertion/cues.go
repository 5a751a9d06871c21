package assertion

// The cue table. Phrases are written as they are said, in lower case; they are
// taken apart by the same tokenizer as notes are. Where two phrases start at
// one place the longer wins, so that "not ruled out" is not read as "ruled out".

var negationRows = []row{
	{pre, Negated, clause, false, []string{
		"no", "no evidence of", "no evidence for", "no evidence to suggest", "no clinical evidence of", "no ct evidence of",
		"no radiographic evidence of", "no definite evidence of", "no definite", "no sign of", "no signs of", "no signs or symptoms of",
		"no symptoms of", "no finding of", "no findings of", "no suggestion of", "no indication of", "no complaint of",
		"no complaints of", "no report of", "no reports of", "no reported", "no noted", "no witnessed", "no history of", "no prior history of", "no known history of",
		"no past history of", "no personal history of", "no hx of", "no h/o", "no family history of", "no fh of", "no fhx of",
		"no known family history of", "no known", "no prior", "no previous", "no new", "no further", "no recurrent", "no recurrence of",
		"no more", "no longer any", "no acute", "no active", "no current", "no recent", "no obvious", "no apparent", "no significant",
		"no residual", "no other", "no associated", "no concern for", "no suspicion for", "no suspicion of", "no documented",
		"no episodes of", "no features of", "no stigmata of", "no focal", "no gross", "no frank", "no overt", "no visible", "no palpable",
		"nor", "neither", "denies", "denied", "denying", "denies any", "denied any", "denies having", "denies history of",
		"denies a history of", "denies any history of", "denied history of", "patient denies", "negative for", "neg for", "is negative for",
		"negatives include", "pertinent negatives", "without", "without evidence of", "without any evidence of", "without signs of",
		"without any", "without history of", "w/o", "absence of", "free of", "lack of", "lacks", "never had", "has never had",
		"never has had", "never developed", "never experienced", "never diagnosed with", "does not have", "doesn't have", "do not have",
		"did not have", "didn't have", "not have", "does not report", "did not report", "does not endorse", "did not endorse",
		"not endorsing", "does not complain of", "not complaining of", "does not show", "did not show", "does not demonstrate",
		"did not demonstrate", "does not reveal", "did not reveal", "fails to reveal", "failed to reveal", "not experiencing",
		"has not had", "have not had", "had not had", "hasn't had", "not had any", "not show any", "ruled out for", "rules out for",
		"rules out", "not consistent with", "inconsistent with", "not indicative of", "not suggestive of", "not suspicious for",
		"not compatible with", "not concerning for", "no e/o", "low suspicion for", "low concern for", "low probability for",
		"negative screen for", "screened negative for", "tested negative for", "resolved without", "excludes",
		"argues against", "doubt", "doubted", "very much doubt", "argue against", "does not meet criteria for", "not reporting", "not report", "does not note", "did not experience", "not experience", "does not experience", "not experienced",
		"nobody", "nobody in the family was diagnosed with", "nobody in the family has", "no one in the family has", "no one in the family was diagnosed with", "no one in the family", "none of the family", "nobody in the family", "deny", "deny any", "negative any", "negative of any", "negative for any", "negative as far as", "negative except for no", "have not seen", "has not seen", "not see any", "do not see", "did not see", "could not find", "no change in bowel", "no change in vision", "no change in appetite",
		"no change in weight", "no change in mental status", "no changes in vision", "no changes in bowel", "not suffer from", "does not suffer from", "did not develop", "does not appear to have", "does not appear", "not appear to be", "not appear to have", "no s/s of", "no s/sx of", "free from", "-ve for", "rather than", "instead of", "misdiagnosed as", "misdiagnosed with", "erroneously diagnosed with", "incorrectly diagnosed with", "mislabeled as", "incorrectly labeled as", "not known to have", "hasn't experienced", "never had any", "no issues with", "no problems with", "no trouble with", "no difficulty with", "did not meet criteria for", "not meeting criteria for", "does not meet",
		"clear of", "no red flags", "no red flag symptoms", "no red flags such as", "no red flag symptoms such as", "no red flags including", "no red flag symptoms including", "nothing to suggest", "nothing to indicate", "nothing suggestive of", "no evidence to support",
		"no symptoms suggestive of", "no signs suggestive of", "no findings to suggest", "no personal or family history of", "no personal history", "no worry for", "not felt to be", "not felt to have", "not thought to be", "not thought to have", "nil evidence of", "no stigmata",
		"biopsies negative for", "biopsy negative for", "cultures negative for", "unremarkable for", "w/out", "not associated with",
	}},
	{pre, Negated, touch, false, []string{"not", "not a", "not any", "isn't", "never", "aren't", "neg", "negative", "(-)", "not in", "not due to"}},
	{pre, Negated, clause, false, []string{"[ ]", "[]", "( )", "()", "☐"}},
	{post, Negated, item, false, []string{
		"ruled out", "was ruled out", "is ruled out", "has been ruled out", "been ruled out", "already ruled out", "effectively ruled out",
		"considered and ruled out", "was considered and ruled out", "considered but ruled out", "considered and excluded",
		"excluded", "was excluded", "is excluded", "has been excluded", "also excluded", "also ruled out", "considered unlikely",
		"is negative", "was negative", "negative", "screen negative", "came back negative", "testing negative", "not seen", "is not seen", "was not seen", "not present", "is not present",
		"was not present", "not identified", "is not identified", "was not identified", "not detected", "was not detected", "not visualized",
		"not appreciated", "not noted", "not observed", "not found", "was not found", "not evident", "is not evident", "not demonstrated",
		"not supported", "considered but not supported", "was considered then but not supported", "was considered but not supported",
		"not confirmed", "not reported", "not endorsed", "absent", "is absent", "was absent", "unlikely", "is unlikely", "felt unlikely", "felt to be excluded", "felt excluded",
		"felt to be unlikely", "thought unlikely", "very unlikely", "seems unlikely", "not likely", "not suspected", "is denied",
		"was denied", "not felt likely", "not felt to be likely", "not thought likely", "not thought to be likely", "not favored", "felt not likely", "felt not to be", "not borne out", "never materialized", "never developed", "did not develop", "not a problem", "not an issue", "not felt to be present", "no longer suspected", "no evidence to date", "never an issue", "never a problem", "not been an issue", "has not been a problem", "doubted", "not established", "is not established", "did not occur", "has not occurred", "never confirmed", "not a concern",
		"disproven", "refuted", "immune", "non-immune", "nonimmune", "neg", "nonreactive", "non-reactive", "serology negative", "surface antigen negative",
	}},
	{post, Negated, clause, false, []string{
		"were ruled out", "are ruled out", "have been ruled out", "all ruled out", "both ruled out", "were excluded", "are excluded",
		"have been excluded", "were negative", "are negative", "all negative", "both negative", "are absent", "were absent", "are not seen",
		"were not seen", "not seen on", "are not present", "were not present", "are not identified", "were not identified", "are denied",
		"were denied", "all denied", "are unlikely", "cam negative", "cam neg", "cam -",
	}},
	{post, Negated, ending, false, []string{"no evidence", "no signs", "no sign"}},
	{post, Negated, answer, false, []string{
		"no", "n", "none", "negative", "neg", "denies", "denied", "absent", "never", "nil", "denies any", "not present", "not applicable", "n/a", "not at all", "not identified", "not seen", "not found", "not detected",
	}},
	{post, Negated, touch, false, []string{
		"none", "(-)", "-free", "not at all",
	}},
}

var uncertaintyRows = []row{
	{pre, Uncertain, item, false, []string{
		"possible", "possibly", "probable", "probably", "likely", "most likely", "very likely", "presumed", "presumptive", "presumably",
		"suspected", "suspect", "suspecting", "questionable", "equivocal for", "potential", "presumptive diagnosis of", "working diagnosis of", "working dx of",
		"possible new", "likely new", "query", "perhaps", "maybe", "conceivably",
	}},
	{pre, Uncertain, clause, false, []string{
		"think i'm having", "think i am having", "think i have", "thinks she is having", "thinks he is having", "thinks she has", "thinks he has", "wants to know if she has", "wants to know if he has", "asks if", "asks whether", "asks if she has", "asks if he has", "asking if she has", "asking if he has", "wonders if she has", "wonders if he has", "it is possible that", "is possible that", "it is possible", "suspicion for", "suspicion of", "high suspicion for", "clinical suspicion for", "less likely", "suspicious for", "worried about", "worried re", "worried regarding", "concern for", "concerns for",
		"concern of", "concern about", "concerned for", "concerned about", "concerning for", "initially concerning for", "worrisome for", "question of", "raises the question of", "raising the question of",
		"raise the question of", "raises concern for", "raising concern for", "raises suspicion for", "may have", "might have", "may represent",
		"might represent", "could represent", "may be", "might be", "could be", "could have", "may indicate", "may reflect", "could reflect",
		"may suggest", "can't exclude", "cannot exclude", "can not exclude", "could not exclude", "couldn't exclude", "unable to exclude", "not exclude",
		"does not exclude", "cannot rule out", "can not rule out", "can't rule out", "could not rule out", "unable to rule out",
		"not rule out", "did not rule out", "does not rule out", "rule out", "r/o", "ro", "to rule out", "to r/o", "to exclude", "rule-out",
		"evaluate for", "evaluation for", "evaluation of possible", "eval for", "evaluating for", "evaluated for", "workup for", "work up for",
		"work-up for", "being worked up for", "assess for", "assessing for", "differential includes", "differential diagnosis includes", "differential include",
		"ddx includes", "ddx", "ddx:", "differential", "differential:", "differential diagnosis", "differential diagnosis:", "dd:", "favor", "favored", "favors", "favoring", "favour", "favoured",
		"suggestive of", "suggests", "suggesting", "suggest", "suggested", "consider", "considering", "considerations include", "considered for", "doubtful for",
		"thought to be", "felt to represent", "thinks it is", "thinks it's", "think this is", "wonders about", "wonders if", "possibility of",
		"likelihood of", "tentative diagnosis of", "provisional diagnosis of", "versus a", "looking for", "r / o", "appears to be", "thought to represent",
		"c/f", "poss", "prob", "susp", "could this be", "wonder about", "asks about", "asking about", "asked about", "indeterminate for", "concern re", "questioning",
		"cannot r/o", "can't r/o", "unable to r/o", "could not r/o", "not r/o", "looks like", "sounds like", "seems like", "seems to be", "unclear if", "unclear whether", "question whether", "question if", "whether", "evaluate whether",
		"investigate for", "investigation for", "testing for", "test for", "tested for", "check for", "checking for", "to look for", "awaiting evaluation for", "may be due to", "could be due to", "possibly due to", "may be from", "could be from", "might be from", "possibly from",
		"likely due to", "probably due to", "thought due to", "felt likely", "believed to be",
		"cannot entirely exclude", "cannot completely exclude", "not excluding", "query of", "must exclude", "need to exclude", "need to rule out", "needs to rule out",
	}},
	{pre, Uncertain, touch, false, []string{"eval", "evaluate", "r/o new", "felt like", "feels like", "feel like", "?", "? of", "? new", "??"}},
	{both, Uncertain, item, false, []string{"vs", "vs.", "versus"}},
	{post, Uncertain, ending, false, []string{
		"possible", "likely", "most likely", "probable", "suspected", "questionable", "favored", "considered", "possibly", "probably", "presumed", "concern", "in question",
	}},
	{post, Uncertain, item, false, []string{
		"is suspected", "was suspected", "is possible", "is likely", "is probable", "is a possibility", "is a consideration", "remains a possibility",
		"remains a consideration", "remains possible", "is considered", "was considered", "is being considered", "in the differential",
		"on the differential", "is in the differential", "on ddx", "on the ddx", "also on ddx", "on differential", "is on the differential", "possible contributor", "possible culprit", "possible component", "suspected contributor", "likely contributor", "likely culprit", "likely cause of", "probable cause of", "possible cause of", "likely etiology of", "most likely cause of", "less likely", "is less likely", "is felt less likely", "to be considered", "was once suspected", "once suspected", "to be confirmed", "to be determined", "not ruled out",
		"not been ruled out", "has not been ruled out", "was not ruled out", "is not ruled out", "not yet ruled out", "not excluded", "is not excluded", "was not excluded",
		"not been excluded", "has not been excluded", "not entirely excluded", "not completely excluded", "not definitively excluded",
		"cannot be excluded", "cannot be ruled out", "can not be excluded", "can not be ruled out", "can't be excluded", "can't be ruled out",
		"could not be excluded", "could not be ruled out", "cannot be entirely excluded", "cannot be entirely ruled out", "cannot be completely ruled out", "can not be entirely ruled out", "cannot entirely be ruled out", "cannot be completely excluded",
		"to be excluded", "to be ruled out", "is to be ruled out", "must be excluded", "must be ruled out", "should be excluded",
		"should be ruled out", "needs to be ruled out", "needs to be excluded", "being ruled out", "be ruled out", "under evaluation", "workup pending",
		"is a concern", "concern raised", "is of concern", "questioned", "needs excluding", "needs exclusion", "requires exclusion", "needs to be confirmed", "needs confirmation", "never proven", "not proven", "unproven", "unconfirmed", "is in question", "was questioned", "is questioned", "is questionable", "is equivocal", "suspected clinically", "suspected on", "suspected by", "suspected given", "suspected based on", "suspected from", "never tested", "not confirmed yet", "may be present", "might be present",
	}},
	{post, Uncertain, question, false, []string{"?", "??", "(?)"}},
}

var hypotheticalRows = []row{
	{pre, Hypothetical, wide, false, []string{
		"if", "if you have", "if you develop", "if she develops", "if he develops", "if patient develops", "if there is", "if any", "call if", "call for", "call with", "call w/", "return w/", "back w/", "back if", "back for", "report w/", "call about",
		"calls for", "call clinic for", "call us for", "call 911 for", "return if", "return for", "return with", "return to ed for", "return to the ed for",
		"return to er for", "return to the er for", "return to clinic for", "return to the emergency department for", "to ed for", "to the ed for", "to er for", "ed for",
		"come back if", "come back for", "come back with", "go to the er for", "go to the ed for", "in case of", "in the event of",
		"should she", "should he", "should they", "should the patient", "should patient", "should you", "should there", "should symptoms", "should any",
		"watch for", "watching for", "watch closely for", "monitor for", "monitored for", "monitoring for", "monitor closely for", "observe for", "look out for", "be alert for",
		"precautions for", "precautions given for", "return precautions", "return precautions for", "return precautions:", "warning signs", "warning signs of", "red flags",
		"red flags including", "unless", "notify for", "notify if", "notify us of", "seek care for", "seek care if", "seek medical attention for", "seek immediate care for", "report any",
		"counseled on symptoms of", "educated on symptoms of", "educated on signs of", "educated about signs of", "educated on signs and symptoms of", "warned about", "warned of", "instructed to watch for", "told to watch for",
		"but not limited to", "not limited to", "but are not limited to", "but were not limited to", "but not restricted to", "not restricted to",
		"return sooner for", "return sooner if", "return sooner with", "sooner for", "sooner if", "bring in for", "bring in if", "bring back for", "bring back if",
		"call:", "return:", "return to ed:", "precautions:", "warnings:", "rtc if", "rtc for", "f/u if", "f/u for", "consent including", "consented for", "informed consent including", "consent obtained including", "reviewed signs of", "discussed signs of", "reviewed symptoms of", "educated re", "educated regarding",
		"education regarding", "teaching on", "teaching regarding", "would indicate", "would suggest", "would raise concern for", "would be concerning for", "would prompt", "would warrant", "low threshold for", "low threshold to", "surveillance for", "contraindicated in", "reduce the risk of", "reduce risk of", "to reduce the risk of", "to reduce risk of",
		"call with any", "call for any", "with any", "present to ed for", "present to the ed for", "come in for", "return to care for", "return to care if", "follow up sooner for", "follow up sooner if", "be aware of", "look for",
		"alert for", "in case", "ed precautions", "ed precautions for", "er precautions for", "report for", "to report", "contact us for", "contact us if", "contact clinic for", "go to ed for", "go to er for", "seek emergency care for", "seek help for", "call 911 if", "stop if", "hold if",
		"consent covers", "consent covered", "consent for", "discussed possibility of", "discussed the possibility of", "advised of", "cautioned about", "cautioned regarding", "advised about", "advised to watch for", "safety net for", "safety netted for", "safety netting for", "counseled about", "counselled about",
		"counseled re", "counseled regarding", "counselled regarding", "ed if", "er if", "er for", "ed or", "911 if", "911 for", "escalate if", "escalate for", "recheck if", "reassess if", "see sooner if", "sooner with", "come sooner for", "come sooner if", "call sooner for", "call sooner if",
		"when to call", "when to seek", "when to seek help", "when to seek care", "when to seek medical attention", "reasons to call", "reasons to return", "in the setting of future", "strict return precautions for", "strict return precautions",
	}},
	{pre, Hypothetical, clause, false, []string{
		"risk of", "risks of", "risk for", "risk factors for", "risk factor for", "at risk for", "at risk of", "high risk for", "high risk of", "increased risk of", "increased risk for", "at increased risk for", "at high risk for", "risks including", "risks include",
		"risks such as", "risk including", "reviewed including", "complications including", "complications include", "complications such as", "potential complications",
		"se:", "s/e:", "side effects:", "toxicities include", "toxicities would include", "toxicities including", "toxicity includes", "side effects would include", "adverse effects include", "side effects, including", "side effects, such as", "risks, including", "risks, such as", "complications, including", "complications, such as", "vaccinated for", "side effects including", "side effects include", "side effects such as", "side effects of", "possible side effects", "adverse effects including", "to prevent",
		"prevent", "prevents", "preventing", "prevention of", "prophylaxis for", "prophylaxis against", "ppx for", "to avoid", "predisposed to", "susceptible to",
		"screening for", "screen for", "screened for", "to screen for", "there can be", "there may be complications", "could develop", "may develop", "might develop", "can develop", "can cause", "may cause", "could cause", "may lead to", "could lead to", "can lead to",
		"potential for", "chance of", "predisposition to", "hazards", "hazards of", "hazards include", "hazards:", "risk talk", "risks quoted", "risks explained", "risks of surgery", "risks", "vaccinated against", "vaccinate against", "vaccination against", "vaccine for", "immunized against", "protect against", "protection against", "would treat as", "before treating",
		"risks incl", "risks incl.", "risk incl", "risks inc", "complications incl", "risks and benefits", "risks included", "the risks", "risks were", "risks and complications", "potential risks", "possible complications", "complications included", "risk being",
		"concern for future", "susceptibility to", "education about", "education on", "information about", "rule of thumb for", "chances of",
	}},
	{pre, Hypothetical, item, false, []string{"prn", "prn for", "as needed for", "p.r.n.", "p.r.n. for", "epinephrine for", "epipen for", "epi pen for", "epi-pen for", "auto-injector for", "autoinjector for", "when necessary for", "as needed", "prn:"}},
	{pre, Hypothetical, touch, false, []string{"avoid", "avoiding", "avoidance of"}},
	{post, Hypothetical, item, false, []string{"risk with", "risk from", "risks with", "risks from", "risk discussed", "risks discussed", "risk reviewed"}},
	{post, Hypothetical, item, false, []string{"warning given", "warnings given", "precautions given", "precautions reviewed", "precautions discussed", "warning signs reviewed", "discussed as risks", "reviewed as risks", "listed as risks", "quoted as risks", "discussed as a risk"}},
	{post, Hypothetical, ending, false, []string{"prophylaxis", "ppx", "precautions", "screening", "prevention", "risk", "education", "risk reduction", "risk assessment"}},
	{post, Hypothetical, touch, false, []string{"develop", "recur", "occur", "arise", "screen", "watch", "protocol"}},
}

var historicalRows = []row{
	{pre, Historical, clause, weak, []string{
		"history of", "history significant for", "history notable for", "history is significant for", "history includes", "history remarkable for", "medical history of", "past medical history of",
		"past history of", "prior history of", "remote history of", "distant history of", "personal history of", "known history of", "significant history of", "hx of", "hx", "h/o", "pmh of", "pmhx of",
		"pmh significant for", "pmh includes", "pmh notable for", "diagnosed in the past with", "past medical history significant for", "past medical history includes", "pmh:", "pmh", "pmhx", "with pmh of",
	}},
	{pre, Historical, item, false, []string{
		"prior", "previous", "previously", "old", "remote", "remote hx of", "past", "former", "formerly", "childhood", "infantile", "recovered from", "no longer has", "previously had", "previously treated for",
		"previously diagnosed with", "prior to admission had", "in the past had", "told of a", "complicated in the past by", "prior episode of", "prior episodes of", "previous episode of", "remotely", "treated in the past for", "had prior", "had previous",
		"previous pregnancy complicated by", "prior pregnancy complicated by", "last pregnancy complicated by", "was treated for", "previously hospitalized for", "outgrew", "one prior",
	}},
	{pre, Historical, touch, false, []string{"last", "earlier"}},
	{pre, Historical, item, weak, []string{"s/p", "status post", "status-post"}},
	{post, Historical, moment, false, []string{
		"in the past", "as a child", "as child", "as kid", "as infant", "as teen", "as a kid", "as a baby", "as an infant", "as an infant only", "as a teen", "as a teenager", "as a young adult", "as an adolescent", "in childhood", "in infancy",
		"in her youth", "in his youth", "in college", "in high school", "in grade school", "in elementary school", "as neonate", "as a neonate", "as a newborn", "at birth", "as a toddler", "as a student", "as toddler", "as teenager", "as newborn", "as a school-age child", "during last pregnancy", "during her last pregnancy", "in last pregnancy", "with last pregnancy", "in prior pregnancy", "with prior pregnancy", "during prior pregnancy", "in previous pregnancy", "during previous pregnancy", "outgrown", "now outgrown", "since outgrown",
	}},
	{post, Historical, moment, weak, []string{
		"years ago", "year ago", "yrs ago", "decades ago", "last year", "last winter", "last spring", "last summer", "last fall", "years prior", "years earlier", "months ago", "mos ago", "month ago", "weeks ago", "wks ago",
	}},
	{post, Historical, item, false, []string{
		"resolved", "has resolved", "now resolved", "have resolved", "which resolved", "since resolved", "completely resolved", "fully resolved", "resolving completely", "cured", "gone", "is gone", "has gone", "went away", "has gone away",

		"abstinent", "sober", "in recovery", "clean since", "clean for", "clean x", "in remission", "in sustained remission", "in full remission", "in complete remission", "in early remission", "in full sustained remission", "in sustained full remission", "in partial remission", "no longer an issue", "no longer a problem", "recovered", "has recovered", "fully recovered", "healed", "cleared", "corrected", "successfully treated", "repaired at", "excised at", "removed at", "corrected at", "closed at", "released as infant", "at diagnosis", "at time of diagnosis",
		"s/p resection", "ned", "with no evidence of disease", "no evidence of disease", "no evidence of recurrence", "without recurrence", "with no recurrence", "no recurrence", "without recurrence since", "drained",
		"in the 1970s", "in the 1980s", "in the 1990s", "in the 2000s", "no longer present", "no longer active", "is no longer active", "months ago, resolved", "no residual", "without residual", "without deficit",
	}},
	{post, Historical, ending, false, []string{"remote", "treated", "repaired", "excised", "removed", "eradicated", "in remote past"}},
	{post, Historical, trailing, false, []string{"resolved w/", "resolved with", "resolved after", "resolved by", "resolved on", "resolved without treatment"}},
	{post, Historical, clause, false, []string{"were resolved", "are resolved", "all resolved", "both resolved"}},
	{post, Historical, touch, false, []string{": resolved", "- resolved", "(resolved)", "(remote)", "(old)", "(prior)", ": in the past", "(past)", "history", ": remote", "- remote", "(healed)", "(treated)"}},
	{post, Historical, item, weak, []string{"at age", "at the age of", "treated in", "last episode", "last attack", "last flare", "last occurrence", "s/p", "status post", "status-post"}},
}

// kinRows name someone who is not the patient. They are void where that person
// is the one who tells: see [narratorAfter] and [narratorBefore].
var kinRows = []row{
	{pre, Family, wide, false, []string{
		"mother", "mom", "mum", "mother's", "father", "dad", "father's", "brother", "brother's", "brothers", "sister", "sister's", "sisters", "sibling", "siblings", "half-brother", "half-sister", "twin brother", "twin sister", "his twin", "her twin", "identical twin", "fraternal twin", "twin brother's", "twin sister's", "co-twin", "son", "sons", "son's",
		"daughter", "daughters", "daughter's", "child has", "children have", "grandchild", "grandchildren", "grandson", "granddaughter", "aunt", "aunts", "uncle", "uncles", "cousin", "cousins", "nephew", "niece",
		"grandmother", "grandfather", "grandparent", "grandparents", "parent", "parents", "maternal aunt", "maternal uncle", "maternal grandmother", "maternal grandfather", "paternal aunt", "paternal uncle",
		"paternal grandmother", "paternal grandfather", "mgm", "mgf", "pgm", "pgf", "wife", "wife's", "husband", "husband's", "spouse", "spouse's", "partner's", "boyfriend", "girlfriend", "fiance", "roommate", "roommates", "coworker", "co-worker", "classmate",
		"relative", "relatives", "family member", "family members", "first-degree relative", "first degree relative", "sick contact", "sick contacts", "grandma", "grandpa", "sibs", "sib", "dad's", "mom's", "half brother", "half sister", "maternal", "paternal", "maternal side", "paternal side", "great-grandmother", "great-grandfather", "great-aunt", "great-uncle", "partner has", "neighbor", "neighbor's", "neighbour", "friend", "friend's", "fob", "fob's", "babysitter", "teammate", "previous infant", "prior infant", "previous baby", "prior baby", "last baby", "prior child", "previous child", "first child", "older child", "mother-in-law", "father-in-law", "stepson", "stepdaughter", "stepbrother", "stepsister", "stepfather", "stepmother", "siblings have", "household contact", "close contact",
	}},
}

var familyRows = []row{
	{pre, Family, wide, false, []string{
		"fh", "fam", "family history of", "family history", "family history:", "family history significant for", "family history is significant for", "family history notable for", "family history includes", "family history positive for", "family hx of",
		"family hx", "family hx:", "fh of", "fh:", "fhx of", "fhx", "fhx:", "fam hx", "fam hx of", "fmhx", "family psychiatric history", "strong family history of", "family h/o", "familial history of", "positive family history of",
	}},
	{post, Family, ending, false, []string{"in her mother", "in his mother", "in mother", "in her father", "in his father", "in father", "in her sister", "in his sister", "in her brother", "in his brother", "in brother", "in sister", "in the family", "in his family", "in her family", "runs in the family", "in an aunt", "in an uncle", "in a cousin", "in a sibling", "in a maternal aunt", "in a paternal uncle", "in first-degree relatives", "in first degree relative", "in both parents"}},
}

var pseudoRows = []row{
	{pseudo, Present, item, false, []string{
		"no change", "no changes", "no significant change", "no interval change", "no increase", "no decrease", "no improvement", "not improved", "no relief", "no doubt", "no longer", "no matter", "no later than", "no acute distress", "no difficulty", "not only",
		"diagnosed at age", "dx at age", "dx'd at age", "since age", "from age", "started at age", "began at age", "onset at age", "diagnosed at the age of", "no special type", "no pmh", "no known pmh", "w/o known pmh", "without known pmh", "w/o pmh", "no significant pmh", "no past medical history", "no significant past medical history", "without significant past medical history", "no known past medical history", "relative to", "return for followup", "return for follow-up", "return for follow up", "return for a follow", "return for recheck", "return for evaluation", "return for reevaluation", "not return for", "maternal age", "advanced maternal age", "maternal fetal", "maternal-fetal", "no help with", "no help for", "no benefit for", "no benefit in", "to be treated", "being treated", "is treated", "are treated", "needs treated", "brief history", "patient history", "case history", "short history", "s/p fall", "status post fall", "s/p mva", "status post mva", "s/p mvc", "s/p motor vehicle", "status post motor vehicle", "s/p biopsy", "status post biopsy", "s/p chest tube", "status post chest tube", "s/p thoracentesis", "s/p paracentesis", "s/p stent", "s/p stenting", "s/p cycle", "s/p 1 cycle", "s/p 2 cycles", "s/p 3 cycles", "s/p 4 cycles", "s/p 5 cycles", "s/p 6 cycles", "s/p trauma", "status post trauma", "s/p assault", "being considered for", "is being considered for", "was considered for", "candidate for", "a candidate for", "appears to be having", "appears to be in", "no worsening", "no worsening of", "no worsening or improvement", "no worsening or improvement in", "without worsening", "no surgery", "no operation", "no procedure", "no better", "no response", "not responding to", "not well controlled", "not controlled", "not at goal", "not on", "not taking", "not treated", "not currently treated", "not been treated", "never been treated", "not been taking", "no treatment", "no treatment for", "no medication for", "no meds for", "no medications for", "no need for", "no longer on", "without improvement", "without relief", "without difficulty", "without change", "without treatment", "without medication", "not certain if",
		"no history of travel", "no recent travel", "no travel", "no sick contacts", "no known exposure", "no exposure to",
		"no surgical", "no intervention", "no indication for", "no contraindication to", "no role for", "no plans for",
		"no intervention for", "not yet", "no therapy for", "no show", "no further workup for", "no further evaluation of", "no further treatment for",
		"gram negative", "gram-negative", "rh negative", "er negative", "pr negative", "her2 negative", "triple negative", "triple-negative", "hormone negative", "negative pressure", "seronegative", "negative attitude", "negative symptoms", "culture negative", "culture-negative", "hiv negative",
		"non-st", "non st", "non-small", "non small", "non-hodgkin", "non hodgkin", "non-hodgkin's", "non-insulin", "non insulin", "non-alcoholic", "non alcoholic", "non-rheumatic", "non rheumatic", "non-toxic", "non-ischemic", "non ischemic", "non-pressure", "non pressure", "non-displaced", "non displaced", "non-obstructive", "non-proliferative", "non proliferative", "non-healing", "non healing", "non-traumatic", "non traumatic", "non-obstructing", "non-union", "non-melanoma", "non-compliance", "non compliance", "non-specific", "non-cardiac", "non cardiac", "non-exudative", "non-seminomatous", "non-functioning", "non-q", "non-neoplastic", "non-adherence", "non-sustained", "non-dominant", "non-infectious", "non-tender",
		"history of present illness", "history of the present illness", "clinical history", "social history", "surgical history", "history obtained", "history and physical", "history taken", "history limited", "medical history",
		"family of", "family medicine", "family practice", "family physician", "family doctor", "family meeting", "family member at bedside", "family at bedside", "family planning", "family therapy",
		"likely to", "as if", "not sure if", "unsure if", "asked if", "ask if", "wonders if her", "check if", "see if", "know if", "unclear if", "even if", "old man", "old woman", "old male", "old female", "old boy", "old girl", "old gentleman", "old lady", "years old", "year old", "month old", "year-old", "years-old", "month-old", "week-old", "day-old", "yo", "old patient",
		"consider adding", "consider starting", "consider increasing", "consider stopping", "consider switching", "last night", "last week", "last month", "last seen", "last dose", "last visit", "last a1c", "last menstrual", "at last", "for the last", "over the last", "the last few", "in the last", "last few", "last several", "last 24", "post op", "post-op", "postop", "past medical", "past surgical", "past few", "past several", "past week", "past month", "over the past", "for the past", "in the past few", "in the past week",
		"rule out of network", "reason for call:", "reason for call", "reason for return:", "nature of call:", "phone call:", "if possible", "as soon as possible", "when possible", "mother-in-law's house", "previously noted", "previously described", "previously seen", "as previously", "prior to", "prior visit", "prior auth", "prior authorization", "compared to prior", "compared with prior", "from prior", "since prior", "prior exam", "prior study", "prior ct", "prior mri", "previous visit", "previous exam", "previous study", "compared to previous", "former smoker", "past due",
		"may be used", "may be given", "may be taken", "not present illness", "daughter's wedding", "mother of", "father of", "mother and father are healthy", "potential drug", "no contraindication", "[x]", "(x)", "☑", "☒", "(+)", "positive for", "is positive", "positive",
	}},
}

// stopRows end the reach of what stands before or after them.
var stopRows = []struct {
	stops   mask
	phrases []string
}{
	{of(Negated, Historical, Uncertain, Hypothetical), []string{
		"but", "where", "however", "although", "though", "except", "except for", "aside from", "apart from", "other than", "yet", "nevertheless", "whereas", "while", "despite", "because", "because of", "instead",
	}},
	{of(Negated, Historical, Uncertain), []string{
		"found down", "found with", "p/w", "who p/w", "presents w/", "presents", "presents with", "presented", "presenting", "presents for", "admitted", "admitted with", "admitted for", "here for", "comes in", "now with", "now has", "now presents", "now presenting", "currently", "but does", "but has", "but reports", "who presents", "is now", "now", "sustained", "and that", "referred for", "seen for", "is here", "secondary to", "2/2", "due to", "found to have", "was found to have", "was noted to have", "noted to have", "is noted to have",
		"reports", "reported", "endorses", "endorsed", "endorsing", "complains", "complains of", "complaining of", "c/o", "admits to", "does have", "and the patient", "and she", "and he", "she has", "he has", "patient has", "pt has", "they have", "still has", "has had", "continues to have", "shows", "showed", "demonstrates", "demonstrated", "reveals", "revealed", "confirms", "confirmed", "confirm", "diagnosed with", "was diagnosed with", "developed", "developing", "notable for", "significant for", "remarkable for", "consistent with", "c/w", "compatible with", "is present", "are present", "positive for",
	}},
	{of(Hypothetical), []string{"wished to", "wishes to", "elected to", "agreed to", "agrees to", "to proceed", "proceed with", "underwent", "was taken", "were taken", "wanted to", "wants to"}},
	{of(Negated), []string{", with", "and has", "and is", "and with", ", now", ", has", ", is"}},
	{of(Family), []string{"requesting", "presents", "presents with", "presented", "presenting", "here for", "is here", "referred for", "underwent", "who presents", "she", "he", "her own", "his own", "found her", "found him", "baby", "patient", "pt", "patient's", "the patient", "she herself", "he himself", "patient has", "pt has"}},
}
