"""The organisation of a government on one day: units, posts, affairs and mappings, looked up by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache

from selaras.law.clocks import Calendar
from selaras.law.types import LOCAL, WORKED, Affair, Coordination, Holiday, Hours, Post, Succession, Unit, UnitType


class Organisation:
    """All that holds on `day`. Immutable by agreement: built once, shared, read by everyone."""

    def __init__(
        self,
        day: date,
        types: Iterable[UnitType],
        units: Iterable[Unit],
        posts: Iterable[Post],
        affairs: Iterable[Affair],
        coordination: Iterable[Coordination],
    ) -> None:
        self.day = day
        self.types: Mapping[str, UnitType] = {t.type: t for t in types}
        self.units: Mapping[str, Unit] = {u.code: u for u in units if u.holds_on(day)}
        self.posts: Mapping[str, Post] = {p.code: p for p in posts if p.holds_on(day)}
        self.affairs: Mapping[str, Affair] = {f"{a.unit}/{a.code}": a for a in affairs if a.holds_on(day)}
        # What ended keeps the last name it had: seats and entries of that time still speak of it.
        earlier = [(u.valid_from, u.code, u.name) for u in units if u.valid_from <= day]
        earlier += [(p.valid_from, p.code, p.title) for p in posts if p.valid_from <= day]
        self._last_names = {code: name for _since, code, name in sorted(earlier)}
        rows: dict[str, list[Coordination]] = {}
        for row in coordination:
            if row.holds_on(day):
                rows.setdefault(row.unit, []).append(row)
        self.coordination: Mapping[str, tuple[Coordination, ...]] = {k: tuple(v) for k, v in rows.items()}

    @cached_property
    def heads(self) -> Mapping[str, Post]:
        """The post that heads each unit."""
        return {p.unit: p for p in self.posts.values() if p.head}

    @cached_property
    def below(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units directly under each unit, by the order of the pack."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            if unit.superior:
                found.setdefault(unit.superior, []).append(unit)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def posts_of(self) -> Mapping[str, tuple[Post, ...]]:
        """The posts of each unit, by the order of the pack."""
        found: dict[str, list[Post]] = {}
        for post in self.posts.values():
            found.setdefault(post.unit, []).append(post)
        return {k: tuple(v) for k, v in found.items()}

    def under(self, code: str) -> tuple[Post, ...]:
        """The posts of the same unit that stand under a post, directly or through others."""
        direct = [post for post in self.posts_of.get(code.split("/", maxsplit=1)[0], ()) if post.superior == code]
        return tuple(found for post in direct for found in (post, *self.under(post.code)))

    def type_of(self, unit: str) -> UnitType:
        """The type of a unit by its code; KeyError when the unit does not hold on this day."""
        return self.types[self.units[unit].type]

    def name_of(self, code: str) -> str:
        """The full official name of a unit, or the title of a post, the last one where it ended; else the code."""
        if "/" in code:
            post = self.posts.get(code)
            return post.title if post else self._last_names.get(code, code)
        unit = self.units.get(code)
        return unit.name if unit else self._last_names.get(code, code)


class History:
    """All rows of all days, from which the organisation of any day is cut."""

    def __init__(
        self,
        types: Iterable[UnitType],
        units: Iterable[Unit],
        posts: Iterable[Post],
        affairs: Iterable[Affair],
        coordination: Iterable[Coordination],
        successions: Iterable[Succession] = (),
        holidays: Iterable[Holiday] = (),
        hours: Iterable[Hours] = (),
        workdays: Iterable[Holiday] = (),
    ) -> None:
        self.all_types = tuple(types)
        self.all_units = tuple(units)
        self.all_posts = tuple(posts)
        self.all_affairs = tuple(affairs)
        self.all_coordination = tuple(coordination)
        self.successions = tuple(successions)
        self.hours = tuple(hours)
        self.workdays = tuple(workdays)  # what the government declared itself stands above the pack's days
        own = {day.date for day in self.workdays}
        self.holidays = tuple(
            [day for day in holidays if day.date not in own] + [day for day in self.workdays if day.kind != WORKED]
        )
        self.calendar = Calendar(
            [day.date for day in self.holidays if day.kind != LOCAL],
            [day.date for day in self.holidays if day.kind == LOCAL],
            [day.date for day in self.workdays if day.kind == WORKED],
            self.hours,
        )
        # The 64 days asked last are kept, for all threads.
        self._kept = lru_cache(maxsize=64)(self._cut)

    def on(self, day: date) -> Organisation:
        """The organisation as it stood on `day`; kept for the next caller."""
        return self._kept(day)

    def heirs(self, unit: str, day: date) -> tuple[str, ...]:
        """The units holding on `day` that succeeded one that no longer holds; itself while it does."""
        units = self.on(day).units
        found: dict[str, None] = {}
        waiting, seen = [unit], {unit}
        while waiting:
            code = waiting.pop(0)
            if code in units:
                found[code] = None
                continue
            nexts = [s.new for s in self.successions if s.old == code and s.new and s.date <= day and s.inherits]
            waiting += [new for new in nexts if new not in seen]
            seen.update(nexts)
        return tuple(found)

    def predecessors(self, unit: str, day: date) -> frozenset[str]:
        """The units that no longer hold on `day` and that `unit` succeeded, directly or through others."""
        units = self.on(day).units
        gone = {s.old for s in self.successions if s.date <= day and s.old not in units}
        return frozenset(code for code in gone if unit in self.heirs(code, day))

    def _cut(self, day: date) -> Organisation:
        return Organisation(
            day, self.all_types, self.all_units, self.all_posts, self.all_affairs, self.all_coordination
        )
