"""``?``: every key that holds on the screen below, found by typing a word or a key, and what the marks mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.domain.model import Status
from ekin_tui.screens.acts import Act, search
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.line_input import LineInput
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.row_list import RowList

_COLUMN = 16
_PARTS = ("pane", "screen", "everywhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line: a heading, an action, or a mark with its meaning."""

    text: str
    key: str = ""
    act: Act | None = None
    heading: bool = False


class HelpScreen(EkinScreen[Act]):
    """Lists what can be done, then the marks. Dismisses with the action that was chosen, None for none."""

    TITLE_KEY = "help.title"
    BINDINGS = bound("help", "finder")
    AUTO_FOCUS = "#seek"
    LEADS = False

    def __init__(self, room: Room, acts: Sequence[Act]) -> None:
        """``acts`` are those of the screen that asked."""
        super().__init__(room)
        self._acts = acts
        self._field, self._rows = (
            LineInput(placeholder=room.words("help.seek"), id="seek"),
            RowList(self._row, id="keys"),
        )
        self._rows.can_focus = False
        self._list: list[_Row] = []

    def compose_body(self) -> Iterator[Widget]:
        """A line to search, and the keys."""
        yield self._field
        yield self._rows

    def on_mount(self) -> None:
        """Show all keys."""
        self._fill("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill(event.value)

    @on(Input.Submitted)
    def action_run(self) -> None:
        """Go back and do what the cursor is on."""
        row = self._list[self._rows.row] if self._list else None
        if row is not None and row.act is not None:
            self.dismiss(row.act)

    def action_back(self) -> None:
        """Show all keys again, then leave."""
        if self._field.value:
            self._field.value = ""
        else:
            self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Go through the keys."""
        self._rows.action_move(step)

    def action_page(self, step: int) -> None:
        """Go a screenful on."""
        self._rows.action_page(step)

    def _fill(self, query: str) -> None:
        found, words = search(self._acts, query), self.room.words
        self._list = []
        for part in _PARTS:
            acts = [act for act in found if act.where == part]
            rows = [_Row(text=act.name, key=act.shown(ascii_only=self.room.signs.ascii), act=act) for act in acts]
            self._list += [_Row(text=words(f"help.{part}"), heading=True), *rows] if rows else []
        marks = self._marks(query)
        self._list += [_Row(text=words("help.marks"), heading=True), *marks] if marks else []
        best = next((number for number, row in enumerate(self._list) if found and row.act is found[0]), 0)
        self._rows.fill(len(self._list), row=best if query else 0, skip=lambda row: self._list[row].heading)
        self._say_line.show("" if self._list else words("keys.no_hit"), "warning")

    def _marks(self, query: str) -> list[_Row]:
        words, signs = self.room.words, self.room.signs
        other = Words(next(lang for lang in LANGUAGES if lang != words.lang))
        shown = [(signs.of(status), f"status.{status}") for status in Status if status is not Status.DISCARDED]
        others = ("queued", "warning", "holiday", "leave", "today", "bar", "bar_rest", "overlap")
        shown += [(getattr(signs, name), f"help.mark.{name}") for name in others]
        wanted = query.casefold().split()
        return [
            _Row(text=words(key), key=mark)
            for mark, key in shown
            if all(word in f"{mark} {words(key)} {other(key)}".casefold() for word in wanted)
        ]

    def _row(self, number: int, width: int, chosen: bool) -> Line:
        row, signs = self._list[number], self.room.signs
        if row.heading:
            return [(fit(row.text, width), "bold")]
        mark = signs.chosen if chosen else " "
        return [(fit(f"{mark} {row.key}", _COLUMN), "bold"), (fit(f" {row.text}", max(0, width - _COLUMN)), "")]
