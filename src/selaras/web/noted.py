"""What was noted in a meeting, ready to be read: item by item, its decisions with their stances, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from selaras.actions.facts import calendar_of
from selaras.law.organisation import Organisation
from selaras.law.procedures import Role
from selaras.records.meetings import Addendum, AgendaItem, Meeting
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.web.decisions import aspect_word, stance_word
from selaras.web.templatetags.selaras import tanggal


@dataclass(frozen=True)
class Duty:
    """A follow-up as it is noted: who does it, who of another unit checks it, until when."""

    row: FollowUp
    owner: str
    checker: str
    due: str


@dataclass(frozen=True)
class Ruled:
    """A decision as it is noted: how every unit stands to it, and what follows from it."""

    row: Decision
    openness: str
    aspects: list[str]
    stances: list[tuple[str, str, str, str]]  # unit, mark, word, note
    duties: list[Duty]

    @property
    def number(self) -> int:
        """Its number in the minutes."""
        return self.row.order


@dataclass
class Noted:
    """The minutes of one meeting, read with four queries however long they are."""

    meeting: Meeting
    organisation: Organisation
    items: Sequence[AgendaItem]
    remarks: list[tuple[str, str]] = field(default_factory=list)  # who, what he remarked on this text

    @cached_property
    def decisions(self) -> list[Ruled]:
        """All decisions in their order."""
        tasks = FollowUp.objects.of(self.meeting.government).order_by("pk").prefetch_related("seat_rows")
        rows = self.meeting.decisions.select_related("matter").order_by("order")
        stances = Stance.objects.order_by("pk")
        rows = rows.prefetch_related(Prefetch("stances", stances), Prefetch("follow_ups", tasks))
        return [self._ruled(row) for row in rows]

    def _ruled(self, row: Decision) -> Ruled:
        words = {"public": _("Terbuka bagi umum"), "parties": _("Hanya bagi para pihak")}
        return Ruled(
            row=row,
            openness=words[row.openness],
            aspects=[aspect_word(aspect) for aspect in row.aspects],
            stances=[(self.organisation.name_of(s.unit), *stance_word(s.stance), s.note) for s in row.stances.all()],
            duties=[self._duty(task) for task in row.follow_ups.all() if task.state != "carried"],
        )

    def _duty(self, row: FollowUp) -> Duty:
        names = {seat.role: self.organisation.name_of(seat.unit) for seat in row.seat_rows.all() if not seat.retired}
        if row.due_on:
            due = _("Tenggat %(day)s") % {"day": tanggal(row.due_on)}
        else:
            day = calendar_of(self.meeting.government).add(self.meeting.government.today(), row.days)
            due = _("%(n)s hari kerja sejak notula disahkan; bila hari ini, %(day)s") % {
                "n": row.days,
                "day": tanggal(day),
            }
        return Duty(row, names.get(Role.OWNER, ""), names.get(Role.CHECKER, ""), due)

    @property
    def by_item(self) -> list[tuple[AgendaItem, list[Ruled]]]:
        """Each item of the agenda with the decisions taken on it."""
        return [(item, [one for one in self.decisions if one.row.item_id == item.pk]) for item in self.items]

    @property
    def loose(self) -> list[Ruled]:
        """Decisions that belong to no item."""
        return [one for one in self.decisions if one.row.item_id is None]

    @cached_property
    def addenda(self) -> list[tuple[str, Addendum]]:
        """Corrections of the signed minutes, the oldest first, each with who added it."""
        rows = self.meeting.addenda.order_by("pk") if self.meeting.signed_on else ()
        return [(self.organisation.name_of(row.post), row) for row in rows]
