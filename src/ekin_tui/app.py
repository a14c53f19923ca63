"""The program on the screen: which screen is in front, keys that hold everywhere, and the exchange in its thread."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import random
from time import monotonic
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual import on
from textual.binding import Binding
from textual.driver import Driver
from textual.timer import Timer

from ekin_tui.domain.model import Person
from ekin_tui.screens.base import PALETTE_ONLY, EkinScreen, Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.messages import (
    AskHelp,
    Exchanged,
    Open,
    Progress,
    Quit,
    Saved,
    SyncEnded,
    SyncMoved,
    SyncNow,
    Wrote,
)
from ekin_tui.screens.turns import KeysInTurn

Syncer = Callable[[Callable[[Any], None]], Any]
"""Exchanges once with the centre in the calling thread; is given what to tell of its progress."""
SOON = 5.0
"""Seconds after the last write at which the exchange starts."""
FIRST = 0.3
"""Seconds after the first paint at which the first exchange starts."""


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


class EkinApp(KeysInTurn[Switch | None]):
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
    ) -> None:
        """``interval`` is in seconds, 0 for an exchange only when asked; ``people`` are those of a demonstration."""
        super().__init__(driver_class=driver_class, ansi_color=True)
        self._room, self._syncer, self._interval = room, syncer, interval
        self._people = people
        self._busy, self._again = False, False
        self._soon: Timer | None = None
        self._rest = 0.0  # what the centre asked for: no exchange of our own before, by the monotonic clock

    def get_default_screen(self) -> EkinScreen[Any]:
        """Open at the calendar."""
        return CalendarScreen(self._room)

    def get_system_commands(self, _: Any) -> Iterable[Any]:
        """Leave the palette to the program's own actions."""
        return ()

    def on_mount(self) -> None:
        """Exchange once the first screen stands."""
        if self._syncer is not None and self._interval:
            self.set_timer(FIRST, self._exchange)
            self.set_interval(self._interval * (0.8 + 0.4 * random()), self._exchange)  # noqa: S311 - spreads the load

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
        form = journal.blank(date.fromisoformat(arg[1:])) if arg.startswith("@") else journal.form(arg)
        self.push_screen(open_entry(self._room, form), self._edited)

    def _edited(self, saved: Saved | None) -> None:
        if isinstance(self.screen, CalendarScreen):
            self.screen.edited(saved)

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

    @on(SyncNow)
    def action_sync(self) -> None:
        """Exchange with the centre at once."""
        if self._syncer is None:
            self._say("app.sync_none", kind="warn")
        elif self._busy:
            self._say("app.sync_running")
        else:
            self._say("app.sync_started")
            self._exchange(told=True)

    @on(Wrote)
    def _wrote(self) -> None:
        if self._syncer is None or not self._interval:
            return
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SOON, self._exchange)

    def _exchange(self, *, told: bool = False) -> None:
        if not told and monotonic() < self._rest:
            return
        if self._busy:
            self._again = True
        elif self._syncer is not None:
            self._busy = True
            self.run_worker(lambda: self._in_thread(told=told), thread=True, exit_on_error=False, group="sync")

    def _in_thread(self, *, told: bool) -> None:
        result: Exchanged | None = None
        try:
            assert self._syncer is not None  # noqa: S101 - only started with one
            result = self._syncer(lambda progress: self.call_from_thread(self._moved, progress))
        finally:
            self.call_from_thread(self._ended, result, told)

    def _moved(self, progress: Progress) -> None:
        self.screen.post_message(SyncMoved(progress))

    def _ended(self, result: Exchanged | None, told: bool) -> None:
        self._busy = False
        screen = self.screen
        if isinstance(screen, EkinScreen):
            if self._room.desk.changed():
                screen.refresh_view()
            screen.draw_title()
        screen.post_message(SyncEnded(result))
        if told:
            self._tell(result)
        if result is not None and result.retry_after and self._interval:
            from ekin_tui.sync.schedule import wait_s

            wait = wait_s(1, result.retry_after, random)
            self._rest = monotonic() + wait
            self.set_timer(wait + 0.1, self._exchange)
        if self._again:
            self._again = False
            self._exchange()

    def _tell(self, result: Exchanged | None) -> None:
        if result is None:
            self._say("app.sync_fault", kind="error")
        elif result.code != "ok":
            self._say_text(self._room.words.refusal(result.code), "warn")
        elif result.pushed or result.pulled:
            self._say("app.sync_done", kind="good", pushed=result.pushed, pulled=result.pulled)
        else:
            self._say("app.sync_nothing")

    def _say(self, key: str, *, kind: str = "info", **fields: object) -> None:
        self._say_text(self._room.words(key, **fields), kind)

    def _say_text(self, text: str, kind: str) -> None:
        if isinstance(self.screen, EkinScreen):
            self.screen.say_text(text, kind=kind)
