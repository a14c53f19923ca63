"""The next keys on one line: the most important first, and always the one that shows them all."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from ekin_tui.widgets.lines import Line, Part, paint
from ekin_tui.widgets.painted import Painted

Item = tuple[str, str]
"""A key and what it does, both as shown."""


def fitting(items: Sequence[Item], last: Item | None, width: int, *, beside: bool = False) -> Line:
    """Return as many ``items`` as ``width`` holds, then ``last`` at the right end, or ``beside`` them."""
    end = _parts(last) if last else []
    room = width - sum(cell_len(text) for text, _ in end)
    line: list[Part] = []
    used = 0
    for item in items:
        parts = _parts(item)
        cells = sum(cell_len(text) for text, _ in parts) + 2
        if used + cells > room:
            break
        line += [*parts, ("  ", "")]
        used += cells
    return [*line, ("" if beside else " " * max(0, room - used), ""), *end]


def _parts(item: Item) -> list[Part]:
    return [(item[0], "bold"), (f" {item[1]}", "dim")]


class Footer(Painted, can_focus=False):
    """One line of keys. Set by :meth:`show`; draws again only when they have changed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._items: tuple[Item, ...] = ()
        self._last: Item | None = None
        self._beside = False

    @property
    def text(self) -> str:
        """What the line says at this width."""
        return "".join(text for text, _ in self._line())

    def show(self, items: Sequence[Item], last: Item | None = None, *, beside: bool = False) -> None:
        """Show ``items``, and ``last`` whatever the width: at the right end, or ``beside`` them."""
        if (tuple(items), last) != (self._items, self._last):
            self._items, self._last, self._beside = tuple(items), last, beside
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        if y:
            return Strip.blank(self.size.width, self.base)
        return paint(self._line(), self.size.width, self.base)

    def _line(self) -> Line:
        return fitting(self._items, self._last, self.size.width, beside=self._beside)
