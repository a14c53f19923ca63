"""Pictures at 80x24 of every screen in its main states, in both languages. Look at each before you accept it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ekin_tui.domain.model import Person
from ekin_tui.terminal.signs import Signs
from tests.office import BUDI, SITI
from tests.screens.program import press, program, write

Compare = Callable[..., bool]
Run = Callable[[Pilot[Any]], Awaitable[None]]


def keys(*names: str) -> Run:
    """Return a run that presses ``names``."""

    async def run(pilot: Pilot[Any]) -> None:
        await press(pilot, *names)

    return run


def text(before: tuple[str, ...], typed: str, *after: str) -> Run:
    """Return a run that presses, types and presses again."""

    async def run(pilot: Pilot[Any]) -> None:
        await press(pilot, *before)
        await write(pilot, typed)
        await press(pilot, *after)

    return run


STATES: dict[str, tuple[Person, Run]] = {
    "calendar": (SITI, keys()),
    "calendar-returned": (SITI, keys("left", "left", "tab", "j")),
    "calendar-queue": (SITI, keys("y", "s")),
    "calendar-confirm": (SITI, keys("y", "S")),
    "calendar-mark": (SITI, keys("i")),
    "calendar-search": (SITI, text(("slash",), "arsip", "down")),
    "calendar-year": (SITI, keys("H", "left", "up")),
    "calendar-refused": (SITI, text(("n",), "lapbul", "enter", "escape", "s")),
    "editor-new": (SITI, keys("n")),
    "editor-plans": (SITI, text(("n",), "arsip")),
    "editor-no-match": (SITI, text(("n",), "zzz", "enter")),
    "editor-errors": (SITI, keys("n", "ctrl+g")),
    "editor-returned": (SITI, keys("left", "left", "tab", "j", "e")),
    "locked": (SITI, keys("left", "enter")),
    "review": (BUDI, keys("2")),
    "review-return": (BUDI, keys("2", "r")),
    "review-order": (BUDI, keys("2", "o")),
    "review-filter": (BUDI, text(("2", "slash"), "siti :telat")),
    "review-phrases": (BUDI, keys("2", "r", "ctrl+y")),
    "review-none": (SITI, keys("2")),
    "sync": (SITI, keys("3")),
    "sync-queue": (SITI, keys("y", "s", "3")),
    "report": (SITI, keys("5")),
    "report-notes": (SITI, keys("5", "G")),
    "report-year": (SITI, keys("5", "m")),
    "report-save": (SITI, keys("5", "x")),
    "help": (SITI, keys("question_mark")),
    "palette": (SITI, keys("ctrl+p")),
    "leader": (SITI, keys("space")),
    "leader-go": (SITI, keys("space", "g")),
    "jump": (SITI, keys("left", "semicolon")),
}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("state", STATES)
def test_the_screen_looks_as_accepted(state: str, lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    me, run = STATES[state]
    app, _ = program(tmp_path, lang, me=me)
    assert snap_compare(app, run_before=run, terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(40, 15), (132, 43), (20, 5)])
def test_the_calendar_fits_other_windows(size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path)
    assert snap_compare(app, terminal_size=size)


@pytest.mark.parametrize("state", ["5", "5 m"])
def test_the_report_fits_a_small_ascii_window(state: str, tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path, signs=Signs.plain())
    assert snap_compare(app, run_before=keys(*state.split()), terminal_size=(40, 15))


def test_an_empty_month_says_what_to_do(tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path, filled=False)
    assert snap_compare(app, terminal_size=(80, 24))


def test_a_terminal_without_unicode_gets_ascii(tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path, signs=Signs.plain())
    assert snap_compare(app, run_before=keys("left", "tab"), terminal_size=(80, 24))
