"""Open data for people: what each set is, for whom, in which forms, how to cite it, when it was last made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.records.datasets import DATASETS, GROUPS, Dataset, archive_path
from selaras.records.governments import Government
from selaras.records.units import history
from selaras.web.day import Moment, dated, page
from selaras.web.language import in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.share import feed_names

FORMS = ("csv", "json", "xlsx", "ods")


@dataclass(frozen=True)
class Archive:
    """The file with everything in it: when it was made, and how many bytes it has."""

    made: datetime
    size: int


@dataclass(frozen=True)
class Form:
    """One form of a set: what it is called, and where it lies."""

    name: str
    address: str


@dataclass(frozen=True)
class Listed:
    """A set with its forms."""

    found: Dataset
    forms: list[Form]
    warning: str = ""


@policy(Policy.PUBLIC)
@dated
def data(request: Request, moment: Moment) -> HttpResponse:
    """Every set with what it is, its forms and its columns; those of the organisation as of the day asked."""
    groups = [
        (in_language(title), [_listed(found, moment, request.government) for found in sets]) for title, sets in GROUPS
    ]
    context = {
        "menu": "data",
        "groups": groups,
        "total": len(DATASETS),
        "licence": moment.pack.government.open_data,
        "publisher": moment.pack.government.long_name,
        "archive": _archive(request.government),
        "here": request.build_absolute_uri("/data/"),
        "feeds": [(name, address) for address, name in feed_names().items() if address.endswith(".atom")],
        "calendar": request.build_absolute_uri("/kalender/publik.ics"),
    }
    return page(request, moment, "data_sets/data.html", context)


def _listed(found: Dataset, moment: Moment, government: Government) -> Listed:
    per = moment.per if found.dated else ""
    forms = [Form(form.upper(), f"/data/{found.code}.{form}{per}") for form in FORMS]
    warning = _lacks(government) if found.code == "hari-libur" else ""
    return Listed(in_language(found), [*forms, *_others(found, moment, per)], warning)


def _lacks(government: Government) -> str:
    """What the calendar lacks: a year without holidays counts every Monday to Friday as a working day."""
    year = government.today().year
    if history(government).calendar.knows(year):
        return ""
    return _("Hari libur %(year)s belum dimuat: hari kerja tahun itu dihitung Senin sampai Jumat.") % {"year": year}


def _others(found: Dataset, moment: Moment, per: str) -> list[Form]:
    """The further forms of a set, in which standards of its own sort want it."""
    if found.code == "unit":
        return [
            Form("W3C ORG (JSON-LD)", f"/data/organisasi.jsonld{per}"),
            Form("W3C ORG (Turtle)", f"/data/organisasi.ttl{per}"),
            Form("Popolo", f"/data/popolo.json{per}"),
        ]
    if found.code == "ketentuan":
        return [
            Form(_("Akoma Ntoso, %(law)s") % {"law": law.short_title}, f"/data/akn/{law.code}.xml")
            for law in moment.pack.regulations
        ]
    return [Form("JDIHN", "/data/jdihn.json")] if found.code == "kebijakan" else []


def _archive(government: Government) -> Archive | None:
    """What is there of the file with everything in it; None before it was first made."""
    path = archive_path(government)
    if not path.is_file():
        return None
    found = path.stat()
    return Archive(datetime.fromtimestamp(found.st_mtime, UTC), found.st_size)
