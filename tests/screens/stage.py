"""One screen of the program over a real cache, driven by keys as a person presses them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.message import Message

import ekin_tui
from ekin_tui.desk import Desk
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.messages import Open, SyncNow, Wrote
from ekin_tui.screens.turns import KeysInTurn
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from tests.office import NOW
from tests.screens.sheets import parse_once

parse_once()
NOTHING = object()
STYLES = Path(ekin_tui.__file__).with_name("ekin.tcss")


def room_of(desk: Desk, lang: str = "id", *, now: datetime = NOW, signs: Signs | None = None) -> Room:
    """Return what a screen is given."""
    return Room(desk=desk, words=Words(lang), signs=signs or Signs.full(), clock=lambda: now)


class Stage(KeysInTurn[None]):
    """Shows one screen and keeps what it returned and asked for."""

    CSS_PATH = STYLES
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, make: Callable[[], EkinScreen[Any]]) -> None:
        super().__init__(ansi_color=True)
        self.animation_level = "none"  # as in the program, where nothing moves by itself
        self._make = make
        self.returned: Any = NOTHING
        self.asked: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(self._make(), self._take)

    def on_open(self, message: Open) -> None:
        self.asked.append(message)

    def on_sync_now(self, message: SyncNow) -> None:
        self.asked.append(message)

    def on_wrote(self, message: Wrote) -> None:
        self.asked.append(message)

    @property
    def picture(self) -> str:
        """All that is on the screen, without styles."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    def line(self, words: str) -> str:
        """Return the first line of the picture that holds ``words``; fails when there is none."""
        found = [line for line in self.picture.splitlines() if words in line]
        assert found, f"{words!r} is not in\n{self.picture}"
        return found[0]

    def _take(self, result: Any) -> None:
        self.returned = result
