"""For how long the calendar stays as it is while nobody writes: until midnight, and until a deadline passes."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ekin_tui.desk.looking import Looking
from ekin_tui.domain.lateness import moved

Span = tuple[datetime, datetime]
"""From when until when (not included), both aware."""


def spans(look: Looking, days: int) -> Sequence[Span]:
    """Return the spans of one look each from now to the end of ``days`` days, today among them."""
    zone = ZoneInfo(look.me.zone)
    midnights = [datetime.combine(look.today + timedelta(days=n), time.min, zone) for n in range(1, days + 1)]
    turns = sorted({look.now, *midnights, *(due for due in _deadlines(look) if look.now < due < midnights[-1])})
    return list(pairwise(turns))


def _deadlines(look: Looking) -> list[datetime]:
    """Return the first moments after each deadline, and after each as outages of the centre have moved it."""
    dues = [period.due for period in look.store.reference.periods()]
    late = [moved(due, look.outages()) for due in dues]
    return [due + timedelta.resolution for due in (*dues, *late)]
