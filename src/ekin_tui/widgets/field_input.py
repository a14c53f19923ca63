"""One line of the entry form: Enter and Tab say that it is done, arrows go to the fields around it."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from ekin_tui.widgets.line_input import LineInput


@dataclass
class Done(Message):
    """A field is done with: ``key`` (``enter``, ``tab``, ``up``, ``down``) says how, ``more`` that keys wait behind it."""

    field: str
    key: str
    more: bool = False


class FieldInput(LineInput):
    """A line for one field of the form; the field's name is the widget's id."""

    BINDINGS = [
        Binding("enter", "leave('enter')", "field.next", show=False),
        Binding("tab", "leave('tab')", "field.next", show=False),
        Binding("down", "leave('down')", "field.next", show=False),
        Binding("up", "leave('up')", "field.previous", show=False),
    ]

    def action_leave(self, key: str) -> None:
        """Say that this field is done with."""
        waiting = self.message_queue_size + self.app.message_queue_size
        self.post_message(Done(self.id or "", key, more=waiting > 0))
