"""Months and working days of the civil calendar."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; ordered by time. Raises ValueError for one that the calendar doesn't have."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which ``day`` lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month that ``text`` names as ``2026-11``. Raises ValueError for any other text."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        return cls(int(found["year"]), int(found["month"]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 12, 31) if self.month == 12 else date(self.year, self.month + 1, 1) - _ONE

    def next(self) -> Self:
        """Return the month after. Raises ValueError at the end of the calendar."""
        years, month = divmod(self.month, 12)
        return type(self)(self.year + years, month + 1)

    def previous(self) -> Self:
        """Return the month before. Raises ValueError at the start of the calendar."""
        return type(self)(self.year - 1, 12) if self.month == 1 else type(self)(self.year, self.month - 1)

    def days(self) -> list[date]:
        """Return all days in order."""
        return [date(self.year, self.month, number) for number in range(1, self.last.day + 1)]

    def weeks(self) -> list[list[date | None]]:
        """Return the month as rows of seven from Monday to Sunday, None where another month stands."""
        cells: list[date | None] = [None] * self.first.weekday()
        cells += self.days()
        cells += [None] * (-len(cells) % 7)
        return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def is_workday(day: date, *, week: int, off: Container[date]) -> bool:
    """Return whether ``day`` is worked in a week of ``week`` days from Monday and is not in ``off``."""
    return day.weekday() < week and day not in off


def workdays(first: date, last: date, *, week: int, off: Container[date]) -> list[date]:
    """Return the working days from ``first`` to ``last``, both included; none when they are the wrong way round."""
    span = range(first.toordinal(), last.toordinal() + 1)
    return [day for day in map(date.fromordinal, span) if is_workday(day, week=week, off=off)]
