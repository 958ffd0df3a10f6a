"""`python -m tests.api [requests]`: the interface asked 5,000 times, or as often as is said, from its description."""

from __future__ import annotations

import os
import sys

import pytest

TRIALS = ("tests/api/test_fuzz.py", "tests/api/test_fuzz_writing.py")

if __name__ == "__main__":
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    os.environ["FUZZ_REQUESTS"] = str(requests // len(TRIALS))
    sys.exit(pytest.main(["-q", "-s", *TRIALS, "-k", "error_page"]))
