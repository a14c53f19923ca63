"""One line of text to type: no border, no blinking, and a paste that keeps all of its text."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from ekin_tui.domain.clean import inert, one_paragraph
from ekin_tui.widgets.painted import Flat


class LineInput(Input, Flat):
    """A compact field. A paste of several lines becomes one paragraph; what is too long is told, never cut."""

    @dataclass
    class TooLong(Message):
        """The text has ``have`` characters, more than the ``limit``; it stays as it was typed."""

        input: "LineInput"
        have: int
        limit: int

        @property
        def control(self) -> "LineInput":
            """The field that speaks."""
            return self.input

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        limit: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """``limit`` is how many characters fit; 0 for any number."""
        self._limit = limit
        super().__init__(value, placeholder, compact=True, select_on_focus=False, id=id, classes=classes)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Take no text that is not inert, wherever it comes from: the field draws what it holds."""
        return inert(value)

    def watch_value(self, value: str) -> None:
        """Tell when the text has grown over its limit."""
        if self._limit and len(value) > self._limit:
            self.post_message(self.TooLong(self, len(value), self._limit))

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(one_paragraph(event.text), *sorted(self.selection))
