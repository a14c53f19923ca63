"""Fields one below the other, each as many lines as it needs, with a cursor that goes from field to field."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.style import Style
from textual.strip import Strip

from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import Line, at_foot, joined, paint
from ekin_tui.widgets.painted import Painted

Build = Callable[[int, bool, int], Sequence[Line]]
"""(field, whether it is the chosen one, width in cells) → its lines."""


class CompareList(Painted, can_focus=True):
    """Set by :meth:`show`. A field that is taller than the window is scrolled through before the cursor leaves it.

    Says at its foot when there is more below.
    """

    BINDINGS = bound("list")

    def __init__(self, build: Build, *, more: str = "…", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``build`` gives the lines of one field; ``more`` is said at the foot while lines below are out of view."""
        super().__init__(id=id)
        self._build, self._more = build, more
        self._count, self._top, self.row = 0, 0, 0
        self._lines: list[tuple[int, Line]] = []

    @property
    def text(self) -> str:
        """All that is said, without styles."""
        return joined(line for _, line in self._lines)

    def show(self, count: int, *, row: int | None = None) -> None:
        """Show ``count`` fields, with the cursor on ``row`` or where it was."""
        self._count = count
        self.row = max(0, min(self.row if row is None else row, count - 1))
        self._wrap()

    def action_move(self, step: int) -> None:
        """Go to the next field, or on within one that is not wholly in view."""
        first, last = self._span()
        bottom = self._top + max(1, self.size.height)
        if step > 0 and last >= bottom:
            self._top += 1
        elif step < 0 and first < self._top:
            self._top -= 1
        elif 0 <= self.row + step < self._count:
            self.row += step
            self._wrap(forward=step > 0)
            return
        self.refresh()

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        for _ in range(max(1, self.size.height - 1)):
            self.action_move(step)

    def action_first(self) -> None:
        """Go to the first field."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last field."""
        self._go(self._count - 1)

    def landings(self) -> list[Landing]:
        """Return the fields whose heads are in view."""
        shown = range(self._top, min(self._top + self.size.height, len(self._lines)))
        heads = [at for at in shown if at == 0 or self._lines[at - 1][0] != self._lines[at][0]]
        return [Landing(x=0, y=at - self._top, go=partial(self._go, self._lines[at][0])) for at in heads]

    def _go(self, row: int) -> None:
        self.focus()
        self.show(self._count, row=row)

    def on_resize(self) -> None:
        """Wrap again."""
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """Return the line that is now at ``y``."""
        at, width = self._top + y, self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, self.base)
        field, line = self._lines[at]
        head = at == 0 or self._lines[at - 1][0] != field
        lit = head and field == self.row and self.has_focus
        if y == self.size.height - 1 and at < len(self._lines) - 1:
            line, _ = at_foot(line, self._more, width)
        return paint(line, width, self.base + Style(reverse=True) if lit else self.base)

    def _wrap(self, *, forward: bool = True) -> None:
        width, height = self.size.width, max(1, self.size.height)
        fields = range(self._count) if width else range(0)
        self._lines = [(n, line) for n in fields for line in self._build(n, n == self.row, width)]
        first, last = self._span()
        if last - first >= height:
            self._top = first if forward else last - height + 1
        else:
            self._top = max(last - height + 1, min(self._top, first))
        self.refresh()

    def _span(self) -> tuple[int, int]:
        mine = [at for at, (field, _) in enumerate(self._lines) if field == self.row]
        return (mine[0], mine[-1]) if mine else (0, 0)
