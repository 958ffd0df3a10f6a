"""The world of the trial: two governments in one database, their people in every standing, matters in every stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from selaras.actions import coordination, marks, papers, uploads, workdays
from selaras.actions.acts import Deed, seen_of
from selaras.actions.audit import save_filter
from selaras.actions.calendars import make_link
from selaras.actions.delegations import appoint_operator, delegate
from selaras.actions.documents import Sketch, recommend, save_document, step_document
from selaras.actions.drafts import Intent, Origin, save_draft
from selaras.actions.files import Upload, keep
from selaras.actions.groups import Mandate, save_group, step_group
from selaras.actions.inaugurations import COLUMNS, Line, plan
from selaras.actions.jobs import begin
from selaras.actions.matters import act, submit
from selaras.actions.meetings import Call, Item, save_meeting, step_meeting
from selaras.actions.outcomes import Task
from selaras.actions.people import SYSTEM, appoint, create_user, end_tenure
from selaras.actions.units import load_pack
from selaras.actions.withholdings import Request as Asked
from selaras.actions.withholdings import save_withholding, step_withholding
from selaras.records.documents import Document
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Head, Seal
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.papers import AddressedCopy, Paper, SignedCopy
from selaras.records.people import Actor, Operator, Person, Tenure
from selaras.records.units import Coordination
from selaras.records.withholdings import Withholding
from selaras.records.workdays import Workday
from selaras.web.chosen import CHOSEN, OPENED
from tests.access import oracle
from tests.acts import reminded_last_week
from tests.scans import scan

HOSTS = {"balangan.test": "63.11", "tetangga.test": "63.99"}
LAW, NEIGHBOURS_LAW = "perbup-24-2020", "perbup-9-2019"
NEIGHBOURS_UNIT = "DINAS.TETANGGA"
POSTS = {
    "unrelated": "DLH/1",
    "colleague": "DPUPR/62",
    "drafter": "DPUPR/6",
    "opener": "DPUPR/1",
    "counterpart": "DISPERTAN/1",
    "other counterpart": "KEL.PARTIM/1",
    "preparer": "DISPERTAN/2",
    "deputy": "DISPERTAN/3",
    "operator": "DPUPR/2",
    "former operator": "DPUPR/21",
    "coordinator": "SETDA.AST1/1",
    "lead": "SETDA.AST2/1",
    "convener": "SETDA/1",
    "decider": "BUPATI/1",
    "via": "KEC.PARINGIN/1",
    "asker": "DISHUB/31",
    "observer": "DISHUB/1",
    "inspector": "INSPEKTORAT/1",
    "inspector's staff": "INSPEKTORAT/3",
    "personnel agency": "BKPPD/1",
    "personnel clerk": "BKPPD/23",
    "organisation office": "SETDA.AST3.ORG/1",
    "ppid": "DISKOMINFO/1",
}
PRIVATE = ("198001012005", "0811-5550-100", "pribadi@contoh.invalid")  # how numbers begin, telephone, e-mail
SINCE = date(2020, 4, 6)


SOUGHT = "zq"  # begins every word
WORDS = re.compile(r"zq(title|purpose|letter|answer|agreement|decision|file)-([a-z-]+)\.(balangan|tetangga)-qz")


def _looked_at(name: str) -> Any:
    """A part of a request that says who asks, and notes that it was looked at."""

    def look(request: Any) -> Any:
        request.looked = True
        return vars(request)[name]

    return property(look, lambda request, value: vars(request).update({name: value}))


class Watched(WSGIRequest):
    """A request that notes whether anything looks at who asks."""

    looked, blind = False, False
    user, auser, session, tenures, actor, COOKIES = map(
        _looked_at, ("user", "auser", "session", "tenures", "actor", "COOKIES")
    )


class Door(ClientHandler):
    """Django's own way through the product; a request that was answered without a look at who asks is `blind`."""

    def _get_response(self, request: Any) -> Any:
        """What answers once it is known who asks."""
        request.__class__ = Watched
        answer = super()._get_response(request)  # type: ignore[misc]
        request.blind = not request.looked and not answer.streaming
        return answer


