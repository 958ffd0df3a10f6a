"""The stamp: one number that is another one after every act, so that whoever kept a page knows whether it still holds.

The database's own triggers give it a new value in the transaction of whatever is written (records/triggers.py), so no
program can forget to. The values are random: a restored or rolled-back database never comes to one it had since.
"""

from __future__ import annotations

from django.db import DatabaseError, connection, models
from django.utils import timezone

_ASKED = "SELECT value, (SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s)"
_FROM = " FROM records_stamp"


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
        with connection.cursor() as cursor:
            if session:
                now = connection.ops.adapt_datetimefield_value(timezone.now())
                cursor.execute(_ASKED + _FROM, [session, now])
            else:
                cursor.execute("SELECT value, ''" + _FROM)
            found = cursor.fetchone()
    except DatabaseError:  # the server was restarted meanwhile, or the table is not there yet
        connection.close()
        return None
    return (found[0], found[1] or "") if found else None
