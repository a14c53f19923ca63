"""The whole program over a real cache, as a person drives it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Person
from ekin_tui.screens.base import EkinScreen
from ekin_tui.terminal.signs import Signs
from tests.office import SITI, Office, office
from tests.screens.keyboard import press, write
from tests.screens.stage import room_of


def program(
    folder: Path,
    lang: str = "id",
    *,
    me: Person = SITI,
    filled: bool = True,
    signs: Signs | None = None,
    syncer: Callable[[Callable[[Any], None]], Any] | None = None,
    people: Sequence[Person] = (),
) -> tuple[EkinApp, Office]:
    """Return the program of ``me`` and the office behind it."""
    behind = office(folder, me=me, filled=filled)
    room = room_of(behind.desk, lang, signs=signs)
    return EkinApp(room, syncer=syncer, interval=0, people=people), behind


def picture(app: EkinApp) -> str:
    """Return all that is on the screen, without styles."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def said(app: EkinApp) -> str:
    """Return the sentence about the last action."""
    assert isinstance(app.screen, EkinScreen)
    return app.screen.said


__all__ = ["picture", "press", "program", "said", "write"]
