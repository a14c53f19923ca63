"""An entry of one's own that can't be written now: read it, take it back, comment on it."""

from collections.abc import Iterator
from functools import partial

from textual import work
from textual.widget import Widget

from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.model import Action
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskText, Confirm
from ekin_tui.screens.messages import Saved, Wrote
from ekin_tui.screens.paste import PasteScreen, of_views
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.entry_lines import entry_lines
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.note_lines import thread_lines
from ekin_tui.widgets.sheet import Sheet


class LockedScreen(EkinScreen[Saved | None]):
    """Shows an entry with why it is locked and what may be done. Dismisses with the entry once it is taken back."""

    AUTO_FOCUS = "#entry"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("locked")

    def __init__(self, room: Room, view: EntryView) -> None:
        super().__init__(room)
        self._view, self._sheet = view, Sheet(more=room.words("editor.more"), id="entry")
        self._sheet.can_focus = True
        self._unkept = ""

    def heading(self) -> str:
        """Name the status."""
        words = self.room.words
        return words("editor.title_read", status=words(f"status.{self._view.entry.status}"))

    def compose_body(self) -> Iterator[Widget]:
        """One page."""
        yield self._sheet

    def on_mount(self) -> None:
        """Show the entry."""
        self._sheet.show(self._lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer only what the table of states allows."""
        needed = {"withdraw": Action.WITHDRAW, "comment": Action.NOTE}.get(action)
        return needed is None or needed in self._view.actions

    def refresh_view(self) -> None:
        """Show the entry as it stands now; hand it back once it may be written again."""
        super().refresh_view()
        view = self.room.desk.journal.view(self._view.entry.id)
        if view is not None:
            self._view = view
            self._sheet.show(self._lines, keep_place=True)
            self.draw_title()
            self.refresh_bindings()

    @work
    async def action_withdraw(self) -> None:
        """Take the entry back, once confirmed."""
        words, entry = self.room.words, self._view.entry
        asked = Confirm(self.room, words("editor.ask_withdraw"), words("editor.ask_withdraw_text"))
        if await self.app.push_screen_wait(asked) and self._done(self.room.desk.journal.withdraw(entry.id)):
            self.dismiss(Saved(id=entry.id, day=entry.day.isoformat()))

    @work
    async def action_comment(self) -> None:
        """Write into the thread; what could not be kept is offered again."""
        words, entry = self.room.words, self._view.entry
        title, hint, begun = words("editor.ask_comment"), words("editor.ask_comment_hint"), self.room.desk.begun
        at = (entry.id, "own")
        initial = self._unkept or begun.note(*at)
        asked = AskText(self.room, title, hint, initial=initial, keep=partial(begun.keep, *at))
        self._unkept = await self.app.push_screen_wait(asked) or ""
        if self._unkept and self._done(self.room.desk.journal.comment(entry.id, self._unkept)):
            self._unkept = ""
            begun.drop(*at)
            self.refresh_view()
            self.say("editor.commented", kind="good")

    def action_paste(self) -> None:
        """Show the entry as it is keyed into BKN's form."""
        self.app.push_screen(PasteScreen(self.room, of_views([self._view])))

    def _done(self, outcome: Outcome) -> bool:
        if outcome.problem is not None:
            self.say_problem(outcome.problem)
            return False
        self.post_message(Wrote())
        return True

    def _lines(self, width: int) -> list[Line]:
        words, signs, view = self.room.words, self.room.signs, self._view
        reason = words(f"editor.locked_{view.entry.status}")
        return [
            *([(line, "warning")] for line in wrap(f"{signs.warning} {reason}", width)),
            [],
            *entry_lines(words, signs, view, width),
            [],
            *thread_lines(words, view, width),
        ]
