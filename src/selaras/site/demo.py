"""The demonstration: a named cast by post and matters from real work in a regency, none of them real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from selaras.actions import snapshots
from selaras.actions.acts import Deed, refresh_turns, seen_of
from selaras.actions.delegations import appoint_operator, delegate
from selaras.actions.drafts import save_draft
from selaras.actions.escalations import escalate
from selaras.actions.facts import calendar_of
from selaras.actions.ledger import seal
from selaras.actions.matters import act, submit
from selaras.actions.people import SYSTEM, appoint, create_user
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter, Participant
from selaras.records.people import Actor, Tenure
from selaras.site.marked import PASSWORD
from selaras.site.script import DRAFT, SCRIPT, STANDING, Scene
from selaras.site.story import STORY, Stage, last_day

SINCE = date(2025, 2, 20)


@dataclass(frozen=True)
class Role:
    """One of the cast: an invented person in a post, and the name to sign in with."""

    username: str
    name: str
    post: str
    capacity: str = "definitif"


CAST = (
    Role("bupati", "Banyu Rantau", "BUPATI/1"),
    Role("sekda", "Melati Sungai", "SETDA/1"),
    Role("asisten1", "Damar Telaga", "SETDA.AST1/1"),
    Role("asisten2", "Cempaka Rimbun", "SETDA.AST2/1"),
    Role("asisten3", "Galih Tanjung", "SETDA.AST3/1"),
    Role("kabag.hukum", "Kenanga Purnama", "SETDA.AST1.HUKUM/1"),
    Role("kabag.organisasi", "Bayu Ladang", "SETDA.AST3.ORG/1"),
    Role("kaban.kepegawaian", "Kasturi Lanting", "BKPPD/1"),
    Role("inspektur", "Intan Samudra", "INSPEKTORAT/1"),
    Role("kadis.pupr", "Seruni Batu", "DPUPR/1"),
    Role("kabid.sda", "Rimba Hulu", "DPUPR/6"),
    Role("kadis.pangan", "Padi Kencana", "DKP/1"),
    Role("kadis.lh", "Teratai Kelana", "DLH/1"),
    Role("kabid.sampah", "Rotan Mega", "DLH/4"),
    Role("kadis.dukcapil", "Nilam Lembayung", "DISDUKCAPIL/1"),
    Role("kalak.bpbd", "Guntur Wana", "BPBD/1"),
    Role("kadis.sosial", "Mawar Lembah", "DINSOS/1"),
    Role("kadis.kesehatan", "Sirih Bestari", "DINKES/1"),
    Role("kadis.pendidikan", "Aksara Fajar", "DISDIK/1"),
    Role("kadis.perhubungan", "Layar Senja", "DISHUB/1"),
    Role("kadis.kominfo", "Gema Angkasa", "DISKOMINFO/1"),
    Role("camat.lampihong", "Kemuning Jaya", "KEC.LAMPIHONG/1"),
    Role("camat.batumandi", "Ulin Perkasa", "KEC.BATUMANDI/1"),
    Role("camat.halong", "Anggrek Meratus", "KEC.HALONG/1"),
    Role("camat.paringin", "Bakung Riam", "KEC.PARINGIN/1"),
    Role("lurah.paringinkota", "Melur Tepian", "KEL.PARKOT/1"),
    Role("kasi.irigasi", "Jati Kerikil", "DPUPR/62"),
    Role("kadis.koperasi", "Pinang Harapan", "DKUKMP/1"),
    Role("kadis.perdagangan", "Gading Lapak", "DISDAG/1"),
    Role("kadis.pariwisata", "Embun Puncak", "DISPAR/1"),
    Role("kadis.kb", "Kenari Teduh", "DPPKB/1"),
    Role("kabag.umum", "Serai Pagi", "SETDA.AST3.UMUM/1"),
    Role("kabag.kesra", "Waru Lestari", "SETDA.AST1.KESRA/1"),
    Role("kabag.adbang", "Kasai Teguh", "SETDA.AST2.ADBANG/1"),
    Role("kaban.perencanaan", "Rambai Utama", "BAPPEDA/1"),
    Role("kaban.keuangan", "Jingah Mulia", "BKD/1"),
)
MORNINGS = 20  # the last working days; whose turn it is now began on one of them, or with an act
# One person in two posts: the head of Ketahanan Pangan also acts for the vacant Dinas Pertanian, for three months: one
# letter lets an acting head stand in no longer. It began before his first act there.
SECOND_POST = ("kadis.pangan", "DISPERTAN/1", "plt")
SECOND_SINCE, SECOND_MONTHS = 38, 3  # working days ago, and for how long


def load_demo(government: Government) -> None:
    """Fill an empty government with the demonstration's people (all with `PASSWORD`) and matters.

    The acts lie in the past weeks, each with its entry in the ledger; a seal at the end covers them all.
    """
    actors = _cast(government)
    matters: dict[str, int] = {}
    stage = Stage(government, actors, matters)
    today = government.today()
    scenes: list[tuple[int, str, Callable[[], None]]] = [
        (scene.ago, scene.at, partial(_play, government, actors, matters, scene)) for scene in SCRIPT
    ]
    scenes += [(ago, at, partial(play, stage)) for ago, at, play in STORY]
    morning, played = MORNINGS, max(ago for ago, _at, _play in scenes)
    for ago, at, play in sorted(scenes, key=lambda scene: (-scene[0], scene[1])):
        if ago < played:  # as the worker does each night: how the day ended, while it still was that day
            evening = _back(government, today, played)
            with clock.at(datetime.combine(evening, time(23, 50), tzinfo=government.zone)):
                snapshots.keep(government, evening)
            played = ago
        while morning > ago:  # as the worker does each morning, so that a turn begins on the day it begins by law
            morning -= 1
            day = _back(government, today, morning)
            with clock.at(datetime.combine(day, time(0, 10), tzinfo=government.zone)):
                refresh_turns(government, (Matter,))
            with clock.at(min(datetime.combine(day, time(7, 15), tzinfo=government.zone), clock.now())):
                escalate(government)
        hour, minute = map(int, at.split("."))
        moment = datetime.combine(_back(government, today, ago), time(hour, minute), tzinfo=government.zone)
        # What happened "today" may not lie ahead of the clock on the wall.
        with clock.at(min(moment, clock.now())):
            play()
    save_draft(actor=actors["kadis.pupr"](None), intent=DRAFT)
    seal(government)


def _back(government: Government, today: date, working_days: int) -> date:
    """The working day so many before today; before the last one, where nobody works today."""
    calendar = calendar_of(government)
    day = today
    while working_days or not calendar.is_working(day):
        working_days -= calendar.is_working(day)
        day -= timedelta(days=1)
    return day


def _cast(government: Government) -> dict[str, Callable[[str | None], Actor]]:
    """Make the accounts; each name leads to its actor, in the post of a unit where there are two."""
    tenures: dict[str, dict[str, Tenure]] = {}
    for role in CAST:
        tenure, _ = create_user(
            government=government,
            username=role.username,
            name=role.name,
            post=role.post,
            capacity=role.capacity,
            valid_from=SINCE,
            decree="821/PERAGAAN/2025",
            password=PASSWORD,
        )
        tenures[role.username] = {"": tenure, tenure.unit: tenure}
    username, post, capacity = SECOND_POST
    since = _back(government, government.today(), SECOND_SINCE)
    second = appoint(
        by=SYSTEM,
        person=tenures[username][""].person,
        post=post,
        capacity=capacity,
        valid_from=since,
        valid_to=last_day(since, SECOND_MONTHS),
        decree=f"800/PERAGAAN/{since.year}",
    )
    tenures[username][second.unit] = second

    def acting(username: str) -> Callable[[str | None], Actor]:
        def in_unit(unit: str | None) -> Actor:
            tenure = tenures[username][unit or ""]
            return Actor(government, tenure.person, tenure)

        return in_unit

    return {role.username: acting(role.username) for role in CAST}


def _standing(actors: dict[str, Callable[[str | None], Actor]]) -> None:
    """What holds beyond one matter: an operator of the Sekda, and what he delegated for good."""
    sekda = actors["sekda"](None)
    appoint_operator(actor=sekda, post=actors["kabag.umum"](None).post)
    until = sekda.government.today() + timedelta(days=180)
    lead = actors["asisten2"](None).post
    delegate(actor=sekda, lead=lead, form="g", with_budget=False, valid_from=None, valid_to=until)


def _play(
    government: Government, actors: dict[str, Callable[[str | None], Actor]], matters: dict[str, int], scene: Scene
) -> None:
    actor = actors[scene.who](None)
    details = scene.details
    if scene.step == STANDING:
        _standing(actors)
        return
    if "intent" in details or "after" in details:
        if "after" in details:
            links = Link.objects.filter(government=government, source__phase="draft")
            draft = links.get(target=matters[details["after"]]).source
        else:
            draft = save_draft(actor=actor, intent=details["intent"])
        matters[scene.matter] = submit(actor=actor, draft=draft.pk, key="").pk
        return
    matter = Matter.objects.get(government=government, pk=matters[scene.matter])
    seats = Participant.objects.filter(matter=matter, retired=False)
    seat = seats.filter(post=actor.post).order_by("order")[0]
    happened = _back(government, government.today(), details["happened"] - scene.ago) if "happened" in details else None
    target = details.get("target", "")
    named = seats.filter(post=target) if "/" in target else seats.filter(unit=target)
    deed = Deed(
        step=scene.step,
        text=details["text"],
        target=named.get().pk if target else None,
        post=details.get("post", ""),
        unit=details.get("unit", ""),
        happened_on=happened,
    )
    act(actor=actor, number=str(matter.number), seat=seat.pk, deed=deed, seen=seen_of(matter, seat), key="")
    if "child" in details:
        matters[details["child"]] = Link.objects.get(source=matter, kind="child").target_id
