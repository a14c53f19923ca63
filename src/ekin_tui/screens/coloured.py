"""The look of the program: as the settings say, and another one at once when a person asks for it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from textual.driver import Driver
from textual.filter import LineFilter

from ekin_tui.domain.facts import dataclass
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.turns import KeysInTurn
from ekin_tui.terminal.looks import ANSI, LOOKS, NAMES
from ekin_tui.widgets.known_styles import KnownStyles
from ekin_tui.widgets.tint import Tint

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """The look of a start, and what can become of it."""

    name: str = ANSI
    """The look to begin with."""
    able: bool = False
    """Whether the terminal shows other looks than its own colours."""
    keep: Callable[[str], bool] = lambda _: False
    """Keeps the name of a look for the next start; False when that can't be done."""


class Coloured(KeysInTurn[R]):
    """An app over one room that paints in a look.

    The widgets know the sixteen names of colours alone, in every look: a change of it touches none of them.
    """

    def __init__(self, room: Room, driver_class: type[Driver] | None, looking: Looking) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.stylesheet = KnownStyles(variables=self.get_css_variables())
        self._room, self._looking = room, looking
        self._tints: list[LineFilter] = []
        self._kept_look = True
        self.look = ANSI
        """The name of the look that is shown."""
        self.show_look(looking.name)

    @property
    def begins_alike(self) -> bool:
        """Whether the next start will have the look of this moment."""
        return self._kept_look

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through on its way to the terminal."""
        return [*super().get_line_filters(), *self._tints]

    def show_look(self, name: str) -> None:
        """Paint in the look ``name`` from now on."""
        self.look = name
        self._tints = [Tint(LOOKS[name])] if name in LOOKS else []
        for screen in self.screen_stack if self.is_running else ():
            screen.refresh()

    def follow_look(self, name: str) -> None:
        """Paint in the look that the settings name now, where the terminal shows it."""
        if name == ANSI or self._looking.able:
            self.show_look(name)
        elif self.look != ANSI:
            self.show_look(ANSI)

    def action_look(self) -> None:
        """Ask which look to show; Esc leaves the one that is shown."""
        from ekin_tui.screens.dialogs import Choose

        words = self._room.words
        now = words("app.look_now")
        lines = [words(f"app.look.{name}") + (f" · {now}" if name == self.look else "") for name in NAMES]
        self.push_screen(Choose(self._room, words("app.look_title"), lines, words("app.look_hint")), self._take_look)

    def _take_look(self, number: int | None) -> None:
        if number is None:
            return
        name = NAMES[number]
        if name != ANSI and not self._looking.able:
            self._tell_look("app.look_none", "warn", name)
            return
        self.show_look(name)
        self._kept_look = self._looking.keep(name)
        self._tell_look("app.look_kept" if self._kept_look else "app.look_now_only", "info", name)

    def _tell_look(self, key: str, kind: str, name: str) -> None:
        if isinstance(self.screen, EkinScreen):
            words = self._room.words
            self.screen.say_text(words(key, look=words(f"app.look.{name}")), kind=kind)
