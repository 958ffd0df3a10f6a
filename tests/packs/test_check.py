"""Every planted fault of a pack is found and named with its file, its place and what to do; a sound pack has none."""
# ruff: noqa: E501 (one planted fault a line reads as a table)

from datetime import date
from pathlib import Path

import pytest

from selaras.law.check import LEFT_OUT, Report, check, examine
from tests.packs.small_pack import LAW, SMALL_PACK, write_pack

BALANGAN = Path(__file__).parents[2] / "src/selaras/packs/balangan"
ASKS = f"{LAW}/asks.yaml"
PROV, KINDS, PROC = f"{LAW}/provisions.yaml", f"{LAW}/kinds.yaml", f"{LAW}/procedures.yaml"
OPEN, PATHS, CASES, MATRIX = f"{LAW}/openness.yaml", f"{LAW}/paths.yaml", f"{LAW}/cases.yaml", f"{LAW}/matrix.csv"
A, B, C = "A,Dinas A,,dinas,BUPATI,SETDA", "B,Dinas B,,dinas,BUPATI,SETDA", "C,Dinas C,,dinas,BUPATI,SETDA"
A_ROW, CALENDAR = f"{A},,2020-01-01,,,confirmed,\n", "2020-01-01,Tahun Baru,libur,\n"
TOLD = f"{LAW}/escalation.yaml"
LATE_TAIL = "  - {key: lampiran-1"

