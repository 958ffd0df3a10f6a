"""The stamp: one number that is another one after every act, so that whoever kept a page knows whether it still holds.

The database's own triggers give it a new value in the transaction of whatever is written (records/triggers.py), so no
program can forget to. The values are random: a restored or rolled-back database never comes to one it had since.
"""

from __future__ import annotations

import secrets

from django.db import DatabaseError, connection, models
from django.utils import timezone

_ASKED = "SELECT value FROM records_stamp"
_ASKED_WITH = (
    "SELECT value, (SELECT session_data FROM django_session WHERE session_key = {} AND expire_date > {})"
    " FROM records_stamp"
)
_FOR_DJANGO = _ASKED_WITH.format("%s", "%s")
_FOR_LIBPQ = _ASKED_WITH.format("$1", "now()").encode()


class Stamp(models.Model):
    """The one row that holds it."""

    value = models.BigIntegerField("tanda")

    def __str__(self) -> str:
        return str(self.value)


def read(session: str) -> tuple[int, str] | None:
    """The stamp, and what the database keeps of a session that still runs ("" for none); None while nothing can tell.

    Inside a transaction it says nothing: what that changed is not marked before its end. The question is also the one
    by which a lasting connection is tried, so that a request that finds its page kept asks the database only this.
    """
    if connection.in_atomic_block:
        return None
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        found = _from_postgresql(session) if connection.vendor == "postgresql" else _from_sqlite(session)
    except DatabaseError:  # the server was restarted meanwhile, or the table is not there yet
        found = None
    if found is None:
        connection.close()
    return found


def renew() -> None:
    """Give up all kept pages: for what no table that a page shows can tell, as when the search is made anew."""
    Stamp.objects.update(value=secrets.randbits(62))


def _from_sqlite(session: str) -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        if session:
            cursor.execute(_FOR_DJANGO, [session, connection.ops.adapt_datetimefield_value(timezone.now())])
        else:
            cursor.execute(_ASKED)
        found = cursor.fetchone()
    return (found[0], (found[1] or "") if session else "") if found else None


def _from_postgresql(session: str) -> tuple[int, str] | None:
    """The same without all that lies between Django and the database's own library: every request asks this."""
    connection.ensure_connection()
    line = connection.connection.pgconn
    with connection.wrap_database_errors:
        answer = line.exec_params(_FOR_LIBPQ, [session.encode()]) if session else line.exec_(_ASKED.encode())
    if not answer.ntuples:  # a fault has none either
        return None
    data = (answer.get_value(0, 1) or b"") if session else b""
    return int(answer.get_value(0, 0) or 0), data.decode()
