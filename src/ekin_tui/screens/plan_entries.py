"""The entries of one rencana aksi, newest first: Enter leads to the day in the calendar."""

from collections.abc import Iterator

from textual import on
from textual.widget import Widget

from ekin_tui.desk.views import EntryView
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.hit_lines import detail_lines, hit_line
from ekin_tui.widgets.lines import PART, Line
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet

MOST = 500
"""Entries that are listed."""


class PlanEntriesScreen(EkinScreen[str]):
    """Dismisses with day (ISO), a space and id of the entry to go to."""

    AUTO_FOCUS = "#plan-entries"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("plan_entries")

    def __init__(self, room: Room, plan: str, title: str) -> None:
        """``plan`` is an id, ``title`` its text, ready to be shown."""
        super().__init__(room)
        self._plan, self._title = plan, title
        self._found: list[EntryView] = []
        self._rows = RowList(self._row, id="plan-entries")
        self._detail = Sheet(more=room.words("skp.more"), id="plan-detail")

    def heading(self) -> str:
        """Name the plan."""
        words, count = self.room.words, len(self._found)
        parts = [words("skp.entries_most" if count == MOST else "skp.entries", n=count)]
        return PART.join([*parts, self._title])

    def compose_body(self) -> Iterator[Widget]:
        """The list, the chosen one in full."""
        yield self._rows
        yield self._detail

    def on_mount(self) -> None:
        """Begin with the newest."""
        self.refresh_view()

    def refresh_view(self) -> None:
        """Ask again: something was written."""
        self._found = self.room.desk.progress.entries(self._plan, MOST)
        self._rows.fill(len(self._found), row=self._rows.row)
        self._tell()
        self.draw_title()

    @on(RowList.Moved)
    def _tell(self) -> None:
        words, signs, at = self.room.words, self.room.signs, self._rows.row
        chosen = self._found[at] if at < len(self._found) else None
        self._detail.show(lambda width: list(detail_lines(words, signs, chosen, "", width)) if chosen else [])

    def action_take(self) -> None:
        """Go to the day of the entry."""
        if self._found:
            entry = self._found[self._rows.row].entry
            self.dismiss(f"{entry.day.isoformat()} {entry.id}")

    def _row(self, at: int, width: int, chosen: bool) -> Line:
        mark = self.room.signs.chosen if chosen else " "
        line = hit_line(self.room.words, self.room.signs, self._found[at].entry, "", width - 2)
        return [(f"{mark} ", "bold"), *line]
