"""Prepared questions: kept, they answer as if they were written down anew, each for what is asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from selaras.records import prepared
from selaras.records.governments import Government
from selaras.records.openness import parties_of_public_matters
from selaras.records.prepared import ask
from selaras.records.units import Post, Unit
from tests.acts import Cast, opened


def units(government: Government, kind: str, of: Sequence[str]) -> QuerySet[Any]:
    """Units by their codes, each with whether it has a post."""
    posts = Post.objects.filter(government=government, unit=OuterRef("code"))
    rows = Unit.objects.filter(government=government, code__in=of).annotate(posted=Exists(posts), kind=Value(kind))
    return rows.select_related("government").defer("note").order_by("code", "pk")


def some(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    return Unit.objects.filter(government=government, pk__in=of).order_by("pk").values_list("pk", "code")


def many(government: Government) -> QuerySet[Any]:
    rows = Unit.objects.filter(government=government).order_by().annotate(every=Value(1)).values("every")
    found: QuerySet[Any] = rows.annotate(many=Count("pk")).values_list("many", flat=True)
    return found


def none(government: Government) -> QuerySet[Any]:
    return Unit.objects.filter(government=government, pk__in=())


def test_the_rows_are_those_of_the_question_written_down_anew(balangan: Government) -> None:
    for codes in (["DPUPR", "DLH"], ["DLH", "DKP"], ["DPUPR"]):
        kept, anew = ask(units, balangan, "a", of=codes), list(units(balangan, "a", codes))
        assert kept == anew and kept
        for one, other in zip(kept, anew, strict=True):
            assert (one.posted, one.kind, one.valid_from) == (other.posted, "a", other.valid_from)
            assert isinstance(one.posted, bool)
            assert one.get_deferred_fields() == {"note"} and one.government == balangan
    assert {row.kind for row in ask(units, balangan, "b", of=["DPUPR"])} == {"b"}


def test_values_counts_and_questions_that_nothing_answers(balangan: Government) -> None:
    keys = list(Unit.objects.order_by("pk").values_list("pk", flat=True)[:3])
    assert ask(some, balangan, of=keys) == list(some(balangan, keys))
    assert ask(some, balangan, of=keys[1:]) == list(some(balangan, keys[1:]))
    assert ask(some, balangan, of=[]) == []
    assert ask(many, balangan) == [Unit.objects.count()]
    assert ask(none, balangan) == ask(none, balangan) == []


def test_a_question_is_written_down_once_for_a_day_and_an_organisation(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared.forget()
    written: list[Any] = []
    write = prepared._written

    def noted(*said: Any) -> Any:
        written.append(said)
        return write(*said)

    monkeypatch.setattr(prepared, "_written", noted)
    ask(units, balangan, "a", of=["DPUPR", "DLH"])
    ask(units, balangan, "a", of=["DLH", "DKP"])
    assert len(written) == 1
    balangan.organisation_version += 1
    ask(units, balangan, "a", of=["DLH", "DKP"])
    assert len(written) == 2
    seen = balangan.seen_on(balangan.today() - timedelta(days=1))
    ask(units, seen, "a", of=["DLH", "DKP"])
    assert len(written) == 2  # a past day is not kept


def test_no_more_questions_are_kept_than_fit(balangan: Government, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.forget()
    monkeypatch.setattr(prepared, "KEPT", 2)
    for kind in "abcb":
        ask(units, balangan, kind, of=["DPUPR"])
    kept: Any = list(prepared._kept)
    assert [said for _build, said, *_more in kept] == [("c",), ("b",)]


def test_the_units_of_public_matters_are_those_of_their_parties(balangan: Government, cast: Cast) -> None:
    assert parties_of_public_matters(balangan) == set()
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",))
    assert parties_of_public_matters(balangan) == {"DPUPR", "DLH"}
    matter.withheld, matter.withheld_ground, matter.withheld_until = True, "UU", date(2030, 1, 1)
    matter.save()
    assert parties_of_public_matters(balangan) == set()
