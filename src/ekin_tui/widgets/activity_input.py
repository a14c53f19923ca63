"""*Kegiatan harian*: one paragraph that wraps over several lines. Enter goes on to the next field."""

import re
from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region
from textual.strip import Strip

from ekin_tui.domain.clean import inert
from ekin_tui.widgets.field_input import FieldInput
from ekin_tui.widgets.painted import Lines

Span = tuple[int, int]
"""First and last position (exclusive) of a line in the text."""


def spans_of(text: str, width: int) -> list[Span]:
    """Return the lines of ``text`` in ``width`` cells; each position belongs to one. A long word is broken."""
    spans: list[Span] = []
    start = used = 0
    for token in re.finditer(r"\S+\s*|\s+", text):
        cells = cell_len(token[0].rstrip())
        if used and used + cells > width:
            spans.append((start, token.start()))
            start, used = token.start(), 0
        if cells <= width:
            used += cell_len(token[0])
            continue
        for at in range(token.start(), token.end()):
            cell = cell_len(text[at])
            if used + cell > width:
                spans.append((start, at))
                start, used = at, 0
            used += cell
    return [*spans, (start, len(text))]


class ActivityInput(FieldInput):
    """The text of an activity. Takes any length: what is over the limit is said, never cut."""

    def __init__(self, text: str = "", *, id: str = "activity") -> None:  # noqa: A002 - Textual's own name
        self._cut: tuple[str, int, list[Span]] = ("", 0, [(0, 0)])
        self._placed: tuple[list[Span], int, tuple[int, int]] = ([], -1, (0, 0))
        self._top = 0
        self._drawn: dict[int, tuple[object, ...]] = {}
        super().__init__(text, id=id)
        self._styles_cache = self._lines = Lines()

    @property
    def _cursor_offset(self) -> int:
        return 0

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen, for input methods."""
        x, y, _width, _height = self.content_region
        row, column = self._place()
        return Offset(x + column, y + row - self._top)

    def action_leave(self, key: str) -> None:
        """Go a line up or down; from the first and the last one to the field around."""
        step = {"up": -1, "down": 1}.get(key, 0)
        row, column = self._place()
        spans = self._spans()
        if not step or not 0 <= row + step < len(spans):
            super().action_leave(key)
            return
        start, end = spans[row + step]
        last = end if row + step == len(spans) - 1 else end - 1
        self.cursor_position = min(start + column, last)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw again what differs: a letter changes one line of the text, not all."""
        if regions or layout or recompose or not repaint or not self.size:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        width, spans = self.size.width, self._spans()
        self._follow(spans)
        text, chosen = self.value, self._chosen()
        for y in range(self.size.height):
            if not self._lines.holds(y) or self._drawn.get(y) != self._look(y, text, spans, chosen):
                super().refresh(Region(0, y, width, 1))
        return self

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y`` with the cursor in it."""
        spans, width = self._spans(), self.size.width
        self._follow(spans)
        self._drawn[y] = self._look(y, self.value, spans, self._chosen())
        at = self._top + y
        if at >= len(spans):
            return Strip.blank(width, self.base)
        return Strip(self._segments(*spans[at], last=at == len(spans) - 1)).adjust_cell_length(width, self.base)

    def _follow(self, spans: list[Span]) -> None:
        """Keep the line with the cursor in view."""
        row, height = self._place()[0], max(1, self.size.height)
        self._top = max(0, row - height + 1, min(self._top, row, len(spans) - height))

    def _chosen(self) -> Span | None:
        """Return what is selected, at least the cell of the cursor; None while others have the keys."""
        if not self.has_focus:
            return None
        low, high = sorted(self.selection)
        return low, max(high, low + 1)

    def _look(self, y: int, text: str, spans: list[Span], chosen: Span | None) -> tuple[object, ...]:
        """Return what the line at ``y`` depends on."""
        at = self._top + y
        if at >= len(spans):
            return ()
        start, end = spans[at]
        low, high = chosen or (0, 0)
        marked = (max(low, start), min(high, end + 1)) if chosen and low <= end and high >= start else ()
        return text[start:end], marked, at == len(spans) - 1, chosen is not None

    def _segments(self, start: int, end: int, *, last: bool) -> list[Segment]:
        base = self.base
        if not self.has_focus:
            return [Segment(inert(self.value[start:end]), base)]
        low, high = sorted(self.selection)
        high = max(high, low + 1)
        text = self.value[start:end] + (" " if last else "")
        cuts = (0, max(0, min(low, start + len(text)) - start), max(0, min(high - start, len(text))), len(text))
        styles = (base, base + Style(reverse=True), base)
        parts = zip(cuts, cuts[1:], styles, strict=False)
        return [Segment(inert(text[a:b]), style) for a, b, style in parts if b > a]

    def _spans(self) -> list[Span]:
        """Return the lines, cut once for a text and a width."""
        width = max(1, self.size.width - 1)
        if self._cut[:2] != (self.value, width):
            self._cut = (self.value, width, spans_of(self.value, width))
        return self._cut[2]

    def _place(self) -> tuple[int, int]:
        """Return row and column of the cursor, found once for a text, a width and a position."""
        at, spans = self.cursor_position, self._spans()
        if self._placed[0] is not spans or self._placed[1] != at:
            row = next((n for n, (start, end) in enumerate(spans) if start <= at < end), len(spans) - 1)
            self._placed = spans, at, (row, cell_len(self.value[spans[row][0] : at]))
        return self._placed[2]
