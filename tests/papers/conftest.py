"""Where Pango is missing no PDF can be made, so the tests of papers are skipped and say so."""

import pytest

from selaras.papers import pdf


@pytest.fixture(autouse=True)
def pango() -> None:
    """Skip without Pango; `make pango` installs it."""
    if not pdf.available():
        pytest.skip("Pango tidak ada; pasang dengan make pango")
