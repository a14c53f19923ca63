"""What each day asks for: the week, holidays, the agency's own days and one's leave, put together."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date

from ekin_tui.desk.views import DayKind
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import DayMark, Person, Policy
from ekin_tui.domain.worktime import day_minutes
from ekin_tui.store import Store, StoreError

Holidays = Callable[[int], Mapping[date, str]]
"""Names of the free days of a year: libur nasional and cuti bersama."""

_KINDS = {
    "leave": DayKind.LEAVE,
    "duty": DayKind.DUTY,
    "training": DayKind.TRAINING,
    "holiday": DayKind.HOLIDAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of one person between two dates. ``off`` holds each that asks for no entry, with its name."""

    person: Person
    policy: Policy
    off: Mapping[date, str]
    kinds: Mapping[date, DayKind]

    def kind(self, day: date) -> DayKind:
        """Return what ``day`` is."""
        if day in self.kinds:
            return self.kinds[day]
        return DayKind.OFF if day.weekday() >= self.person.week else DayKind.WORK

    def target(self, day: date) -> int:
        """Return the minutes that ``day`` asks for; 0 on a free day."""
        return day_minutes(day, week=self.person.week, policy=self.policy, off=self.off)


def find_days(store: Store, person: Person, first: date, last: date, holidays: Holidays) -> Days:
    """Return the days from ``first`` to ``last``. A mark of one's own goes before a holiday of the same day."""
    off: dict[date, str] = {}
    kinds: dict[date, DayKind] = {}
    for year in range(first.year, last.year + 1):
        for day, name in _known(store, year, holidays).items():
            if first <= day <= last:
                off[day], kinds[day] = name, DayKind.HOLIDAY
    for mark in store.reference.marks(person.id, first, last):
        _apply(mark, off, kinds)
    return Days(person=person, policy=store.reference.policy(), off=off, kinds=kinds)


def _apply(mark: DayMark, off: dict[date, str], kinds: dict[date, DayKind]) -> None:
    kind = _KINDS.get(mark.kind)
    if kind is not None:
        off[mark.day], kinds[mark.day] = mark.text, kind


def _known(store: Store, year: int, holidays: Holidays) -> Mapping[date, str]:
    known = store.reference.holidays(year)
    if known is None:
        known = holidays(year)
        if not store.readonly:
            with suppress(StoreError), store.writing():  # kept to spare the next look; a full disk only costs it
                store.reference.set_holidays(year, known)
    return known
