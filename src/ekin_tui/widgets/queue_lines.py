"""The columns of the review queue."""

from collections.abc import Sequence

from ekin_tui.desk.views import EntryView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, fit

_DAY_HOURS = 24
_LONG_WAIT = 48
"""Hours from which on a wait is told in days."""


def columns(width: int) -> Sequence[tuple[str, int]]:
    """Return the columns that fit into ``width`` with their cells; the last one takes the rest."""
    if width >= 70:
        fixed = (("person", 20), ("day", 12), ("minutes", 9), ("waiting", 17))
    elif width >= 50:
        fixed = (("person", 17), ("day", 11), ("minutes", 9), ("waiting", 8))
    else:
        return (("person", max(8, width - 22)), ("day", 11), ("minutes", 9))
    return (*fixed, ("activity", width - 2 - sum(cells for _, cells in fixed)))


def heading(words: Words, width: int) -> Line:
    """Return the names of the columns."""
    return [("  ", ""), *((fit(words(f"review.column.{name}"), cells), "dim") for name, cells in columns(width))]


def queue_line(words: Words, signs: Signs, view: EntryView, width: int, *, chosen: bool) -> Line:
    """Return one waiting entry."""
    mark: Part = (f"{signs.chosen if chosen else ' '} ", "bold")
    if view.entry.late and not chosen:
        mark = (f"{signs.warning} ", "warning")
    texts = {
        "person": view.owner.name or view.entry.owner,
        "day": words.day(view.entry.day, year=False),
        "minutes": words.minutes(view.entry.minutes),
        "waiting": waiting(words, view, short=width < 70),
        "activity": view.entry.activity,
    }
    return [mark, *((_cell(texts[name], cells), "") for name, cells in columns(width))]


def waiting(words: Words, view: EntryView, *, short: bool) -> str:
    """Return how long the entry has waited, and that it came late."""
    hours = view.waiting_hours
    told = words("review.hours", n=hours)
    if hours >= _LONG_WAIT:
        told = words("review.days", n=hours // _DAY_HOURS)
    return f"{told} {words('review.late_short')}" if view.entry.late and not short else told


def _cell(text: str, cells: int) -> str:
    return fit(text, cells - 1) + " "
