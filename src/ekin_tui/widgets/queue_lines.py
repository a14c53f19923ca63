"""The columns of the review queue."""

from collections.abc import Sequence

from rich.cells import cell_len

from ekin_tui.desk.inbox import Group, Inbox
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import PART, Line, Part, fit

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


def heading(words: Words, width: int, at: int | None, total: int, acting: str = "") -> Line:
    """Return the names of the columns, and at the right the place in the whole: ``at`` is counted from 0.

    ``acting`` is the capacity in which one decides on the chosen entry, where the post is not one's own.
    """
    place = "" if at is None else words("review.place", n=words.number(at + 1), all=words.number(total))
    place = f"{acting} · {place}" if acting else place
    room, names = width - cell_len(place) - 1, "  "
    for name, cells in columns(width):
        title = words(f"review.column.{name}")
        if cell_len(names) + cell_len(title) > room:  # no name at all, where half a name would stand
            break
        names += fit(title, cells)
    return [(fit(names.rstrip(), room, more="") + " ", "dim"), (place, "")]


def group_line(words: Words, group: Group, width: int) -> Line:
    """Return the heading of one person or one day."""
    name = words.day(group.day) if group.day else inert(group.person.name if group.person else "")
    return [(fit(f"{name} · {words('review.waiting', n=words.number(group.count))}", width), "bold")]


def wanted_line(words: Words, inbox: Inbox) -> list[Line]:
    """Return how the filter line was understood, in one line; what is no mark is named with those that there are."""
    wanted = inbox.wanted
    if wanted.unknown:
        return [[(words("review.no_mark", typed=inert(wanted.unknown)), "warning")]]
    if wanted.all:
        return [[(words("review.filter_help"), "dim")]]
    parts = [words("review.found", n=words.number(inbox.total), all=words.number(inbox.everything))]
    if inbox.unread:
        parts.append(words("review.still_looking", n=words.number(inbox.unread)))
    if wanted.first and wanted.last:
        first, last = words.day(wanted.first), words.day(wanted.last)
        parts.append(first if wanted.first == wanted.last else words("sending.span", first=first, last=last))
    parts += [words(f"review.mark.{mark}") for mark in sorted(wanted.marks)]
    parts += [words("review.for_target", words=inert(" ".join(wanted.targets)))] if wanted.targets else []
    return [[(PART.join(parts), "dim")]]


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
