"""One line of the entry form: Enter and Tab say that it is done, arrows go to the fields around it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from textual.message import Message
from textual.widgets import Input

from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.line_input import LineInput

BY_HAND = 0.03
"""Seconds between a letter and the Enter after it, below which a paste sends them and no hand."""
WIDEST = 10_000
"""Cells."""
REPLACED = frozenset({"plan", "day", "start", "end"})
"""Fields that are written anew rather than mended."""


@dataclass
class Done(Message):
    """A field is done with by ``key``: ``enter``, ``tab``, ``up``, ``down``. ``hasty``: no hand is that fast."""

    field: str
    key: str
    hasty: bool = False


class FieldInput(LineInput):
    """A line for one field of the form; the field's name is the widget's id."""

    BINDINGS = bound("form")

    _written = 0.0
    edited: Callable[[], None] | None = None
    """Called at every change, so that what there is to say about it stands in the same frame as the letter."""

    def watch_value(self, value: str) -> None:
        """Remember when the last letter came, and tell of it."""
        super().watch_value(value)
        self._written = monotonic()
        if self.edited is not None:
            self.edited()

    @property
    def content_width(self) -> int:
        """A width that no text reaches: a new one at every letter would lay out the whole screen again."""
        return WIDEST

    def on_mount(self) -> None:
        """Start at the end of what is there; short figures are chosen whole, so that typing replaces them.

        Who wants to know of a change is called (:attr:`edited`); Textual's own message would wake each widget around.
        """
        self.cursor_position = len(self.value)
        self.select_on_focus = self.id in REPLACED
        self.disable_messages(Input.Changed)

    def landings(self) -> list[Landing]:
        """Return the field itself."""
        return [Landing(x=0, y=0, go=self.focus)]

    def action_leave(self, key: str) -> None:
        """Say that this field is done with."""
        self.post_message(Done(self.id or "", key, hasty=monotonic() - self._written < BY_HAND))