# file, what stands there, what is planted, the place and the words that the fault must name (file: the same unless told)
PLANTS: dict[str, tuple[str, str, str, str, str]] = {
    # citations, in grounds, columns and prose
    "unknown clause stated": (PROC, "basis: {stated: Pasal 1 ayat (1)}\n    states", "basis: {stated: Pasal 9}\n    states", "konsultatif", "Pasal 9 tidak ada"),
    "unknown clause inferred": (PROC, "Pasal 1 ayat (2), reason", "Pasal 1 ayat (3), reason", "tanggapi", "Pasal 1 ayat (3)"),
    "unknown clause of a list": (PROC, "{inferred: Pasal 2}", "{inferred: Pasal 2 huruf a; Pasal 2 huruf c}", "needs", "huruf c"),
    "no citation at all": (PROC, "{inferred: Pasal 2}", "{inferred: kebiasaan}", "needs", "bukan kutipan"),
    "unknown clause in a route": (PATHS, "struktural: {route: line, basis: {stated: Pasal 1 ayat (1)}", "struktural: {route: line, basis: {stated: Pasal 7}", "struktural", "Pasal 7"),
    "unknown clause in a cite column": ("types.csv", "Pasal 1 ayat (2)", "Pasal 4", "baris 6, kolom cite", "Pasal 4"),
    "unknown clause in the mapping": ("coordination.csv", "resmi,stated,Pasal 1 ayat (2)", "resmi,stated,Pasal 5", "baris 3, kolom cite", "Pasal 5"),
    "unknown clause in the matrix": (MATRIX, "Pasal 2 huruf b", "Pasal 2 huruf z", "baris 3, kolom cite", "huruf z"),
    "unknown clause in a gist": (PROV, "Lihat Pasal 1 ayat (1)", "Lihat Pasal 1 ayat (8)", "pasal-1/ayat-2", "ayat (8)"),
    "unknown clause in a label": (PROC, "label: Semua menjawab", "label: Semua menjawab menurut Pasal 30", "needs", "Pasal 30"),
    "unknown clause in a reason": (PROC, "reason: setiap pihak menjawab", "reason: lihat Pasal 31", "tanggapi", "Pasal 31"),
    "unknown clause in a designed ground": (OPEN, "designed: belum", "designed: menurut Pasal 32", "basis › designed", "Pasal 32"),
    "unknown clause in a reason column": ("coordination.csv", "menurut Pasal 1 ayat (2)", "menurut Pasal 33", "baris 5, kolom reason", "Pasal 33"),
    "unknown clause in reading.md": (f"{LAW}/reading.md", "bersama Pasal 1", "bersama Pasal 34", "baris 3", "Pasal 34"),
    "clause that cannot be": (PROV, "Lihat Pasal 1 ayat (1)", "Lihat Pasal 01 ayat (0)", "pasal-1/ayat-2", "pasal-01"),
    "unknown cross reference": (PROV, "cross: [pasal-1/ayat-1]", "cross: [pasal-1/ayat-7]", "pasal-2", "pasal-1/ayat-7"),
    # grounds
    "step without basis": (PROC, "        slot_to: answered\n        basis: {inferred: Pasal 1 ayat (2), reason: setiap pihak menjawab}", "        slot_to: answered", "tanggapi", "tanpa dasar"),
    "need without basis": (PROC, "\n            basis: {inferred: Pasal 2}", "", "tutup › needs", "tanpa dasar"),
    "stated without clause": (PROC, "{inferred: Pasal 2}", "{stated: }", "needs", "tegas tanpa pasal"),
    "designed without reason": (PROC, "{designed: pemrakarsa dapat mengakhiri permintaannya}", "{designed: ''}", "cabut", "rancangan tanpa alasan"),
    "two strengths": (PROC, "{inferred: Pasal 2}", "{inferred: Pasal 2, stated: Pasal 2}", "needs", "tepat satu"),
    "unknown strength": (PROC, "{inferred: Pasal 2}", "{certain: Pasal 2}", "needs", "tepat satu"),
    "unknown key of a ground": (PROC, "{inferred: Pasal 2}", "{inferred: Pasal 2, why: x}", "needs", "“why” tidak dikenal"),
    "inferred row without clause": ("coordination.csv", "usulan,inferred,Pasal 1 ayat (2),,1/2", "usulan,inferred,,,1/2", "baris 2", "tafsir harus menyebut pasalnya"),
    "designed row without reason": ("coordination.csv", "designed,,di luar perangkat daerah", "designed,,", "baris 6", "harus menyebut alasannya"),
    # procedures
    "dangling from": (PROC, "from: [draft]", "from: [drat]", "ajukan › from", "“drat” tidak ada"),
    "dangling to": (PROC, "to: asking\n", "to: askin\n", "ajukan › to", "“askin” tidak ada"),
    "dangling to of a common step": (PROC, "to: withdrawn", "to: gone", "common › cabut", "“gone” tidak ada"),
    "dangling slot": (PROC, "slot: [asked]", "slot: [ask]", "tanggapi › slot", "“ask” tidak ada"),
    "dangling slot_to": (PROC, "slot_to: answered", "slot_to: answerd", "tanggapi › slot_to", "“answerd” tidak ada"),
    "dangling move": (PROC, "to: asked}]", "to: askd}]", "ajukan › moves", "“askd” tidak ada"),
    "dangling need": (PROC, "in: [answered]", "in: [answred]", "tutup › needs", "“answred” tidak ada"),
    "unreachable state": (PROC, "      - {code: closed,", "      - {code: lost, label: L, phase: closed}\n      - {code: closed,", "states › lost", "tidak pernah tercapai"),
    "unreachable slot": (PROC, "          - {code: answered,", "          - {code: lost, label: L}\n          - {code: answered,", "states › lost", "tidak pernah tercapai"),
    "unreachable step": (PROC, "by: [opener]\n        from: [asking]\n        to: closed", "by: [opener]\n        from: [closed]\n        slot: [lost]\n        to: closed", "tutup", "tidak pernah tersedia"),
    "open state that never ends": (PROC, "        to: closed\n", "", "states › asking", "tidak pernah dapat selesai"),
    "state twice": (PROC, "      - {code: closed,", "      - {code: asking, label: L, phase: open}\n      - {code: closed,", "states › asking", "sudah ada"),
    "step twice": (PROC, "- code: tutup", "- code: tanggapi", "steps › tanggapi", "sudah ada"),
    "unknown type of a procedure": (PROC, "kind: konsultatif", "kind: konsultatif\n    types: [lintas]", "types", "“lintas” tidak dikenal"),
    "unknown subject": (PROC, "subject: meeting", "subject: banquet", "rapat › subject", "“banquet” tidak dikenal"),
    "unknown subject of a common step": (PROC, "subjects: [matter]", "subjects: [matters]", "cabut › subjects", "“matters” tidak dikenal"),
    "role of nobody in a common step": (PROC, "by: [opener]\n    from", "by: [opener, member]\n    from", "common › cabut", "“member” tidak ada pada subjek matter"),
    "kind of a meeting": (PROC, "    label: Rapat\n    subject", "    kind: kolegial\n    subject", "procedures › rapat", "ada pada berkas"),
    "matter of no kind": (PROC, "    kind: konsultatif\n", "", "procedures › konsultatif", "ada pada berkas"),
    "procedure without a name": (PROC, "    label: Rapat\n    subject", "    subject", "procedures › rapat", "tanpa nama"),
    "member of a meeting": (PROC, "by: [invitee]", "by: [member]", "steps › wakilkan", "“member” tidak ada pada subjek meeting"),
    "slot of a member in a meeting": (PROC, "role: attendee", "role: member", "rapat › slots", "“member” tidak ada pada subjek meeting"),
    "recorder who does not sit there": (PROC, "    recorders: [chair]\n", "", "rapat", "“opener” tidak ada pada subjek meeting"),
    "target who does not sit there": (PROC, "        slot_to: sends\n", "        target: owner\n", "steps › wakilkan", "“owner” tidak ada pada subjek meeting"),
    "asked and not used": (PROC, "asks: [moment]\n        effects: [schedule]", "asks: [moment]", "undang › asks", "“moment” diminta tetapi tidak dipakai"),
    "an instrument that nothing uses": (PROC, "asks: [aspects]", "asks: [aspects, instrument]", "sahkan › asks", "“instrument” diminta tetapi tidak dipakai"),
    "done without being asked": (PROC, "        asks: [moment]\n", "", "undang › effects", "“schedule” memerlukan “moment”"),
    "substitute of nobody": (PROC, "        slot_to: sends\n", "", "wakilkan › asks", "tanpa tempat mencatatnya"),
    "deciding that binds nobody": (PROC, "        binding: true\n", "", "sahkan › asks", "tidak mengikat pemegang jabatannya"),
    "effect of another subject": (PROC, "effects: [adopt]", "effects: [produce]", "steps › sahkan", "“produce” tidak berarti apa-apa"),
    "need of another subject": (PROC, "what: items", "what: path", "steps › sahkan", "“path” tidak berarti apa-apa"),
    "apart from nobody": (PROC, "what: items", "what: apart", "sahkan › needs", "tanpa role"),
    "apart, and from none": (PROC, "what: items, quantifier: any", "what: apart, role: invitee, quantifier: none", "sahkan › needs", "quantifier none"),
    "apart in an unknown small state": (PROC, "what: items,", "what: apart, role: invitee, in: [sent],", "sahkan › needs", "“sent” tidak ada"),
    "the day of a matter": (PROC, "what: slots\n            role: counterpart\n            quantifier: all\n            in: [answered]", "what: hour\n            quantifier: any", "steps › tutup", "“hour” tidak berarti apa-apa"),
    "a day that nobody gives": (PROC, "{code: asked, label: Belum menanggapi}", "{code: asked, label: Belum, clock: {due: true, basis: {designed: contoh}}}", "asked › clock", "tenggat yang ditetapkan (due)"),
    "a target of no days": (PROC, "{code: asked, label: Belum menanggapi}", "{code: asked, label: Belum, clock: {basis: {designed: contoh}}}", "asked › clock", "tanpa days"),
    "a state with a day that nobody gives": (PROC, "{code: asking, label: Menunggu, phase: open}", "{code: asking, label: M, phase: open, clock: {due: true, basis: {designed: contoh}}}", "asking › clock", "tenggat yang ditetapkan (due)"),
    "reminder of nobody": (PROC, "effects: [adopt]", "effects: [adopt, remind]", "sahkan › effects", "pengingat tanpa target"),
    # organisation
    "unit without superior": ("units.csv", A, "A,Dinas A,,dinas,,SETDA", "baris 5, kolom superior", "tanpa atasan"),
    "unknown superior": ("units.csv", A, "A,Dinas A,,dinas,BUPAT,SETDA", "baris 5, kolom superior", "“BUPAT” tidak dikenal"),
    "unknown through": ("units.csv", A, "A,Dinas A,,dinas,BUPATI,SETD", "baris 5, kolom through", "“SETD” tidak dikenal"),
    "superior of other days": ("units.csv", C, "C,Dinas C,,dinas,B,SETDA", "baris 7, kolom superior", "“B” tidak berlaku pada 2023-01-01"),
    "unknown type of a unit": ("units.csv", A, "A,Dinas A,,dina,BUPATI,SETDA", "baris 5, kolom type", "“dina” tidak dikenal"),
    "second head of government": ("units.csv", "X,Instansi Luar,,eksternal", "X,Instansi Luar,,pimpinan", "baris 8, kolom superior", "pimpinan kedua"),
    "units in a circle": ("units.csv", "SETDA,Sekretariat Daerah,,sekretariat_daerah,BUPATI", "SETDA,Sekretariat Daerah,,sekretariat_daerah,AST", "baris 3, kolom superior", "SETDA → AST → SETDA"),
    "dates that overlap": ("units.csv", A_ROW, A_ROW + A_ROW.replace("confirmed", "likely"), "baris 6, kolom valid_from", "tumpang tindih dengan baris 5"),
    "end before beginning": ("units.csv", "2022-12-31", "2019-12-31", "baris 6, kolom valid_to", "berakhir sebelum mulai"),
    "no date": ("units.csv", "2022-12-31", "2022-02-31", "baris 6, kolom valid_to", "“2022-02-31” bukan tanggal"),
    "date of another shape": ("units.csv", "2022-12-31", "31/12/2022", "baris 6, kolom valid_to", "bukan tanggal"),
    "duplicate row": ("units.csv", A_ROW, A_ROW + A_ROW, "baris 6", "kembar dengan baris 5"),
    "unknown post above": ("posts.csv", "Sekretaris Dinas A,A/1", "Sekretaris Dinas A,A/9", "baris 6, kolom superior", "“A/9” tidak dikenal"),
    "post above of other days": ("posts.csv", "Kepala Dinas C,BUPATI/1", "Kepala Dinas C,B/1", "baris 8, kolom superior", "“B/1” tidak berlaku"),
    "post of no unit": ("posts.csv", "A,2,", "Q,2,", "baris 6, kolom unit", "“Q” tidak dikenal"),
    "post of a unit of other days": ("posts.csv", "C,1,Kepala Dinas C,BUPATI/1,yes,II.b,2023", "C,1,Kepala Dinas C,BUPATI/1,yes,II.b,2022", "baris 8, kolom unit", "“C” tidak berlaku"),
    "posts in a circle": ("posts.csv", "Kepala Dinas A,BUPATI/1", "Kepala Dinas A,A/2", "baris 5, kolom superior", "A/1 → A/2 → A/1"),
    "post without superior": ("posts.csv", "Sekretaris Dinas A,A/1", "Sekretaris Dinas A,", "baris 6, kolom superior", "tanpa atasan"),
    "two heads": ("posts.csv", "Sekretaris Dinas A,A/1,no", "Sekretaris Dinas A,A/1,yes", "baris 6, kolom head", "sudah mempunyai kepala"),
    "no head": ("posts.csv", "Kepala Dinas A,BUPATI/1,yes", "Kepala Dinas A,BUPATI/1,no", "baris 5, kolom head", "tanpa kepala"),
    "affair of no unit": ("affairs.csv", "Air,A", "Air,Q", "baris 2, kolom unit", "“Q” tidak dikenal"),
    "missing coordinator": ("coordination.csv", "C,,AST,usulan,inferred,Pasal 1 ayat (2),,2/2,2023-01-01,,\n", "", "units.csv baris 7", "C tidak mempunyainya"),
    "coordinator missing on some days": ("coordination.csv", "2/2,2023-01-01", "2/2,2024-01-01", "units.csv baris 7", "pada 2023-01-01"),
    "unknown coordinator": ("coordination.csv", "A,,AST", "A,,ASD", "baris 2, kolom coordinator", "“ASD” tidak dikenal"),
    "unknown unit of a mapping": ("coordination.csv", "A,,AST", "AA,,AST", "baris 2, kolom unit", "“AA” tidak dikenal"),
    "unknown affair": ("coordination.csv", "A,air", "A,udara", "baris 5, kolom affair", "“A/udara” tidak dikenal"),
    "coordination in a circle": ("coordination.csv", "A,,AST,usulan", "A,,A,usulan", "baris 2, kolom coordinator", "A → A"),
    "unknown status": ("coordination.csv", "resmi", "sah", "baris 3, kolom status", "“sah” tidak dikenal"),
    "odd agreement": ("coordination.csv", "1/2", "3/2", "baris 2, kolom agreement", "bukan bandingan"),
    "unknown successor": ("successions.csv", "B,C", "B,Q", "baris 2, kolom to", "“Q” tidak dikenal"),
    "rename into nothing": ("successions.csv", "B,C", "B,", "baris 2, kolom to", "pengganti"),
    "day twice": ("calendar.csv", CALENDAR, CALENDAR + CALENDAR.replace("libur", "cuti"), "baris 3, kolom date", "sama dengan baris 2"),
    "no hour": ("hours.csv", "07:30", "7.30", "baris 2, kolom opens", "bukan jam"),
    "closes before it opens": ("hours.csv", "16:00", "06:00", "baris 2, kolom closes", "tutup sebelum buka"),
    "no day of the week": ("hours.csv", "1234,", "890,", "baris 2, kolom weekdays", "bukan hari dalam pekan"),
    # matrix, kinds, openness, paths, cases
    "unknown type in the matrix": (MATRIX, "dinas,sekretariat_daerah", "dians,sekretariat_daerah", "baris 2, kolom from_type", "“dians” tidak dikenal"),
    "unknown kind": (MATRIX, "konsultatif", "konsultasi", "baris 2, kolom kind", "“konsultasi” tidak dikenal"),
    "coordination without type": (MATRIX, "koordinatif,lintas_sektor", "koordinatif,", "baris 3, kolom type", "tidak dikenal"),
    "not foreseen without annex": (MATRIX, ",foreseen,yes", ",not_foreseen,yes", "baris 2, kolom answer", "Lampiran I"),
    "missing kind": (KINDS, "code: kolegial", "code: konsultatif", "kinds", "jenis kolegial belum ada"),
    "unknown state in openness": (OPEN, "[asking]", "[askin]", "states", "“askin” tidak dikenal"),
    "unknown small state in openness": (OPEN, "slots: [answered]", "slots: [answerd]", "instead", "“answerd” tidak dikenal"),
    "word instead of an unknown field": (OPEN, "field: title", "field: titel", "instead", "“titel” tidak dikenal"),
    "unknown supervisor": (OPEN, "[inspektorat]", "[inspektur]", "supervision", "“inspektur” tidak dikenal"),
    "unknown audience": (OPEN, "audience: public", "audience: publik", "audience", "“publik” tidak dikenal"),
    "unknown type in a route": (PATHS, "from: [asisten]", "from: [asistn]", "edges", "“asistn” tidak dikenal"),
    "kind without route": (PATHS, "  struktural: {route: line, basis: {stated: Pasal 1 ayat (1)}, why: W}\n", "", "baris 1", "struktural belum ada"),
    "failing case": (CASES, "convener: AST", "convener: SETDA", "A ke B", "kasus gagal"),
    # withholding
    "withheld by who asks": (PROC, "by: [decider]\n        from: [draft, in_force]", "by: [opener]\n        from: [draft, in_force]", "kecualikan › by", "hanya oleh pemutus"),
    "withheld by a clerk": (PROC, "effects: [withhold]\n        binding: true\n", "effects: [withhold]\n", "kecualikan", "hanya oleh pemutus"),
    "opened by two": (PROC, "by: [decider]\n        from: [in_force]", "by: [decider, opener]\n        from: [in_force]", "buka › by", "hanya oleh pemutus"),
    "withheld without ground": (PROC, "asks: [ground, instrument", "asks: [instrument", "kecualikan › effects", "“withhold” memerlukan “ground”"),
    "withheld without its test": (PROC, "asks: [ground, instrument, term", "asks: [ground, term", "kecualikan › effects", "“withhold” memerlukan “instrument”"),
    "withheld without the sheet": (PROC, "never, file]", "never]", "kecualikan › effects", "“withhold” memerlukan “file”"),
    "withheld for ever": (PROC, "instrument, term, day", "instrument, day", "kecualikan › effects", "“withhold” memerlukan “term”"),
    "withheld and never reviewed": (PROC, "term, day, summary", "term, summary", "kecualikan › effects", "“withhold” memerlukan “day”"),
    "a meeting that withholds": (PROC, "effects: [adopt]", "effects: [open]", "steps › sahkan", "“open” tidak berarti apa-apa"),
    "a review of no days": (PROC, "quantifier: any, days: 30,", "quantifier: any,", "kecualikan › needs", "hari tinjau tanpa days"),
    "a ground that nobody chooses": (PROC, "asks: [aspects]", "asks: [aspects, ground]", "sahkan › asks", "“ground” diminta tetapi tidak dipakai"),
    "withheld on no ground of the law": (OPEN, "basis: {stated: UU 14/2008 Pasal 17 huruf a}", "basis: {designed: perlu}", "grounds › hukum", "tanpa pasal"),
    "ground twice": (OPEN, "code: hukum", "code: surat", "grounds › surat", "sudah ada"),
    "longest without its ground": (OPEN, ", longest_basis: {inferred: PP 61/2010}", "", "grounds › surat", "tidak berpasangan"),
    "consent that nobody asks for": (OPEN, "longest: 5,", "longest: 5, consent_basis: {designed: contoh},", "grounds › surat", "tidak menanyakannya"),
    "apart what is no subject": (OPEN, "never: [", "apart: [{subject: surat, text: T, basis: {designed: contoh}}]\nnever: [", "apart", "“surat” tidak dikenal"),
    "a matter apart from itself": (OPEN, "never: [", "apart: [{subject: matter, text: T, basis: {designed: contoh}}]\nnever: [", "apart", "“matter” tidak dikenal"),
    "consent asked where nothing is withheld": (PROC, "asks: [aspects]", "asks: [aspects, consent]", "sahkan › asks", "“consent” diminta tetapi tidak dipakai"),
    "no time at all": (OPEN, "longest: 5", "longest: 0", "grounds › surat", "kurang dari setahun"),
    "opens by itself for no reason": (OPEN, "opens_by_itself: true, opening_basis: {designed: contoh}", "opens_by_itself: true", "grounds › surat", "terbuka dengan sendirinya tanpa dasar"),
    "class twice": (OPEN, "classes:\n", "classes:\n  - {code: berkala, label: B, gist: G, basis: {designed: contoh}}\n", "classes › berkala", "sudah ada"),
    "information of an unknown class": (OPEN, "class: berkala", "class: harian", "information › berkas", "“harian” tidak dikenal"),
    "information of an unknown sort": (OPEN, "of: matters", "of: letters", "information › berkas", "“letters” tidak dikenal"),
    "unknown unit that is only counted": (OPEN, "types: [inspektorat], phases", "types: [inspektur], phases", "counted", "“inspektur” tidak dikenal"),
    "what stays open and comes of no matter": (OPEN, "of: decisions", "of: regulations", "never", "tidak berasal dari berkas"),
    "law outside that is stated without its article": (OPEN, "{inferred: PP 61/2010}", "{stated: PP 61/2010}", "surat › longest_basis", "tanpa pasalnya"),
    "no limit to the day of review": (OPEN, "review: {years: 1,", "review: {years: 0,", "review", "batas terlama"),
    "decider who may be a party": (PROC, "          - {what: impartial, quantifier: any, label: Bukan pihak, integrity: true, basis: {designed: contoh}}\n        effects", "        effects", "buka › needs", "bukan pihak"),
    "decider who may be a former one": (PROC, "Masih menjabat, integrity: true", "Masih menjabat", "buka › needs", "masih menjabat"),
    "unknown kind that is only counted": (OPEN, "kinds: [fungsional]", "kinds: [periksa]", "counted", "“periksa” tidak dikenal"),
    "PPID without a head": ("pack.yaml", "ppid: A,", "ppid: X,", "offices › ppid", "tanpa kepala yang memutus"),
    # provisions
    "missing provision": (PROV, "  - {key: pasal-1/ayat-1, eid: e2, chapter: I, modality: may, gist: Dua.}\n", "", "pasal-1/ayat-2", "urutan terputus"),
    "eId twice": (PROV, "eid: e3", "eid: e2", "pasal-1/ayat-2", "e2 sudah dipakai"),
    "key twice": (PROV, "key: pasal-2/huruf-b", "key: pasal-2/huruf-a", "pasal-2/huruf-a", "sudah ada"),
    "no key": (PROV, "key: pasal-2/huruf-b", "key: pasal-2/b", "pasal-2/b", "bukan kunci"),
    "point without its article": (PROV, LATE_TAIL, "  - {key: pasal-3/ayat-1, eid: e8, chapter: I, modality: is, gist: G.}\n" + LATE_TAIL, "pasal-3/ayat-1", "induknya, pasal-3"),
    "unknown chapter": (PROV, "eid: e6, chapter: I", "eid: e6, chapter: IX", "pasal-2/huruf-b", "BAB IX"),
    "unknown modality": (PROV, "modality: shall", "modality: must", "pasal-1/ayat-2", "“must” tidak dikenal"),
    "another code": (PROV, "code: perbup-1-2020", "code: perbup-2-2020", "regulation › code", "tidak sama dengan nama folder"),
    # form
    "unknown key": (PROC, "    done: mencabut", "    dune: mencabut", "cabut › dune", "“dune” tidak dikenal"),
    "missing key": (PROC, "    done: mencabut\n", "", "cabut", "“done” belum ada"),
    "key that is no word": (PROC, "    done: mencabut", "    done: mencabut\n    ? [a]\n    : b", "cabut", "kunci bukan teks"),
    "key twice in YAML": (PROC, "    done: mencabut", "    label: mencabut", "cabut › label", "ditulis dua kali"),
    "text that is none": (PROC, "label: Ajukan", "label: yes", "ajukan › label", "bukan teks"),
    "list that is none": (PROC, "by: [counterpart]", "by: counterpart", "tanggapi › by", "bukan daftar"),
    "broken YAML": (PROC, "by: [counterpart]", "by: [counterpart", "baris 3", "YAML rusak"),
    "YAML tag": (PROC, "label: Ajukan", "label: !!python/name:os.system x", "baris", "YAML rusak"),
    "YAML tag that does not fit": (PROC, "label: Ajukan", "label: !!bool Ajukan", "ajukan › label", "tidak dapat dibaca"),
    "YAML anchor": (PROC, "label: Ajukan\n        done: mengajukan", "label: &a Ajukan\n        done: *a", "ajukan › done", "jangkar"),
    "date that is none in YAML": (PROV, "enacted: 2020-01-01", "enacted: 2020-13-01", "enacted", "bukan tanggal"),
    "colour that is none": ("pack.yaml", "#3A3D98", "biru", "utama", "“biru”"),
    "unknown time zone": ("pack.yaml", "Asia/Makassar", "Asia/Paringin", "timezone", "“Asia/Paringin” tidak dikenal"),
    "office that is no unit": ("pack.yaml", "personnel: A", "personnel: Q", "offices › personnel", "“Q” tidak dikenal"),
    "office of a unit that has ended": ("pack.yaml", "organisation: AST", "organisation: B", "offices › organisation", "“B” sudah berakhir"),
    "office left out": ("pack.yaml", "personnel: A, ", "", "government › offices", "“personnel” belum ada"),
    "unknown office": ("pack.yaml", "personnel: A", "personnel: A, archive: A", "offices › archive", "“archive” tidak dikenal"),
    "level without basis": (TOLD, "    basis: {designed: yang ditunggu diingatkan lebih dahulu}\n", "", "levels › pengingat", "tanpa dasar"),
    "level without a number of days": (TOLD, "    after: 0\n", "", "levels › pengingat", "kunci “after” belum ada"),
    "level before its clock": (TOLD, "after: 0", "after: -1", "pengingat › after", "-1"),
    "level for nobody": (TOLD, "to: convener", "to: camat", "pemimpin › to", "“camat” tidak dikenal"),
    "level without its words": (TOLD, "    notice: Tenggat lewat\n", "", "levels › pengingat", "kunci “notice” belum ada"),
    "level twice": (TOLD, "code: pemimpin", "code: pengingat", "pengingat › code", "tingkat “pengingat” sudah ada"),
    "level before the one above it": (TOLD, "after: 0", "after: 6", "pemimpin › after", "lebih awal daripada “pengingat”"),
    "level with a code that is none": (TOLD, "code: pemimpin", "code: Pemimpin 1", "levels › Pemimpin 1 › code", "“Pemimpin 1”"),
    "unknown key of a level": (TOLD, "    after: 5\n", "    after: 5\n    decides: yes\n", "pemimpin › decides", "“decides” tidak dikenal"),
    "regulation without folder": ("pack.yaml", "code: perbup-1-2020", "code: perbup-9-2020", "perbup-9-2020", "tidak ada"),
    "wrong header": ("units.csv", "abbr,type", "type,abbr", "baris 1", "kepala tabel"),
    "column too many": ("units.csv", "B,Dinas B", "B,Dinas, B", "baris 6", "ada 13 kolom, seharusnya 12"),
    "empty line": ("units.csv", A_ROW, A_ROW + "\n", "baris 6", "ada 0 kolom"),
    "quote left open": ("units.csv", "X,Instansi Luar", 'X,"Instansi Luar', "baris 8", "CSV rusak"),
    "neither yes nor no": ("posts.csv", "A/1,no", "A/1,tidak", "baris 6, kolom head", "bukan yes atau no"),
    "empty cell": ("units.csv", "B,Dinas B", "B,", "baris 6, kolom name", "kolom kosong"),
    "space at the edge": ("units.csv", "B,Dinas B", "B,Dinas B ", "baris 6, kolom name", "berspasi"),
    # what the regulation asks
    "asking provision that is none": (ASKS, "pasal-1/ayat-2", "pasal-1/ayat-9", "pasal-1/ayat-9", "pasal-1/ayat-9 tidak ada"),
    "asking provision twice": (ASKS, "pasal-2/huruf-b", "pasal-1/ayat-2", "pasal-1/ayat-2", "sudah ada"),
    "neither proof nor why not": (ASKS, "    outside: Di luar.\n", "", "pasal-2/huruf-b", "tanpa proofs dan tanpa outside"),
    "proof and why not": (ASKS, "    proofs:", "    outside: Di luar.\n    proofs:", "pasal-1/ayat-2", "ditulis bersama"),
    "sort of evidence that is none": (ASKS, "of: acts", "of: letters", "proofs", "letters"),
    "narrowed by what it is not": (ASKS, "{of: acts}", "{of: acts, forms: [a]}", "proofs", "forms tidak menyaring acts"),
    "formula that is none": (ASKS, "[sikap-dinyatakan]", "[sikap]", "proofs", "“sikap” tidak dikenal"),
    "no formula named": (ASKS, ", formulas: [sikap-dinyatakan]", "", "proofs", "tanpa rumus"),
    "type of unit that is none": (ASKS, "units: [dinas]", "units: [biro]", "proofs", "“biro” tidak dikenal"),
    "CRLF": ("units.csv", A_ROW, A_ROW.replace("\n", "\r\n"), "baris 5", "CRLF"),
    "BOM": ("units.csv", "code,name", "\ufeffcode,name", "baris 1", "BOM"),
    "NUL": (f"{LAW}/reading.md", "# Cara", "# \0Cara", "baris 1", "NUL"),
}  # fmt: skip


