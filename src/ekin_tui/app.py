"""The program on the screen: which screen is in front, keys that hold everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import random
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.driver import Driver

from ekin_tui.domain.model import Person, Problem
from ekin_tui.screens.acts import Act
from ekin_tui.screens.ahead import load_ahead
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.coloured import Looking
from ekin_tui.screens.exchanging import Syncer
from ekin_tui.screens.messages import (
    AskHelp,
    Continue,
    Open,
    Quit,
    Saved,
    Wrote,
)
from ekin_tui.screens.mirroring import AskMirror, Mirroring
from ekin_tui.screens.places import Furnish, Keeping, Places
from ekin_tui.store import StoreError
from ekin_tui.sync.schedule import Pace
from ekin_tui.terminal.signals import may_pause, pause
from ekin_tui.widgets.bound import bound

if TYPE_CHECKING:
    from ekin_tui.screens.rehearsal import Picture, Plan
    from ekin_tui.screens.sign_in import Signer

SETTLED = 0.2
"""Seconds after the first paint at which the program gets ready for the next screens."""
COPY_S = 3600.0
"""Seconds between two times that it is asked for a copy of this day: a program may stay open for weeks."""


@dataclass(frozen=True, slots=True)
class Switch:
    """The program ends to go on as somebody else (in the demonstration)."""

    nip: str


class EkinApp(Places[Switch | None]):
    """Joins the screens. Is given everything; reaches for nothing."""

    CSS_PATH = "ekin.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = bound("app")

    def __init__(
        self,
        room: Room,
        *,
        syncer: Syncer | None = None,
        signer: "Signer | None" = None,
        mirrors: AskMirror | None = None,
        interval: int = 600,
        people: Sequence[Person] = (),
        driver_class: type[Driver] | None = None,
        plan: "Callable[[], Plan | None]" = lambda: None,
        begun: bool = False,
        looking: Looking | None = None,
        ahead: Callable[[], None] = lambda: None,
        daily: Callable[[], None] = lambda: None,
        furnish: Furnish = lambda room, _: room,
    ) -> None:
        """``interval`` is in seconds, 0 for an exchange only when asked; ``people`` are those of a demonstration.

        ``plan`` is asked, when the program leaves, what to paint for the next start; ``begun`` says that the first
        frame of this one stands on the terminal already. ``ahead`` is called in a thread once the first screen stands,
        ``daily`` in one each hour, to copy what a new day has no copy of;
        ``furnish`` gives the room that changed settings ask for.
        """
        pace = Pace(interval_s=interval, draw=random, clock=monotonic)
        waits = {name: Pace(interval_s=interval, draw=random, clock=monotonic) for name, _, _ in room.targets[1:]}
        mirroring = Mirroring(mirrors, waits) if mirrors is not None and waits else None
        super().__init__(room, syncer, pace, driver_class, looking or Looking(), furnish, mirroring)
        self._people, self._plan, self._ahead, self._daily = people, plan, ahead, daily
        self._signer = signer
        self._begun = begun
        self.pictures: list[Picture] = []
        """The calendar as the next start will show it; there once the program has left by its own key."""

    def on_mount(self) -> None:
        """Take over from the first frame, if there is one; get ready for what may be asked for next."""
        self.set_timer(SETTLED, self._get_ready)
        self.set_interval(COPY_S, lambda: self.run_worker(self._daily, thread=True, group="copy", exit_on_error=False))
        if self._begun:
            self._take_over()

    @work(group="beginning")
    async def _take_over(self) -> None:
        from ekin_tui.screens.rehearsal import raise_curtain

        await raise_curtain(self)

    @work(group="practice", exit_on_error=False)
    async def _get_ready(self) -> None:
        from ekin_tui.screens.practice import get_ready

        await get_ready(self, self._room, load_ahead(self._ahead))

    def get_default_screen(self) -> EkinScreen[Any]:
        """Open at the calendar."""
        return CalendarScreen(self._room)

    def keep_work(self) -> None:
        """Put on disk what is being typed: the line is lost, or the program was told to end."""
        for screen in self.screen_stack:
            if isinstance(screen, Keeping):
                screen.keep_now()

    @on(Open)
    def _open(self, message: Open) -> None:
        if message.screen == "calendar" and message.arg:
            self._show_entry(message.arg)
            return
        if message.screen == "review":
            self.call_later(self.action_review, message.arg)
            return
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
            try:
                form = templates.use(template, at) if template else journal.blank(at)
            except StoreError as no:
                if front := self._front:
                    front.say_problem(Problem(code=no.code, args=no.details))
                return
        elif arg.startswith("+"):
            begun = self._room.desk.progress.begin(arg[1:])
            if begun is None:
                return
            form = begun
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

    @property
    def _front(self) -> EkinScreen[Any] | None:
        """The screen in front, where it is one that help and menus can be asked for."""
        screen = self.screen
        return screen if isinstance(screen, EkinScreen) and screen.LEADS else None

    @on(AskHelp)
    def _help(self) -> None:
        from ekin_tui.screens.help import HelpScreen

        if front := self._front:
            self.push_screen(HelpScreen(self._room, front.acts()), self._act)

    def action_command_palette(self) -> None:
        """Find an action by its words in either language."""
        from ekin_tui.screens.palette import PaletteScreen

        if front := self._front:
            self.push_screen(PaletteScreen(self._room, front.acts()), self._act)

    def action_leader(self) -> None:
        """Show what can be done, group by group."""
        self._lead("")

    @on(Continue)
    def _continue(self, message: Continue) -> None:
        self._lead(message.first)

    def _lead(self, after: str) -> None:
        from ekin_tui.screens.leader import LeaderScreen

        if front := self._front:
            self.push_screen(LeaderScreen(self._room, front, front.acts(), after=after), self._act)

    def action_jump(self) -> None:
        """Put a letter on every place of the screen."""
        from ekin_tui.screens.jump import JumpScreen

        if front := self._front:
            jump = JumpScreen(self._room, front)
            if jump.letters:
                self.push_screen(jump, lambda landing: landing and landing.go())
            else:
                self._say("app.nowhere", kind="warn")

    def _act(self, act: Act | None) -> None:
        """Do what was chosen, once the screen that it belongs to is in front again."""
        if act is not None:
            self.call_later(self.run_action, act.key.action, act.node)

    @on(Quit)
    def _leave(self) -> None:
        self.take_no_more_keys()
        self._rehearse_and_leave()

    @work(group="leaving", exclusive=True)
    async def _rehearse_and_leave(self) -> None:
        from ekin_tui.screens.rehearsal import rehearse

        plan = self._plan() if self.begins_alike else None
        if plan is not None:
            self.pictures = await rehearse(self, plan)
        self.exit()

    def action_how_to_quit(self) -> None:
        """Say how to leave; Ctrl+C is too easily pressed."""
        self._say("app.how_to_quit")

    def action_pause(self) -> None:
        """Give the terminal to the shell until its ``fg``; what is being typed is on disk meanwhile."""
        if not may_pause():
            self._say("app.no_shell", kind="warn")
            return
        self.keep_work()
        pause()

    def action_sign_in(self) -> None:
        """Go to *Masuk*; whoever comes back signed in is exchanged for at once."""
        from ekin_tui.screens.sign_in import SignInScreen

        if self._signer is None:
            self._say("app.sync_none", kind="warn")
        elif not isinstance(self.screen, SignInScreen):
            self.push_screen(SignInScreen(self._room, self._signer), lambda done: self.action_sync() if done else None)

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
        """Offer the change of person in a demonstration only, and settings where there are any."""
        if action == "switch":
            return bool(self._people)
        if action == "settings":
            return self._room.setup is not None
        return super().check_action(action, parameters)