class Browser(RequestFactory):
    """Sends requests through the whole product; keeps no copy of every part of a page, as Django's own would."""

    trusting, careful = Door(enforce_csrf_checks=False), Door(enforce_csrf_checks=True)

    def __init__(self, host: str, session: str, *, forged: bool) -> None:
        super().__init__(SERVER_NAME=host)
        self.handler = self.careful if forged else self.trusting
        if session:
            self.cookies[settings.SESSION_COOKIE_NAME] = session

    def request(self, **request: Any) -> Any:
        """The answer."""
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


@dataclass
class Visitor:
    """Somebody with his browser, at the address of a government."""

    host: str
    session: str = ""
    forged: bool = False  # sends forms without the token of the page they stand on
    opened: int = 0  # the tenure in which his pages were opened

    def ask(self, verb: str, url: str, data: dict[str, Any] | None = None) -> Any:
        """The answer to one request; whatever it did is taken back."""
        browser = Browser(self.host, self.session, forged=self.forged)
        if verb == "POST" and self.opened:
            data = {OPENED: self.opened, **(data or {})}
        with transaction.atomic():
            answer = getattr(browser, verb.lower())(url, data) if data else getattr(browser, verb.lower())(url)
            answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer


@dataclass
class Realm:
    """One government with its people and matters."""

    government: Government
    host: str
    law: str
    unit: str = ""  # one that only this government has
    actors: dict[str, Actor] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)  # keys of rows by the address that is about them
    upload: str = ""  # the id of a file that the opener is sending
    secret: str = ""  # of the opener's own calendar
    papers: dict[str, Paper] = field(default_factory=dict)  # a card of some matters, and the archive of one
    copies: dict[str, int] = field(default_factory=dict)  # keys of their signed copies
    nobodys_tenure: Tenure = field(default_factory=Tenure)  # of one who cannot come in

    def word(self, what: str, matter: str) -> str:
        """A word that stands in one field of one of its matters and nowhere else."""
        return f"zq{what}-{matter.replace(' ', '-')}.{self.government.pack}-qz"

    def person(self, name: str, post: str, since: date = SINCE, capacity: str = "definitif") -> Actor:
        """A person with an account who holds a post."""
        tenure, _ = create_user(
            government=self.government,
            username=f"{self.government.pack}.{name}".replace(" ", "-").replace("'", ""),
            name=f"Pejabat {name.replace(' ', '-').replace(chr(39), '')}",
            post=post,
            capacity=capacity,
            valid_from=since,
            decree="821/1/2020",
        )
        nip, tenure.person.phone, address = PRIVATE
        tenure.person.nip, tenure.person.email = f"{nip}{tenure.person.pk:06d}", f"{tenure.person.pk}.{address}"
        tenure.person.save()
        return Actor(self.government, tenure.person, tenure)

    def seat(self, matter: str, role: str) -> Participant:
        """The seat of a role's post in a matter."""
        return Participant.objects.get(matter=self.matters[matter], post=self.actors[role].post)

    def do(self, role: str, matter: str, step: str, **more: Any) -> None:
        """Take a step in a matter, by the holder of a seat."""
        row = Matter.objects.get(pk=self.matters[matter].pk)
        row.government = self.government
        seat = self.seat(matter, role)
        key = f"{matter}{role}{step}{row.version}".replace(" ", "-")
        act(
            actor=self.actors[role],
            number=row.number or "",
            seat=seat.pk,
            deed=Deed(step=step, **more),
            seen=seen_of(row, seat),
            key=key,
        )


# Settling a government


def settle(pack: Path, host: str, law: str, unit: str = "") -> Realm:
    """A government of a pack with the whole cast and every matter."""
    code = HOSTS[host]
    if not Government.objects.filter(code=code).exists():
        load_pack(pack)
    realm = Realm(Government.objects.get(code=code), host, law, unit)
    for role, post in POSTS.items():
        realm.actors[role] = realm.person(role, post)
    _operators(realm)
    _matters(realm)
    _papers(realm)
    _visitors(realm)
    given = delegate(
        actor=realm.actors["convener"],
        lead=POSTS["lead"],
        form="c",
        with_budget=False,
        valid_from=None,
        valid_to=realm.government.today(),
    )
    realm.rows["delegation_end"] = given.pk
    realm.rows["calendar_group"] = realm.rows["linked_group"] = _group(realm).pk
    _faces(realm)
    realm.secret = make_link(actor=realm.actors["opener"])
    realm.upload = uploads.begin(actor=realm.actors["opener"], name="peta.pdf", size=len(scan())).id
    realm.rows["progress"] = begin(actor=realm.actors["opener"], key="undangan", title="Undangan", total=2).pk
    realm.rows["tenure"] = realm.actors["unrelated"].tenure.pk
    realm.rows["audit_saved"] = save_filter(actor=realm.actors["inspector"], name="Saringan", query="").pk
    realm.rows["mapping_row"] = Coordination.objects.get(government=realm.government, unit="DLH", affair="").pk
    own = workdays.Declared(realm.government.today() + timedelta(days=20), "libur", "Hari Jadi", "Keputusan 1/2026")
    realm.rows["workday"] = workdays.declare(actor=realm.actors["organisation office"], wanted=own, key="").pk
    return realm


