"""A label, a field and a hint on one line. The label carries the mark of what is wrong, so it needs no colour."""

from collections.abc import Iterator

from textual.widget import Widget

from ekin_tui.domain.model import Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.widgets.caption import Caption
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.painted import Pane


class FieldRow(Pane):
    """One field of BKN's form."""

    def __init__(self, label: str, field: Widget, signs: Signs) -> None:
        """``field`` has the name of the form's field as its id."""
        super().__init__(id=f"row-{field.id}")
        self._label, self._signs = label, signs
        self.field = field
        self._caption = Caption(classes="label")
        self._hint = Caption(classes="hint")
        self._below = ""
        self._problem: Problem | None = None

    def compose(self) -> Iterator[Widget]:
        """Label, field, hint."""
        yield self._caption
        yield self.field
        yield self._hint

    def on_mount(self) -> None:
        """Say the label."""
        self._draw()

    def hint(self, text: str) -> None:
        """Say ``text`` dimly beside the field."""
        self._hint.show([(text, "dim")])

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

    def on_descendant_focus(self) -> None:
        """Show which field is being written."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Show that it no longer is."""
        self._draw()

    def _draw(self) -> None:
        style = "bold" if self.field.has_focus else ""
        line: Line = [(self._mark(), self._tone()), (f" {self._label}", style)]
        self._caption.show(line, [("  " + self._below, "dim")])

    def _mark(self) -> str:
        if self._problem is None:
            return self._signs.chosen if self.field.has_focus else " "
        return self._signs.error if self._problem.severity is Severity.ERROR else self._signs.warning

    def _tone(self) -> str:
        if self._problem is None:
            return "bold"
        return "error" if self._problem.severity is Severity.ERROR else "warning"
