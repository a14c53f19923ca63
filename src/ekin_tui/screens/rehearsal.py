"""The calendar as the next start will show it, painted while the program leaves, by the screen itself.

Nothing of it reaches the terminal. What is kept is therefore what the next start shows, cell for cell, as long as
nobody writes to the cache, in the span of time for which it was painted.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from textual.app import App

from ekin_tui.screens.base import Room
from ekin_tui.screens.calendar import CalendarScreen

ROUNDS = 3
"""Frames until all stands: the focus, the sentence that takes more than one line, the sizes that follow from it."""
PATIENCE_S = 2.0
"""Seconds after which the program leaves without pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What paints the calendar on an empty screen of ``size``, true from ``since`` until ``until``."""

    since: datetime
    until: datetime
    size: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to paint: the spans, and the room of a start at an instant."""

    spans: Sequence[tuple[datetime, datetime]]
    room_at: Callable[[datetime], Room]


@runtime_checkable
class Rehearsing(Protocol):
    """A driver that can paint without showing."""

    def rehearse(self) -> None:
        """Show nothing from now on."""

    def picture(self) -> str:
        """Return what paints the last frame."""


async def rehearse(app: App[Any], plan: Plan) -> list[Picture]:
    """Paint the spans of ``plan``; nothing where the terminal can't be painted so. The app has to leave after it."""
    driver: object = app._driver  # noqa: SLF001 - Textual has no public word for it
    screen: object = app.screen
    found: list[Picture] = []
    if isinstance(screen, CalendarScreen) and isinstance(driver, Rehearsing):
        driver.rehearse()
        with suppress(TimeoutError):
            await asyncio.wait_for(_paint(screen, driver, plan, found), PATIENCE_S)
    return found


async def _paint(screen: CalendarScreen, driver: Rehearsing, plan: Plan, found: list[Picture]) -> None:
    size = screen.size.width, screen.size.height
    for since, until in plan.spans:
        screen.open_in(plan.room_at(since))
        for _ in range(1 if found else ROUNDS):
            await _frame(screen)
        found.append(Picture(since=since, until=until, size=size, text=driver.picture()))


async def _frame(screen: CalendarScreen) -> None:
    """Wait until what was asked for is painted."""
    painted = asyncio.Event()
    screen.call_after_refresh(painted.set)
    await painted.wait()
