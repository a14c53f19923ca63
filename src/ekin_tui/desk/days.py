"""What each day asks for: the week, holidays, the agency's own days and one's leave, put together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
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


def log_begins(store: Store, person: Person, filled: date | None) -> date:
    """Return the day from which an empty working day of ``person`` is missing.

    It is the first day of their log, as far as it is known here (``filled``): of one's own days the first with an
    entry, of a supervisor's staff the first of which anything was received. Nobody lacks what lies before the agency
    began with it. Who has logged nothing at all lacks every day from when they stood under the office, where the centre
    tells that, else from its first period: to write nothing never makes a month complete.
    """
    if filled is not None:
        return filled
    if person.stays:
        return person.stays[0][0]
    return min((period.start for period in store.reference.periods()), default=date.min)


def find_days(store: Store, person: Person, first: date, last: date, holidays: Holidays) -> Days:
    """Return the days from ``first`` to ``last``. A mark of one's own goes before a holiday of the same day."""
    free = _free(store, first, last, holidays)
    return _days(person, store.reference.policy(), free, store.reference.marks(person.id, first, last))


def find_team_days(
    store: Store, people: Iterable[Person], first: date, last: date, holidays: Holidays
) -> dict[str, Days]:
    """Return the days of many people by their ids, as :func:`find_days` does for one: by one question for all."""
    free, policy = _free(store, first, last, holidays), store.reference.policy()
    marks: dict[str | None, list[DayMark]] = defaultdict(list)
    for mark in store.reference.marks(None, first, last):
        marks[mark.owner].append(mark)
    return {person.id: _days(person, policy, free, [*marks[None], *marks[person.id]]) for person in people}


def _days(person: Person, policy: Policy, free: Mapping[date, str], marks: Iterable[DayMark]) -> Days:
    off, kinds = dict(free), dict.fromkeys(free, DayKind.HOLIDAY)
    for mark in marks:
        _apply(mark, off, kinds)
    return Days(person=person, policy=policy, off=off, kinds=kinds)


def _free(store: Store, first: date, last: date, holidays: Holidays) -> dict[date, str]:
    """Return the free days of everybody from ``first`` to ``last``, with their names."""
    known = (_known(store, year, holidays) for year in range(first.year, last.year + 1))
    return {day: name for days in known for day, name in days.items() if first <= day <= last}


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
