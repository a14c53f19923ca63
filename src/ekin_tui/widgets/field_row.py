"""A label, a field and a hint on one line. The label carries the mark of what is wrong, so it needs no colour.

The row writes label and hint itself, on both sides of the field: as widgets of their own they would be half of all that
the form mounts, styles and lays out.
"""

from collections.abc import Iterator

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ekin_tui.domain.model import Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.widgets.lines import Line, paint
from ekin_tui.widgets.painted import Painted

LABEL = 19
"""Cells of a label; the style sheet keeps as many free to the left of a field."""


class FieldRow(Painted):
    """One field of BKN's form."""

    def __init__(self, label: str, field: Widget, signs: Signs) -> None:
        """``field`` has the name of the form's field as its id."""
        super().__init__(id=f"row-{field.id}")
        self._label, self._signs = label, signs
        self.field = field
        self._hint = self._below = ""
        self._problem: Problem | None = None
        self._shown: list[tuple[Line, Line]] = [([], []), ([], [])]

    def compose(self) -> Iterator[Widget]:
        """The field."""
        yield self.field

    def on_mount(self) -> None:
        """Say the label."""
        self._draw()

    def hint(self, text: str) -> None:
        """Say ``text`` dimly beside the field."""
        if text != self._hint:
            self._hint = text
            self._draw()

    def count(self, text: str) -> None:
        """Say ``text`` below the label."""
        if text != self._below:
            self._below = text
            self._draw()

    def judge(self, problem: Problem | None) -> None:
        """Mark the field with what is wrong with it."""
        if problem != self._problem:
            self._problem = problem
            self._draw()

    def render_line(self, y: int) -> Strip:
        """Return the label at ``y``, room for the field, and the hint."""
        label, hint = self._shown[y] if y < len(self._shown) else ([], [])
        end = self._field_end
        room = self.size.width - end - 1
        written = paint(label, LABEL, self.base)
        if room <= 0:
            return written.adjust_cell_length(self.size.width, self.base)
        return Strip.join([written, Strip.blank(end + 1 - LABEL, self.base), paint(hint, room, self.base)])

    def on_descendant_focus(self) -> None:
        """Show which field is being written."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Show that it no longer is."""
        self._draw()

    def _draw(self) -> None:
        """Write what has changed, and no field anew for what stands beside it."""
        style = "bold" if self.field.has_focus else ""
        name: Line = [(self._mark(), self._tone()), (f" {self._label}", style)]
        before, self._shown = self._shown, [(name, [(self._hint, "dim")]), ([("  " + self._below, "dim")], [])]
        for y, (old, new) in enumerate(zip(before, self._shown, strict=True)):
            if old[0] != new[0]:
                self.refresh(Region(0, y, LABEL, 1))
            if old[1] != new[1]:
                self.refresh(Region(self._field_end, y, self.size.width - self._field_end, 1))

    @property
    def _field_end(self) -> int:
        return LABEL + self.field.outer_size.width

    def _mark(self) -> str:
        if self._problem is None:
            return self._signs.chosen if self.field.has_focus else " "
        return self._signs.error if self._problem.severity is Severity.ERROR else self._signs.warning

    def _tone(self) -> str:
        if self._problem is None:
            return "bold"
        return "error" if self._problem.severity is Severity.ERROR else "warning"
