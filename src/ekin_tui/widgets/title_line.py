"""The top line: where one is, and at its right end where the work stands."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from ekin_tui.widgets.lines import Line, fit, paint
from ekin_tui.widgets.painted import Painted

Title = tuple[str, str]
"""What of a title has to stand whole, and what may be cut after it."""
_TELLING = 6
"""Cells from which on the head of a part says something; less of it would only show that it goes on."""


class TitleLine(Painted, can_focus=False):
    """A title at the left, a state at the right; the title gives way first.

    Of several forms of it the first is shown whose first part has room, else the last one, cut at its end. The state
    is said in the first of its forms beside which a title has that room.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._titles: Sequence[Title] = [("", "")]
        self._states: Sequence[str] = [""]
        self._tone = "dim"

    @property
    def text(self) -> str:
        """What the line says at this width."""
        return "".join(text for text, _ in self._line())

    def show(self, titles: Sequence[Title], states: Sequence[str], tone: str = "dim") -> None:
        """Say one of ``titles`` and one of ``states``, the longest form first; ``tone`` is the style of the state."""
        if (titles, states, tone) != (self._titles, self._states, self._tone):
            self._titles, self._states, self._tone = titles, states, tone
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        if y:
            return Strip.blank(self.size.width, self.base)
        return paint(self._line(), self.size.width, self.base)

    def _line(self) -> Line:
        width = self.size.width
        state, whole = self._state(width), self._titles[-1]
        state = fit(state, min(cell_len(state), width))
        room = width - cell_len(state) - 2
        stands, rest = next((title for title in self._titles if cell_len(title[0]) <= room), whole)
        said = stands + (rest if room - cell_len(stands) >= min(_TELLING, cell_len(rest)) else "")
        return [(fit(said, room), "bold"), ("  " if room > 0 else "", ""), (state, self._tone)]

    def _state(self, width: int) -> str:
        least = min(cell_len(whole) for whole, _ in self._titles)
        fitting = (state for state in self._states if cell_len(state) + 2 + least <= width)
        return next(fitting, self._states[-1])
