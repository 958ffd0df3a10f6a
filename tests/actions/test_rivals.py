"""Rivals on one step: exactly one wins, the others see a clear conflict, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from selaras.actions import ledger as whole
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import Deed, act, seen_of, submit
from selaras.actions.refusals import Stale
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor

RIVALS = 8
QUESTION = Intent(kind="konsultatif", parties=("DLH",), title="Pertanyaan", purpose="Mohon pendapat.")


def together(work: Callable[[int], str]) -> list[str]:
    """What each of eight threads answers when they begin at the same moment, each with a connection of its own."""
    gate = Barrier(RIVALS)

    def one(index: int) -> str:
        gate.wait()
        try:
            return work(index)
        finally:
            connection.close()

    with ThreadPoolExecutor(RIVALS) as pool:
        return list(pool.map(one, range(RIVALS)))


@pytest.mark.django_db(transaction=True)
def test_of_eight_rivals_on_one_step_one_wins_and_seven_see_the_conflict(
    cast: Callable[..., Actor], balangan: Government
) -> None:
    asker, answerer = cast("DPUPR/1"), cast("DLH/1")
    matter = submit(actor=asker, draft=save_draft(actor=asker, intent=QUESTION).pk, key="")
    seat = Participant.objects.get(matter=matter, role="counterpart")
    seen = seen_of(matter, seat)

    def answer(index: int) -> str:
        try:
            act(
                actor=answerer,
                number=str(matter.number),
                seat=seat.pk,
                deed=Deed("tanggapi", text=f"Jawaban {index}"),
                seen=seen,
                key=f"form-{index}",
            )
        except Stale:
            return "conflict"
        return "won"

    assert sorted(together(answer)) == ["conflict"] * (RIVALS - 1) + ["won"]
    assert ledger.Entry.objects.filter(government=balangan, step="tanggapi").count() == 1
    assert not whole.verify(Government.objects.get(pk=balangan.pk))


@pytest.mark.django_db(transaction=True)
def test_one_submission_sent_eight_times_has_one_effect(cast: Callable[..., Actor], balangan: Government) -> None:
    asker = cast("DPUPR/1")
    draft = save_draft(actor=asker, intent=QUESTION).pk

    numbers = together(lambda _: str(submit(actor=asker, draft=draft, key="one form").number))
    assert len(set(numbers)) == 1
    assert Matter.objects.exclude(phase="draft").count() == 1
    assert ledger.Entry.objects.filter(government=balangan, step="ajukan").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_matters_opened_at_once_get_eight_numbers_in_a_row(
    cast: Callable[..., Actor], balangan: Government
) -> None:
    asker = cast("DPUPR/1")
    drafts = [save_draft(actor=asker, intent=QUESTION).pk for _ in range(RIVALS)]
    numbers = together(lambda index: str(submit(actor=asker, draft=drafts[index], key="").number))
    year = balangan.today().year
    assert sorted(numbers) == [f"{year}-{n:05d}" for n in range(1, RIVALS + 1)]
    assert not whole.verify(Government.objects.get(pk=balangan.pk))
