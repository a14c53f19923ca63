"""The program on the screen: which screen is in front, keys that hold everywhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import random
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.binding import Binding
from textual.driver import Driver

from ekin_tui.domain.model import Person
from ekin_tui.screens.base import PALETTE_ONLY, EkinScreen, Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.exchanging import Exchanging, Syncer
from ekin_tui.screens.messages import (
    AskHelp,
    Open,
    Quit,
    Saved,
    Wrote,
)
from ekin_tui.sync.schedule import Pace

if TYPE_CHECKING:
    from ekin_tui.screens.rehearsal import Picture, Plan


@runtime_checkable
class Keeping(Protocol):
    """A screen on which something is typed."""

    def keep_now(self) -> None:
        """Put it on disk."""


@dataclass(frozen=True, slots=True)
class Switch:
    """The program ends to go on as somebody else (in the demonstration)."""

    nip: str


def _palette() -> type[Any]:
    from ekin_tui.screens.palette import Actions

    return Actions


class EkinApp(Exchanging[Switch | None]):
    """Joins the screens. Is given everything; reaches for nothing."""

    CSS_PATH = "ekin.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS = {_palette}
    BINDINGS: ClassVar[list[Any]] = [
        Binding("1", "calendar", "app.key.calendar", show=False),
        Binding("2", "review", "app.key.review", show=False),
        Binding("3", "sync_screen", "app.key.sync_screen", show=False),
        Binding("R", "sync", "app.key.sync", show=False),
        Binding("ctrl+c", "how_to_quit", "app.key.how_to_quit", show=False),
        Binding(PALETTE_ONLY, "switch", "app.key.switch", show=False),
    ]

    def __init__(
        self,
        room: Room,
        *,
        syncer: Syncer | None = None,
        interval: int = 600,
        people: Sequence[Person] = (),
        driver_class: type[Driver] | None = None,
        plan: "Callable[[], Plan | None]" = lambda: None,
        begun: bool = False,
    ) -> None:
        """``interval`` is in seconds, 0 for an exchange only when asked; ``people`` are those of a demonstration.

        ``plan`` is asked, when the program leaves, what to paint for the next start; ``begun`` says that the first
        frame of this one stands on the terminal already.
        """
        super().__init__(room, syncer, Pace(interval_s=interval, draw=random, clock=monotonic), driver_class)
        self._people, self._plan = people, plan
        self._begun = begun
        self.pictures: list[Picture] = []
        """The calendar as the next start will show it; there once the program has left by its own key."""

    def on_mount(self) -> None:
        """Take over from the first frame, if there is one."""
        if self._begun:
            from ekin_tui.screens.rehearsal import raise_curtain

            self.run_worker(raise_curtain(self), group="beginning")

    def get_default_screen(self) -> EkinScreen[Any]:
        """Open at the calendar."""
        return CalendarScreen(self._room)

    def get_system_commands(self, _: Any) -> Iterable[Any]:
        """Leave the palette to the program's own actions."""
        return ()

    def keep_work(self) -> None:
        """Put on disk what is being typed: the line is lost, or the program was told to end."""
        for screen in self.screen_stack:
            if isinstance(screen, Keeping):
                screen.keep_now()

    @on(Open)
    def _open(self, message: Open) -> None:
        if message.screen != "editor":
            self.call_later(self.run_action, message.screen)
            return
        from datetime import date

        from ekin_tui.screens.editor import open_entry

        arg, journal = message.arg, self._room.desk.journal
        if arg.startswith("="):
            day, _, name = arg[1:].partition(" ")
            templates, at = self._room.desk.templates, date.fromisoformat(day)
            template = templates.named(name)
            form = templates.use(template, at) if template else journal.blank(at)
        else:
            form = journal.blank(date.fromisoformat(arg[1:])) if arg.startswith("@") else journal.form(arg)
        self.push_screen(open_entry(self._room, form), self._edited)

    def _edited(self, saved: Saved | None) -> None:
        if isinstance(self.screen, CalendarScreen):
            self.screen.edited(saved)
        elif saved is not None:
            said, kind = saved.said
            self._say(said, kind=kind)
            self.screen.post_message(Wrote())

    def action_calendar(self) -> None:
        """Go to the calendar; what is being typed in the editor stays a draft."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, EkinScreen):
            before = self.screen
            before.action_back()
            if self.screen is before:
                break

    def action_review(self) -> None:
        """Go to the supervisor's queue."""
        from ekin_tui.screens.review import ReviewScreen

        self._show(ReviewScreen)

    def action_sync_screen(self) -> None:
        """Go to where the work stands."""
        from ekin_tui.screens.sync import SyncScreen

        self._show(SyncScreen)

    def _show(self, kind: type[EkinScreen[None]]) -> None:
        if isinstance(self.screen, CalendarScreen):
            self.push_screen(kind(self._room))
        elif type(self.screen) is not kind and self.screen.is_current and len(self.screen_stack) > 1:
            self.pop_screen()
            self.push_screen(kind(self._room))

    @on(AskHelp)
    def _help(self) -> None:
        from ekin_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self._room, list(self.screen.active_bindings.values())))

    def action_command_palette(self) -> None:
        """Open the palette with a hint in the language in force."""
        from textual.command import CommandPalette

        if isinstance(self.screen, EkinScreen):
            self.push_screen(CommandPalette(placeholder=self._room.words("app.key.palette"), id="--command-palette"))

    @on(Quit)
    def _leave(self) -> None:
        self.take_no_more_keys()
        self.run_worker(self._rehearse_and_leave(), group="leaving", exclusive=True)

    async def _rehearse_and_leave(self) -> None:
        from ekin_tui.screens.rehearsal import rehearse

        plan = self._plan()
        if plan is not None:
            self.pictures = await rehearse(self, plan)
        self.exit()

    def action_how_to_quit(self) -> None:
        """Say how to leave; Ctrl+C is too easily pressed."""
        self._say("app.how_to_quit")

    def action_switch(self) -> None:
        """Go on as somebody else, in the demonstration."""
        from ekin_tui.screens.dialogs import Choose

        if not self._people:
            return
        words = self._room.words
        lines = [f"{person.name} · {person.post}" for person in self._people]
        self.push_screen(Choose(self._room, words("app.switch_title"), lines, words("app.switch_hint")), self._switched)

    def _switched(self, number: int | None) -> None:
        if number is not None:
            self.exit(Switch(self._people[number].nip))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the change of person in a demonstration only."""
        if action == "switch":
            return bool(self._people)
        return super().check_action(action, parameters)