def _operators(realm: Realm) -> None:
    """One who prepares for the opener today, and one whose task ended yesterday."""
    today = realm.government.today()
    realm.rows["operator_end"] = appoint_operator(actor=realm.actors["opener"], post=POSTS["operator"]).pk
    former = appoint_operator(actor=realm.actors["opener"], post=POSTS["former operator"])
    Operator.objects.filter(pk=former.pk).update(valid_from=SINCE, valid_to=today - timedelta(days=1))


def _group(realm: Realm) -> WorkingGroup:
    """A working group that the convener set up, and that everybody may know of."""
    actor, today = realm.actors["convener"], realm.government.today()
    members = (POSTS["counterpart"],)
    mandate = Mandate("Gugus kerja", mandate="-", chair=POSTS["lead"], members=members, outputs=(("Hasil", None),))
    group = save_group(actor=actor, mandate=mandate)
    seat = group.seat_rows.get(post=actor.post)
    deed = Deed("bentuk", instrument="SK", instrument_number="1", instrument_on=today, day=today + timedelta(days=90))
    return step_group(actor=actor, group=group.pk, seat=seat.pk, deed=deed, seen=seen_of(group, seat), key="")


def _faces(realm: Realm) -> None:
    """A meeting about a matter that runs and one that is withheld, a decision, a policy: what everybody may read."""
    lead, opener, now = realm.actors["lead"], realm.actors["opener"], realm.government.now()
    items = tuple(Item(realm.word("title", m), 10, (realm.matters[m].number or "",)) for m in ("running", "withheld"))
    begins: dict[str, Any] = {"starts_at": now + timedelta(days=2), "place": "-"}
    call = Call(title="Rapat", secretary=POSTS["coordinator"], invitees=(POSTS["opener"],), items=items, **begins)
    meeting = save_meeting(actor=lead, call=call)
    seat = meeting.seat_rows.get(post=lead.post)
    seen = seen_of(meeting, seat)
    step_meeting(actor=lead, meeting=meeting.pk, seat=seat.pk, deed=Deed("undang"), seen=seen, key="")
    called = Meeting.objects.get(pk=meeting.pk)
    paper = Deed("lampirkan", uploads=(Upload("acara.pdf", scan()),))
    seen = seen_of(called, called.seat_rows.get(pk=seat.pk))
    step_meeting(actor=lead, meeting=meeting.pk, seat=seat.pk, deed=paper, seen=seen, key="")
    of_meeting = {"meeting", "leading", "coming"}
    realm.rows |= {name: meeting.pk for name, row in oracle.ADDRESSES.items() if row[2] in of_meeting}
    realm.rows["attachment"] = File.objects.get(subject_type=Meeting.TYPE, subject_key=meeting.key).pk
    policy = save_document(actor=opener, sketch=Sketch(title="Pedoman", text="-", units=("DISPERTAN",)))
    instrument = (Upload("pedoman.pdf", scan("SK")),)
    issue = Deed("tetapkan", instrument="SK", instrument_number="1", instrument_on=now.date(), uploads=instrument)
    for actor, deed in ((opener, Deed("edarkan")), (realm.actors["counterpart"], Deed("setujui")), (opener, issue)):
        policy = Document.objects.get(pk=policy.pk)
        own = policy.seat_rows.get(post=actor.post)
        step_document(actor=actor, document=policy.pk, seat=own.pk, deed=deed, seen=seen_of(policy, own), key="")
    realm.rows["agenda_meeting"], realm.rows["open_policy"] = meeting.pk, policy.pk
    realm.rows["api_meeting"], realm.rows["api_policy"] = meeting.pk, policy.pk
    realm.rows["linked_meeting"], realm.rows["linked_policy"] = meeting.pk, policy.pk
    realm.rows["open_instrument"] = File.objects.get(subject_type=Document.TYPE, subject_key=policy.key).pk
    realm.rows |= {name: policy.pk for name, row in oracle.ADDRESSES.items() if row[2] == "document"}
    task = Task("Tindak lanjut", "DISPERTAN", "SETDA.AST2", 5)
    realm.rows["follow_up"] = recommend(actor=opener, document=policy.pk, task=task).pk
    realm.rows["decision"] = realm.rows["api_decision"] = realm.rows["linked_decision"] = (
        realm.matters["decided"].decisions.get().pk
    )
    seal = Seal.objects.filter(government=realm.government).latest("id")
    realm.rows |= {"seal": seal.pk, "sealed": seal.size}


