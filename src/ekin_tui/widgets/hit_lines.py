"""What a search has found, a line an entry, with the words that were typed picked out."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Entry
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.entry_lines import NARROW, clocks
from ekin_tui.widgets.lines import Line, Part, fit, wrap

_WORD = re.compile(r"[^\W_]+")
_BEFORE = 12
"""Cells of the text that are kept before the first word picked out, where the beginning has to go."""


def hit_line(words: Words, signs: Signs, entry: Entry, typed: str, width: int) -> Line:
    """Return day, status and text of ``entry``; on a narrow screen the day is in figures and the status its mark."""
    wide = width >= NARROW
    day = words.day(entry.day) if wide else f"{entry.day:%d/%m/%y}"
    status = (
        f"{signs.of(entry.status)} {words(f'status.{entry.status}'):<12} " if wide else f"{signs.of(entry.status)} "
    )
    head = f"{day:<15} {status}" if wide else f"{day} {status}"
    text = inert(entry.activity) or words("calendar.no_activity")
    room = width - cell_len(head)
    return [(head, "dim"), *picked(fit(_near(text, typed, room, signs.more), room, more=signs.more), typed)]


def detail_lines(words: Words, signs: Signs, view: EntryView, typed: str, width: int) -> Iterator[Line]:
    """Return the chosen entry in full: day, times, status in words, the text, the evidence."""
    entry = view.entry
    status = f"{signs.of(entry.status)} {words(f'status.{entry.status}')}"
    yield [(f"{words.day(entry.day)} {clocks(words, entry)} ", "bold"), (status, "")]
    for text in (entry.activity, entry.evidence):
        for line in wrap(inert(text), width) if text else ():
            yield picked(line, typed)


def picked(text: str, typed: str) -> Sequence[Part]:
    """Return ``text`` in parts, those that begin with or hold a word of ``typed`` picked out."""
    at, parts = 0, list[Part]()
    for start, end in _places(text, typed):
        parts += [(text[at:start], ""), (text[start:end], "hit")]
        at = end
    return [*parts, (text[at:], "")]


def _places(text: str, typed: str) -> list[tuple[int, int]]:
    """Return where the words stand: at the beginnings of words, or inside of them where none begins so."""
    found: list[tuple[int, int]] = []
    for word in sorted(set(_WORD.findall(typed)), key=len, reverse=True):
        pattern = re.escape(word)
        begun = [match.span() for match in re.finditer(rf"(?<![^\W_]){pattern}", text, re.IGNORECASE)]
        found += begun or [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return _apart(sorted(found))


def _apart(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in places:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _near(text: str, typed: str, width: int, more: str) -> str:
    """Return ``text``, without its beginning where the first word picked out would not be in ``width`` cells."""
    places = _places(text, typed)
    if not places or cell_len(text[: places[0][1]]) <= width:
        return text
    cut = text.find(" ", max(0, places[0][0] - _BEFORE), places[0][0])
    return more + text[cut + 1 if cut >= 0 else places[0][0] :]