def test_withholding_without_a_ground_of_the_law_is_named(tmp_path: Path) -> None:
    text = SMALL_PACK[OPEN]
    begin, end = text.index("grounds:"), text.index("classes:")
    report = check(write_pack(tmp_path / "p", {OPEN: text[:begin] + text[end:]}))
    assert [fault.message for fault in report.faults] == ["tata cara pengecualian tanpa satu pun dasar pengecualian"]


def found(report: Report) -> list[tuple[str, str]]:
    return [(f"{fault.file} {fault.place}", fault.message) for fault in report.faults]


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_named_with_file_and_place(name: str, tmp_path: Path) -> None:
    file, old, new, place, message = PLANTS[name]
    assert old in SMALL_PACK[file]
    report = check(write_pack(tmp_path / "p", {file: SMALL_PACK[file].replace(old, new, 1)}))
    wanted = place if ".csv" in place else f"{file} {place}"
    file_part, _, place_part = wanted.partition(" ")
    hits = [at for at, words in found(report) if at.startswith(file_part) and place_part in at and message in words]
    assert hits, found(report)
    assert all(fault.advice for fault in report.faults)


def test_the_small_pack_has_no_fault(tmp_path: Path) -> None:
    assert found(check(write_pack(tmp_path / "p", {}))) == []