def _matters(realm: Realm) -> None:
    for name in ("draft", "submitted", "running", "withheld", "decided", "closed"):
        realm.matters[name] = _draft(realm, name, "drafter", "koordinatif", "e", ("DISPERTAN", "KEL.PARTIM"))
    realm.matters["private draft"] = _draft(realm, "private draft", "unrelated", "koordinatif", "c", ("DISPERTAN",))
    realm.matters["consulted"] = _draft(realm, "consulted", "asker", "konsultatif", "", ("DISPERTAN",))
    for name in ("submitted", "running", "withheld", "decided", "closed"):
        _submit(realm, name, "opener")
    _submit(realm, "consulted", "asker")
    for name in ("running", "withheld", "decided", "closed"):
        _agree(realm, name)
    for name in ("decided", "closed"):
        realm.do("decider", name, "putuskan", text=realm.word("decision", name))
    realm.do("lead", "closed", "tutup", text="-")
    _assign(realm, "consulted")
    realm.do("asker", "consulted", "mengetahui")
    hidden = Matter.objects.get(pk=realm.matters["withheld"].pk)
    _withhold(realm, hidden)
    realm.do("counterpart", "consulted", "kaitkan", other=hidden.number or "", text="-")


def _withhold(realm: Realm, matter: Matter) -> None:
    """What the opener asked to withhold, and the PPID withheld; the counterpart answers for it."""
    today = realm.government.today()
    asked = Asked(matter.number or "", "Judul netral", "rahasia-pribadi", "-", POSTS["counterpart"])
    row = save_withholding(actor=realm.actors["opener"], request=asked)
    decision = Deed(
        "kecualikan",
        text="-",
        ground="rahasia-pribadi",
        consent="none",
        instrument="Penetapan",
        instrument_number="1",
        instrument_on=today,
        approval="2",
        approval_on=today,
        day=today + timedelta(days=300),
        ends_on=today + timedelta(days=365),
        summary="-",
        confirmed=True,
        uploads=(Upload("uji.pdf", scan()),),
    )
    for role, deed in (("opener", Deed("mohonkan")), ("ppid", decision)):
        row = Withholding.objects.get(pk=row.pk)
        seat = row.seat_rows.get(post=POSTS[role])
        seen = seen_of(row, seat)
        step_withholding(actor=realm.actors[role], withholding=row.pk, seat=seat.pk, deed=deed, seen=seen, key="")
    realm.rows |= {name: row.pk for name, place in oracle.ADDRESSES.items() if place[2] == "withholding"}


def _papers(realm: Realm) -> None:
    """A card of each matter that is tried with papers, with a signed copy; the archive of the closed one."""
    for kind, names in (("kartu-berkas", oracle.PAPERS["paper"]), ("arsip-berkas", oracle.PAPERS["archive"])):
        for name in names:
            row = Matter.objects.get(pk=realm.matters[name].pk)
            row.government = realm.government
            key = f"{kind}-{name}".replace(" ", "-")
            paper = papers.issue(actor=realm.actors["opener"], kind=kind, subject=row, key=key)
            said = f"%PDF-1.7 {realm.word('title', name)} {realm.word('purpose', name)}"
            realm.papers[f"{kind} {name}"] = papers.keep_file(paper=paper.pk, content=said.encode())
            if kind == "kartu-berkas":
                signed = f"{said} signed".encode()
                copy = SignedCopy.objects.create(
                    government=realm.government,
                    paper=paper,
                    way="luar",
                    sha256=keep(signed),
                    size=len(signed),
                    entry=paper.entry,
                )
                kept = {"government": realm.government, "sha256": copy.sha256, "size": copy.size}
                AddressedCopy.objects.create(pk=copy.pk, paper=paper, to=POSTS["opener"], **kept)
                realm.copies[name] = copy.pk


