"""A line between two parts of a screen."""

from textual.strip import Strip

from ekin_tui.widgets.lines import paint
from ekin_tui.widgets.painted import Painted


class RuleLine(Painted, can_focus=False):
    """One row of the rule mark."""

    def __init__(self, mark: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``mark`` comes from the signs of the terminal."""
        super().__init__(id=id)
        self._mark = mark

    def render_line(self, _: int) -> Strip:
        """Return the rule."""
        return paint([(self._mark * self.size.width, "dim")], self.size.width, self.base)
