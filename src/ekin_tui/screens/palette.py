"""The palette: every action of the screen in front and every screen, found by words of either language."""

from collections.abc import Iterator, Sequence

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.screens.acts import Act, search
from ekin_tui.screens.base import Room
from ekin_tui.screens.dialogs import Dialog
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.line_input import LineInput
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.row_list import RowList

_KEYS = 14
"""Cells for the keys at the right."""
_BOTH = 60
"""Cells from which on the names of both languages stand beside each other; either finds an action in any width."""


class PaletteScreen(Dialog[Act]):
    """Dismisses with the action that was chosen, None for none."""

    BINDINGS = bound("finder", "choose")

    def __init__(self, room: Room, acts: Sequence[Act]) -> None:
        """``acts`` are those that hold in the screen that asked."""
        super().__init__(room, room.words("keys.palette"))
        self._acts = self._found = acts
        self._field, self._rows = LineInput(id="answer"), RowList(self._row, id="found")
        self._rows.can_focus = False

    def compose_answer(self) -> Iterator[Widget]:
        """A line to search, and what it finds."""
        yield self._field
        yield self._rows

    def on_mount(self) -> None:
        """Offer everything before a letter is typed."""
        super().on_mount()
        self._rows.fill(len(self._found))
        self._field.focus()

    def mend(self, text: str) -> None:
        """Offer what the words find, and say so when that is nothing."""
        self._found = search(self._acts, text)
        self._rows.fill(len(self._found))
        self._say.show("" if self._found else self.room.words("keys.no_hit"), "warning")

    @on(Input.Submitted)
    def action_take(self) -> None:
        """Answer with the action under the cursor."""
        if self._found:
            self.dismiss(self._found[self._rows.row])

    def action_move(self, step: int) -> None:
        """Go through what was found."""
        self._rows.action_move(step)

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        self._rows.action_page(step)

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        act, signs = self._found[row], self.room.signs
        mark = signs.chosen if chosen else " "
        both = width >= _BOTH
        names = max(10, (width - _KEYS - 2) // 2) if both else width - _KEYS
        other = act.other if both and act.other != act.name else ""
        return [
            (fit(f"{mark} {act.name}", names - 1) + " ", "bold" if chosen else ""),
            (fit(other, max(0, width - names - _KEYS)), "dim"),
            (fit(act.shown(ascii_only=signs.ascii), _KEYS), "bold"),
        ]
