"""Who may see which field of a matter in which phase, by the pack's table."""

from datetime import date
from pathlib import Path

import pytest

from selaras.law.openness import Audience, Openness, Rule, Sort, Supervision, Viewer
from selaras.law.pack import load
from selaras.law.procedures import Phase, SlotState
from selaras.law.types import Basis, Strength

PUBLIC, PARTY, UNIT, SUPERVISOR = Viewer(), Viewer(party=True), Viewer(party=True, unit=True), Viewer(supervisor=True)
FIELDS = [
    "number",
    "kind",
    "units",
    "title",
    "lies_with",
    "path",
    "opened_on",
    "journey",
    "purpose",
    "answers",
    "agreement",
    "decision",
    "files",
    "remarks",
]
OUTLINE = ("number", "kind", "units", "title", "lies_with", "path", "opened_on")


@pytest.fixture(scope="module")
def table() -> Openness:
    return load(Path(__file__).parents[2] / "src/selaras/packs/balangan").regulation("perbup-24-2020").openness


def seen(table: Openness, viewer: Viewer, phase: Phase, state: str = "", withheld: bool = False) -> set[str]:
    return {f for f in FIELDS if table.visible("matter", f, phase, viewer, withheld, state)}


def test_every_field_of_a_matter_has_a_row_with_its_ground_in_every_phase(table: Openness) -> None:
    for field in FIELDS:
        for phase in Phase:
            assert table.rule("matter", field, phase), (field, phase)


def test_a_draft_is_seen_by_the_opening_unit_alone(table: Openness) -> None:
    assert seen(table, UNIT, Phase.DRAFT) == set(FIELDS)
    assert seen(table, PARTY, Phase.DRAFT) == seen(table, PUBLIC, Phase.DRAFT) == set()


def test_a_submitted_matter_shows_nothing_outside_its_parties(table: Openness) -> None:
    for state in ("submitted", "returned"):
        assert seen(table, PUBLIC, Phase.OPEN, state) == set()
        assert seen(table, PARTY, Phase.OPEN, state) == set(FIELDS)


def test_pasal_20_ayat_1_an_open_matter_shows_its_outline_to_everybody(table: Openness) -> None:
    assert seen(table, PUBLIC, Phase.OPEN, "led") == set(OUTLINE)
    assert seen(table, PARTY, Phase.OPEN, "led") == set(FIELDS)
    rule = table.rule("matter", "title", Phase.OPEN, "led")
    assert rule is not None
    assert (rule.basis.strength, rule.basis.cite) == (Strength.INFERRED, "Pasal 20 ayat (1)")


def test_a_decision_is_public_from_the_day_it_is_made(table: Openness) -> None:
    assert seen(table, PUBLIC, Phase.OPEN, "decided") == {*OUTLINE, "decision"}


def test_pasal_20_ayat_1_answers_and_positions_open_after_closing_but_files_stay_with_the_parties(
    table: Openness,
) -> None:
    assert seen(table, PUBLIC, Phase.CLOSED) == set(FIELDS) - {"files"}
    assert seen(table, PARTY, Phase.CLOSED) == set(FIELDS)


def test_a_withheld_matter_is_seen_by_its_parties_and_the_supervisor_only(table: Openness) -> None:
    for phase in (Phase.OPEN, Phase.CLOSED):
        assert seen(table, PUBLIC, phase, withheld=True) == set()
        assert seen(table, PARTY, phase, withheld=True) == set(FIELDS)
        assert seen(table, SUPERVISOR, phase, withheld=True) == set(FIELDS)


def test_pasal_5_the_supervisor_reads_every_matter_but_no_draft(table: Openness) -> None:
    assert table.supervision.types == ("inspektorat",)
    assert seen(table, SUPERVISOR, Phase.OPEN, "submitted") == set(FIELDS)
    assert seen(table, SUPERVISOR, Phase.DRAFT) == set()


