"""The worker makes every paper that the demonstration issues, and what is public of it says no reason."""

from __future__ import annotations

import pytest
from django.test import Client

from selaras.records.governments import Government
from selaras.records.papers import MADE, Paper
from selaras.records.public_papers import is_public
from selaras.site import jobs
from selaras.site.demo import load_demo
from tests.papers.letters import content, text

pytestmark = pytest.mark.django_db


def test_the_worker_makes_all_papers_of_the_demonstration(balangan: Government, client: Client) -> None:
    load_demo(balangan)
    jobs.run_all()
    papers = list(Paper.objects.select_related("government").order_by("pk"))
    assert papers and {paper.state for paper in papers} == {MADE}
    opened = [paper for paper in papers if is_public(paper, paper.subject())]
    assert {"notula", "nota-konsultasi", "kesepakatan-bersama", "laporan-pemantauan"} <= {p.kind for p in opened}
    for paper in opened:
        said = text(content(paper)).replace("Rumah Sakit", "")
        assert not [word for word in ("Sakit", "Izin", "Dinas luar", "Anda ") if word in said], paper.number
    listed = client.get(f"/agenda/{next(p.subject_key for p in opened if p.kind == 'notula')}/").content.decode()
    assert "/naskah/" in listed and listed.count(".pdf") >= 3
