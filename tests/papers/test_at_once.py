"""Two who issue at once: different numbers, seals that each cover their own entry, a ledger without a gap."""

from __future__ import annotations

from functools import partial

import pytest

from bench.crew import faults, threads
from selaras.actions import papers
from selaras.papers import letters
from selaras.records.governments import Government
from selaras.records.papers import Paper
from tests.acts import Cast
from tests.papers.letters import decided

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def test_papers_issued_at_once_get_numbers_in_a_row_and_each_its_seal(cast: Cast, balangan: Government) -> None:
    lead, matter = decided(cast)
    issue = partial(papers.issue, actor=lead, kind="keputusan-koordinasi", subject=matter)
    with threads(AT_ONCE) as crew:
        crew.together([partial(issue, key=f"form-{n}") for n in range(AT_ONCE)])
    rows = list(Paper.objects.select_related("seal").order_by("sequence"))
    assert [row.sequence for row in rows] == [*range(1, AT_ONCE + 1)]
    assert all(row.seal and row.seal.size == row.entry for row in rows)
    assert not faults(balangan)


def test_one_form_sent_at_once_issues_one_paper_and_one_task_run_at_once_makes_one_file(
    cast: Cast, balangan: Government
) -> None:
    lead, matter = decided(cast)
    issue = partial(papers.issue, actor=lead, kind="keputusan-koordinasi", subject=matter, key="form")
    with threads(AT_ONCE) as crew:
        crew.together([issue] * AT_ONCE)
        paper = Paper.objects.get()
        crew.together([partial(letters.render, paper=paper.pk)] * AT_ONCE)
    paper.refresh_from_db()
    assert (paper.state, paper.version) == ("made", 2) and not faults(balangan)
