package recognize

import (
	"github.com/lethe-health/lethe/internal/text"
	"github.com/lethe-health/lethe/labels"
)

// labelKind says what is looked for after a label.
type labelKind uint8

const (
	wantID       labelKind = iota + 1 // an identifying number
	wantLooseID                       // the same, but the word is ordinary: "#", "no." or ":" must follow
	wantName                          // a person after a colon or the like
	wantVerbName                      // a person right after: "signed by"
	wantPhone                         // telephone, pager, fax
	wantUser                          // login
	wantZip                           // ZIP or postal code
	wantJob                           // occupation after a colon
	wantJobVerb                       // occupation after "works as a"
	wantURL                           // scheme or www
)

// labelRow ties the words of labels to the type of what follows them.
// Alternatives are parted by commas; punctuation inside a label ("S/N",
// "M.R.N.") is left out.
type labelRow struct {
	words string
	kind  labelKind
	typ   labels.Type
	rule  Rule
}

var labelRows = []labelRow{
	{"mrn, mrns, mr n, m r n, mr no, mr num, mr number, mr, mrno, medical record, medical record no, medical record number, medical record num, med rec, med rec no, med record, medrec, record no, record number, hospital no, hospital number, hosp no, hosp num, hospital id, hosp, unit no, unit number, unit record, patient id, patient no, patient number, pt id, pt no, pid, nhs, nhs no, nhs number, chi no, chi, urn, ur no, clinic no, clinic number, our no, mpi, empi, facility mrn, ipp, dossier, nhc, chart no, chart number, chart id, hn, numero de expediente, expediente, patientid, mrnumber, chartno, patient ids",
		wantID, labels.MedicalRecord, RuleMedicalRecord},
	{"chart, record, unit, hospital, charts", wantLooseID, labels.MedicalRecord, RuleMedicalRecord},

	{"policy no, policy number, policy id, policy, member id, member no, member number, mem id, memid, member, subscriber id, subscriber no, subscriber number, subscriber, sub id, group no, group number, group id, grp, grp no, plan id, plan no, plan member, medicaid id, medicaid no, medicaid number, medicaid, medicare id, medicare no, medicare number, medicare, mbi, hic, hicn, hi claim no, hic no, insurance id, insurance no, insurance number, ins id, ins no, beneficiary id, beneficiary no, beneficiary, health card, health card no, card no, ohip, ramq, phn, cardholder id, cardholder, rxgrp, rx group, rx grp, rx id, rxid, health plan id, payer id, enrollee id, enrollee, insured id, insured s id, cin, recipient id, recipient no, masshealth, healthplan id, hcn, coverage id, carrier id, memberid, subscriberid, cardholderid, groupnumber, policynumber, aarp supplement",
		wantID, labels.HealthPlan, RuleHealthPlan},
	{"group, plan, insurance, ins, insured, card", wantLooseID, labels.HealthPlan, RuleHealthPlan},

	{"npi, npi no, npi number, dea, dea no, dea number, ssn, ss, ss no, social security, social security no, social security number, soc sec, soc sec no, sin, license, license no, license number, licence, licence no, licence number, lic, lic no, lic number, driver s license, drivers license, driver license, dl, dln, driver s licence, upin, tax id, tin, ein, fein, accession, accession no, accession number, acc, acc no, acc number, acsn, specimen, specimen no, specimen number, specimen id, spec, spec no, case no, case number, case id, order no, order number, order id, claim no, claim number, claim id, claim, auth, auth no, auth number, authorization, authorization no, authorization number, prior auth, prior auth no, pa no, precert, precert no, account, account no, account number, acct, acct no, acct number, acct num, accnt, encounter, encounter no, encounter number, encounter id, enc, enc no, csn, har, fin, fin no, visit no, visit number, visit id, study id, study no, study number, subject id, subject no, subject number, participant id, participant no, protocol no, badge, badge no, badge number, badge id, employee id, employee no, employee number, emp id, emp no, staff id, student id, plate, plate no, license plate, tag no, vin, rx no, rx number, prescription no, prescription number, ref no, reference no, reference number, ref number, confirmation, confirmation no, confirmation number, conf no, ticket, ticket no, ticket number, incident, incident no, incident number, report no, report number, file no, file number, invoice, invoice no, invoice number, job no, job id, document id, doc id, document no, requisition, requisition no, req no, donor id, donor no, unos, unos id, unos donor id, passport, passport no, passport number, alien no, docket, docket no, cert no, certificate no, certificate number, control no, control number, tracking no, tracking number, tracking, permit, permit no, registration no, registration number, reg no, gmc, gmc no, clia, clia no, cap no, irb, irb no, run no, run number, dispatch no, pcr no, trip no, intake no, referral no, referral number, referral id, request no, request id, transaction id, transaction no, batch no, message id, control id, sample id, sample no, lab no, lab number, lab id, lab ref, path no, pathology no, surgical no, surg path no, block no, slide no, xray no, x ray no, film no, exam no, exam id, pt account, patient account, guarantor no, receipt no, receipt, check no, bates, serial report, mlc, state id, id card, id no, id number, matricula, dni, curp, cpf, aadhaar, nric, npn, ncpdp, nabp, bin no, clock no, locker no, inmate, inmate no, booking no, doc no, offender id, case file, cad no, cad, police report, police report no, complaint no, grievance no, appeal no, study uid, uid, uuid, ctrl, job, xr no, ct no, mri no, dos no, voucher, band no, bracelet, wristband, bag tag, evidence tag, tag, sponsor id, dod id, edipi, airbill, waybill, band, wrist band, blood band, body tag, tray, lockbox, event no, accountnumber, accessionnumber, encounterid, npi id, deanumber, licensenumber, hearse, barcode, kit barcode, permis, ctrl no, alien number, car, courier, airway bill",
		wantID, labels.IDNum, RuleIDLabel},
	{"case, order, study, subject, participant, protocol, file, ref, reference, report, rx, prescription, id, registration, reg, permit, certificate, cert, employee, staff, student, request, referral, req, requisition, sample, lab, donor, control, visit, document, doc, transaction, batch, message, film, complaint, grievance, appeal, run, booking, our ref, your ref, re",
		wantLooseID, labels.IDNum, RuleIDLabel},

	{"serial, serial no, serial number, serial num, serial nr, s n, sn, ser, ser no, ser num, serial s, device id, device no, device serial, udi, udi di, asset no, asset tag, asset id, pump serial, generator serial, imei, mac address, equipment no",
		wantID, labels.Device, RuleDevice},
	{"asset, device, pump, modem, transmitter, controller, generator, implant, equipment", wantLooseID, labels.Device, RuleDevice},
	{"voiceprint, voice print, fingerprint, fingerprints, finger print, iris, iris scan, retina scan, face template, facial template, biometric, biometric id, biometric template, palm vein, palm, thumbprint, thumb scan, template, afis, livescan, faceprint, footprint, footprints",
		wantLooseID, labels.BioID, RuleBioID},

	{"patient, pt, patient name, pt name, name, name of patient, patients name, patient s name, pat, resident, resident name, client, client name, member name, subscriber name, insured name, insured, subject, re, regarding, guarantor, guarantor name, emergency contact, contact, next of kin, nok, spouse, wife, husband, mother, father, daughter, son, mom, dad, sister, brother, guardian, caregiver, partner, informant, responsible party, legal guardian, parent, parents, hcp, health care proxy, healthcare proxy, poa, surrogate, proxy, child, infant, baby, beneficiary, caller, attn, attention, teacher, landlord, employer contact, siblings, donor, recipient, decedent, paciente, nombre, student, policyholder, policy holder, cardholder",
		wantName, labels.Patient, RuleLabelName},
	{"attending, attending physician, attending md, attending provider, physician, physician name, referring, referring physician, referring provider, referring md, referring dr, ref md, ref phys, ordering, ordering physician, ordering provider, ordering md, admitting, admitting physician, admitting md, consulting, consulting physician, consultant, consultants, primary care physician, primary care provider, primary care, primary physician, pcp, gp, pmd, family physician, family doctor, surgeon, surgeons, primary surgeon, co surgeon, assistant, assistants, first assistant, asst, anesthesiologist, anesthesia, anaesthetist, anesthetist, crna, resident, fellow, intern, provider, provider name, rendering provider, billing provider, performing provider, supervising physician, supervisor, dictated by, dictating, dictated, dictating physician, transcribed by, typed by, transcriptionist, signed by, electronically signed by, e signed, esigned by, esigned, signed, signature, verified by, reviewed by, interpreted by, read by, reported by, reporting, radiologist, pathologist, cardiologist, oncologist, technologist, tech, sonographer, nurse, rn, rn name, charge nurse, charge rn, primary nurse, nurse practitioner, np, pa, therapist, pharmacist, rph, dietitian, social worker, sw, case manager, cm, care manager, counselor, psychologist, psychiatrist, midwife, doula, interpreter, scribe, chaplain, prepared by, performed by, collected by, drawn by, entered by, recorded by, documented by, completed by, seen by, evaluated by, examined by, authored by, author, ordered by, requested by, requesting, requesting physician, approved by, authorized by, authenticated by, auth provider, attested by, cosigned by, cosign, co signed by, cosigner, witnessed by, witness, staff, cc, copy to, copies to, copy, c c, from, to, sent by, faxed by, taken by, given by, administered by, notified, prescriber, prescribed by, dispensed by, medical director, director, lab director, assigned pathologist, perfusionist, circulator, circulating nurse, scrub, scrub tech, scrub nurse, operator, proceduralist, endoscopist, obstetrician, pediatrician, provider seen, reported to, called to, report to, report given to, handoff to, read back by, req by, req, ref by, ref, refer, referred by, dr, doctor, medico, on call, oncall, crew, medic, emt, paramedic, triage rn, triage nurse, accepting, accepting physician, accepting md, examiner, coroner, medical examiner, prosector, clinician, preceptor, mfm, oncology, cardiology, nephrology, pulmonology, neurology, gi, id, ent, endo, onc",
		wantName, labels.Doctor, RuleLabelName},
	{"signed by, electronically signed by, dictated by, transcribed by, typed by, reviewed by, interpreted by, read by, seen by, evaluated by, examined by, discussed with, d w, spoke with, spoke to, paged, consulted, per, notified, verified by, cosigned by, performed by, collected by, drawn by, ordered by, requested by, reported by, prepared by, administered by, given by, staffed with, precepted with, care of, under the care of, referred by, followed by, called to, report to, report given to, read back by, entered by, documented by, attested by, sincerely, thanks, regards, managed by, aware, handoff to, signed out to, placed by, seen with, accepted by, received from, report from, taken by, witnessed by, supervised by, informed, updated",
		wantVerbName, labels.Doctor, RuleVerbName},

	{"phone, phones, tel, telephone, ph, cell, cellphone, cell phone, mobile, pager, pgr, pg, page, beep, poste, beeper, bpr, ext, extn, extension, callback, call back, voicemail, vm, hotline, phn, x, called, call, contact, office, home, work, text, paged, spectralink, vocera, hp, cp, telefono, dial, desk, voice, direct",
		wantPhone, labels.Phone, RulePhoneLabel},
	{"fax, facsimile, fx, faxed, telefax, telecopier", wantPhone, labels.Fax, RuleFax},
	{"user, username, user name, printed by, logged by, logged, assigned, exported by, closed by, operator, typist, edited by, editedby, attest, attested, tx, scribed, scribed by, typed by, tr, revised by, corrected by, agent, auth, user id, userid, user ids, login, log in, login id, logon, sign in, signin, portal id, portal user, portal login, portal username, handle, screen name, mychart, mychart id, patient portal, operator id, opid, op id, epic id, network id",
		wantUser, labels.Username, RuleUsername},
	{"zip, zip code, zipcode, postalcode, caller zip, postal code, postcode, post code, cp", wantZip, labels.Zip, RuleZip},
	{"occupation, profession, job, job title, employment, work, works, position, trade, occ, oficio, work history, occupational history",
		wantJob, labels.Profession, RuleProfession},
	{"works as, work as, worked as, working as, employed as, job as, employment as, career as, retired as, trained as, job is, occupation is, trade is, retired, former, by profession a, ex",
		wantJobVerb, labels.Profession, RuleProfession},
	{"http, https, ftp, www, com, org, net, edu, gov, info, biz, io, example, nhs, co, us, md, me, health, care, local, internal, app",
		wantURL, labels.URL, RuleURL},
}

