"""The review queue in hand: how much waits, in what order, read by windows around where somebody looks."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.narrowing import Narrowing
from ekin_tui.desk.sifting import HINTED, Wanted
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.model import Entry, Person
from ekin_tui.store.undecided import Part, Sift

WINDOW = 32
"""Entries that are read at once: four times what a window of 24 rows shows of the queue."""
_WINDOWS = 8
PORTION = 150
"""Entries whose writing is looked at in one go: some 15 ms."""


class Order(StrEnum):
    """How the queue stands."""

    OLDEST = "oldest"
    """Longest wait first."""
    PERSON = "person"
    """By name, each person's work by day."""
    DAY = "day"
    """Earliest day first, in it by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries that stand under one heading; without person and day under none."""

    part: Part
    count: int
    first: int
    """The number of its first entry in the whole."""
    person: Person | None = None
    day: date | None = None


class Inbox:
    """What waits, as far as it is wanted, as it was when it was asked for. Only windows of it are ever read."""

    def __init__(self, look: Looking, sift: Sift, wanted: Wanted, order: Order = Order.OLDEST) -> None:
        """``sift`` names positions and reader; ``wanted`` narrows it."""
        self._look, self._all = look, sift
        self._narrowing = Narrowing(look.store)
        self.wanted, self.order = wanted, order
        self._hinted: list[int] | None = [] if HINTED in wanted.marks else None
        self._looked_at, self._looked_through = 0, 0
        self._sift = self._narrowing.narrowed(sift, wanted)
        self._fill()

    @property
    def total(self) -> int:
        """How many are shown."""
        return self.groups[-1].first + self.groups[-1].count if self.groups else 0

    @property
    def unread(self) -> int | None:
        """How many of all have not been looked through for hints so far; None while nobody asks for hints."""
        return None if self._hinted is None else max(0, self.everything - self._looked_through)

    def at(self, number: int) -> EntryView | None:
        """Return the entry with that number in the whole, counted from 0; None where there is none any more."""
        group = self.groups[bisect_right(self._firsts, number) - 1] if 0 <= number < self.total else None
        if group is None:
            return None
        page, row = divmod(number - group.first, WINDOW)
        window = self._window(group, page)
        return window[row] if row < len(window) else None

    def place(self, entry: Entry) -> int | None:
        """Return the number of an entry in the whole; None when it isn't here."""
        for group in self.groups:
            part = group.part
            if part.owner not in {None, entry.owner} or part.day not in {None, entry.day}:
                continue
            found = self._look.store.undecided.place(self._sift, part, entry)
            return None if found is None else group.first + found
        return None

    def drop(self, number: int) -> None:
        """Take out one entry that was decided; what stands behind it moves up."""
        at = bisect_right(self._firsts, number) - 1
        if not 0 <= number < self.total:
            return
        gone = [
            replace(group, count=group.count - (n == at), first=group.first - (n > at))
            for n, group in enumerate(self.groups)
        ]
        self.everything -= 1
        self._stand([group for group in gone if group.count])

    def again(self) -> None:
        """Count anew: something was decided; what the filter line asks for stays."""
        self._fill()

    def learn(self, portion: int = PORTION) -> bool:
        """Look at how the next entries are written; returns whether there are more to look at."""
        if self._hinted is None:
            return False
        sift = replace(self._sift, rows=None)
        found = self._look.store.undecided.numbered(sift, self._looked_at, portion)
        self._hinted += [number for number, stored in found if self._narrowing.is_odd(stored.entry)]
        self._looked_through += len(found)
        self._looked_at = found[-1][0] if found else self._looked_at
        more = len(found) == portion
        if not more:
            self._looked_through = self.everything
        self._sift = replace(self._sift, rows=tuple(self._hinted))
        self._fill()
        return more

    def _fill(self) -> None:
        waiting = self._look.store.undecided
        plain = self.order is Order.OLDEST
        self.everything = waiting.count(self._all)
        """How many wait in all."""
        counted: list[tuple[Part, int]]
        if plain:
            shown = self.everything if self._sift == self._all else waiting.count(self._sift)
            counted = [(Part(), shown)] if shown else []
        elif self.order is Order.PERSON:
            counted = [(Part(owner=owner), count) for owner, count in waiting.by_owner(self._sift)]
            counted.sort(key=lambda one: self._narrowing.rank(one[0].owner or ""))
        else:
            ranks = self._narrowing.ranked()
            counted = [(Part(day=day, ranks=ranks), count) for day, count in waiting.by_day(self._sift)]
        groups, first = list[Group](), 0
        for part, count in counted:
            person = self._narrowing.person(part.owner) if part.owner else None
            groups.append(Group(part=part, count=count, first=first, person=person, day=part.day))
            first += count
        self._stand(groups)

    def _stand(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self._firsts = [group.first for group in groups]
        self._windows: dict[tuple[int, int], list[EntryView]] = {}

    def _window(self, group: Group, page: int) -> list[EntryView]:
        key = (group.first, page)
        found = self._windows.get(key)
        if found is None:
            stored = self._look.store.undecided.window(self._sift, group.part, page * WINDOW, WINDOW)
            if len(self._windows) >= _WINDOWS:
                self._windows.pop(next(iter(self._windows)))
            actor = self._look.actor()
            found = self._windows[key] = [
                self._look.brief(s, self._narrowing.person(s.entry.owner), actor) for s in stored
            ]
        return found
