"""Pasal 15: the competent unit works independently and its product is its own."""

from __future__ import annotations

import pytest

from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records.governments import Government
from selaras.records.matters import Answer, Link, Matter
from tests.acts import Cast, opened, slots, sound, state, take

pytestmark = pytest.mark.django_db


def test_pasal_15_from_the_request_to_the_accepted_product(cast: Cast, balangan: Government) -> None:
    asker, expert = cast("DISDIK/1"), cast("DISKOMINFO/1")
    matter = opened(asker, kind="fungsional", parties=("DISKOMINFO/1",), title="Rekomendasi teknis jaringan sekolah")
    take(expert, matter, "terima", "Selesai pekan depan.")
    take(asker, matter, "perjelas", "Termasuk sekolah di pegunungan.")
    take(expert, matter, "serahkan", "Gunakan serat optik.")
    with pytest.raises(Refused):
        take(asker, matter, "serahkan", "Kami ubah sedikit.")  # only its maker changes a product
    take(asker, matter, "minta_lengkapi", "Biayanya belum ada.", target="DISKOMINFO")
    take(expert, matter, "lengkapi_hasil", "Gunakan serat optik; biaya terlampir.")
    with pytest.raises(Refused):
        take(asker, matter, "minta_lengkapi", "Sekali lagi.", target="DISKOMINFO")  # once, within the terms
    take(asker, matter, "terima_hasil", target="DISKOMINFO")
    take(asker, matter, "tutup")
    done = Matter.objects.get(pk=matter.pk)
    assert (done.state, done.outcome, slots(matter, "counterpart")) == (
        "closed",
        "hasil kerja fungsional",
        {"DISKOMINFO": "accepted"},
    )
    makers = {p.participant.unit for p in matter.proposals.all()}
    assert makers == {"DISKOMINFO"} and matter.proposals.count() == 2 and sound(balangan)


def test_pasal_15_who_has_no_authority_names_who_has_and_the_request_goes_there(
    cast: Cast, balangan: Government
) -> None:
    asker, asked = cast("DISDIK/1"), cast("DISHUB/1")
    matter = opened(asker, kind="fungsional", parties=("DISHUB/1",))
    with pytest.raises(Refused):
        take(asker, matter, "alihkan")  # nobody has declined yet
    for unit in ("", "DISHUB", "TIDAK-ADA"):
        with pytest.raises(Invalid) as invalid:
            take(asked, matter, "tolak", "Bukan wewenang kami.", unit=unit)
        assert set(invalid.value.errors) == {"unit"}
    take(asked, matter, "tolak", "Bukan wewenang kami.", unit="DISKOMINFO")
    assert Answer.objects.get(matter=matter).unit == "DISKOMINFO"
    take(asker, matter, "alihkan")
    draft = Link.objects.get(target=matter).source
    assert (state(matter), draft.kind, draft.parties) == ("redirected", "fungsional", ["DISKOMINFO"])
    assert sound(balangan)


def test_pasal_15_an_unanswered_request_is_closed_naming_the_silent_unit(cast: Cast) -> None:
    asker = cast("DISDIK/1")
    matter = opened(asker, kind="fungsional", parties=("DISKOMINFO/1",))
    with pytest.raises(Refused):
        take(asker, matter, "tutup_tanpa_hasil", "Tidak ada kabar.")
    for _ in range(2):
        take(asker, matter, "ingatkan", target="DISKOMINFO")
    take(asker, matter, "tutup_tanpa_hasil", "Tidak ada kabar.")
    assert (state(matter), slots(matter, "counterpart")) == ("ended", {"DISKOMINFO": "silent"})
