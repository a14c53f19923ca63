"""The calendar as the next start will show it, painted while the program leaves, by the screen itself.

Nothing of it reaches the terminal. What is kept is therefore what the next start shows, cell for cell, as long as
nobody writes to the cache, in the span of time for which it was painted. It holds the month, and around it what a slow
line carries in its first second; the rest comes with the program.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.geometry import Region
from textual.screen import Screen

from ekin_tui.screens.base import Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.widgets.day_list import DayList
from ekin_tui.widgets.month_grid import MonthGrid
from ekin_tui.widgets.month_lines import MonthLines
from ekin_tui.widgets.title_line import TitleLine

ROUNDS = 4
"""Frames until all stands: the focus, the class of the size, the sentence of more than one line, what it moves."""
PATIENCE_S = 2.0
"""Seconds after which the program goes on without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What paints the calendar on an empty screen of ``size``, true from ``since`` until ``until``."""

    since: datetime
    until: datetime
    size: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to paint: the spans, within how many bytes, and the room of a start at an instant."""

    spans: Sequence[tuple[datetime, datetime]]
    limit: int
    room_at: Callable[[datetime], Room]


@runtime_checkable
class Curtained(Protocol):
    """A driver that can paint without showing."""

    def hide(self) -> None:
        """Show nothing from now on."""

    def show(self) -> None:
        """Show what has changed, and all that will."""

    def agrees(self) -> bool:
        """Tell whether what stands there is of what was painted since."""

    def picture(self, first: Sequence[Region], then: Sequence[Region], limit: int) -> str:
        """Return what paints the regions ``first`` of the last frame, and of ``then`` what ``limit`` bytes hold."""


async def raise_curtain(app: App[Any]) -> None:
    """Show the first screen once it stands: a first frame that was painted before is not painted over by halves.

    As soon as the screen is what stands there already, there is nothing left to hide.
    """
    driver: object = app._driver  # noqa: SLF001 - Textual has no public word for it
    if isinstance(driver, Curtained):
        with suppress(TimeoutError):
            await asyncio.wait_for(_stand(app.screen, driver.agrees), PATIENCE_S)
        driver.show()


async def rehearse(app: App[Any], plan: Plan) -> list[Picture]:
    """Paint the spans of ``plan``; nothing where the terminal can't be painted so. The app has to leave after it."""
    driver: object = app._driver  # noqa: SLF001 - Textual has no public word for it
    screen: object = app.screen
    found: list[Picture] = []
    if isinstance(screen, CalendarScreen) and isinstance(driver, Curtained):
        driver.hide()
        with suppress(TimeoutError):
            await asyncio.wait_for(_paint(screen, driver, plan, found), PATIENCE_S)
    return found


def places(screen: CalendarScreen) -> tuple[list[Region], list[Region]]:
    """Return where the month itself stands, its title and its grid, and what comes after them, by its worth."""
    month = [screen.query_one(kind).region for kind in (TitleLine, MonthGrid)]
    return month, [*(screen.query_one(kind).region for kind in (MonthLines, DayList)), screen.region]


async def _paint(screen: CalendarScreen, driver: Curtained, plan: Plan, found: list[Picture]) -> None:
    size = screen.size.width, screen.size.height
    for since, until in plan.spans:
        screen.open_in(plan.room_at(since))
        await (_frame(screen) if found else _stand(screen))
        found.append(Picture(since=since, until=until, size=size, text=driver.picture(*places(screen), plan.limit)))


async def _stand(screen: Screen[Any], enough: Callable[[], bool] = lambda: False) -> None:
    """Wait until all stands; no longer than until it is ``enough``."""
    for _ in range(ROUNDS):
        await _frame(screen)
        if enough():
            return


async def _frame(screen: Screen[Any]) -> None:
    """Wait until what was asked for is painted.

    A widget asks its screen for a place in the frame in a task of its own, when it has nothing else to do. On a busy
    machine the screen can be through before: the picture kept for another day would be that of today.
    """
    for _ in range(2):  # at the second word the widget has been idle since the first
        for widget in screen.walk_children():
            heard = asyncio.Event()
            if widget.call_later(heard.set):
                await heard.wait()
    painted = asyncio.Event()
    screen.call_after_refresh(painted.set)
    await painted.wait()
