"""The oracle of access: who may see and do what, as plain tables over words, written without a look at the product.

It imports nothing of Selaras or Django (a test reads its imports), so that a mistake there cannot repeat itself here.
"""

from __future__ import annotations

# Who asks. "nobody" is not signed in, "account" is signed in but acts in no post of this government today, "officer"
# acts in a post.
STANDING = {
    "nobody": "nobody",
    "switched off": "nobody",  # an account that was closed
    "without person": "account",
    "without post": "account",
    "ended yesterday": "account",
    "begins tomorrow": "account",
    "two posts, none chosen": "account",
    "of another government": "account",
    "claims another's post": "account",  # his session names the tenure of somebody else
    "two posts, in the other": "officer",  # acts in a post that has no part, though he holds one that has
    "two posts, in this": "officer",
    "unrelated": "officer",
    "colleague": "officer",  # of the opening unit, but nobody let him in
    "drafter": "officer",
    "opener": "officer",
    "counterpart": "officer",
    "other counterpart": "officer",
    "preparer": "officer",  # assigned: menyiapkan
    "deputy": "officer",  # assigned: bertindak
    "operator": "officer",  # prepares and records in the opener's name
    "former operator": "officer",
    "coordinator": "officer",
    "lead": "officer",
    "convener": "officer",
    "decider": "officer",
    "via": "officer",
    "asker": "officer",
    "observer": "officer",
    "inspector": "officer",
    "inspector's staff": "officer",
    "personnel agency": "officer",
    "personnel clerk": "officer",
    "organisation office": "officer",
    "ppid": "officer",  # decided that a matter is withheld, and reads it no more
}
OVERSIGHT = {"inspector", "inspector's staff"}
PRIVATE = {
    "withheld",
    "withholding",
    "meeting",
}  # or what speaks of it, on a ground that leaves it, of the oversight, to its head

# Who keeps a government's own data; nobody else comes in there.
KEEPERS = {
    "personnel": {"personnel agency", "personnel clerk"},
    "organisation": {"organisation office"},
    "background": {"organisation office", "ppid"},  # the unit that runs the machine, where the PPID sits
    "oversight": OVERSIGHT,  # its desk, where it reads everything and changes nothing
}

# The matters of the trial, each in one stage.
STAGE = {
    "draft": "draft",
    "private draft": "draft",
    "submitted": "submitted",
    "running": "running",
    "withheld": "withheld",
    "decided": "decided",
    "closed": "closed",
    "consulted": "running",
}

# What anybody may read of a matter in each stage; the rest is for those who take part in it and for oversight.
OPEN_WORDS: dict[str, set[str]] = {
    "draft": set(),
    "submitted": set(),
    "running": {"number", "title"},
    "withheld": {"number"},  # that it exists is in the register, with a title that says nothing
    "decided": {"number", "title", "decision"},
    "closed": {"number", "title", "purpose", "answer", "agreement", "decision"},
}

# Who takes part in what, and as what. A drafter has no seat in what his head submitted.
_PATH = {
    "opener": "opener",
    "two posts, in this": "opener",
    "operator": "operator",
    "counterpart": "counterpart",
    "other counterpart": "counterpart",
    "coordinator": "coordinator",
    "convener": "convener",
    "decider": "decider",
    "via": "via",
}
_LED = {**_PATH, "lead": "lead", "preparer": "preparer", "deputy": "deputy"}
SEATS = {
    "draft": {
        "drafter": "drafter",
        "opener": "signatory",
        "two posts, in this": "signatory",
        "operator": "operator",
    },
    "private draft": {"unrelated": "drafter"},
    "submitted": {**_PATH, "lead": "coordinator"},
    "running": _LED,
    "withheld": _LED,
    "decided": _LED,
    "closed": _LED,
    "consulted": {
        "asker": "opener",
        "counterpart": "counterpart",
        "preparer": "preparer",
        "deputy": "deputy",
        "observer": "observer",
    },
}

