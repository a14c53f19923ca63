"""A text to read: wrapped to the width, scrolled by keys, painted line by line."""

from collections.abc import Callable, Sequence

from textual.strip import Strip

from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import Line, at_foot, joined, paint
from ekin_tui.widgets.painted import Painted

Build = Callable[[int], Sequence[Line]]
"""Width in cells → the lines."""


class Sheet(Painted, can_focus=False):
    """Shows the lines that a builder makes for its width. Says at its foot when there is more below."""

    BINDINGS = bound("list")

    def __init__(self, *, more: str = "…", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``more`` is said at the foot while lines below are out of view."""
        super().__init__(id=id, classes=classes)
        self._build: Build = lambda _: ()
        self._more = more
        self._lines: Sequence[Line] = ()
        self._shown: tuple[Sequence[Line], int] = ((), 0)
        self._top = self._deepest = 0

    @property
    def reached(self) -> int:
        """How many of the lines have been in view whole, from the top on, since this text is shown."""
        foot = self._top + self.size.height
        if foot < len(self._lines) and foot > 0 and at_foot(self._lines[foot - 1], self._more, self.size.width)[1]:
            foot -= 1
        self._deepest = max(self._deepest, foot)
        return self._deepest

    @property
    def text(self) -> str:
        """All that the sheet says, without styles."""
        return joined(self._lines)

    def show(self, build: Build, *, keep_place: bool = False) -> None:
        """Show what ``build`` makes, from its top unless ``keep_place``."""
        self._build = build
        self._top = self._top if keep_place else 0
        self._deepest = self._deepest if keep_place else 0
        self._rebuild()

    def action_move(self, step: int) -> None:
        """Go ``step`` lines on."""
        top = max(0, min(self._top + step, len(self._lines) - max(1, self.size.height)))
        if top != self._top:
            self._deepest = self.reached
            self._top = top
            self._draw()

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        self.action_move(step * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Go to the top."""
        self.action_move(-len(self._lines))

    def action_last(self) -> None:
        """Go to the end."""
        self.action_move(len(self._lines))

    def landings(self) -> list[Landing]:
        """Return the sheet itself, where it can be read on by keys."""
        return [Landing(x=0, y=0, go=self.focus)] if self.can_focus else []

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
            line, _ = at_foot(line, self._more, width)
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
