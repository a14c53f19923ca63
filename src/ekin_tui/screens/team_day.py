"""One day of one person, as it was sent to the reader's posts: the entries over the chosen one in full."""

from collections.abc import Iterator
from datetime import date

from textual import on
from textual.widget import Widget

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Person, Status
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.messages import Open
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.entry_lines import clocks, review_lines
from ekin_tui.widgets.lines import Line, fit
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet


class TeamDayScreen(EkinScreen[None]):
    """To read; what still waits is decided in Tinjau."""

    AUTO_FOCUS = "#team-entries"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("team_day")

    def __init__(self, room: Room, person: Person, day: date) -> None:
        """Show ``day`` of ``person``."""
        super().__init__(room)
        self._person, self._day = person, day
        self._found: list[EntryView] = []
        self._rows = RowList(self._row, id="team-entries")
        self._sheet = Sheet(more=room.words("team.more"), id="team-entry")

    def heading(self) -> str:
        """Name person and day."""
        return f"{inert(self._person.name)} · {self.room.words.day(self._day)}"

    def compose_body(self) -> Iterator[Widget]:
        """The entries over the chosen one."""
        yield self._rows
        yield self._sheet

    def on_mount(self) -> None:
        """Begin with the first of the day."""
        self.refresh_view()

    def refresh_view(self) -> None:
        """Ask again: something may have come in."""
        super().refresh_view()
        self._found = self.room.desk.team.entries(self._person, self._day)
        self._rows.fill(len(self._found), row=self._rows.row)
        self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer Tinjau for what waits there."""
        chosen = self._chosen()
        return action != "open" or (chosen is not None and chosen.entry.status is Status.SUBMITTED)

    @on(RowList.Moved)
    def _tell(self) -> None:
        words, signs, chosen = self.room.words, self.room.signs, self._chosen()
        seen = self.room.desk.reviewing.look(chosen.entry.id) if chosen else None
        self._sheet.show(lambda width: review_lines(words, signs, seen, width) if seen else [])
        self.refresh_bindings()

    def action_open(self) -> None:
        """Go to the entry in Tinjau."""
        if chosen := self._chosen():
            self.post_message(Open("review", chosen.entry.id))

    def action_scroll(self, step: int) -> None:
        """Scroll the entry."""
        self._sheet.action_page(step)

    def _chosen(self) -> EntryView | None:
        at = self._rows.row
        return self._found[at] if at < len(self._found) else None

    def _row(self, at: int, width: int, chosen: bool) -> Line:
        words, signs, entry = self.room.words, self.room.signs, self._found[at].entry
        mark = signs.chosen if chosen else " "
        status = f"{signs.of(entry.status)} {words(f'status.{entry.status}')}"
        return [(f"{mark} ", "bold"), (fit(f"{clocks(words, entry)} {status} {inert(entry.activity)}", width - 2), "")]
