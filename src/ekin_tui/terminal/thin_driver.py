"""A Textual driver that sends only the cells that changed, as curses does.

Textual repaints the whole span of every widget that refreshes; over a slow line that is what a person waits for. Here a
frame changes a model first, and the difference goes out. While the line is stalled, frames only change the model, so
the app never waits for the terminal and the terminal, when it is back, gets the last picture instead of all of them.
"""

from typing import Any, ClassVar

from textual.app import App

from ekin_tui.terminal.cells import Screen
from ekin_tui.terminal.sturdy_driver import SturdyDriver
from ekin_tui.terminal.thin import Thin

BEHIND = 3
"""Texts on their way to the terminal from which on the line counts as stalled."""


class ThinDriver(SturdyDriver):
    """A `SturdyDriver` whose frames go out as differences."""

    painted: ClassVar[Screen | None] = None
    """What is on the terminal's alternate screen already when the driver starts: the model of a first frame that was
    painted before Textual was loaded. Set it on a subclass. The alternate screen is then not entered again."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._thin = Thin(*super()._get_terminal_size(), painted=self.painted)
        self._resized: tuple[int, int] | None = None
        self._given = 0
        self._owing = False
        self._started = False

    def start_application_mode(self) -> None:
        """Takes the terminal."""
        self._started = False
        super().start_application_mode()
        self._started = True

    def write(self, data: str) -> None:
        """Takes what Textual writes and sends what the terminal needs."""
        if self._resized is not None:
            size, self._resized = self._resized, None
            self._thin.forget(*size)
        passed = self._thin.read(data)
        if passed:
            self._send(passed)
        elif not self._thin.open:
            self._catch_up()

    def repaint(self) -> None:
        """Paints the whole screen again from the model."""
        self._thin.forget()
        self._catch_up()

    def _catch_up(self) -> None:
        """Sends the difference, now or when the line takes it."""
        self._owing = self._given - self._output.taken >= BEHIND
        if not self._owing and (text := self._thin.take()):
            self._send(text)

    def _send(self, text: str) -> None:
        self._given += 1
        super().write(text)

    def _written(self) -> None:
        if self._owing and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._catch_up)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size, which Textual asks for at the start and when it has changed; may run inside a signal handler."""
        size = super()._get_terminal_size()
        if self._started or size != self._thin.size:
            self._resized = size
        return size