# What can be done now in each matter or at an address, in the name of which role, and who may do it. Acts that bind
# need the holder; an operator or an assigned deputy does the others; whoever prepares does none.
DEEDS: dict[tuple[str, str], tuple[str, set[str]]] = {
    ("submitted", "ingatkan_pemimpin"): ("opener", {"opener", "two posts, in this", "operator"}),
    ("submitted", "ambil"): ("convener", {"convener"}),
    ("running", "lampirkan"): ("counterpart", {"counterpart", "deputy"}),
    ("running", "keberatan"): ("other counterpart", {"other counterpart"}),
    ("running", "putuskan"): ("decider", {"decider"}),
    ("withheld", "setujui"): ("opener", {"opener", "two posts, in this"}),
    ("decided", "tutup"): ("lead", {"lead"}),
    ("closed", "cabut"): ("opener", set()),  # nothing can be done in what is closed
    ("consulted", "tanggapi"): ("counterpart", {"counterpart", "deputy"}),
    ("triage", "pass on"): ("convener", {"convener"}),
    ("follow_up_step", "mulai"): ("counterpart", {"counterpart"}),
    ("follow_up_step", "verifikasi"): ("lead", set()),  # nothing was brought as evidence yet
    ("group_step", "terima"): ("counterpart", {"counterpart"}),
    ("group_step", "bubarkan"): ("convener", set()),  # nobody says why
    ("document_step", "ketahui"): ("counterpart", {"counterpart"}),
    ("withholding_step", "ketahui"): ("counterpart", {"counterpart"}),
    ("withholding_step", "buka"): ("ppid", set()),  # nobody says why
    ("meeting_step", "hadiri"): ("opener", {"opener", "two posts, in this", "operator"}),
    ("meeting_step", "mulai"): ("lead", set()),  # its day has not come
    # An operator is a post of one's own agency: this one is DPUPR/62, the colleague himself.
    ("powers", "operator"): ("opener", {"opener", "two posts, in this", "drafter", "operator", "former operator"}),
    ("powers", "delegation"): ("convener", {"convener"}),
    ("workdays", "declare"): ("organisation office", {"organisation office"}),
}

# Who gave the power that is tried at an address, and so may end it; who asked for or sends what is under way.
GIVERS = {
    "operator_end": {"opener", "two posts, in this"},
    "delegation_end": {"convener"},
    "progress": {"opener"},
    "upload": {"opener"},
}

# The leader whose page is tried is "unrelated", the head of a dinas; it opens for himself and for those above him.
ABOVE = {"unrelated", "convener", "decider"}