def _draft(realm: Realm, name: str, role: str, kind: str, form: str, parties: tuple[str, ...]) -> Matter:
    intent = Intent(
        kind=kind,
        form=form,
        parties=parties,
        title=realm.word("title", name),
        purpose=realm.word("purpose", name),
        letter=Origin(number=realm.word("letter", name)),
    )
    return save_draft(actor=realm.actors[role], intent=intent)


def _submit(realm: Realm, name: str, role: str) -> None:
    done = submit(actor=realm.actors[role], draft=realm.matters[name].pk, key="")
    done.government = realm.government
    realm.matters[name] = done
    upload = Upload(f"{realm.word('file', name)}.pdf", scan(name))
    realm.do(role, name, "lampirkan", uploads=(upload,))


def _assign(realm: Realm, name: str) -> None:
    realm.do("counterpart", name, "tugaskan", post=POSTS["preparer"], power="menyiapkan")
    realm.do("counterpart", name, "tugaskan", post=POSTS["deputy"], power="bertindak")


def _agree(realm: Realm, name: str) -> None:
    _assign(realm, name)
    realm.do("convener", name, "limpahkan", target=realm.seat(name, "lead").pk)
    realm.do("lead", name, "sepakati", text=realm.word("agreement", name))
    realm.do("counterpart", name, "setujui_catatan", text=realm.word("answer", name))
    for silent in ("opener", "other counterpart"):
        for _ in range(2):
            realm.do("lead", name, "ingatkan", target=realm.seat(name, silent).pk)
            reminded_last_week(realm.matters[name].participants.all())


def _visitors(realm: Realm) -> None:
    government, today = realm.government, realm.government.today()
    for role, actor in realm.actors.items():
        realm.visitors[role] = signed_in(realm, actor.person.user, actor.tenure)
    realm.visitors["nobody"] = Visitor(realm.host)

    off = realm.person("switched-off", POSTS["opener"], capacity="plh")
    realm.visitors["switched off"], realm.nobodys_tenure = signed_in(realm, off.person.user, off.tenure), off.tenure
    User.objects.filter(person=off.person).update(is_active=False)

    bare = User.objects.create_user(f"{government.pack}.tanpa-orang", password="-")
    realm.visitors["without person"] = signed_in(realm, bare)
    idle = User.objects.create_user(f"{government.pack}.tanpa-jabatan", password="-")
    Person.objects.create(government=government, user=idle, name="Tanpa Jabatan")
    realm.visitors["without post"] = signed_in(realm, idle)
    realm.visitors["claims another's post"] = signed_in(realm, idle, realm.actors["opener"].tenure)

    ended = realm.person("ended-yesterday", POSTS["opener"], capacity="plt")
    end_tenure(by=SYSTEM, tenure=ended.tenure, last_day=today - timedelta(days=1))
    realm.visitors["ended yesterday"] = signed_in(realm, ended.person.user, ended.tenure)
    coming = realm.person("begins-tomorrow", POSTS["opener"], today + timedelta(days=1), "plt")
    realm.visitors["begins tomorrow"] = signed_in(realm, coming.person.user, coming.tenure)

    two = realm.person("two-posts", POSTS["opener"], capacity="plt")
    other = appoint(
        by=SYSTEM, person=two.person, post="DISDIK/1", capacity="plt", valid_from=SINCE, decree="821/2/2020"
    )
    realm.visitors["two posts, in this"] = signed_in(realm, two.person.user, two.tenure)
    realm.visitors["two posts, in the other"] = signed_in(realm, two.person.user, other)
    realm.visitors["two posts, none chosen"] = signed_in(realm, two.person.user)


def signed_in(realm: Realm, user: User | None, tenure: Tenure | None = None) -> Visitor:
    """Somebody signed in at a government's address, with the post in which he says that he acts."""
    assert user is not None
    client = Client(SERVER_NAME=realm.host)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    if tenure:
        session[CHOSEN] = tenure.pk
        session.save()
    session_key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Visitor(realm.host, session_key, opened=tenure.pk if tenure else 0)


