"""The settings of a real installation pass Django's own examination; host names switch on all protection."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def manage(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    # Neither another installation's settings, nor what the browser tests switch on for themselves.
    kept = {n: value for n, value in os.environ.items() if not n.startswith(("SELARAS_", "DJANGO_ALLOW_ASYNC"))}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", *arguments],
        env=kept | {"DJANGO_SETTINGS_MODULE": "selaras.site.settings", "SELARAS_DATA": str(data)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_public_installation_is_clean_for_deployment(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SELARAS_HOSTS="selaras.contoh.go.id")
    assert done.returncode == 0, done.stderr


def test_wrong_setting_stops_the_start_with_its_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", SELARAS_HOST="selaras.contoh.go.id")
    assert done.returncode
    assert "SELARAS_HOST tidak dikenal" in done.stderr


@pytest.mark.parametrize(("hosts", "secure"), [("", "False"), ("selaras.contoh.go.id", "True")])
def test_cookies_demand_tls_once_the_installation_has_a_host_name(tmp_path: Path, hosts: str, secure: str) -> None:
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    done = manage(tmp_path, "shell", "--no-imports", "--command", code, SELARAS_HOSTS=hosts)
    assert done.stdout.split() == [secure, secure, "False"]


def test_sqlite_keeps_acknowledged_acts_through_a_power_cut(tmp_path: Path) -> None:
    code = (
        "from django.db import connection as c; k = c.cursor()\n"
        "print(*(k.execute(f'PRAGMA {n}').fetchone()[0] for n in ('journal_mode', 'synchronous', 'foreign_keys')))"
    )
    done = manage(tmp_path, "shell", "--no-imports", "--command", code)
    assert done.stdout.split() == ["wal", "2", "1"]