# Every address: its route; whom the door lets in; what it is about; and what it answers to whom the door lets in and
# who may see the whole of what it is about. A verb that is not named is not allowed. What is about a draft opens for
# who may go on with it, what is about a matter for who may see it in full.
VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
SPOKEN = {"GET", "HEAD", "POST"}
_READ = {"GET": "page", "HEAD": "page"}
_FILE = {"GET": "file", "HEAD": "file"}
_SENT = {"GET": "onward", "HEAD": "onward", "POST": "refused"}  # an address of a form; what is sent here says nothing
_STEP = {"GET": "onward", "HEAD": "onward", "POST": "deed"}
_ASKED = {"GET": "page", "HEAD": "page", "OPTIONS": "taken"}  # what a program reads, also from a page of elsewhere
_WORK = {"GET": "no token", "HEAD": "no token", "OPTIONS": "taken"}
_ACT = {"POST": "no token", "OPTIONS": "taken"}
_GONE = {"GET": "not found", "HEAD": "not found", "POST": "not found"}  # only a draft is thrown away
ADDRESSES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "home": ("", "anybody", "", _READ),
    "robots": ("robots.txt", "anybody", "", _READ),
    "sitemap": ("sitemap.xml", "anybody", "", _READ),
    "structure": ("struktur/", "anybody", "", _READ),
    "unit": ("unit/<str:code>/", "anybody", "", _READ),
    "post": ("unit/<str:unit>/<str:post>/", "anybody", "", {"GET": "onward", "HEAD": "onward"}),
    "paths": ("jalur/", "anybody", "", _READ),
    "kinds": ("hubungan/", "anybody", "", _READ),
    "procedure": ("hubungan/<str:code>/", "anybody", "", _READ),
    "regulations": ("peraturan/", "anybody", "", _READ),
    "regulation": ("peraturan/<str:code>/", "anybody", "", _READ),
    "provision": ("peraturan/<str:code>/<str:root>/", "anybody", "", _READ),
    "provision_acts": ("peraturan/<str:code>/<str:root>/catatan/", "anybody", "", _READ),
    "coverage": ("pasal-demi-pasal/", "anybody", "", _READ),
    "signs": ("unsur/", "anybody", "", _READ),
    "agenda": ("agenda/", "anybody", "", _READ),
    "agenda_meeting": ("agenda/<int:meeting>/", "anybody", "row", _READ),
    "open_matters": ("berkas/", "anybody", "", _READ),
    "open_matter": ("berkas/<str:number>/", "anybody", "face", _READ),
    "matter_link": ("b/<str:number>/", "anybody", "", dict.fromkeys(("GET", "HEAD"), "onward")),
    "meeting_link": ("r/<int:meeting>/", "anybody", "", dict.fromkeys(("GET", "HEAD"), "onward")),
    "withheld": ("dikecualikan/", "anybody", "", _READ),
    "decisions": ("keputusan/", "anybody", "", _READ),
    "decision": ("keputusan/<int:decision>/", "anybody", "row", _READ),
    "open_groups": ("gugus-kerja/", "anybody", "", _READ),
    "open_group": ("gugus-kerja/<int:group>/", "anybody", "row", _READ),
    "policies": ("kebijakan/", "anybody", "", _READ),
    "open_policy": ("kebijakan/<int:document>/", "anybody", "row", _READ),
    "open_instrument": ("kebijakan/naskah/<int:file>/", "anybody", "row", _FILE),
    "healthz": ("healthz", "anybody", "", _READ),
    "readyz": ("readyz", "anybody", "", _READ),
    "data": ("data/", "anybody", "", _READ),
    "data_catalogue": ("data/katalog.jsonld", "anybody", "", _READ),
    "data_catalogue_turtle": ("data/katalog.ttl", "anybody", "", _READ),
    "data_organisation": ("data/organisasi.jsonld", "anybody", "", _READ),
    "data_organisation_turtle": ("data/organisasi.ttl", "anybody", "", _READ),
    "data_popolo": ("data/popolo.json", "anybody", "", _READ),
    "data_jdihn": ("data/jdihn.json", "anybody", "", _READ),
    "data_law": ("data/akn/<str:code>.xml", "anybody", "", _READ),
    "data_everything": ("data/semua.zip", "anybody", "", dict.fromkeys(("GET", "HEAD"), "not found")),  # not yet made
    "data_columns": ("data/<slug:name>.csv-metadata.json", "anybody", "", _READ),
    "data_csv": ("data/<slug:name>.csv", "anybody", "", _FILE),
    "data_json": ("data/<slug:name>.json", "anybody", "", _READ),
    "data_xlsx": ("data/<slug:name>.xlsx", "anybody", "", _FILE),
    "data_ods": ("data/<slug:name>.ods", "anybody", "", _FILE),
    "feed_agenda": ("feed/agenda.atom", "anybody", "", _READ),
    "feed_decisions": ("feed/keputusan.atom", "anybody", "", _READ),
    "feed_matters": ("feed/berkas.atom", "anybody", "", _READ),
    "feed_seals": ("feed/segel.atom", "anybody", "", _READ),
    "linked_unit": ("unit/<str:code>.jsonld", "anybody", "", _READ),
    "linked_post": ("unit/<str:unit>/<str:post>.jsonld", "anybody", "", _READ),
    "linked_regulation": ("peraturan/<str:code>.jsonld", "anybody", "", _READ),
    "linked_matter": ("berkas/<str:number>.jsonld", "anybody", "face", _READ),
    "linked_meeting": ("agenda/<int:key>.jsonld", "anybody", "row", _READ),
    "linked_decision": ("keputusan/<int:key>.jsonld", "anybody", "row", _READ),
    "linked_group": ("gugus-kerja/<int:key>.jsonld", "anybody", "row", _READ),
    "linked_policy": ("kebijakan/<int:key>.jsonld", "anybody", "row", _READ),
    "calendar_public": ("kalender/publik.ics", "anybody", "", _READ),
    "calendar_unit": ("kalender/unit/<str:code>.ics", "anybody", "", _READ),
    "calendar_group": ("kalender/gugus-kerja/<int:group>.ics", "anybody", "row", _READ),
    "calendar_personal": ("kalender/pribadi/<str:secret>.ics", "anybody", "row", _READ),  # who knows the secret
    "api_openapi": ("api/v1/openapi.json", "program", "", _ASKED),
    "api_index": ("api/v1/", "program", "", _ASKED),
    "api_docs": ("api/v1/docs", "anybody", "", _READ),
    "api_indicators": ("api/v1/indicators", "program", "", _ASKED),
    "api_search": ("api/v1/search", "program", "", {**_ASKED, "GET": "refused", "HEAD": "refused"}),
    "api_withholdings": ("api/v1/withholdings", "program", "", _ASKED),
    "api_units": ("api/v1/units", "program", "", _ASKED),
    "api_unit": ("api/v1/units/<str:code>", "program", "", _ASKED),
    "api_posts": ("api/v1/posts", "program", "", _ASKED),
    "api_kinds": ("api/v1/kinds", "program", "", _ASKED),
    "api_provisions": ("api/v1/provisions", "program", "", _ASKED),
    "api_provision": ("api/v1/provisions/<path:key>", "program", "", _ASKED),
    "api_path": ("api/v1/path", "program", "", {**_ASKED, "GET": "refused", "HEAD": "refused"}),  # asks for a question
    "api_matters": ("api/v1/matters", "program", "", {**_ASKED, "POST": "no token"}),
    "api_matter": ("api/v1/matters/<number>", "program", "face", {**_ASKED, "PUT": "no token", "DELETE": "no token"}),
    "api_meetings": ("api/v1/meetings", "program", "", {**_ASKED, "POST": "no token"}),
    "api_meeting": ("api/v1/meetings/<int:meeting>", "program", "row", _ASKED),
    "api_decisions": ("api/v1/decisions", "program", "", _ASKED),
    "api_decision": ("api/v1/decisions/<int:decision>", "program", "row", _ASKED),
    "api_follow_ups": ("api/v1/follow-ups", "program", "", _ASKED),
    "api_follow_up": ("api/v1/follow-ups/<int:follow_up>", "program", "row", _ASKED),
    "api_working_groups": ("api/v1/working-groups", "program", "", _ASKED),
    "api_working_group": ("api/v1/working-groups/<int:group>", "program", "row", _ASKED),
    "api_policies": ("api/v1/policies", "program", "", _ASKED),
    "api_policy": ("api/v1/policies/<int:document>", "program", "row", _ASKED),
    "api_ledger": ("api/v1/ledger", "program", "", _ASKED),
    "api_ledger_entry": ("api/v1/ledger/<int:number>", "program", "", _ASKED),
    "api_seals": ("api/v1/seals", "program", "", _ASKED),
    "api_inbox": ("api/v1/inbox", "program", "", _WORK),
    "api_matter_work": ("api/v1/matters/<number>/work", "program", "matter", _WORK),
    "api_matter_step": ("api/v1/matters/<number>/steps", "program", "matter", _ACT),
    "api_matter_answer": ("api/v1/matters/<number>/answers", "program", "matter", _ACT),
    "api_matter_position": ("api/v1/matters/<number>/positions", "program", "matter", _ACT),
    "api_matter_file": ("api/v1/matters/<number>/files", "program", "matter", _ACT),
    "api_upload": ("api/v1/uploads", "program", "", _ACT),
    "api_meeting_work": ("api/v1/meetings/<meeting>/work", "program", "", _WORK),
    "api_meeting_step": ("api/v1/meetings/<meeting>/steps", "program", "", _ACT),
    "api_follow_up_work": ("api/v1/follow-ups/<follow_up>/work", "program", "", _WORK),
    "api_follow_up_step": ("api/v1/follow-ups/<follow_up>/steps", "program", "", _ACT),
    "api_group_work": ("api/v1/working-groups/<group>/work", "program", "", _WORK),
    "api_group_step": ("api/v1/working-groups/<group>/steps", "program", "", _ACT),
    "api_nowhere": (
        r"api/v1/^(?P<rest>(?s:.*))\Z",
        "program",
        "",
        {**dict.fromkeys(VERBS, "not found"), "OPTIONS": "taken"},
    ),
    "inbox": ("kerja/", "officer", "", _READ),
    "posts": ("kerja/jabatan/", "account", "", {**_READ, "POST": "refused"}),  # the post sent is somebody else's
    "triage": ("kerja/triase/", "officer", "", {**_READ, "POST": "deed"}),
    "cockpit": ("kerja/pantau/", "officer", "", _READ),
    "cockpit_figures": ("kerja/pantau/angka.xlsx", "officer", "", _FILE),
    "cockpit_list": ("kerja/pantau/<slug:code>/", "officer", "", _READ),
    "cockpit_list_file": ("kerja/pantau/<slug:code>/unduh.xlsx", "officer", "", _FILE),
    "morning_pdf": ("kerja/pantau/pagi.pdf", "officer", "", _FILE),
    "morning_page": ("kerja/pantau/pagi/cetak/", "officer", "", _READ),
    "audit": ("kerja/audit/", "oversight", "", _READ),
    "audit_question": ("kerja/audit/tanya/<slug:code>/", "oversight", "row", _READ),
    "audit_entry": ("kerja/audit/catatan/<int:number>/", "oversight", "row", _READ),
    "audit_sample": ("kerja/audit/contoh/", "oversight", "", _READ),
    "audit_export": ("kerja/audit/unduh.zip", "oversight", "", _FILE),
    "audit_saved": ("kerja/audit/simpanan/", "oversight", "", {"POST": "refused"}),  # without a name
    "powers": ("kerja/kuasa/", "officer", "", {**_READ, "POST": "deed"}),
    "operator_end": ("kerja/kuasa/operator/<int:row>/akhiri/", "officer", "power", {**_READ, "POST": "onward"}),
    "delegation_end": ("kerja/kuasa/limpahan/<int:row>/akhiri/", "officer", "power", {**_READ, "POST": "onward"}),
    "calendars": ("kerja/kalender/", "officer", "", {**_READ, "POST": "page"}),  # a new secret, shown this once
    "tokens": ("kerja/kunci/", "officer", "", {**_READ, "POST": "refused"}),
    "webhooks": ("kerja/kait/", "organisation", "", {**_READ, "POST": "refused"}),
    "background": ("kerja/latar/", "background", "", {**_READ, "POST": "onward"}),
    "progress": ("kerja/tugas/<str:key>/", "officer", "power", _READ),
    "upload_new": ("kerja/unggah/", "officer", "", {"POST": "made"}),
    "upload": ("kerja/unggah/<str:upload>/", "officer", "power", {**_READ, "POST": "taken"}),
    "matters": ("kerja/berkas/", "officer", "", _READ),
    "matter_new": ("kerja/berkas/baru/", "officer", "", {**_READ, "POST": "onward"}),
    "matter_preview": ("kerja/berkas/pratinjau/", "officer", "", {"POST": "page"}),
    "matter_draft": ("kerja/berkas/draf/<int:draft>/", "officer", "draft", {**_READ, "POST": "onward"}),
    "matter_discard": ("kerja/berkas/draf/<int:draft>/hapus/", "officer", "draft", {**_READ, "POST": "onward"}),
    "matter": ("kerja/berkas/<str:number>/", "officer", "matter", _READ),
    "matter_step": (
        "kerja/berkas/<str:number>/langkah/",
        "officer",
        "matter",
        {"GET": "onward", "HEAD": "onward", "POST": "deed"},
    ),
    "pauses": ("kerja/berkas/<str:number>/tenggat/", "officer", "matter", {**_READ, "POST": "refused"}),
    "matter_file": ("kerja/berkas/<str:number>/naskah/<int:file>/", "officer", "matter", _FILE),
    "acting": ("kerja/plt/", "officer", "", _READ),
    "leaders": ("kerja/pimpinan/", "officer", "", _READ),
    "leader": ("kerja/pimpinan/<str:unit>/<str:head>/", "officer", "leader", _READ),
    "follow_ups": ("kerja/tindak-lanjut/", "officer", "", _READ),
    "follow_up_new": ("kerja/tindak-lanjut/baru/", "officer", "", dict.fromkeys(("GET", "HEAD", "POST"), "not found")),
    "follow_up": ("kerja/tindak-lanjut/<int:follow_up>/", "officer", "follow_up", _READ),
    "follow_up_step": ("kerja/tindak-lanjut/<int:follow_up>/langkah/", "officer", "follow_up", _STEP),
    "groups": ("kerja/gugus-kerja/", "officer", "", _READ),
    "group_new": ("kerja/gugus-kerja/baru/", "officer", "", {**_READ, "POST": "refused"}),
    "group": ("kerja/gugus-kerja/<int:group>/", "officer", "group", _READ),
    "group_step": ("kerja/gugus-kerja/<int:group>/langkah/", "officer", "group", _STEP),
    "group_edit": ("kerja/gugus-kerja/<int:group>/ubah/", "officer", "group", {**_SENT, "POST": "onward"}),
    "group_discard": ("kerja/gugus-kerja/<int:group>/hapus/", "officer", "group", _GONE),
    "withholdings": ("kerja/pengecualian/", "officer", "", _READ),
    "withholding_new": ("kerja/pengecualian/baru/", "officer", "", dict.fromkeys(("GET", "HEAD", "POST"), "not found")),
    "withholding": ("kerja/pengecualian/<int:withholding>/", "officer", "withholding", _READ),
    "withholding_step": ("kerja/pengecualian/<int:withholding>/langkah/", "officer", "withholding", _STEP),
    "withholding_edit": (
        "kerja/pengecualian/<int:withholding>/ubah/",
        "officer",
        "withholding",
        {**_SENT, "POST": "onward"},
    ),
    "withholding_discard": ("kerja/pengecualian/<int:withholding>/hapus/", "officer", "withholding", _GONE),
    "documents": ("kerja/naskah/", "officer", "", _READ),
    "document_new": ("kerja/naskah/baru/", "officer", "", {**_READ, "POST": "refused"}),
    "document": ("kerja/naskah/<int:document>/", "officer", "document", _READ),
    "document_step": ("kerja/naskah/<int:document>/langkah/", "officer", "document", _STEP),
    "document_edit": ("kerja/naskah/<int:document>/ubah/", "officer", "document", {**_SENT, "POST": "onward"}),
    "document_discard": ("kerja/naskah/<int:document>/hapus/", "officer", "document", _GONE),
    "document_renew": ("kerja/naskah/<int:document>/versi-baru/", "officer", "document", _SENT),
    "document_measure": ("kerja/naskah/<int:document>/capaian/", "officer", "document", _SENT),
    "document_recommend": (
        "kerja/naskah/<int:document>/rekomendasi/",
        "officer",
        "document",
        {**_READ, "POST": "refused"},
    ),
    "notices": ("kerja/pemberitahuan/", "officer", "", {**_READ, "POST": "onward"}),
    "notice_settings": ("kerja/pemberitahuan/pengaturan/", "officer", "", {**_READ, "POST": "refused"}),
    "message": ("kerja/pesan/<str:sort>/<str:key>/", "officer", "matter", _READ),
    "notice_read": ("kerja/pemberitahuan/<int:notice>/", "officer", "", {**_SENT, "POST": "onward"}),  # of whosesoever
    "meetings": ("kerja/rapat/", "officer", "", _READ),
    "meeting_new": ("kerja/rapat/baru/", "officer", "", {**_READ, "POST": "page"}),
    # The meeting that is tried was called, and is no draft any more.
    "meeting_draft": ("kerja/rapat/draf/<int:draft>/", "officer", "meeting", {**_STEP, "POST": "late"}),
    "meeting_discard": ("kerja/rapat/draf/<int:draft>/hapus/", "officer", "meeting", _GONE),
    "series": ("kerja/rapat/seri/", "officer", "", {**_READ, "POST": "refused"}),
    "absences": ("kerja/rapat/ketidakhadiran/", "officer", "", _READ),
    "absences_file": ("kerja/rapat/ketidakhadiran/unduh.csv", "officer", "", _FILE),
    "meeting": ("kerja/rapat/<int:meeting>/", "officer", "meeting", _READ),
    "meeting_step": ("kerja/rapat/<int:meeting>/langkah/", "officer", "meeting", _STEP),
    "meeting_code": ("kerja/rapat/<int:meeting>/kode/", "officer", "leading", _READ),
    "meeting_check_in": ("kerja/rapat/<int:meeting>/hadir/", "officer", "coming", {**_READ, "POST": "refused"}),
    "meeting_sheet": (
        "kerja/rapat/<int:meeting>/daftar-hadir/",
        "officer",
        "leading",
        {**_STEP, "POST": "onward"},  # back to the meeting, which has not begun
    ),
    "minutes": ("kerja/rapat/<int:meeting>/notula/", "officer", "meeting", {**_READ, "POST": "refused"}),
    "attachment": ("kerja/lampiran/<int:file>/", "officer", "meeting", _FILE),
    "tenures": ("kerja/pejabat/", "personnel", "", _READ),
    "appoint": ("kerja/pejabat/angkat/", "personnel", "", {**_READ, "POST": "onward"}),
    "inauguration": ("kerja/pejabat/pelantikan/", "personnel", "", {**_READ, "POST": "onward"}),
    "inauguration_example": ("kerja/pejabat/pelantikan/contoh.csv", "personnel", "", _FILE),
    "tenure": ("kerja/pejabat/<int:tenure>/", "personnel", "row", {**_READ, "POST": "onward"}),
    "workdays": ("kerja/hari-kerja/", "officer", "", {**_READ, "POST": "deed"}),
    "workday": ("kerja/hari-kerja/<int:row>/", "organisation", "row", {**_READ, "POST": "onward"}),
    "mapping": ("kerja/jalur/", "organisation", "", _READ),
    "mapping_add": ("kerja/jalur/tambah/", "organisation", "", {**_READ, "POST": "onward"}),
    "mapping_row": ("kerja/jalur/<int:row>/", "organisation", "row", {**_READ, "POST": "onward"}),
    "papers": ("kerja/naskah-dinas/<str:sort>/<str:key>/", "officer", "matter", {**_READ, "POST": "refused"}),
    "search": ("cari/", "anybody", "", _READ),
    "search_inside": ("kerja/cari/", "officer", "", _READ),
    "indicators": ("indikator/", "anybody", "", _READ),
    "cooperation": ("kerja-sama/", "anybody", "", _READ),
    "indicator": ("indikator/<str:code>/", "anybody", "row", _READ),
    "annual": ("indikator/laporan/<str:year>/", "anybody", "row", _READ),
    "annual_pdf": ("indikator/laporan/<str:year>.pdf", "anybody", "row", _FILE),
    "annual_xlsx": ("indikator/laporan/<str:year>.xlsx", "anybody", "row", _FILE),
    "compliance": ("kepatuhan/", "anybody", "", _READ),
    "compliance_proofs": ("kepatuhan/<str:name>/", "anybody", "row", _READ),
    "verify": ("periksa/", "anybody", "", {**_READ, "POST": "refused"}),
    "checker": ("periksa/periksa_buku.py", "anybody", "", _FILE),
    "book": ("periksa/buku-besar-<int:first>-<int:last>.jsonl", "anybody", "row", _FILE),
    "seals": ("periksa/segel.jsonl", "anybody", "", _FILE),
    "seal": ("periksa/segel-<int:pk>.json", "anybody", "row", _FILE),
    "inclusion": ("periksa/bukti-<int:number>.json", "anybody", "row", _FILE),
    "inclusion_in": ("periksa/bukti-<int:number>-<int:pk>.json", "anybody", "row", _FILE),
    "consistency": ("periksa/sambungan-<int:first>.json", "anybody", "row", _FILE),
    "consistency_to": ("periksa/sambungan-<int:first>-<int:second>.json", "anybody", "row", _FILE),
    "verify_paper": ("periksa/<str:code>/", "anybody", "record", {**_READ, "POST": "refused"}),
    "paper_pdf": ("naskah/<str:code>.pdf", "anybody", "paper", _FILE),
    "paper_zip": ("naskah/<str:code>.zip", "anybody", "archive", _FILE),
    "paper_page": ("naskah/<str:code>/", "anybody", "paper", _READ),
    "paper_copy": ("naskah/<str:code>/bertanda/<int:copy>.pdf", "anybody", "paper", _FILE),
    "paper_addressed": ("naskah/<str:code>/bagi/<int:copy>.pdf", "anybody", "addressed", _FILE),
    "paper_sign": ("naskah/<str:code>/tanda-tangan/", "officer", "paper", {**_READ, "POST": "refused"}),
    "account_login": ("masuk/", "stranger", "", {**_READ, "POST": "page"}),
    "account_logout": ("keluar/", "leaving", "", {**_READ, "POST": "onward"}),
    "account_change_password": ("akun/sandi/", "account", "", {**_READ, "POST": "page"}),
    "account_inactive": ("akun/tidak-aktif/", "anybody", "", _READ),
    "account_reauthenticate": ("akun/periksa-ulang/", "account", "", {**_READ, "POST": "page"}),
}
# Where one's own e-mail address stands, and nobody else's.
OWN_ADDRESS = {"notice_settings"}
# Who takes part in what came of coordination: what DPUPR recommended to DISPERTAN, the group that the convener set up,
# the policy of DPUPR with DISPERTAN. The meeting of the lead, of which the coordinator writes the minutes and to which
# the opener is called, is open besides to all who take part in a matter on its agenda.
_OF_OPENER = {"opener", "two posts, in this", "operator"}
RESULTS = {
    "follow_up": {*_OF_OPENER, "counterpart", "lead"},
    "group": {"convener", "lead", "counterpart"},
    "document": {*_OF_OPENER, "counterpart"},
    "withholding": {*_LED, "ppid"},  # whoever reads the matter reads why it is withheld
    "meeting": set(_LED),
    "leading": {"lead", "coordinator"},
    "coming": {"opener", "two posts, in this"},  # nobody says for another that he is there, unless he was sent
}
CLOSE = {"leading", "coming"}  # who oversees reads, and takes no part in what is done there
# Of which matters there is a paper to ask for; which of them anybody may open: of what the law shows altogether.
PAPERS = {
    "record": ("running", "withheld", "closed"),
    "paper": ("running", "withheld", "closed"),
    "addressed": ("running", "withheld", "closed"),  # a copy tells its addressee all, so nobody else has it
    "archive": ("closed",),
}
PUBLISHED = {"paper": {"closed"}, "record": {"running", "withheld", "closed"}}
# Of which matters everybody may know that they exist: their public page answers, that of a withheld one without a word.
FACES = {"running", "withheld", "decided", "closed"}


