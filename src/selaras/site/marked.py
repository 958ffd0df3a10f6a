"""The mark of the demonstration: by what a data folder is known as its own, and what its sign-in page tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from selaras.records.governments import Government, default_government
from selaras.records.people import CAPACITIES, Tenure
from selaras.records.units import history

PASSWORD = "peragaan-selaras"
MARK = "peragaan"  # the file in the data folder that says: everything here is invented


def mark() -> Path:
    """The file that marks a data folder as the demonstration's."""
    return Path(settings.SELARAS_DATA) / MARK


def sign_in_help() -> dict[str, Any] | None:
    """What the sign-in page tells in the demonstration: the password and every account; None anywhere else."""
    if not mark().exists():
        return None
    government = default_government()
    people = [{"username": username, "title": title} for username, title in accounts(government).items()]
    return {"password": PASSWORD, "people": people}


def accounts(government: Government) -> dict[str, str]:
    """Every name to sign in with, and the posts it holds today: "Kepala Dinas A; Plt. Kepala Dinas B"."""
    today = government.today()
    organisation = history(government).on(today)
    posts: dict[str, list[str]] = {}
    for tenure in Tenure.objects.filter(government=government).on(today).select_related("person__user").order_by("pk"):
        if user := tenure.person.user:
            title = f"{CAPACITIES[tenure.capacity]} {organisation.name_of(tenure.post)}".strip()
            posts.setdefault(user.get_username(), []).append(title)
    return {username: "; ".join(titles) for username, titles in posts.items()}