def test_a_field_no_row_speaks_of_is_for_the_opening_unit(table: Openness) -> None:
    assert table.audience("matter", "salary", Phase.CLOSED) is Audience.UNIT
    assert not table.visible("matter", "salary", Phase.CLOSED, PARTY)


def test_the_first_row_that_fits_holds_and_states_narrow_it() -> None:
    basis = Basis(Strength.DESIGNED, reason="uji")
    narrow = Rule("matter", ("title",), (Phase.OPEN,), Audience.PARTIES, basis, states=("led",))
    wide = Rule("matter", ("title",), (Phase.OPEN,), Audience.PUBLIC, basis)
    table = Openness(Supervision((), basis), (narrow, wide))
    assert table.audience("matter", "title", Phase.OPEN, "led") is Audience.PARTIES
    assert table.audience("matter", "title", Phase.OPEN, "other") is Audience.PUBLIC
    assert table.audience("matter", "title", Phase.OPEN) is Audience.PUBLIC


OTHERS = {
    "meeting": [
        "title",
        "day",
        "place",
        "chair",
        "units",
        "agenda",
        "purpose",
        "minutes",
        "attendance",
        "decision",
        "absence",
        "cancellation",
    ],
    "follow_up": ["text", "units", "due_on", "evidence", "remarks", "files"],
    "working_group": ["name", "mandate", "instrument", "ends_on", "seats", "outputs", "remarks", "files"],
    "document": ["title", "text", "instrument", "units", "positions", "rows", "measurements", "remarks", "files"],
}


def shown(table: Openness, subject: str, phase: Phase, state: str = "", viewer: Viewer = PUBLIC) -> set[str]:
    return {f for f in OTHERS[subject] if table.visible(subject, f, phase, viewer, state=state)}


@pytest.mark.parametrize("subject", OTHERS)
def test_every_field_of_every_subject_has_a_row_and_drafts_stay_in_their_unit(table: Openness, subject: str) -> None:
    for field in OTHERS[subject]:
        for phase in Phase:
            assert table.rule(subject, field, phase), (subject, field, phase)
    assert shown(table, subject, Phase.DRAFT) == shown(table, subject, Phase.DRAFT, viewer=PARTY) == set()
    assert shown(table, subject, Phase.OPEN, viewer=PARTY) == set(OTHERS[subject])


def test_minutes_with_their_decisions_and_attendance_open_when_they_are_signed(table: Openness) -> None:
    frozen = {"minutes", "attendance", "decision"}
    assert not frozen & shown(table, "meeting", Phase.OPEN, "reviewing")
    assert frozen <= shown(table, "meeting", Phase.CLOSED, "closed")
    assert not frozen & shown(table, "meeting", Phase.CLOSED, "cancelled")
    assert "cancellation" in shown(table, "meeting", Phase.CLOSED, "cancelled")
    assert frozen & shown(table, "meeting", Phase.CLOSED, "ended") == {"attendance"}


def test_a_document_is_public_once_it_is_issued_and_its_files_stay_with_the_parties(table: Openness) -> None:
    assert (
        shown(table, "document", Phase.OPEN, "circulated") == shown(table, "document", Phase.CLOSED, "dropped") == set()
    )
    issued = shown(table, "document", Phase.OPEN, "issued")
    assert issued == shown(table, "document", Phase.CLOSED, "ended") == set(OTHERS["document"]) - {"remarks", "files"}


def test_uu_27_2022_why_somebody_was_not_there_is_never_public_and_all_reasons_that_were_given_read_alike(
    table: Openness,
) -> None:
    slots = {code: SlotState(code, code.title()) for code in ("present", "permitted", "ill", "away", "absent")}
    for phase, state in ((Phase.OPEN, "running"), (Phase.CLOSED, "closed"), (Phase.CLOSED, "cancelled")):
        assert not table.visible("meeting", "absence", phase, PUBLIC, state=state)

        def told(viewer: Viewer, phase: Phase = phase, state: str = state) -> list[str]:
            return [table.told("meeting", slot, phase, viewer, state) for slot in slots.values()]

        assert told(PUBLIC) == ["Present", *["Berhalangan dengan pemberitahuan"] * 3, "Tidak hadir"]
        assert told(PARTY) == told(SUPERVISOR) == ["Present", "Permitted", "Ill", "Away", "Absent"]