def subjects(address: str, verb: str) -> list[str]:
    """The matters that an address is tried with, and one that never was; a few are enough for what is like another."""
    about = ADDRESSES[address][2]
    if not about:
        return [""]
    if about in ("power", "row", "leader", *RESULTS):
        return ["given", "never"]
    if about in PAPERS:
        return [*PAPERS[about], "never"]
    if verb not in ("GET", "POST"):
        return ["draft" if about == "draft" else "withheld", "never"]
    if about == "draft":
        return ["draft", "private draft", "submitted", "withheld", "never"]
    return [*(matter for matter, stage in STAGE.items() if stage != "draft"), "never"]


def askers(verb: str) -> list[str]:
    """Who tries a verb: everybody asks and sends; of the rest, one of each standing."""
    few = ["nobody", "without post", "unrelated", "opener", "inspector", "personnel agency", "organisation office"]
    return [*STANDING] if verb in ("GET", "POST") else few


def deeds(address: str, verb: str, matter: str) -> list[str]:
    """The steps that are tried at an address; one empty word where it is not about steps."""
    if ADDRESSES[address][3].get(verb) != "deed":
        return [""]
    named = address if ADDRESSES[address][2] in RESULTS else matter or address
    return [deed for subject, deed in DEEDS if subject == named] or [""]


