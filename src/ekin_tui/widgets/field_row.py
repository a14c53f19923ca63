"""What stands beside a field of the form: its label with the mark of what is wrong, so that it needs no colour, a hint.

The form paints it on both sides of its fields. A widget for each row would be a third of all that the form mounts,
styles and lays out.
"""

from collections.abc import Callable, Iterator

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ekin_tui.domain.model import Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.widgets.lines import Line, paint

LABEL = 19
"""Cells of a label; the style sheet keeps as many free to the left of a field."""


class FieldRow:
    """One field of BKN's form with what is said beside it."""

    def __init__(self, label: str, field: Widget, signs: Signs, drawn: Callable[[list[Region]], None]) -> None:
        """``drawn`` is told which pieces of the row, counted from the field's first line, say something else now."""
        self._label, self._signs, self._drawn = label, signs, drawn
        self.field = field
        self._hint = self._below = ""
        self._problem: Problem | None = None
        self._shown = self._said()

    def hint(self, text: str) -> None:
        """Say ``text`` dimly beside the field."""
        if text != self._hint:
            self._hint = text
            self.draw()

    def count(self, text: str) -> None:
        """Say ``text`` below the label."""
        if text != self._below:
            self._below = text
            self.draw()

    def judge(self, problem: Problem | None) -> None:
        """Mark the field with what is wrong with it."""
        if problem != self._problem:
            self._problem = problem
            self.draw()

    def draw(self) -> None:
        """Write what has changed, and no field anew for what stands beside it."""
        before, self._shown = self._shown, self._said()
        if before != self._shown:
            self._drawn(list(self._changed(before)))

    def paint(self, y: int, end: int, width: int, base: Style) -> Strip:
        """Return the label at line ``y`` of the field, room up to the field's ``end`` and the hint, over ``base``."""
        label, hint = self._shown[y] if y < len(self._shown) else ([], [])
        room = width - end - 1
        written = paint(label, LABEL, base)
        if room <= 0:
            return written.adjust_cell_length(width, base)
        return Strip.join([written, Strip.blank(end + 1 - LABEL, base), paint(hint, room, base)])

    def _changed(self, before: list[tuple[Line, Line]]) -> Iterator[Region]:
        end = LABEL + self.field.outer_size.width
        for y, (old, new) in enumerate(zip(before, self._shown, strict=True)):
            if old[0] != new[0]:
                yield Region(0, y, LABEL, 1)
            if old[1] != new[1]:
                yield Region(end, y, self.field.app.size.width, 1)

    def _said(self) -> list[tuple[Line, Line]]:
        style = "bold" if self.field.has_focus else ""
        name: Line = [(self._mark(), self._tone()), (f" {self._label}", style)]
        return [(name, [(self._hint, "dim")]), ([("  " + self._below, "dim")], [])]

    def _mark(self) -> str:
        if self._problem is None:
            return self._signs.chosen if self.field.has_focus else " "
        return self._signs.error if self._problem.severity is Severity.ERROR else self._signs.warning

    def _tone(self) -> str:
        if self._problem is None:
            return "bold"
        return "error" if self._problem.severity is Severity.ERROR else "warning"
