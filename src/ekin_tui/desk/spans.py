"""For how long the calendar stays as it is while nobody writes: until midnight, or a deadline, or an hour before it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ekin_tui.desk.looking import Looking
from ekin_tui.domain.lateness import moved

Span = tuple[datetime, datetime]
"""From when until when (not included), both aware."""

_MOST = 8
"""Spans that are worth a picture each: who comes back later than that sees the calendar a moment later."""


def spans(look: Looking, days: int) -> Sequence[Span]:
    """Return the spans of one look each from now to the end of ``days`` days, today among them."""
    zone = ZoneInfo(look.me.zone)
    midnights = [datetime.combine(look.today + timedelta(days=n), time.min, zone) for n in range(1, days + 1)]
    within = (turn for turn in (*_deadlines(look), *_hours(look)) if look.now < turn < midnights[-1])
    return list(pairwise(sorted({look.now, *midnights, *within})))[:_MOST]


def _hours(look: Looking) -> list[datetime]:
    """Return the first moments of each hour that the title counts on the day of a deadline."""
    zone = ZoneInfo(look.me.zone)
    dues = [period.due.astimezone(zone) for period in look.store.reference.periods()]
    hours = [(due, due - timedelta(hours=n) + timedelta.resolution) for due in dues for n in range(1, 25)]
    return [hour for due, hour in hours if hour.date() == due.date()]


def _deadlines(look: Looking) -> list[datetime]:
    """Return the first moments after each deadline, and after each as outages of the centre have moved it."""
    dues = [period.due for period in look.store.reference.periods()]
    late = [moved(due, look.outages()) for due in dues]
    return [due + timedelta.resolution for due in (*dues, *late)]