def takes_part(role: str, matter: str) -> bool:
    """Whether he sees a matter in full: he has a part in it, or he oversees and it is no draft."""
    overseen = role in overseers(matter) and STAGE.get(matter, "draft") != "draft"
    return overseen or role in SEATS.get(matter, {})


def overseers(about: str) -> set[str]:
    """Who of the oversight reads a thing."""
    return OVERSIGHT - {"inspector's staff"} if about in PRIVATE else OVERSIGHT


def shown_in_full(matter: str) -> set[str]:
    """The words that the page of a matter must hold for who may see it in full."""
    later = {"running", "withheld", "decided", "closed"} & {matter}
    return {"number", "title", "purpose", "file"} | ({"answer", "agreement"} if later else set())


def words(role: str, matter: str) -> set[str]:
    """The words of a matter that he may meet anywhere."""
    everything = {"number", "title", "purpose", "letter", "answer", "agreement", "decision", "file"}
    return everything if takes_part(role, matter) else OPEN_WORDS.get(STAGE.get(matter, ""), set())


def expected(role: str, address: str, verb: str, matter: str = "", deed: str = "") -> str:
    """What he must get when he asks an address about a matter, doing a deed there."""
    _route, door, about, answers = ADDRESSES[address]
    standing = STANDING[role]
    if door == "program":  # who is signed in is nobody there: what is open is for everybody, the rest asks for a token
        hidden = (about == "row" and matter != "given") or (about == "face" and STAGE.get(matter) not in FACES)
        return "not found" if hidden and answers.get(verb) == "page" else answers.get(verb, "not allowed")
    if verb not in SPOKEN:
        return "not allowed"
    if door == "stranger" and standing != "nobody":
        return "onward"
    if door == "leaving" and standing == "nobody":
        return "onward"
    if door not in ("anybody", "stranger", "leaving") and standing == "nobody":
        return "sign in"
    if door in ("officer", *KEEPERS) and standing == "account":
        return "choose a post"
    if door in KEEPERS and role not in KEEPERS[door]:
        return "forbidden"
    if verb not in answers:
        return "not allowed"
    if about == "row":
        return answers[verb] if matter == "given" else "not found"
    if about in RESULTS:
        if matter != "given" or role not in RESULTS[about] | (set() if about in CLOSE else overseers(about)):
            return "not found"
        done = answers[verb] == "deed" and role in DEEDS[address, deed][1]
        return "onward" if done else "refused" if answers[verb] == "deed" else answers[verb]
    if about == "face":
        return answers[verb] if STAGE.get(matter) in FACES else "not found"
    if about == "leader" and matter == "given":
        return answers[verb] if role in ABOVE or role in OVERSIGHT else "forbidden"
    if about in ("power", "leader"):
        return answers[verb] if matter == "given" and role in GIVERS[address] else "not found"
    if about in PAPERS:
        # Who may not open a paper is led to its record, which says who may ask for it.
        opens = matter in PUBLISHED.get(about, ()) or takes_part(role, matter)
        return "not found" if matter == "never" else answers[verb] if opens else "onward"
    if about == "draft":
        return _of_draft(role, address, answers[verb], matter)
    if about and not takes_part(role, matter):
        return "not found"
    if answers[verb] == "deed":
        return "onward" if role in DEEDS[matter or address, deed][1] else "refused"
    return answers[verb]


def _of_draft(role: str, address: str, answer: str, matter: str) -> str:
    """A draft is for who may go on with it; what became a matter leads there, and can no longer be thrown away."""
    if not takes_part(role, matter):
        return "not found"
    if STAGE[matter] == "draft":
        return answer
    return "not found" if address == "matter_discard" else "onward"