def test_balangan_has_no_fault() -> None:
    assert found(check(BALANGAN)) == []


def test_a_pack_may_say_nothing_of_what_its_regulation_asks(tmp_path: Path) -> None:
    assert found(check(write_pack(tmp_path / "p", {ASKS: None}))) == []


def test_a_provision_that_binds_and_is_not_among_what_is_asked_is_a_gap(tmp_path: Path) -> None:
    binding = SMALL_PACK[PROV].replace("modality: may", "modality: shall").replace("modality: is", "modality: shall")
    lost = "meminta sesuatu, tetapi belum ada pada asks.yaml"
    gaps = [gap.place for gap in check(write_pack(tmp_path / "p", {PROV: binding})).gaps if gap.message == lost]
    assert "Pasal 1 ayat (1)" in gaps and "Pasal 1 ayat (2)" not in gaps and "Pasal 1" not in gaps
    assert not [gap for gap in check(BALANGAN).gaps if gap.message == lost]


def test_a_pack_may_do_without_office_hours(tmp_path: Path) -> None:
    assert found(check(write_pack(tmp_path / "p", {"hours.csv": None}))) == found(check(write_pack(tmp_path / "q", {})))


def test_a_regulation_without_escalation_tells_nobody(tmp_path: Path) -> None:
    without, whole = examine(write_pack(tmp_path / "p", {TOLD: None}))[1], examine(write_pack(tmp_path / "q", {}))[1]
    assert without and whole
    assert [len(pack.regulations[0].escalation.levels) for pack in (without, whole)] == [0, 2]


