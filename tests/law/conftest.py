"""Says at the end of a test run how large the walks of the procedures were."""

import pytest

from tests.law.walk import WALKED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a walk, and their sum, where the walks were part of the run."""
    if WALKED:
        terminalreporter.section("the walk of the procedures")
        for size in WALKED:
            terminalreporter.line(size.line)
        states, transitions = (sum(getattr(s, name) for s in WALKED) for name in ("states", "transitions"))
        terminalreporter.line(f"{'together':<55} {states:>7,} states {transitions:>9,} transitions")
