// Package phi finds protected health information in clinical notes.
//
// In comes the text of a note; out come annotations: a byte span, one of the 23
// types of package labels, a score and a source, sorted and disjoint. It never
// changes text, never keeps any of it after the call, and never writes it to an
// error.
//
// # How it works
//
// One pass takes the note apart (internal/text), dictionaries and hand-written
// rules propose (internal/recognize), one place decides (internal/phimodel, a
// sequence model that sees every proposal as evidence), and a last pass over
// the whole note carries what was found once to where it stands again: a name
// in capitals, in lower case, misspelt or as initials, a number repeated.
//
// # What is marked
//
// The conventions are those of the 2014 i2b2/UTHealth shared task, made
// definite:
//
//   - PATIENT: patients, relatives, friends, any person who does not give care.
//     DOCTOR: everyone who gives care or works for the provider, staff initials
//     too. USERNAME: logins, and the initials of dictation and transcription in
//     a footer (XX/yy is two spans), portal handles.
//   - Names stand without title (Mr, Dr, Sgt), credential (MD, RN) or possessive
//     's. A whole name is one span, "Last, First" and HL7's "LAST^FIRST" too; the
//     full stop of an initial belongs to it.
//   - PROFESSION: of patients and relatives, not of those who treat.
//   - HOSPITAL: any named place or body that gives care, named wards and
//     buildings and abbreviations too. ORGANIZATION: employers, insurers,
//     schools, churches, agencies, pharmacies, pure laboratories, support
//     groups. Brands of drugs and devices are neither; Medicare and Medicaid as
//     programmes are not marked.
//   - STREET is number, street, flat and suite, or a street alone; CITY, STATE,
//     ZIP, COUNTRY; LOCATION-OTHER: counties, neighbourhoods, lakes, parks,
//     bridges, numbered highways, airports, PO boxes. Nationalities and
//     languages are not marked.
//   - AGE: the number or words only, relatives' too; with its unit for infants
//     ("3 months"). Gestational ages and days of life are not ages.
//   - DATE: full and partial dates, years, months, weekdays, seasons, quarters,
//     holidays. A weekday with its date is one span; the ends of a range are two
//     unless they share the month. Times, durations and "today" are not dates.
//   - MEDICALRECORD: record, chart, unit, hospital numbers. HEALTHPLAN: policy,
//     member, group numbers. IDNUM: social security, NPI, DEA, licence,
//     accession, specimen, order, claim, account, encounter, case, study, plate,
//     prescription numbers. DEVICE: serial numbers. BIOID. PHONE: pagers and
//     extensions too. FAX by its label. EMAIL. URL: IP addresses too.
//   - Room and bed numbers, generic wards, eponyms, drugs, scores, stages and
//     codes are never marked.
//   - The shortest span that is the identifier; every occurrence, everywhere.
package phi
