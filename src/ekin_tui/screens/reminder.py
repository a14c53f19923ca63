"""A reminder to be copied: plain lines over the whole width, without marks or margins that would be copied too."""

from collections.abc import Iterator

from textual.widget import Widget

from ekin_tui.desk.matrix import Reminder
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.reminder_text import reminder_lines
from ekin_tui.widgets.sheet import Sheet


class Letter(Sheet, can_focus=True):
    """A sheet that takes the keys of a list."""


class ReminderScreen(EkinScreen[None]):
    """Shows the text. Sends nothing: how people are written to is theirs to choose."""

    TITLE_KEY = "team.reminder_title"
    AUTO_FOCUS = "#reminder"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("reminder")

    def __init__(self, room: Room, reminder: Reminder) -> None:
        """Show the text of ``reminder``."""
        super().__init__(room)
        self._text = reminder_lines(room.words, reminder)
        self._letter = Letter(more=room.signs.down, id="reminder")

    def compose_body(self) -> Iterator[Widget]:
        """The text."""
        yield self._letter

    def on_mount(self) -> None:
        """Show it from its beginning."""
        self._letter.show(self._lines)

    def _lines(self, width: int) -> list[Line]:
        return [[(line, "")] for text in self._text for line in (wrap(text, width) or [""])]