@pytest.mark.parametrize("file", sorted(file for file in SMALL_PACK if Path(file).name not in LEFT_OUT))
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    report = check(write_pack(tmp_path / "p", {file: None}))
    assert [at for at, words in found(report) if at == f"{file} berkas" and "tidak ada" in words]


@pytest.mark.parametrize(
    "junk", [b"", b"\xff\xfe\x00", b"- [", b"a: " + b"[" * 200_000, b'code,\n"', b"null\n", b"3\n"]
)
def test_spoilt_files_never_end_in_a_traceback(junk: bytes, tmp_path: Path) -> None:
    others = [file for file in SMALL_PACK if file != "pack.yaml" and not file.endswith(".md")]
    assert [at for at, _ in found(check(write_pack(tmp_path / "p", {"pack.yaml": junk})))]
    places = [at for at, _ in found(check(write_pack(tmp_path / "q", dict.fromkeys(others, junk))))]
    assert [file for file in others if not any(at.startswith(file) for at in places)] == []


def test_a_folder_that_is_none_is_a_fault(tmp_path: Path) -> None:
    assert [words for _, words in found(check(tmp_path / "nowhere"))] == ["folder paket tidak ada"]


def test_faults_in_several_files_are_all_found_at_once(tmp_path: Path) -> None:
    names = [
        "unknown clause in a gist",
        "units in a circle",
        "unknown key",
        "unknown kind",
        "unknown affair",
        "step twice",
    ]
    files: dict[str, str | bytes | None] = {}
    for name in names:
        file, old, new, *_ = PLANTS[name]
        files[file] = str(files.get(file, SMALL_PACK[file])).replace(old, new, 1)
    words = " | ".join(message for _, message in found(check(write_pack(tmp_path / "p", files))))
    assert [name for name in names if PLANTS[name][4] not in words] == []


