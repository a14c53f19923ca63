"""The hours of a day as one bar: what was worked, what lies between, what stands twice. Told apart by marks."""

from collections.abc import Iterable, Sequence

from ekin_tui.domain.model import Entry, Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words

Span = tuple[int, int]
"""From and until, in minutes of the day."""
_LEAST_MINUTES = 15
"""What a cell stands for at least: no bar is longer than it has to say."""
_LEAST_CELLS = 8


def timed(entries: Iterable[Entry]) -> list[Span]:
    """Return the times of ``entries`` that have both and count."""
    return [
        (entry.start, entry.end)
        for entry in entries
        if entry.start is not None
        and entry.end is not None
        and entry.start < entry.end
        and entry.status is not Status.REJECTED
    ]


def strip_text(words: Words, signs: Signs, spans: Sequence[Span], usual: Span, width: int) -> str:
    """Return the bar between its first and last hour in at most ``width`` cells; empty where there is nothing to say.

    It reaches from the ``usual`` start to the usual end of a day, further where ``spans`` do.
    """
    if not spans:
        return ""
    first = min(usual[0], *(start for start, _ in spans))
    last = max(usual[1], *(end for _, end in spans))
    begin, end = words.clock(first), words.clock(last)
    cells = min(width - len(begin) - len(end) - 2, (last - first) // _LEAST_MINUTES)
    if cells < _LEAST_CELLS:
        return ""
    marks = "".join(
        _mark(signs, spans, (first + (last - first) * n // cells, first + (last - first) * (n + 1) // cells))
        for n in range(cells)
    )
    return f"{begin} {marks} {end}"


def _mark(signs: Signs, spans: Sequence[Span], cell: Span) -> str:
    inside = [(max(start, cell[0]), min(end, cell[1])) for start, end in spans if start < cell[1] and cell[0] < end]
    if any(one[0] < other[1] and other[0] < one[1] for n, one in enumerate(inside) for other in inside[n + 1 :]):
        return signs.overlap
    covered = sum(end - start for start, end in inside)
    whole = any(cell[0] <= start + (end - start) // 2 < cell[1] for start, end in spans)
    return signs.bar if 2 * covered >= cell[1] - cell[0] or whole else signs.bar_rest