def neighbours_pack(balangan: Path, folder: Path) -> Path:
    """The same organisation under another code, name and regulation, with one unit that Balangan has not."""
    copytree(balangan, folder)
    (folder / LAW).rename(folder / NEIGHBOURS_LAW)
    swaps = {LAW: NEIGHBOURS_LAW, "code: balangan": f"code: {folder.name}", '"63.11"': '"63.99"'}
    for path in folder.rglob("*.*"):
        if path.suffix in (".yaml", ".csv"):
            text = path.read_text()
            for old, new in swaps.items():
                text = text.replace(old, new)
            path.write_text(text)
    for name in ("units.csv", "posts.csv", "coordination.csv"):
        rows = (folder / name).read_text().splitlines(keepends=True)
        own = [row.replace("DLH,", f"{NEIGHBOURS_UNIT},", 1) for row in rows if row.startswith("DLH,")]
        own = [row.replace("DLH/", f"{NEIGHBOURS_UNIT}/") for row in own]
        (folder / name).write_text("".join([*rows, *own]))
    return folder


def two_governments(balangan: Path, folder: Path) -> tuple[Realm, Realm]:
    """Balangan and a neighbour; their numbers differ, so that a number of one is none of the other."""
    here = settle(balangan, "balangan.test", LAW)
    load_pack(neighbours_pack(balangan, folder))
    there = Government.objects.get(code=HOSTS["tetangga.test"])
    Head.objects.filter(government=there).update(number_year=there.today().year, number_last=500)
    beyond = settle(folder, "tetangga.test", NEIGHBOURS_LAW, NEIGHBOURS_UNIT)
    for realm, other in ((here, beyond), (beyond, here)):
        guest = other.actors["opener"]
        realm.visitors["of another government"] = signed_in(realm, guest.person.user, guest.tenure)
        assert realm.visitors.keys() == oracle.STANDING.keys(), "the cast and the oracle name the same people"
        marks.catch_up(realm.government)  # else every search would, and each is taken back
    return here, beyond


# What a role sends


@dataclass(frozen=True)
class Request:
    """One thing asked: the address with what it is about, and what is sent."""

    url: str
    data: dict[str, Any]


NEVER_NUMBER, NEVER_KEY, NEVER_UPLOAD = "2026-09999", 987654321, "Z" * 32
NEVER_SECRET = "Z" * 43
NEVER_CODE = "zzzz-zzzz-zzzz"
NEVER_LAW, NEVER_UNIT, NEVER_POST = "perbup-9-2018", "DINAS.TETANGGE", "DLH/999"


