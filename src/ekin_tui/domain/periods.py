"""Periode penilaian: which one a day belongs to, and whether it is locked (deadlines: ``domain.lateness``)."""

from collections.abc import Iterable
from datetime import date

from ekin_tui.domain.model import Period


def period_of(day: date, periods: Iterable[Period]) -> Period | None:
    """Return the shortest period that holds ``day``: its month before its quarter before its year."""
    return min(_around(day, periods), key=lambda period: (period.end - period.start, period.due), default=None)


def is_locked(day: date, periods: Iterable[Period]) -> bool:
    """Return whether any period that holds ``day`` is locked: a locked year locks its months."""
    return any(period.locked for period in _around(day, periods))


def _around(day: date, periods: Iterable[Period]) -> list[Period]:
    return [period for period in periods if period.start <= day <= period.end]
