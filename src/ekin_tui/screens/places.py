"""The places of the program: which screen is in front, and how one is left for another."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, runtime_checkable

from textual import on
from textual.driver import Driver

from ekin_tui.config import Settings
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.coloured import Looking
from ekin_tui.screens.exchanging import Exchanging, Syncer
from ekin_tui.screens.messages import Changed
from ekin_tui.screens.mirroring import Mirroring
from ekin_tui.screens.pace import Pace

R = TypeVar("R")
Furnish = Callable[[Room, Settings], Room]
"""Makes of a room the one that other settings ask for."""


@runtime_checkable
class Keeping(Protocol):
    """A screen on which something is typed."""

    def keep_now(self) -> None:
        """Put it on disk."""


class Places(Exchanging[R]):
    """An app whose screens stand over the calendar, each over the one that it was opened from."""

    def __init__(
        self,
        room: Room,
        syncer: Syncer | None,
        pace: Pace,
        driver_class: type[Driver] | None,
        looking: Looking,
        furnish: Furnish,
        mirroring: Mirroring | None = None,
    ) -> None:
        super().__init__(room, syncer, pace, driver_class, looking, mirroring)
        self._furnish = furnish

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

    def action_settings(self) -> None:
        """Go to the settings."""
        from ekin_tui.screens.settings import SettingsScreen

        self._show(SettingsScreen)

    @on(Changed)
    def _follow(self, message: Changed) -> None:
        """Do as the settings say from now on: look, words and keys at once, on every screen that is open."""
        if message.key == "theme":
            self.follow_look(message.settings.theme)
        room = self._furnish(self._room, message.settings)
        if room != self._room:
            self._room = room
            for screen in self.screen_stack:
                if isinstance(screen, EkinScreen):
                    screen.move_to(room)
        message.tell()

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