def request_for(realm: Realm, role: str, address: str, verb: str, matter: str, deed: str) -> Request:
    """What somebody asks of an address about a matter."""
    row = realm.matters.get(matter)
    file = row.files.first() if row and row.number else None
    parts = {
        **dict.fromkeys(("<str:number>", "<number>"), (row.number if row else None) or NEVER_NUMBER),
        "<int:number>": "1",
        **dict.fromkeys(("<meeting>", "<follow_up>", "<group>"), "1"),
        "<path:key>": "pasal-13",
        r"^api/v1/(?P<rest>(?s:.*))\Z": "api/v1/tidak-ada",
        "<int:draft>": str(row.pk if row else NEVER_KEY),
        "<int:file>": str(file.pk if file else NEVER_KEY),
        **dict.fromkeys(
            ("<int:row>", "<int:tenure>"), str(realm.rows.get(address, NEVER_KEY) if matter == "given" else NEVER_KEY)
        ),
        "<str:key>": (row.number if row else "") or ("undangan" if matter == "given" else NEVER_NUMBER),
        "<str:upload>": realm.upload if matter == "given" else NEVER_UPLOAD,
        "<int:group>": str(realm.rows["calendar_group"] if matter == "given" else NEVER_KEY),
        "<int:follow_up>": str(realm.rows["follow_up"] if matter == "given" else NEVER_KEY),
        **dict.fromkeys(
            ("<int:meeting>", "<int:decision>", "<int:document>", "<int:withholding>", "<int:key>"),
            str(realm.rows.get(address, NEVER_KEY) if matter == "given" else NEVER_KEY),
        ),
        "<int:notice>": str(NEVER_KEY),
        "<str:secret>": realm.secret if matter == "given" else NEVER_SECRET,
        "<str:sort>": "berkas",
        "<int:copy>": str(realm.copies.get(matter, NEVER_KEY)),
        "<str:root>": "pasal-13",
        "<slug:name>": "berkas",
        "<str:unit>/<str:post>": POSTS["unrelated"],
        "<str:unit>/<str:head>": POSTS["unrelated"] if matter == "given" else NEVER_POST,
        "<str:code>": {
            "unit": "DLH",
            "api_unit": "DLH",
            "calendar_unit": "DLH",
            "linked_unit": "DLH",
            "procedure": "konsultatif",
        }.get(address, realm.law),
    }
    if address in ("book", "seal", "inclusion", "inclusion_in", "consistency", "consistency_to"):
        seal = str(realm.rows["seal"] if matter == "given" else NEVER_KEY)
        parts |= {"<int:first>-<int:last>": f"1-{realm.rows['sealed'] if matter == 'given' else NEVER_KEY}"}
        parts |= {"<int:number>": "1" if matter == "given" else str(NEVER_KEY)}
        parts |= dict.fromkeys(("<int:pk>", "<int:first>", "<int:second>"), seal)
    if address == "audit_entry":
        parts["<int:number>"] = "1" if matter == "given" else str(NEVER_KEY)
    if address in ("cockpit_list", "cockpit_list_file"):
        parts["<slug:code>"] = "berkas"
    if address == "audit_question":
        parts["<slug:code>"] = "dikecualikan" if matter == "given" else "tak-ada"
    if address.startswith("annual"):
        parts["<str:year>"] = str(realm.government.today().year) if matter == "given" else NEVER_CODE
    if address == "compliance_proofs":
        parts["<str:name>"] = "pasal-18-huruf-c" if matter == "given" else NEVER_CODE
    if address == "indicator":
        parts["<str:code>"] = "sikap-dinyatakan" if matter == "given" else NEVER_CODE
    if address == "open_instrument":
        parts["<int:file>"] = str(realm.rows[address] if matter == "given" else NEVER_KEY)
    if oracle.ADDRESSES[address][2] == "meeting":
        kept = str(realm.rows[address] if matter == "given" else NEVER_KEY)
        parts |= {"<int:draft>": kept, "<int:file>": kept}
    if oracle.ADDRESSES[address][2] in oracle.PAPERS:
        parts["<str:code>"] = _code(realm, address, matter)
    route = oracle.ADDRESSES[address][0]
    for place, value in parts.items():
        route = route.replace(place, value)
    if verb == "POST":
        sent = _sent(realm, address, matter, deed)
        if role == "operator" and "party" in sent:
            sent["principal"] = POSTS["opener"]
        return Request(f"/{route}", sent)
    return Request(f"/{route}", {"q": SOUGHT} if address == "matters" else {})


def _code(realm: Realm, address: str, matter: str) -> str:
    """The code of a paper of a matter."""
    kind = "arsip-berkas" if oracle.ADDRESSES[address][2] == "archive" else "kartu-berkas"
    paper = realm.papers.get(f"{kind} {matter}")
    return paper.code if paper else NEVER_CODE


