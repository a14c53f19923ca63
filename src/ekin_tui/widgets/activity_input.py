"""*Kegiatan harian*: one paragraph that wraps. Enter goes on to the next field; pasted lines become one."""

import re

from textual import events
from textual.binding import Binding
from textual.widgets import TextArea

from ekin_tui.domain.clean import inert
from ekin_tui.widgets.field_input import Done


class ActivityInput(TextArea):
    """The text of an activity. Takes any length: what is over the limit is said, never cut."""

    BINDINGS = [
        Binding("tab", "leave('tab')", "field.next", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
    ]

    def __init__(self, text: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            text,
            id=id,
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    def action_leave(self, key: str) -> None:
        """Say that this field is done with."""
        self.post_message(Done(self.id or "", key))

    def action_line(self, step: int) -> None:
        """Go a line up or down; from the first and the last one to the field around."""
        if step < 0 and self.navigator.is_first_wrapped_line(self.cursor_location):
            self.action_leave("up")
        elif step > 0 and self.navigator.is_last_wrapped_line(self.cursor_location):
            self.action_leave("down")
        elif step < 0:
            self.action_cursor_up()
        else:
            self.action_cursor_down()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_leave("enter")
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = inert(re.sub(r"\s+", " ", event.text))
        result = self._replace_via_keyboard(text, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
