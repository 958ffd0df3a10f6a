"""A pack small enough to be read at a glance and checked in a few milliseconds, into which tests plant faults."""

from pathlib import Path

LAW = "perbup-1-2020"
_ROUTES = "\n".join(
    f"  {name}: {{basis: {{inferred: Pasal 1 ayat (1)}}}}"
    for name in [
        "in_force",
        "stand_in",
        "one_agency",
        "convener",
        "rows",
        "all_coordinate",
        "rung",
        "command",
        "span",
        "oversight",
    ]
)
_KINDS = "\n".join(
    f"  - {{code: {code}, label: L, basis: {{stated: Pasal 2 huruf a}}, purpose: P, "
    "purpose_basis: {stated: Pasal 1 ayat (1)}, manner: M, manner_basis: {stated: Pasal 2}, outcome: O, need: N, "
    "need_hint: H}"
    for code in ["konsultatif", "kolegial", "fungsional", "struktural", "koordinatif"]
)
_TYPES = "\n".join(
    f"  - {{code: {code}, label: L, basis: {{stated: Pasal 2 huruf b}}, manner: M}}"
    for code in ["hierarki", "lintas_sektor", "instansional"]
)

SMALL_PACK = {
    "pack.yaml": """\
code: contoh
government:
  code: "00.00"
  name: Kabupaten Contoh
  long_name: Pemerintah Kabupaten Contoh
  head_title: Bupati
  timezone: Asia/Makassar
  zone_label: WITA
  colours: {utama: "#3A3D98", kedua: "#8A6D2B"}
  languages: [id]
  offices: {personnel: A, organisation: AST, planning: A, finance: A, ppid: A, ppid_superior: AST}
regulations:
  - {code: perbup-1-2020, name: Peraturan Bupati Contoh Nomor 1 Tahun 2020, short_title: Perbup 1/2020}
""",
    "types.csv": """\
type,element,cite,is_agency,needs_coordinator,internal
pimpinan,,Pasal 1 ayat (1),no,no,no
sekretariat_daerah,staf,,yes,no,no
asisten,staf,,no,no,yes
inspektorat,pengawas,,yes,yes,no
dinas,pelaksana,Pasal 1 ayat (2),yes,yes,no
eksternal,,,no,yes,no
""",
    "units.csv": """\
code,name,abbr,type,superior,through,area_code,valid_from,valid_to,source,certainty,note
BUPATI,Bupati,,pimpinan,,,,2020-01-01,,,confirmed,
SETDA,Sekretariat Daerah,,sekretariat_daerah,BUPATI,,,2020-01-01,,,confirmed,
AST,Asisten,,asisten,SETDA,,,2020-01-01,,,confirmed,
A,Dinas A,,dinas,BUPATI,SETDA,,2020-01-01,,,confirmed,
B,Dinas B,,dinas,BUPATI,SETDA,,2020-01-01,2022-12-31,,likely,
C,Dinas C,,dinas,BUPATI,SETDA,,2023-01-01,,,likely,
X,Instansi Luar,,eksternal,,,,2020-01-01,,,guess,
""",
    "posts.csv": """\
unit,post,title,superior,head,echelon,valid_from,valid_to,source
BUPATI,1,Bupati,,yes,,2020-01-01,,
SETDA,1,Sekretaris Daerah,BUPATI/1,yes,II.a,2020-01-01,,
AST,1,Asisten,SETDA/1,yes,II.b,2020-01-01,,
A,1,Kepala Dinas A,BUPATI/1,yes,II.b,2020-01-01,,
A,2,Sekretaris Dinas A,A/1,no,III.a,2020-01-01,,
B,1,Kepala Dinas B,BUPATI/1,yes,II.b,2020-01-01,2022-12-31,
C,1,Kepala Dinas C,BUPATI/1,yes,II.b,2023-01-01,,
""",
    "affairs.csv": """\
code,name,unit,delegated,valid_from,valid_to,source
air,Air,A,no,2020-01-01,,UU 23/2014
""",
    "coordination.csv": """\
unit,affair,coordinator,status,strength,cite,reason,agreement,valid_from,valid_to,source
A,,AST,usulan,inferred,Pasal 1 ayat (2),,1/2,2020-01-01,,
B,,AST,resmi,stated,Pasal 1 ayat (2),,,2020-01-01,2022-12-31,
C,,AST,usulan,inferred,Pasal 1 ayat (2),,2/2,2023-01-01,,
A,air,AST,usulan,designed,,menurut Pasal 1 ayat (2),,2020-01-01,,
X,,BUPATI,usulan,designed,,di luar perangkat daerah,,2020-01-01,,
""",
    "successions.csv": """\
date,from,to,kind,affair,ground
2023-01-01,B,C,rename,,Perda 1/2022
""",
    "calendar.csv": """\
date,name,kind,source
2020-01-01,Tahun Baru,libur,
""",
    "hours.csv": """\
name,weekdays,opens,closes,status,valid_from,valid_to,source
Jam kerja,1234,07:30,16:00,usulan,2020-01-01,,
""",
    f"{LAW}/matrix.csv": """\
from_type,to_type,kind,type,answer,symmetric,strength,cite,reason,certainty
dinas,sekretariat_daerah,konsultatif,,foreseen,yes,inferred,Pasal 1 ayat (1),,guess
*,dinas,koordinatif,lintas_sektor,foreseen,no,inferred,Pasal 2 huruf b,,guess
""",
    f"{LAW}/provisions.yaml": """\
regulation:
  code: perbup-1-2020
  kind: Peraturan Bupati
  number: 1
  year: 2020
  title: Contoh
  place: Contoh
  enacted: 2020-01-01
  valid_from: 2020-01-01
  valid_to: null
  gazette: Berita Daerah
  work: /akn/id/act/perbup/contoh/2020/1
  expression: /akn/id/act/perbup/contoh/2020/1/ind@2020-01-01
  language: ind
chapters:
  - {number: I, eid: chp_I, title: Umum}
provisions:
  - {key: pasal-1, eid: e1, chapter: I, modality: is, gist: Satu.}
  - {key: pasal-1/ayat-1, eid: e2, chapter: I, modality: may, gist: Dua.}
  - {key: pasal-1/ayat-2, eid: e3, chapter: I, modality: shall, gist: "Lihat Pasal 1 ayat (1) dan PP 18/2016 Pasal 50."}
  - {key: pasal-2, eid: e4, chapter: I, modality: is, gist: Empat., list: closed, cross: [pasal-1/ayat-1]}
  - {key: pasal-2/huruf-a, eid: e5, chapter: I, modality: is, gist: Lima.}
  - {key: pasal-2/huruf-b, eid: e6, chapter: I, modality: is, gist: Enam., defect: Terpotong.}
  - {key: lampiran-1, eid: e7, chapter: null, modality: refers, gist: Tujuh., missing: true}
""",
    f"{LAW}/asks.yaml": """\
asks:
  - provision: pasal-1/ayat-2
    by: Setiap dinas
    what: Bekerja bersama.
    proofs:
      - {of: acts}
      - {of: matters, kinds: [konsultatif], ended: true, units: [dinas]}
      - {of: formulas, formulas: [sikap-dinyatakan]}
  - provision: pasal-2/huruf-b
    by: Setiap dinas
    what: Bekerja sendiri.
    reason: dibaca begitu
    outside: Di luar.
""",
    f"{LAW}/kinds.yaml": f"kinds:\n{_KINDS}\ntypes:\n{_TYPES}\nforms: []\nduties: []\nprinciples: []\nyardsticks: []\n",
    f"{LAW}/procedures.yaml": """\
common:
  - code: cabut
    label: Cabut
    done: mencabut
    by: [opener]
    from: ['@open']
    to: withdrawn
    subjects: [matter]
    basis: {designed: pemrakarsa dapat mengakhiri permintaannya}
procedures:
  - code: konsultatif
    subject: matter
    kind: konsultatif
    basis: {stated: Pasal 1 ayat (1)}
    states:
      - {code: draft, label: Draf, phase: draft}
      - {code: asking, label: Menunggu, phase: open}
      - {code: closed, label: Selesai, phase: closed}
      - {code: withdrawn, label: Dicabut, phase: closed}
    slots:
      - role: counterpart
        states:
          - {code: asked, label: Belum menanggapi}
          - {code: answered, label: Menanggapi}
    steps:
      - code: ajukan
        label: Ajukan
        done: mengajukan
        by: [opener]
        from: [draft]
        to: asking
        moves: [{role: counterpart, to: asked}]
        basis: {stated: Pasal 1 ayat (1)}
      - code: tanggapi
        label: Tanggapi
        done: menanggapi
        by: [counterpart]
        from: [asking]
        slot: [asked]
        slot_to: answered
        basis: {inferred: Pasal 1 ayat (2), reason: setiap pihak menjawab}
      - code: tutup
        label: Tutup
        done: menutup
        by: [opener]
        from: [asking]
        to: closed
        needs:
          - what: slots
            role: counterpart
            quantifier: all
            in: [answered]
            label: Semua menjawab
            basis: {inferred: Pasal 2}
        basis: {stated: Pasal 1 ayat (1)}
  - code: rapat
    label: Rapat
    subject: meeting
    recorders: [chair]
    basis: {designed: contoh}
    states:
      - {code: draft, label: Draf, phase: draft}
      - {code: called, label: Diundang, phase: open}
      - {code: held, label: Selesai, phase: closed}
    slots:
      - role: attendee
        states:
          - {code: invited, label: Diundang}
          - {code: sends, label: Diwakili}
    steps:
      - code: undang
        label: Undang
        done: mengundang
        by: [chair]
        from: [draft]
        to: called
        asks: [moment]
        effects: [schedule]
        basis: {designed: contoh}
      - code: wakilkan
        label: Wakilkan
        done: mewakilkan
        by: [invitee]
        from: [called]
        slot: [invited]
        slot_to: sends
        asks: [substitute]
        basis: {designed: contoh}
      - code: sahkan
        label: Sahkan
        done: mengesahkan
        by: [chair]
        from: [called]
        to: held
        needs:
          - {what: items, quantifier: any, label: Ada mata acara, basis: {designed: contoh}}
        asks: [aspects]
        effects: [adopt]
        binding: true
        basis: {designed: contoh}
  - code: pengecualian
    label: Pengecualian
    subject: withholding
    recorders: [opener]
    basis: {designed: contoh}
    states:
      - {code: draft, label: Draf, phase: draft}
      - {code: in_force, label: Dikecualikan, phase: open}
      - {code: opened, label: Dibuka, phase: closed}
    slots: []
    steps:
      - code: kecualikan
        label: Kecualikan
        done: mengecualikan
        by: [decider]
        from: [draft, in_force]
        to: in_force
        needs:
          - {what: review, quantifier: any, days: 30, label: Dekat hari tinjau, basis: {designed: contoh}}
          - {what: office, quantifier: any, label: Menjabat, integrity: true, basis: {designed: contoh}}
          - {what: impartial, quantifier: any, label: Bukan pihak, integrity: true, basis: {designed: contoh}}
        asks: [ground, instrument, term, day, summary, never, file]
        effects: [withhold]
        binding: true
        basis: {designed: contoh}
      - code: buka
        label: Buka
        done: membuka
        by: [decider]
        from: [in_force]
        to: opened
        needs:
          - {what: office, quantifier: any, label: Masih menjabat, integrity: true, basis: {designed: contoh}}
          - {what: impartial, quantifier: any, label: Bukan pihak, integrity: true, basis: {designed: contoh}}
        effects: [open]
        binding: true
        basis: {designed: contoh}
""",
    f"{LAW}/openness.yaml": """\
supervision: {types: [inspektorat], basis: {designed: membaca semuanya}}
counted:
  - {kinds: [fungsional], types: [inspektorat], phases: [open], roles: [counterpart], label: pemeriksaan,
     basis: {designed: contoh}, afterwards: [title], afterwards_basis: {designed: contoh}}
review: {years: 1, basis: {designed: contoh}}
never: [{of: decisions, label: Keputusan, basis: {designed: contoh}}]
grounds:
  - {code: surat, label: Surat, gist: Surat rahasia, basis: {stated: UU 14/2008 Pasal 17 huruf i},
     opens_by_itself: true, opening_basis: {designed: contoh}, longest: 5, longest_basis: {inferred: PP 61/2010}}
  - {code: hukum, label: Hukum, gist: Menghambat hukum, basis: {stated: UU 14/2008 Pasal 17 huruf a}}
classes:
  - {code: berkala, label: Berkala, gist: Diumumkan, basis: {stated: UU 14/2008 Pasal 9}}
information:
  - {code: berkas, label: Berkas, class: berkala, of: matters, basis: {designed: contoh}}
instead: [{subject: matter, field: title, slots: [answered], label: Sudah}]
rules:
  - {subject: matter, fields: [title], phases: [open], states: [asking], audience: parties, basis: {designed: belum}}
  - {subject: matter, fields: [title], phases: [open], audience: public, basis: {inferred: Pasal 2 huruf a}}
""",
    f"{LAW}/paths.yaml": f"""\
since: 2020-01-01
kinds:
  konsultatif: {{route: direct, basis: {{stated: Pasal 1 ayat (1)}}, why: W}}
  kolegial: {{route: direct, basis: {{stated: Pasal 1 ayat (1)}}, why: W}}
  fungsional: {{route: direct, basis: {{stated: Pasal 1 ayat (1)}}, why: W}}
  struktural: {{route: line, basis: {{stated: Pasal 1 ayat (1)}}, why: W}}
types:
  hierarki: {{route: span, basis: {{stated: Pasal 2 huruf b}}, why: W}}
  lintas_sektor: {{route: path, basis: {{stated: Pasal 2 huruf b}}, why: W}}
  instansional: {{route: path, basis: {{stated: Pasal 2 huruf b}}, why: W}}
propose: {{outside: instansional, one_agency: hierarki, otherwise: lintas_sektor}}
outside_types: [eksternal]
oversight_elements: [pengawas]
rules:
{_ROUTES}
  heads: {{types: [pimpinan], basis: {{stated: Pasal 1 ayat (1)}}}}
edges:
  - {{from: [asisten], to: [sekretariat_daerah], basis: {{stated: Pasal 1 ayat (1)}}}}
  - {{basis: {{inferred: Pasal 1 ayat (1)}}}}
through:
  - {{basis: {{designed: kebiasaan}}}}
convener_bases:
  - {{basis: {{inferred: Pasal 1 ayat (2)}}}}
forms: {{}}
""",
    f"{LAW}/cases.yaml": """\
paths:
  - title: A ke B
    from: A
    to: [B]
    kind: koordinatif
    expect: {status: proposed, convener: AST}
""",
    f"{LAW}/escalation.yaml": """\
levels:
  - code: pengingat
    after: 0
    to: awaited
    label: Pengingat
    done: Diingatkan
    notice: Tenggat lewat
    basis: {designed: yang ditunggu diingatkan lebih dahulu}
  - code: pemimpin
    after: 5
    to: convener
    label: Pemberitahuan
    done: Pemimpin diberi tahu
    notice: Pihak belum bertindak
    basis: {designed: pemimpin mengetahui apa yang tertahan}
""",
    f"{LAW}/reading.md": "# Cara membaca\n\nPasal 2 huruf b dibaca bersama Pasal 1.\n",
}


def write_pack(folder: Path, files: dict[str, str | bytes | None]) -> Path:
    """The small pack in `folder`, with some of its files replaced; None leaves a file out."""
    (folder / LAW).mkdir(parents=True)
    for name, text in {**SMALL_PACK, **files}.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