// trigger is one label: the hashes of its words after the first, and its row.
type trigger struct {
	rest []uint32
	row  *labelRow
}

// triggerLists holds, for each first word of a label, the labels that start
// with it, longest first; triggers gives a word's place in it.
var triggerLists, triggers = buildTriggers()

func buildTriggers() ([][]trigger, *hashSet) {
	lists := [][]trigger{nil}
	at := map[uint32]int{}
	for r := range labelRows {
		row := &labelRows[r]
		var ws []uint32
		flush := func() {
			if len(ws) == 0 {
				return
			}
			k, ok := at[ws[0]]
			if !ok {
				k = len(lists)
				at[ws[0]] = k
				lists = append(lists, nil)
			}
			lists[k] = insertLongest(lists[k], trigger{ws[1:], row})
			ws = nil
		}
		for _, t := range text.AppendTokens(nil, row.words) {
			if t.Kind == text.Word {
				ws = append(ws, t.Hash)
			} else {
				flush()
			}
		}
		flush()
	}
	set := newHashSet(len(at))
	for h, k := range at {
		set.put(h, uint16(k))
	}
	return lists, set
}

// insertLongest keeps labels with more words before those with fewer, and
// equally long ones in the order of the table.
func insertLongest(l []trigger, t trigger) []trigger {
	i := 0
	for i < len(l) && len(l[i].rest) >= len(t.rest) {
		i++
	}
	l = append(l, trigger{})
	copy(l[i+1:], l[i:])
	l[i] = t
	return l
}
