"""*Cari*: one's own entries by their words: a list that narrows with each letter and leads to the day."""

from collections.abc import Iterator
from datetime import date

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.store import StoreError
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.hit_lines import detail_lines, hit_line
from ekin_tui.widgets.line_input import LineInput
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.say_line import SayLine
from ekin_tui.widgets.sheet import Sheet

MOST = 200
"""Entries that are listed; more letters lead to the others."""
LEARN_S = 0.1
"""Seconds between two portions of what the index does not know yet, while the screen is open."""


class WordsInput(LineInput):
    """The words to look for. Menu and jump come before Textual's own keys, which would delete what was typed."""

    BINDINGS = bound("words")


class SearchScreen(EkinScreen[tuple[date, str]]):
    """Dismisses with day and id of the entry to go to. Letters go to the field, arrows to the list."""

    TITLE_KEY = "search.title"
    AUTO_FOCUS = "#words"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("search", "finder")

    def __init__(self, room: Room) -> None:
        """Begin with the newest entries."""
        super().__init__(room)
        self._field = WordsInput(placeholder=room.words("search.hint"), id="words")
        self._count, self._detail = SayLine(id="search-count"), Sheet(more=room.signs.more, id="search-detail")
        self._rows = RowList(self._row, id="hits")
        self._rows.can_focus = False
        self._hits: list[EntryView] = []

    def compose_body(self) -> Iterator[Widget]:
        """The field, how many there are, the list, the chosen one in full."""
        yield self._field
        yield self._count
        yield self._rows
        yield self._detail

    def on_mount(self) -> None:
        """Show the newest, and have the index learn what it does not know yet."""
        self._find()
        self.call_after_refresh(self._learn)

    def refresh_view(self) -> None:
        """Search again: something was written."""
        super().refresh_view()
        self._find(self._rows.row)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._find()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self._tell()

    def action_take(self) -> None:
        """Go to the day of the chosen entry."""
        if self._hits:
            entry = self._hits[self._rows.row].entry
            self.dismiss((entry.day, entry.id))

    def action_move(self, step: int) -> None:
        """Go to the next entry of the list."""
        self._rows.action_move(step)

    def action_page(self, step: int) -> None:
        """Go a screenful of the list on."""
        self._rows.action_page(step)

    def on_key(self, event: events.Key) -> None:  # type: ignore[override] # Textual gives the event to who asks for it
        """Leave the said sentence; keys of the list are taken before the field moves its cursor by them."""
        super().on_key()
        if event.key in {"up", "down"}:
            event.prevent_default()

    def _find(self, row: int = 0) -> None:
        try:
            self._hits = self.room.desk.journal.search(self._field.value, MOST)
        except StoreError as no:
            self.say_problem(Problem(code=no.code, args=no.details))
            return
        self._rows.fill(len(self._hits), row=row)
        self._tell()

    def _tell(self) -> None:
        words, signs, typed, hits = self.room.words, self.room.signs, self._field.value, self._hits
        key = "none" if not hits else "newest" if not typed.strip() else "most" if len(hits) == MOST else "hits"
        said = words(f"search.{key}", n=len(hits), words=inert(typed.strip()))
        self._count.show(said, "dim" if hits else "warning")
        chosen = hits[self._rows.row] if hits else None
        self._detail.show(lambda width: list(detail_lines(words, signs, chosen, typed, width)) if chosen else [])

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        mark = self.room.signs.chosen if chosen else " "
        line = hit_line(self.room.words, self.room.signs, self._hits[row].entry, self._field.value, width - 2)
        return [(f"{mark} ", "bold"), *line]

    def _learn(self) -> None:
        """Take up a portion; a cache that can't be written now keeps the index waiting, and nothing else."""
        try:
            more = self.room.desk.journal.learn_words()
        except StoreError:
            return
        if more:
            self.set_timer(LEARN_S, self._learn)