def test_only_a_sound_pack_is_handed_out(tmp_path: Path) -> None:
    assert examine(write_pack(tmp_path / "sound", {}))[1] is not None
    assert examine(write_pack(tmp_path / "broken", {"units.csv": None}))[1] is None


def test_the_gaps_of_the_law_are_no_faults() -> None:
    gaps = [str(gap) for gap in check(BALANGAN).gaps]
    for wanted in (
        "Lampiran I: Tidak ada pada salinan",
        "Lampiran II: Tidak ada pada salinan",
        "Pasal 4: Judul",
        "SATPOLPP ke SETDA.AST1 masih usulan, 1 dari 2 daerah sama",
        "tipe staf_ahli belum diatur",
        "belum dirujuk aturan mana pun",
    ):
        assert [gap for gap in gaps if wanted in gap], wanted
    assert not [gap for gap in gaps if "BAPPEDA" in gap]  # its row is agreed by all


@pytest.mark.parametrize(("year", "known"), [(2026, True), (2027, False)])
def test_a_running_year_without_holidays_is_a_gap(year: int, *, known: bool) -> None:
    gaps = [str(gap) for gap in check(BALANGAN, today=date(year, 1, 2)).gaps if "calendar.csv" in str(gap)]
    said = f"calendar.csv: hari libur {year} belum dimuat, sehingga tenggat tahun itu terhitung terlalu cepat"
    assert gaps == ([] if known else [said])
