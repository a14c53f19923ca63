"""Hints on how an entry is written, with what they need from the cache: the plan, and the days around."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ekin_tui.desk.looking import Looking
from ekin_tui.domain.model import Entry, Problem

if TYPE_CHECKING:
    from ekin_tui.domain.writing import Recent


def recent_days(look: Looking, day: date) -> "Recent":
    """Return what one wrote on the days around ``day``. Reads two weeks: ask once a form, not once a key."""
    from ekin_tui.domain.writing import REACH, read_recent

    reach = timedelta(days=REACH)
    return read_recent(stored.entry for stored in look.store.entries.of_days(look.me.id, day - reach, day + reach))


def hints(look: Looking, entry: Entry, recent: "Recent") -> tuple[Problem, ...]:
    """Return the hints for one of one's own entries; ``recent`` comes from :func:`recent_days`."""
    from ekin_tui.domain.writing import Beside, advise

    line = look.store.reference.plan(entry.plan) if entry.plan else None
    mine = line if line is not None and line.skp.person == entry.owner else None
    beside = Beside(
        plan=mine.plan if mine else None,
        result=mine.rhk.text if mine else "",
        recent=recent,
        silent=look.store.reference.policy().silent,
    )
    return advise(entry, beside)
