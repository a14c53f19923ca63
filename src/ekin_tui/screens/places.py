"""The places of the program: which screen is in front, and how one is left for another."""

from typing import Protocol, TypeVar, runtime_checkable

from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.exchanging import Exchanging

R = TypeVar("R")


@runtime_checkable
class Keeping(Protocol):
    """A screen on which something is typed."""

    def keep_now(self) -> None:
        """Put it on disk."""


class Places(Exchanging[R]):
    """An app whose screens stand over the calendar, one at a time."""

    def action_calendar(self) -> None:
        """Go to the calendar; what is being typed in the editor stays a draft."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, EkinScreen):
            before = self.screen
            before.action_back()
            if self.screen is before:
                break

    def _show_entry(self, place: str) -> None:
        """Go to the calendar, to a day (ISO) and behind a space the id of an entry of it."""
        from datetime import date

        while not isinstance(self.screen, CalendarScreen) and len(self.screen_stack) > 1:
            self.screen.dismiss(None)
        day, _, entry = place.partition(" ")
        if isinstance(self.screen, CalendarScreen):
            self.screen.gone_to(date.fromisoformat(day), entry)

    def action_review(self, at: str = "") -> None:
        """Go to the supervisor's queue, to the entry ``at`` where it waits."""
        from ekin_tui.screens.review import ReviewScreen

        self._show(ReviewScreen, at)

    def action_skp(self) -> None:
        """Go to the year's targets."""
        from ekin_tui.screens.skp import SkpScreen

        self._show(SkpScreen)

    def action_team(self) -> None:
        """Go to the month of the people that one reviews."""
        from ekin_tui.screens.team import TeamScreen

        self._show(TeamScreen)

    def action_sync_screen(self) -> None:
        """Go to where the work stands."""
        from ekin_tui.screens.sync import SyncScreen

        self._show(SyncScreen)

    def action_report(self) -> None:
        """Go to the report of the month."""
        from ekin_tui.screens.report import ReportScreen

        self._show(ReportScreen)

    def _show(self, kind: type[EkinScreen[None]], at: str = "") -> None:
        """Show ``kind`` over the calendar. What is before it is left as by its own way back: typed text is saved."""
        before = self.screen
        if isinstance(before, CalendarScreen):
            screen = kind(self._room)
            screen.begin_at = at
            self.push_screen(screen)
        elif isinstance(before, EkinScreen) and type(before) is not kind and len(self.screen_stack) > 1:
            if not isinstance(before, Keeping):
                before.dismiss(None)
                self._show(kind, at)  # at once: a key that follows must not go to the calendar
                return
            before.action_back()
            if self.screen is not before:  # what was saved is told to the calendar first
                self.call_later(self._show, kind, at)
