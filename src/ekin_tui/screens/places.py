"""The places of the program: which screen is in front, and how one is left for another."""

from typing import Any, Protocol, TypeVar, runtime_checkable

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
    """An app whose screens stand over the calendar, each over the one that it was opened from."""

    def action_calendar(self) -> None:
        """Go to the calendar; what is being typed in the editor stays a draft."""
        self._back_to(CalendarScreen)

    def _show_entry(self, place: str) -> None:
        """Go to the calendar, to a day (ISO) and behind a space the id of an entry of it."""
        from datetime import date

        self._back_to(CalendarScreen)
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
        """Show ``kind`` over what is in front, to which its way back leads; typed text is saved and left first.

        Where it is somewhere beneath, it is gone back to instead; for one entry (``at``) it is opened anew, so that no
        place is left that somebody comes back to. Nothing lies twice over itself, so the pile stays as low as the
        places are few.
        """
        before = self.screen
        if not isinstance(before, EkinScreen) or (type(before) is kind and not at):
            return
        if self._is_left(before):
            before.action_back()
            if self.screen is not before:  # what was saved is told to the screen beneath first
                self.call_later(self._show, kind, at)
        elif not at and any(type(screen) is kind for screen in self.screen_stack):
            self._back_to(kind)
        else:
            screen = kind(self._room)
            screen.begin_at = at
            self.push_screen(screen)

    def _back_to(self, kind: type[EkinScreen[None]]) -> None:
        """Leave what stands over the screen of ``kind``; typed text is saved, and stays where that fails."""
        while type(self.screen) is not kind and len(self.screen_stack) > 1 and isinstance(self.screen, EkinScreen):
            before = self.screen
            if self._is_left(before):
                before.action_back()
            else:
                before.dismiss(None)
            if self.screen is before:
                break

    @staticmethod
    def _is_left(screen: EkinScreen[Any]) -> bool:
        """Tell whether a screen is left by its own way back before another place is shown."""
        return isinstance(screen, Keeping) or not screen.LEADS
