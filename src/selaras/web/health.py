"""Whether the process lives, and whether the installation is ready to serve: for supervisors and proxies."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from selaras.law.pack import PackError
from selaras.records.governments import Government, default_government, pack_of
from selaras.records.triggers import missing_marks, missing_triggers
from selaras.records.units import history
from selaras.web.policy import Policy, policy


@policy(Policy.PUBLIC)
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("baik\n", content_type="text/plain; charset=utf-8")


@policy(Policy.PUBLIC)
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, pack and triggers, each "baik" or with what is wrong; 503 when any is wrong.

    A calendar without the running year is only warned of: it counts days wrongly and keeps nobody from working.
    """
    checks: dict[str, Callable[[], str]] = {
        "basis data": _database,
        "migrasi": _migrations,
        "paket": _pack,
        "pemicu buku besar": lambda: _missing(missing_triggers(connection)),
        "pemicu tanda perubahan": lambda: _missing(missing_marks(connection)),
    }
    found: dict[str, str] = {}
    for name, check in checks.items():
        try:
            found[name] = check() or "baik"
        except DatabaseError:
            found[name] = "basis data tidak menjawab"
    ready = all(word == "baik" for word in found.values())
    if ready and (warning := _calendar()):
        found["peringatan"] = warning
    return JsonResponse(found, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrasi belum dijalankan" if waiting else ""


def _pack() -> str:
    try:
        pack_of(default_government())
    except (Government.DoesNotExist, FileNotFoundError, PackError) as missing:
        return str(missing)
    return ""


def _calendar() -> str:
    government = default_government()
    year = government.today().year
    return "" if history(government).calendar.knows(year) else f"hari libur {year} belum dimuat pada calendar.csv"


def _missing(names: list[str]) -> str:
    return f"hilang: {', '.join(names)}" if names else ""
