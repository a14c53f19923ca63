"""An entry field by field in plain lines, to be keyed or copied into BKN's web form."""

from collections.abc import Iterator, Sequence

from textual.widget import Widget

from ekin_tui.desk.paste import paste_fields
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Entry
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.sheet import Sheet

Shown = tuple[Entry, str]
"""An entry and the text of its plan."""


def of_views(views: Sequence[EntryView]) -> list[Shown]:
    """Return what is shown of entries."""
    return [(view.entry, view.plan.plan.text if view.plan else "") for view in views]


class PasteScreen(EkinScreen[None]):
    """Shows one entry of several. Values begin at the left edge with nothing beside them: a mouse can take them."""

    AUTO_FOCUS = "#entry"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("paste")

    def __init__(self, room: Room, entries: Sequence[Shown], at: int = 0) -> None:
        """``at`` is the number of the entry that is shown first."""
        super().__init__(room)
        self._entries, self._at = entries, at
        self._sheet = Sheet(more=room.words("editor.more"), id="entry")
        self._sheet.can_focus = True

    def heading(self) -> str:
        """Say what this is for, and which entry of how many."""
        words, many = self.room.words, len(self._entries)
        return words("paste.title") + (f" · {self._at + 1}/{many}" if many > 1 else "")

    def compose_body(self) -> Iterator[Widget]:
        """One page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show the entry."""
        self._sheet.show(self._lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another entry only where there is one."""
        if action != "go":
            return True
        return self._at > 0 if str(parameters[0]).startswith("-") else self._at < len(self._entries) - 1

    def action_go(self, step: int) -> None:
        """Show the entry before or after."""
        self._at = max(0, min(self._at + step, len(self._entries) - 1))
        self._sheet.show(self._lines)
        self.draw_title()
        self.refresh_bindings()

    def _lines(self, width: int) -> list[Line]:
        words, lines = self.room.words, list[Line]()
        for name, value in paste_fields(*self._entries[self._at]):
            label = words("paste.end_next_day") if name == "end_next_day" else words.field(name)
            lines.append([(f"{label}:", "dim")])
            lines += (
                [[(line, "")] for line in wrap(inert(value), width)] if value else [[(words("paste.empty"), "dim")]]
            )
        return lines
