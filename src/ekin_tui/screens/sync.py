"""*Sinkron*: the centre, the queue, the last result, and what waits for a person."""

from collections.abc import Iterator

from textual import events, on, work
from textual.timer import Timer
from textual.widget import Widget

from ekin_tui.desk.views import SyncView
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import Confirm
from ekin_tui.screens.messages import Open, SyncEnded, SyncMoved, SyncNow, Wrote
from ekin_tui.screens.sizes import HEIGHTS, TALL, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet
from ekin_tui.widgets.sync_lines import Row, detail_lines, progress_text, row_line, rows_of, state_lines
from ekin_tui.widgets.sync_mark import SIGN_IN

REDRAW_S = 0.5
"""Seconds between two drawings of how far an exchange has come: a long one tells many times a second."""

AROUND, STATE, ROWS, DETAIL, NOTHING = 3, 3, 4, 5, 2
"""Lines of title, sentence and keys, and of each part at least: the detail has a third of a large window, and where
nothing waits it says so in two lines."""


class SyncScreen(EkinScreen[None]):
    """Shows where the work stands between this machine and the centre; speaks to no network itself."""

    TITLE_KEY = "sync.title"
    AUTO_FOCUS = "#sync-rows"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("sync")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._list: list[Row] = []
        self._view: SyncView | None = None
        self._progress = ""
        self._pause: Timer | None = None
        more = room.words("sync.more")
        self._state, self._detail = Sheet(id="sync-state"), Sheet(more=more, id="sync-detail")
        self._rows = RowList(self._row, id="sync-rows")

    def compose_body(self) -> Iterator[Widget]:
        """State, list, and all about the chosen row."""
        yield self._state
        yield self._rows
        yield self._detail

    def on_mount(self) -> None:
        """Show where the work stands."""
        self._fill()

    def refresh_view(self) -> None:
        """Ask again."""
        super().refresh_view()
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer the keys that fit the chosen row."""
        row = self._chosen()
        offered = {
            "open": row is not None and bool(row.entry) and row.clash is None,
            "compare": row is not None and row.clash is not None,
            "settle": row is not None and row.clash is not None,
            "sign_in": self._view is not None and self._view.last_code in SIGN_IN,
            "dismiss_line": row is not None and (row.refused is not None or row.salvaged is not None),
        }
        return offered.get(action, True)

    @on(SyncMoved)
    def _came_further(self, event: SyncMoved) -> None:
        moved = event.progress
        self._progress = progress_text(self.room.words, self.room.signs, moved.feed, moved.done, moved.total)
        if self._pause is None:
            self._draw_state()
            self._pause = self.set_timer(REDRAW_S, self._draw_latest)

    def _draw_latest(self) -> None:
        self._pause = None
        self._draw_state()

    @on(SyncEnded)
    def _ended(self) -> None:
        """Take the progress away; what came in was drawn before. A vain try of its own draws nothing at all."""
        if self._progress:
            self._progress = ""
            self._draw_state()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._draw_detail()

    def action_now(self) -> None:
        """Exchange with the centre at once."""
        self.post_message(SyncNow())

    def action_sign_in(self) -> None:
        """Go to *Masuk*."""
        self.post_message(Open("sign_in"))

    def action_open(self) -> None:
        """Open the entry of the chosen row."""
        row = self._chosen()
        if row is None:
            return
        if self.room.desk.journal.view(row.entry) is not None:
            self.post_message(Open("editor", row.entry))
        elif self.room.desk.reviewing.look(row.entry) is not None:
            self.post_message(Open("review", row.entry))
        else:
            self.say("sync.gone", kind="warn")

    def action_compare(self) -> None:
        """Show the two versions of the chosen row side by side."""
        from ekin_tui.screens.conflict import ConflictScreen

        row = self._chosen()
        view = self.room.desk.syncing.clash(row.clash.id) if row is not None and row.clash is not None else None
        if view is None:
            self._fill()
        else:
            self.app.push_screen(ConflictScreen(self.room, view), self._compared)

    def _compared(self, said: str | None) -> None:
        if said is not None:
            self._fill()
            self.say(said, kind="good")
            self.post_message(Wrote())

    def action_settle(self, mine: bool) -> None:
        """End the chosen clash with one version; that of the centre is asked once, for mine is gone with it."""
        row = self._chosen()
        if row is None or row.clash is None:
            return
        if mine:
            self._settle(row.clash.id, mine=True)
        else:
            self._ask_settle(row.clash.id)

    @work
    async def _ask_settle(self, clash: str) -> None:
        words = self.room.words
        if await self.app.push_screen_wait(Confirm(self.room, words("conflict.ask"), words("conflict.ask_hint"))):
            self._settle(clash, mine=False)

    def _settle(self, clash_id: str, *, mine: bool) -> None:
        problem = self.room.desk.syncing.settle(clash_id, mine=mine)
        self._fill()
        if problem is not None:
            self.say_problem(problem)
            return
        self.say("sync.settled_mine" if mine else "sync.settled_theirs", kind="good")
        self.post_message(Wrote())

    def action_dismiss_line(self) -> None:
        """Take a refusal, or the word of a damaged database, off the list once it was read."""
        row = self._chosen()
        if row is None:
            return
        if row.refused is not None:
            self.room.desk.syncing.dismiss(row.refused.op)
        else:
            self.room.desk.syncing.forget_salvage()
        self._fill()
        self.say("sync.dismissed" if row.refused is not None else "sync.salvage_dismissed")

    def action_scroll(self, step: int) -> None:
        """Scroll what is said about the chosen row."""
        self._detail.action_page(step)

    def _chosen(self) -> Row | None:
        at = self._rows.row
        return self._list[at] if at < len(self._list) and not self._list[at].heading else None

    def _fill(self) -> None:
        view, words = self.room.desk.syncing.view(self.room.targets), self.room.words
        self._view = view
        self._list = rows_of(words, view)
        self._rows.fill(len(self._list), row=self._rows.row, skip=lambda at: bool(self._list[at].heading))
        self._draw_state()
        self._draw_detail()
        self.draw_title()

    def on_resize(self, event: events.Resize) -> None:
        """Share the new room out."""
        super().on_resize(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give state and list the lines that they need, as far as there is room, and the detail all the rest."""
        if self._view is None:
            return
        room = self.size.height - AROUND
        rows, detail = max(1, len(self._list)), max(DETAIL, room // 3) if self._list else NOTHING
        said = len(state_lines(self.room.words, self._view, self._progress, self.size.width))
        state = max(1, min(said, max(STATE, room - detail - min(rows, ROWS))))
        self._state.styles.height = state
        gap = self.size.height >= TALL  # a blank line where there is room
        self._rows.styles.height = max(1, min(rows + gap, room - state - detail))

    def _draw_state(self) -> None:
        view, words, progress = self._view, self.room.words, self._progress
        if view is not None:
            self._share_out()
            self._state.show(lambda width: state_lines(words, view, progress, width))

    def _draw_detail(self) -> None:
        words, signs, row = self.room.words, self.room.signs, self._chosen()
        if self._list:
            self._detail.show(lambda width: detail_lines(words, signs, row, width))
        else:
            synced = self._view is not None and self._view.last_sync
            said = words("sync.all_sent" if synced else "sync.nothing_waits")
            self._detail.show(lambda width: [[(line, "")] for line in wrap(said, width)])
        self.refresh_bindings()

    def _row(self, at: int, width: int, chosen: bool) -> Line:
        return row_line(self.room.words, self.room.signs, self._list[at], width, chosen=chosen)
