"""Where a rule of the pack lives in the product, in words and with an address: what rests on a provision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from selaras.law.openness import Audience
from selaras.law.regulation import Regulation
from selaras.web.kinds import procedure_title


class Place(NamedTuple):
    """What rests on a provision: a sentence, and the page that shows it ("" when none does)."""

    text: str
    url: str


def places(regulation: Regulation, names: Iterable[str]) -> list[Place]:
    """The places of coverage ("kinds.yaml: kinds › konsultatif") as a reader of the pages knows them, each once."""
    return list(dict.fromkeys(_place(regulation, name) for name in names))


def _place(regulation: Regulation, name: str) -> Place:
    file, _colon, where = name.partition(": ")
    parts = where.split(" › ")
    count = where.partition(" ")[0]
    if file == "types.csv":
        return Place(_("%(count)s tipe unit dalam struktur") % {"count": count}, "/struktur/#tabel")
    if file == "coordination.csv":
        return Place(_("%(count)s baris pemetaan koordinator") % {"count": count}, "/jalur/#peta")
    if file == "matrix.csv":
        return Place(_("%(count)s sel matriks hubungan antartipe unit") % {"count": count}, "")
    if file == "escalation.yaml":
        return Place(_("Pengingat sesudah tenggat lewat"), "")
    if file == "openness.yaml":
        return _openness_place(regulation, parts)
    if file == "kinds.yaml":
        return _kind_place(regulation, parts)
    if file == "procedures.yaml":
        return _step_place(regulation, parts)
    return _path_place(regulation, parts)


def _openness_place(regulation: Regulation, parts: list[str]) -> Place:
    """A row of the openness table in words, or a ground, a class or an entry of the list of public information."""
    section, code = parts[0], parts[1]
    if section == "rules":
        rule = regulation.openness.rules[int(code.removeprefix("ke-")) - 1]
        audience = {
            Audience.PUBLIC: _("terbuka bagi umum"),
            Audience.PARTIES: _("bagi para pihak"),
            Audience.UNIT: _("bagi unit penyusunnya"),
        }[rule.audience]
        values = {"subject": sort_word(rule.subject), "audience": audience}
        return Place(_("Keterbukaan %(subject)s: yang %(audience)s") % values, "")
    sentences = {
        "grounds": (_("Alasan pengecualian: %(label)s"), "/dikecualikan/"),
        "classes": (_("Golongan informasi: %(label)s"), "/dikecualikan/"),
        "information": (_("Daftar informasi publik: %(label)s"), "/dikecualikan/"),
    }
    if section not in sentences:
        return Place(_("Aturan keterbukaan berkas"), "")
    sentence, url = sentences[section]
    labels = {row.code: row.label for row in getattr(regulation.openness, section)}
    return Place(sentence % {"label": labels.get(code, code)}, url)


def sort_word(subject: str) -> str:
    """A sort of subject in words; what is unknown by its own name."""
    return {
        "matter": _("berkas"),
        "meeting": _("rapat"),
        "follow_up": _("tindak lanjut"),
        "working_group": _("gugus kerja"),
        "document": _("kebijakan dan rencana"),
        "withholding": _("pengecualian"),
    }.get(subject, subject)


def _kind_place(regulation: Regulation, parts: list[str]) -> Place:
    section, code = parts[0], parts[1]
    rows = {str(row.code): row.label for row in getattr(regulation.kinds, section)}
    sentence = {
        "kinds": _("Jenis hubungan: %(label)s"),
        "types": _("Tipe koordinasi: %(label)s"),
        "forms": _("Bentuk koordinasi: %(label)s"),
        "duties": _("Tugas pimpinan: %(label)s"),
        "principles": _("Asas: %(label)s"),
        "yardsticks": _("Ukuran: %(label)s"),
    }[section]
    anchors = {"kinds": code, "types": "tipe", "forms": "bentuk", "duties": "tugas"}
    return Place(sentence % {"label": rows.get(code, code)}, f"/hubungan/#{anchors.get(section, 'asas')}")


def _step_place(regulation: Regulation, parts: list[str]) -> Place:
    book = regulation.book
    if parts[0] == "common":
        label = next((s.label for p in book.procedures for s in p.steps if s.code == parts[1]), parts[1])
        return Place(_("Langkah setiap berkas: %(label)s") % {"label": label}, "/hubungan/#setiap-berkas")
    if parts[0] == "common_closing":
        return Place(_("Syarat setiap langkah yang menutup berkas"), "/hubungan/")
    procedure = book.get(parts[1])
    if procedure.kind is None:
        title = procedure_title(regulation.kinds, procedure)
        url = f"/hubungan/{procedure.code}/"
        if len(parts) > 3 and parts[2] == "steps":
            return Place(_("%(title)s: %(label)s") % {"title": title, "label": procedure.step(parts[3]).label}, url)
        return Place(_("Tata cara %(title)s") % {"title": title.lower()}, url)
    kind = str(procedure.kind)
    if len(parts) > 3 and parts[2] == "steps":
        values = {"label": procedure.step(parts[3]).label, "kind": kind}
        return Place(_("Langkah %(kind)s: %(label)s") % values, f"/hubungan/#{kind}")
    return Place(_("Tata cara %(kind)s") % {"kind": kind}, f"/hubungan/#{kind}")


def _path_place(regulation: Regulation, parts: list[str]) -> Place:
    if parts[0] == "kinds":
        return Place(_("Rute hubungan %(kind)s") % {"kind": parts[1]}, "/jalur/")
    if parts[0] == "types":
        return Place(_("Rute koordinasi %(type)s") % {"type": regulation.routes.types[parts[1]].label}, "/jalur/")
    if parts[0] in ("edges", "through", "convener_bases"):
        return Place(_("Dasar garis pada jalur"), "/jalur/#peta")
    if parts[0] == "forms":
        return Place(_("Pemutus bentuk koordinasi"), "/hubungan/#bentuk")
    return Place(_("Kaidah pencari jalur"), "/jalur/")