def _sent(realm: Realm, address: str, matter: str, deed: str) -> dict[str, Any]:
    if address == "posts":
        return {"tenure": realm.nobodys_tenure.pk}
    if address == "upload_new":
        return {"name": "peta.pdf", "size": len(scan())}
    if address == "upload":
        return {"offset": 0, "piece": SimpleUploadedFile("peta.pdf", scan()[:100])}
    if address == "matter_new":
        return {"kind": "konsultatif", "party": "DISPERTAN", "title": "-", "purpose": "-", "do": "save"}
    if address in ("group_new", "document_new", "document_renew"):
        return {"do": "save"}
    if address in RESULTS:
        return _in_result(realm, address, deed)
    if address == "matter_preview":
        return {"kind": "konsultatif", "party": "DISPERTAN", "draft": realm.matters["private draft"].pk}
    if address == "triage":
        seat = realm.seat("submitted", "convener")
        seen = seen_of(Matter.objects.get(pk=seat.matter_id), seat)
        lead = realm.seat("submitted", "lead").pk
        return {"pick": seat.pk, f"lead-{seat.pk}": lead, f"seen-{seat.pk}": seen, "key": "a1"}
    if address == "powers":
        lasting = {"lead": POSTS["lead"], "form": "a", "valid_to": str(realm.government.today() + timedelta(days=30))}
        return {"do": deed, "key": "a1", **({"post": POSTS["colleague"]} if deed == "operator" else lasting)}
    if address in ("appoint", "inauguration", "tenure"):
        return _of_person(realm, address)
    if address == "workdays":
        day = realm.government.today() + timedelta(days=30)
        return {"date": str(day), "kind": "libur", "name": "-", "ground": "-", "key": "a1"}
    if address == "workday":
        seen = workdays.seen_of(Workday.objects.get(pk=realm.rows[address]))
        return {"do": "withdraw", "reason": "-", "seen": seen, "key": "a1"}
    if address in ("mapping_row", "mapping_add"):
        return _of_mapping(realm, address)
    row = realm.matters.get(matter)
    if address == "matter_draft" and row:
        asked = {"kind": row.kind, "form": row.form, "party": row.parties, "title": row.title, "purpose": row.purpose}
        return {**asked, "do": "save"}
    if address == "matter_step" and row and deed:
        return _step(realm, matter, deed)
    return {}


RESULTS: dict[str, tuple[Any, str]] = {
    "follow_up_step": (FollowUp, "follow_up"),
    "group_step": (WorkingGroup, "calendar_group"),
    "document_step": (Document, "open_policy"),
    "meeting_step": (Meeting, "meeting"),
    "withholding_step": (Withholding, "withholding"),
}


def _in_result(realm: Realm, address: str, deed: str) -> dict[str, Any]:
    """A step in a follow-up, a group or a document, from the seat whose it is."""
    model, name = RESULTS[address]
    row = model.objects.get(pk=realm.rows[name])
    seat = row.seat_rows.get(post=POSTS[oracle.DEEDS[address, deed][0]], retired=False)
    return {"step": deed, "form": deed, "seat": seat.pk, "seen": seen_of(row, seat), "key": "a1"}


def _of_person(realm: Realm, address: str) -> dict[str, Any]:
    """An appointment that was shown and is now recorded, alone or in a file; the end of a tenure."""
    today = str(realm.government.today())
    if address == "tenure":
        return {"do": "end", "valid_to": today, "reason": "-", "seen": 1, "key": "a1"}
    line = {"name": "Pejabat Baru", "post": "DISDIK/1", "capacity": "plh", "valid_from": today, "decree": "1/2020"}
    number = 0 if address == "appoint" else 2
    seen = plan(realm.government, [Line(number, **line)]).digest
    content = f"{','.join(COLUMNS)}\n{','.join(line.get(name, '') for name in COLUMNS)}\n"
    return {**(line if number == 0 else {"content": content}), "do": "record", "seen": seen, "key": "a1"}


def _of_mapping(realm: Realm, address: str) -> dict[str, Any]:
    """A row made official, or one added for an affair."""
    if address == "mapping_row":
        row = Coordination.objects.get(pk=realm.rows[address])
        return {"do": "official", "record": "yes", "annex": "II/1", "seen": coordination.seen_of(row), "key": "a1"}
    new = {"unit": "DLH", "affair": "DLH/lingkungan-hidup", "coordinator": "SETDA.AST1", "status": "usulan"}
    return {**new, "valid_from": str(realm.government.today()), "reason": "-", "record": "yes", "key": "a1"}


def _step(realm: Realm, matter: str, deed: str) -> dict[str, Any]:
    """The whole form of a step as the one whose seat it is would send it."""
    seat = realm.seat(matter, oracle.DEEDS[matter, deed][0])
    row = Matter.objects.get(pk=realm.matters[matter].pk)
    targets = {"ingatkan_pemimpin": "convener", "ingatkan": "other counterpart"}
    sent = {"step": deed, "form": deed, "seat": seat.pk, "seen": seen_of(row, seat), "text": "-", "key": "a1"}
    if deed in targets:
        sent["target"] = realm.seat(matter, targets[deed]).pk
    if deed == "lampirkan":
        sent["file"] = SimpleUploadedFile("bukti.pdf", scan())
    return sent
