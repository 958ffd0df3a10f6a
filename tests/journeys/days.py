"""Lets days pass in a demonstration in service, as a browser cannot: what was said lies a week back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

from tests.journeys.conftest import Site

MORNING = (
    "import django; django.setup();"
    "from selaras.actions.acts import refresh_turns;"
    "from selaras.records.governments import default_government;"
    "refresh_turns(default_government())"
)


def a_week_passes(site: Site) -> None:
    """Every reminder was heard a week ago, and the worker has seen anew whose turn it is."""
    before = (date.today() - timedelta(days=7)).isoformat()
    with closing(sqlite3.connect(site.installation.data / "selaras.sqlite3", timeout=30)) as database, database:
        for table in ("participant", "meetingseat", "followupseat", "groupseat", "documentseat"):
            database.execute(f"UPDATE records_{table} SET reminded_on = ? WHERE reminded_on IS NOT NULL", (before,))
    environment = site.installation.environment | {"DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
    subprocess.run([sys.executable, "-c", MORNING], env=environment, check=True)
