"""Minutes in the browser: kept as they are typed, decided in, reviewed, signed, and corrected beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from selaras.actions.ledger import verify
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import Addendum, Meeting
from selaras.records.outcomes import Decision, FollowUp
from tests.acts import opened
from tests.acts import take as take_in_matter
from tests.web.rooms import LEAD, SECRETARY, Cast, ClientFor, running, sends, text, url

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
MINUTES_QUERIES = 19
HUGE, NUL, FAR = "x" * 1_000_000, "a\x00b", "9" * 30


@pytest.fixture
def meeting(cast: Cast, client_for: ClientFor, balangan: Government) -> Meeting:
    """A meeting that runs: two are there, one sent a substitute who only discusses, one stays away."""
    return running(cast, client_for, balangan)


@pytest.fixture
def writer(cast: Cast, client_for: ClientFor, meeting: Meeting) -> Client:
    """Who writes the minutes."""
    return client_for(cast(SECRETARY))


def note(meeting: Meeting, words: str, version: int = 0) -> dict[str, Any]:
    """What the form of the first item sends."""
    item = meeting.items.get(order=1)
    return {"do": "note", "item": item.pk, "version": version, "text": words}


def ruling(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """What the form of a decision sends."""
    stances = {"stance-DPUPR": "agrees", "stance-DISPERTAN": "notes", "note-DISPERTAN": "Sepanjang benih tersalur."}
    return {
        "do": "decide",
        "item": meeting.items.get(order=1).pk,
        "text": "Pintu air dibuka 5 Januari.",
        "ground": "Pasal 18 huruf c",
        "dissent": "Camat meminta ditunda.",
        "key": "d1",
        **stances,
        **more,
    }


def decided(writer: Client, meeting: Meeting, **more: Any) -> Decision:
    answer = writer.post(url(meeting, "notula/"), ruling(meeting, **more))
    assert answer.status_code == 303, text(answer)
    return Decision.objects.latest("pk")


def task(decision: Decision, **more: Any) -> dict[str, Any]:
    """What the form of a follow-up sends."""
    sent = {"do": "task", "decision": decision.pk, "text": "Susun jadwal.", "owner": "DPUPR", "checker": "DISPERTAN"}
    return {**sent, "days": "5", "key": "t1", **more}


# Writing


def test_a_note_keeps_itself_and_says_when(writer: Client, meeting: Meeting) -> None:
    here = url(meeting, "notula/")
    answer = writer.post(here, note(meeting, "Dibahas."), headers=JSON)
    assert answer.status_code == 200 and answer.json()["version"] == 1
    assert writer.post(here, note(meeting, "Dibahas."), headers=JSON).json()["version"] == 1, (
        "a lost answer, sent again"
    )
    answer = writer.post(here, note(meeting, "Dibahas tuntas.", 1))
    assert answer.status_code == 303 and "#acara-" in answer["Location"], "without script there is a button"
    page = text(writer.get(here))
    assert "Catatan mata acara 1 tersimpan." in page and "Dibahas tuntas." in page and "Tersimpan " in page


def test_two_who_write_do_not_overwrite_each_other(
    cast: Cast, client_for: ClientFor, writer: Client, meeting: Meeting
) -> None:
    here, lead = url(meeting, "notula/"), client_for(cast(LEAD))
    writer.post(here, note(meeting, "Yang pertama."), headers=JSON)
    late = lead.post(here, note(meeting, "Yang kedua."), headers=JSON)
    assert late.status_code == 409
    assert late.json() == {"version": 1, "text": "Yang pertama.", "by": "Kepala Bagian Administrasi Pembangunan"}
    page = lead.post(here, note(meeting, "Yang kedua."))
    html = page.content.decode()
    assert page.status_code == 409 and "Yang pertama." in html and "Yang kedua." in html
    assert 'name="version" value="1"' in html, "what is merged is sent with the version it was merged with"
    assert meeting.items.get(order=1).note == "Yang pertama."
    assert lead.post(here, note(meeting, "Yang pertama dan kedua.", 1), headers=JSON).status_code == 200


def test_nobody_else_writes_and_nobody_reads_before_they_go_round(
    cast: Cast, client_for: ClientFor, writer: Client, meeting: Meeting
) -> None:
    here, head = url(meeting, "notula/"), client_for(cast("DPUPR/1"))
    writer.post(here, note(meeting, "Masih konsep notula."), headers=JSON)
    page = text(head.get(here))
    assert "Notula belum diedarkan." in page and "Masih konsep notula." not in page
    refused = head.post(here, note(meeting, "Tulisan penyusup", 1), headers=JSON)
    assert refused.status_code == 422 and "Notula ditulis oleh pimpinan rapat dan notulis." in refused.json()["why"]
    answer = head.post(here, note(meeting, "Tulisan yang tetap", 1))
    assert answer.status_code == 422 and "Tulisan yang tetap" in answer.content.decode()
    assert head.post(here, ruling(meeting)).status_code == 422 and not Decision.objects.exists()
    assert "Masih konsep notula." not in text(client_for(cast("INSPEKTORAT/1")).get(url(meeting)))


def test_a_decision_needs_its_ground_and_stances_follow_the_attendance(writer: Client, meeting: Meeting) -> None:
    here = url(meeting, "notula/")
    bad = writer.post(here, ruling(meeting, ground=""))
    assert bad.status_code == 422 and "Tulis dasarnya" in text(bad) and "Pintu air dibuka 5 Januari." in text(bad)
    page = text(writer.get(here))
    assert "Belum terikat: wakilnya hanya membahas" in page and "Belum terikat: tidak hadir" in page
    row = decided(writer, meeting, **{"stance-DKP": "agrees", "stance-KEC.LAMPIHONG": "agrees"})
    stances = dict(row.stances.values_list("unit", "stance"))
    assert stances == {"DPUPR": "agrees", "DISPERTAN": "notes", "DKP": "unbound", "KEC.LAMPIHONG": "absent"}
    page = text(writer.get(here))
    assert "Keputusan 1" in page and "Sepanjang benih tersalur." in page and "Camat meminta ditunda." in page
    silent = decided(writer, meeting, key="d2", **{"stance-DISPERTAN": "silent"})
    assert silent.stances.get(unit="DISPERTAN").stance == "silent", "silence is never assent"


def test_a_decision_is_changed_by_who_saw_it_as_it_is_and_struck_with_its_follow_ups(
    writer: Client, meeting: Meeting
) -> None:
    here, row = url(meeting, "notula/"), decided(writer, meeting)
    assert writer.post(here, task(row)).status_code == 303
    changed = ruling(meeting, decision=row.pk, version=row.version, text="Dibuka 7 Januari.", key="d2")
    assert writer.post(here, changed).status_code == 303
    late = writer.post(here, {**changed, "text": "Tulisan terlambat", "key": "d3"})
    assert (
        late.status_code == 409 and "diubah orang lain" in text(late) and "Tulisan terlambat" in late.content.decode()
    )
    row.refresh_from_db()
    assert row.text == "Dibuka 7 Januari."
    assert writer.post(here, {"do": "drop", "decision": row.pk, "version": 1, "key": "d4"}).status_code == 409
    assert writer.post(here, {"do": "drop", "decision": row.pk, "version": row.version, "key": "d5"}).status_code == 303
    assert not Decision.objects.exists() and not FollowUp.objects.exists()


def test_a_follow_up_is_checked_by_another_unit_and_its_day_is_shown(writer: Client, meeting: Meeting) -> None:
    here, row = url(meeting, "notula/"), decided(writer, meeting)
    for wrong, why in (
        ({"checker": "DPUPR"}, "Yang memeriksa adalah Perangkat Daerah lain"),
        ({"text": ""}, "Tulis yang harus dikerjakan."),
        ({"days": "0"}, "Tulis 1 sampai 365 hari kerja."),
        ({"owner": "TIDAKADA"}, "Pilih dari daftar."),
    ):
        bad = writer.post(here, task(row, **wrong))
        assert bad.status_code == 422 and why in text(bad), wrong
    assert writer.post(here, task(row)).status_code == 303
    page = text(writer.get(here))
    assert "5 hari kerja sejak notula disahkan; bila hari ini," in page
    follow = FollowUp.objects.get()
    assert writer.post(here, {"do": "untask", "follow_up": follow.pk, "key": "u"}).status_code == 303
    assert not FollowUp.objects.exists()


def test_uu_14_2008_only_the_decision_on_a_withheld_matter_is_for_the_parties_alone(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    lead = cast(LEAD)
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "DKP", "KEC.LAMPIHONG"))
    take_in_matter(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
    meeting = running(cast, client_for, balangan, item_matters=[str(matter.number), ""])
    client = client_for(lead)
    assert 'name="openness"' not in client.get(url(meeting, "notula/")).content.decode()
    today = balangan.today()
    Matter.objects.filter(pk=matter.pk).update(withheld=True, withheld_ground="Pasal 17 huruf a", withheld_until=today)
    assert 'name="openness"' in client.get(url(meeting, "notula/")).content.decode()
    row = decided(client, meeting, openness="parties", matter=str(matter.number))
    assert row.openness == "parties" and row.matter == matter


# Review, signature, correction


def signed(cast: Cast, client_for: ClientFor, writer: Client, meeting: Meeting) -> None:
    """The meeting ends, its minutes go round, are reviewed by those who were there, signed and frozen."""
    lead = client_for(cast(LEAD))
    sends(lead, meeting, LEAD, "akhiri")
    writer.post(url(meeting, "notula/"), note(meeting, "Dibahas dan disepakati."), headers=JSON)
    sends(writer, meeting, SECRETARY, "edarkan")
    for post in ("DPUPR/1", "DISPERTAN/1"):
        sends(client_for(cast(post)), meeting, post, "telaah")
    sends(client_for(cast("DKP/1")), meeting, "DKP/1", "beri_catatan", text="Sebut TPS.", form="telaah")
    sends(writer, meeting, SECRETARY, "tanda_tangani")
    sends(lead, meeting, LEAD, "sahkan")


def test_minutes_are_reviewed_signed_and_frozen_and_their_decisions_stand(
    cast: Cast, client_for: ClientFor, balangan: Government, writer: Client, meeting: Meeting
) -> None:
    here, row = url(meeting, "notula/"), decided(writer, meeting)
    writer.post(here, task(row))
    lead = client_for(cast(LEAD))
    sends(lead, meeting, LEAD, "akhiri")
    writer.post(here, note(meeting, "Dibahas dan disepakati."), headers=JSON)
    sends(writer, meeting, SECRETARY, "edarkan")
    head = client_for(cast("DPUPR/1"))
    page = text(head.get(url(meeting)))
    assert "Giliran Anda: notula sesuai atau beri catatan" in page and "Dibahas dan disepakati." in page
    assert page.index("Keputusan 1") > 0 and "Pintu air dibuka 5 Januari." in page
    late = writer.post(here, note(meeting, "Diubah diam-diam", 1), headers=JSON)
    assert late.status_code == 422 and "Notula tidak sedang ditulis." in late.json()["why"]
    for post in ("DPUPR/1", "DISPERTAN/1"):
        sends(client_for(cast(post)), meeting, post, "telaah")
    sends(client_for(cast("DKP/1")), meeting, "DKP/1", "beri_catatan", text="Sebut TPS.", form="telaah")
    page = text(lead.get(url(meeting)))
    assert "Catatan atas notula" in page and "Sebut TPS." in page
    sends(writer, meeting, SECRETARY, "tanda_tangani")
    sends(lead, meeting, LEAD, "sahkan")
    row.refresh_from_db()
    follow = FollowUp.objects.get()
    assert row.adopted_on == balangan.today() and follow.phase == "open" and follow.due_on
    page = text(lead.get(here))
    assert "tidak berubah lagi" in page and "Tenggat " in page
    assert 'name="text"' in lead.get(here).content.decode(), "the addendum's"
    assert "Susun jadwal." in text(head.get("/kerja/")), "the follow-up waits in giliran Anda"
    assert verify(balangan) == []


def test_signed_minutes_are_corrected_beside_by_who_was_there(
    cast: Cast, client_for: ClientFor, balangan: Government, writer: Client, meeting: Meeting
) -> None:
    here, head = url(meeting, "notula/"), client_for(cast("DPUPR/1"))
    early = head.post(here, {"do": "addendum", "text": "Terlalu dini", "key": "a0"})
    assert early.status_code == 422 and "Terlalu dini" in early.content.decode()
    signed(cast, client_for, writer, meeting)
    empty = head.post(here, {"do": "addendum", "text": " ", "key": "a1"})
    assert empty.status_code == 422 and "Tulis bagian mana yang keliru" in text(empty)
    sent = {"do": "addendum", "text": "Desanya Lampihong Kanan.", "key": "a2"}
    for _again in range(2):
        assert head.post(here, sent).status_code == 303
    assert Addendum.objects.count() == 1
    page = text(client_for(cast("INSPEKTORAT/1")).get(here))
    assert "Desanya Lampihong Kanan." in page and "Dibahas dan disepakati." in page and "Tambah adendum" not in page
    absent = client_for(cast("KEC.LAMPIHONG/1"))
    assert "Tambah adendum" not in text(absent.get(here))
    assert absent.post(here, {"do": "addendum", "text": "Saya tidak hadir.", "key": "a3"}).status_code == 422
    assert verify(balangan) == []


# Bad input, and weight


@pytest.mark.parametrize("bad", [HUGE, NUL, FAR, "-1", ""])
def test_nothing_that_can_be_typed_breaks_the_minutes(writer: Client, meeting: Meeting, bad: str) -> None:
    here, row = url(meeting, "notula/"), decided(writer, meeting)
    for sent in (
        note(meeting, "Catatan."),
        ruling(meeting),
        task(row),
        {"do": "drop", "decision": row.pk, "version": 9, "key": "k"},
        {"do": "untask", "follow_up": FAR, "key": "k"},
        {"do": "addendum", "text": "Perbaikan.", "key": "k"},
    ):
        for name in sent:
            for accept in ("text/html", "application/json"):
                typed = {**sent, name: bad, "key": f"{name}-{len(accept)}"}
                answer = writer.post(here, typed, headers={"accept": accept})
                assert answer.status_code < 500, (sent, name)


def test_what_belongs_to_another_meeting_is_none_of_this_one(
    cast: Cast, client_for: ClientFor, balangan: Government, writer: Client, meeting: Meeting
) -> None:
    other = running(cast, client_for, balangan)
    row, here = decided(writer, other), url(meeting, "notula/")
    assert writer.post(here, note(other, "Salah rapat"), headers=JSON).status_code == 404
    for sent in (
        ruling(meeting, decision=row.pk, version=1),
        task(row),
        {"do": "drop", "decision": row.pk, "version": 1},
    ):
        assert writer.post(here, {**sent, "key": "k9"}).status_code == 404, sent
    assert other.items.get(order=1).note == "" and Decision.objects.get() == row


@pytest.mark.parametrize("count", [1, 4])
def test_the_minutes_take_the_same_queries_however_much_was_decided(
    writer: Client, meeting: Meeting, django_assert_num_queries: Callable[[int], Any], count: int
) -> None:
    here = url(meeting, "notula/")
    for n in range(count):
        row = decided(writer, meeting, key=f"d{n}")
        writer.post(here, task(row, key=f"t{n}"))
    writer.get(here)
    with django_assert_num_queries(MINUTES_QUERIES):
        writer.get(here)
