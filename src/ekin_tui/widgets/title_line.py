"""The top line: where one is, and at its right end where the work stands."""

from rich.cells import cell_len
from textual.strip import Strip

from ekin_tui.widgets.lines import Line, fit, paint
from ekin_tui.widgets.painted import Painted


class TitleLine(Painted, can_focus=False):
    """A title at the left, a state at the right; the title gives way first."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._title, self._state, self._tone = "", "", "dim"

    @property
    def text(self) -> str:
        """What the line says at this width."""
        return "".join(text for text, _ in self._line())

    def show(self, title: str, state: str, tone: str = "dim") -> None:
        """Say ``title`` and ``state``; ``tone`` is the style of the state."""
        if (title, state, tone) != (self._title, self._state, self._tone):
            self._title, self._state, self._tone = title, state, tone
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        if y:
            return Strip.blank(self.size.width, self.base)
        return paint(self._line(), self.size.width, self.base)

    def _line(self) -> Line:
        width = self.size.width
        state = fit(self._state, min(cell_len(self._state), width))
        room = width - cell_len(state) - 2
        return [(fit(self._title, room), "bold"), ("  " if room > 0 else "", ""), (state, self._tone)]
