"""A list of any length, painted row by row: 50,000 rows cost no more than the ten that are in view."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import Line, paint
from ekin_tui.widgets.painted import Painted

PaintRow = Callable[[int, int, bool], Line]
"""(row, width in cells, whether it is the chosen one) → its line."""


class RowList(Painted, can_focus=True):
    """One-line rows with a cursor. Set from above by :meth:`fill`; speaks by ``Moved`` and ``Taken``."""

    BINDINGS = bound("list")

    @dataclass
    class Moved(Message):
        """The cursor has come to ``row``."""

        rows: "RowList"
        row: int

        @property
        def control(self) -> "RowList":
            """The list that speaks."""
            return self.rows

    def __init__(self, paint_row: PaintRow, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``paint_row`` gives the line of one row when it comes into view."""
        super().__init__(id=id, classes=classes)
        self._paint_row = paint_row
        self._count, self._top, self.row = 0, 0, 0
        self._skipped: Callable[[int], bool] = lambda _: False

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def fill(self, count: int, *, row: int = 0, skip: Callable[[int], bool] | None = None) -> None:
        """Show ``count`` rows with the cursor on ``row``; ``skip`` names rows that the cursor passes over."""
        self._count = count
        self._skipped = skip or (lambda _: False)
        at = max(0, min(row, count - 1))
        self.row = at
        self.row = self._near(at, 1)
        self._top = min(self._top, max(0, count - 1))
        self._follow()
        self.refresh()

    def select(self, row: int) -> None:
        """Put the cursor on ``row`` and tell so when it was elsewhere."""
        if not 0 <= row < self._count or row == self.row:
            return
        before, self.row = self.row, row
        if self._follow():
            self.refresh()
        else:
            self._refresh_row(before)
            self._refresh_row(row)
        self.post_message(self.Moved(self, row))

    def action_move(self, step: int) -> None:
        """Go ``step`` rows on, past rows that can't be chosen."""
        self.select(self._near(self.row + step, step))

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        row = max(0, min(self._count - 1, self.row + step * max(1, self.size.height - 1)))
        self.select(self._near(row, step))

    def action_first(self) -> None:
        """Go to the first row."""
        self.select(self._near(0, 1))

    def action_last(self) -> None:
        """Go to the last row."""
        self.select(self._near(self._count - 1, -1))

    def landings(self) -> list[Landing]:
        """Return the rows in view that can be chosen."""
        rows = range(self._top, min(self._top + self.size.height, self._count))
        return [Landing(x=0, y=row - self._top, go=partial(self._land, row)) for row in rows if not self._skipped(row)]

    def _land(self, row: int) -> None:
        self.focus()
        self.select(row)

    def render_line(self, y: int) -> Strip:
        """Return the line of the row that is now at ``y``."""
        row, width = self._top + y, self.size.width
        base = self.base
        if row >= self._count:
            return Strip.blank(width, base)
        chosen = row == self.row and not self._skipped(row)
        style = base + Style(reverse=True) if chosen and self.has_focus else base
        return paint(self._paint_row(row, width, chosen), width, style)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._follow()
        self.refresh()

    def _near(self, row: int, step: int) -> int:
        at = row
        while 0 <= at < self._count and self._skipped(at):
            at += 1 if step >= 0 else -1
        return at if 0 <= at < self._count else self.row

    def _follow(self) -> bool:
        height, top = max(1, self.size.height), self._top
        above = self.row if any(not self._skipped(n) for n in range(min(self.row, self._count))) else 0
        latest = min(above, max(0, self._count - height))
        self._top = max(0, self.row - height + 1, min(top, latest))
        return self._top != top

    def _refresh_row(self, row: int) -> None:
        self.refresh(Region(0, row - self._top, self.size.width, 1))