def test_uu_14_2008_pasal_17_every_ground_has_its_clause_and_only_marked_ones_open_by_themselves(
    table: Openness,
) -> None:
    assert [ground.cite for ground in table.grounds] == [
        f"UU 14/2008 Pasal 17 huruf {letter}" for letter in "abcdefghij"
    ]
    closed = {ground.cite[-1] for ground in table.grounds if not ground.opens_by_itself}
    assert closed == {"g", "h", "j"}
    assert {ground.longest for ground in table.grounds} == {None, 30}
    assert table.ground("rahasia-pribadi") and table.ground("karangan") is None


def test_a_term_is_no_longer_than_its_ground_allows_and_is_reviewed_within_it_and_within_a_year(
    table: Openness,
) -> None:
    ground, since, today = table.grounds[0], date(2024, 2, 29), date(2026, 11, 26)

    def wrong(ends_on: date | None, review_on: date | None) -> set[str]:
        return set(table.beyond(ground, since, today, ends_on, review_on))

    assert wrong(date(2054, 2, 28), date(2027, 11, 26)) == set()
    assert wrong(date(2054, 3, 1), date(2027, 11, 26)) == {"ends_on"}  # counted from the first day
    assert wrong(date(2054, 2, 28), date(2027, 11, 27)) == {"day"}
    assert wrong(date(2027, 1, 1), date(2027, 1, 2)) == {"day"}
    assert wrong(today, today) == {"ends_on", "day"} == wrong(None, None)


def test_uu_14_2008_pasal_18_what_was_decided_stays_open(table: Openness) -> None:
    assert [row.of for row in table.never if table.stays(row.of)] == [Sort.DECISIONS, Sort.DOCUMENTS, Sort.GROUPS]
    assert not table.stays(Sort.MATTERS)


def test_uu_14_2008_pasal_9_10_11_17_what_is_kept_here_stands_in_one_of_four_classes(table: Openness) -> None:
    assert [row.code for row in table.classes] == ["berkala", "serta-merta", "setiap-saat", "dikecualikan"]
    assert {row.of for row in table.information} == set(Sort)


def test_a_running_examination_is_only_counted(table: Openness) -> None:
    asked, asking = {("counterpart", "inspektorat")}, {("opener", "inspektorat"), ("counterpart", "dinas")}
    assert table.hides("fungsional", Phase.OPEN, "number", asked)
    assert not table.hides("fungsional", Phase.OPEN, "number", asking)  # who asks another for its work examines nothing
    assert not table.hides("konsultatif", Phase.OPEN, "number", asked)


def test_of_an_examination_that_is_closed_everybody_sees_what_it_was_and_not_what_it_found(table: Openness) -> None:
    asked = {("counterpart", "inspektorat")}
    hidden = {field for field in FIELDS if table.hides("fungsional", Phase.CLOSED, field, asked)}
    assert set(FIELDS) - hidden == {"number", "kind", "units", "title", "lies_with", "opened_on"}


def test_what_is_withheld_is_public_in_the_register_and_its_reason_is_not(table: Openness) -> None:
    def public(field: str, phase: Phase, state: str) -> bool:
        return table.visible("withholding", field, phase, PUBLIC, state=state)

    for field in ("number", "title", "units", "ground", "decision", "due_on", "ends_on", "summary", "keeper"):
        assert public(field, Phase.OPEN, "in_force") and public(field, Phase.CLOSED, "opened")
        assert not public(field, Phase.OPEN, "asked") and not public(field, Phase.CLOSED, "refused")
    assert not any(public(field, Phase.OPEN, "in_force") for field in ("reason", "remarks", "files"))
