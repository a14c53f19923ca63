"""A text to read: wrapped to the width, scrolled by keys, painted line by line."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.binding import Binding
from textual.strip import Strip

from ekin_tui.widgets.lines import Line, joined, paint
from ekin_tui.widgets.painted import Painted

Build = Callable[[int], Sequence[Line]]
"""Width in cells → the lines."""


class Sheet(Painted, can_focus=False):
    """Shows the lines that a builder makes for its width. Says at its foot when there is more below."""

    BINDINGS = [
        Binding("down,j", "scroll(1)", "list.next", show=False),
        Binding("up,k", "scroll(-1)", "list.previous", show=False),
        Binding("pagedown,space", "page(1)", "list.page_down", show=False),
        Binding("pageup", "page(-1)", "list.page_up", show=False),
    ]

    def __init__(self, *, more: str = "…", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``more`` is said at the foot while lines below are out of view."""
        super().__init__(id=id, classes=classes)
        self._build: Build = lambda _: ()
        self._more = more
        self._lines: Sequence[Line] = ()
        self._shown: tuple[Sequence[Line], int] = ((), 0)
        self._top = 0

    @property
    def text(self) -> str:
        """All that the sheet says, without styles."""
        return joined(self._lines)

    def show(self, build: Build, *, keep_place: bool = False) -> None:
        """Show what ``build`` makes, from its top unless ``keep_place``."""
        self._build = build
        self._top = self._top if keep_place else 0
        self._rebuild()

    def action_scroll(self, step: int) -> None:
        """Go ``step`` lines on."""
        top = max(0, min(self._top + step, len(self._lines) - max(1, self.size.height)))
        if top != self._top:
            self._top = top
            self._draw()

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        self.action_scroll(step * max(1, self.size.height - 1))

    def on_resize(self) -> None:
        """Wrap again."""
        self._rebuild()

    def render_line(self, y: int) -> Strip:
        """Return the line that is now at ``y``."""
        row, width = self._top + y, self.size.width
        if row >= len(self._lines):
            return Strip.blank(width, self.base)
        line = self._lines[row]
        if y == self.size.height - 1 and row < len(self._lines) - 1:
            room = max(0, width - cell_len(self._more) - 1)
            foot = paint([(f" {self._more}", "dim")], width - room, self.base)
            return Strip.join([paint(line, room, self.base), foot])
        return paint(line, width, self.base)

    def _rebuild(self) -> None:
        self._lines = list(self._build(self.size.width)) if self.size.width else ()
        self._top = max(0, min(self._top, len(self._lines) - max(1, self.size.height)))
        self._draw()

    def _draw(self) -> None:
        now = (self._lines, self._top)
        if now != self._shown:
            (before, top), self._shown = self._shown, now
            if top != self._top or max(len(before), len(self._lines)) > self.size.height:
                self.refresh()
            else:
                self.refresh_changed(before, self._lines)
