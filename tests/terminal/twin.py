"""Two terminals beside each other: one is fed what Textual writes, the other what the thin driver makes of it.

`drive(app, keys)` runs any app and compares the two after every frame: character, colours, attributes and cursor of
every cell. It raises `Unlike` with the first cell that differs.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pyte
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot

from ekin_tui.terminal.thin import ENTER, Thin

LATEST = 300
"""Tenths of a second within which a window of another size has to be painted."""
PACE = 0.006
"""Seconds between two keys: enough for most to get a frame of their own, and for some to share one."""


class Unlike(AssertionError):  # noqa: N818 - a finding
    """The two terminals show something different."""


class Glass(pyte.Screen):
    """A terminal as Textual sets it up: nothing wraps. Colours of `CSI K` and the like as pyte has them."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.stream = pyte.Stream(self)
        self.stream.feed("\x1b[?7l")

    def line(self, row: int) -> list[tuple[Any, ...]]:
        """The cells of ROW, as they are seen: of a blank its paper and lines alone.

        A half of a wide character without its other half is a blank, as on real terminals.
        """
        cells = [self.buffer[row][column] for column in range(self.columns)]
        shown = []
        for column, cell in enumerate(cells):
            before = cells[column - 1].data if column else ""
            after = cells[column + 1].data if column + 1 < len(cells) else "?"
            text = cell.data
            if (_half(text) and not _wide(before)) or (_wide(text) and not _half(after)):
                text = " "
            unseen = (
                text == " " and cell.bg == "default" and not (cell.underscore or cell.strikethrough or cell.reverse)
            )
            shown.append((text,) if unseen else (text, *cell[1:]))
        return shown


def _wide(text: str) -> bool:
    return bool(text) and pyte.screens.wcwidth(text[0]) == 2


def _half(text: str) -> bool:
    return not text or pyte.screens.wcwidth(text[0]) == 0


@dataclass
class Twins:
    """Both terminals, the translator between them, and what it cost."""

    width: int
    height: int
    frames: int = 0
    plain_bytes: int = 0
    thin_bytes: int = 0
    settled: bool = True
    thin: Thin = field(init=False)
    left: Glass = field(init=False)
    right: Glass = field(init=False)

    def __post_init__(self) -> None:
        self.thin = Thin(self.width, self.height)
        self.left, self.right = Glass(self.width, self.height), Glass(self.width, self.height)

    def write(self, data: str) -> None:
        """What Textual writes goes to both; then they must show the same."""
        self.plain_bytes += len(data.encode())
        self.left.stream.feed(data)
        self._send(self.thin.read(data))
        if data == ENTER:
            return
        if not self.thin.open:
            self._send(self.thin.take())
            self.frames += 1
            if self.settled:
                self.compare()

    def resize(self, width: int, height: int) -> None:
        """Both terminals change their size; nothing is compared until the app has painted anew (`settle`)."""
        self.settled = False
        self.width, self.height = width, height
        for glass in (self.left, self.right):
            glass.resize(height, width)
        self.thin.forget(width, height)

    def settle(self) -> None:
        """From now on both are compared again. Raises `Unlike` if they differ now."""
        for glass in (self.left, self.right):
            glass.dirty.update(range(self.height))
        self.compare()
        self.settled = True

    def compare(self) -> None:
        """Raises `Unlike` if a cell or the cursor differs in the rows that either terminal has written to since."""
        rows = sorted(row for row in self.left.dirty | self.right.dirty if row < self.height)
        for row in rows:
            if self.left.buffer[row] != self.right.buffer[row]:
                for column, (plain, thin) in enumerate(zip(self.left.line(row), self.right.line(row), strict=True)):
                    if plain != thin:
                        raise Unlike(f"frame {self.frames}, row {row}, column {column}: {plain} became {thin}")
        self.left.dirty.clear()
        self.right.dirty.clear()
        cursors = [(glass.cursor.y, min(glass.cursor.x, self.width - 1)) for glass in (self.left, self.right)]
        if cursors[0] != cursors[1]:
            raise Unlike(f"frame {self.frames}: the cursor at {cursors[0]} became {cursors[1]}")

    def _send(self, text: str) -> None:
        self.thin_bytes += len(text.encode())
        self.right.stream.feed(text)


def driver_for(twins: Twins) -> type[HeadlessDriver]:
    """A driver that writes to TWINS."""

    class TwinDriver(HeadlessDriver):
        failure: Unlike | None = None

        @property
        def is_headless(self) -> bool:
            return False

        def _get_terminal_size(self) -> tuple[int, int]:
            return twins.width, twins.height

        def start_application_mode(self) -> None:
            twins.write(ENTER)
            super().start_application_mode()

        def write(self, data: str) -> None:
            if TwinDriver.failure is None:
                try:
                    twins.write(data)
                except Unlike as failure:
                    TwinDriver.failure = failure

    return TwinDriver


async def drive(
    app: App[Any],
    keys: Iterable[str],
    *,
    size: tuple[int, int] = (80, 24),
    after: Callable[[Pilot[Any]], Awaitable[None]] | None = None,
) -> Twins:
    """Runs APP and presses KEYS ("resize:100x30" changes the size); the twins with their counts.

    AFTER is called with the pilot at the end. Raises `Unlike` at the first difference.
    """
    twins = Twins(*size)
    driver = app.driver_class = driver_for(twins)

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for count, key in enumerate(keys):
            await _press(app, twins, key, pilot)
            if count % 50 == 0:
                await pilot.pause()
            if driver.failure or not app.is_running:
                break
        await pilot.pause()
        if after is not None:
            await after(pilot)
        app.exit()

    await app.run_async(headless=False, size=size, mouse=False, auto_pilot=press)
    if driver.failure:
        raise driver.failure
    return twins


async def _press(app: App[Any], twins: Twins, key: str, pilot: Pilot[Any]) -> None:
    """Sends KEY as a driver would; unlike a pilot's press it does not wait until it has had its effect."""
    if not key.startswith("resize:"):
        named = _character_to_key(key) if len(key) == 1 else key
        app.post_message(events.Key(named, key if len(key) == 1 else None))
        await asyncio.sleep(PACE)
        return
    await pilot.pause()
    twins.resize(*map(int, key.removeprefix("resize:").split("x")))
    size = Size(twins.width, twins.height)
    app.post_message(events.Resize(size, size))
    for _ in range(LATEST):  # until the app has painted anew, however busy the machine is
        await pilot.pause(0.1)
        with suppress(Unlike):
            twins.settle()
            return
    twins.settle()


def random_keys(seed: int, count: int, keys: list[str]) -> list[str]:
    """COUNT keys out of KEYS; the same for the same SEED."""
    chance = random.Random(seed)
    return [chance.choice(keys) for _ in range(count)]
