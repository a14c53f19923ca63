"""A Textual driver that sends only the cells that changed, as curses does.

Textual repaints the whole span of every widget that refreshes; over a slow line that is what a person waits for. Here a
frame changes a model first, and the difference goes out. While the line is stalled, frames only change the model, so
the app never waits for the terminal and the terminal, when it is back, gets the last picture instead of all of them.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import App

from ekin_tui.terminal.first_frame import FirstFrame
from ekin_tui.terminal.sturdy_driver import SturdyDriver
from ekin_tui.terminal.thin import Place, Thin

BEHIND = 3
"""Texts on their way to the terminal from which on the line counts as stalled."""


class ThinDriver(SturdyDriver):
    """A `SturdyDriver` whose frames go out as differences."""

    painted: ClassVar[FirstFrame | None] = None
    """What is on the terminal's alternate screen already when the driver starts. Set it on a subclass. The alternate
    screen is then not entered again, the first frames are hidden until one agrees with it, or until `show`, because
    those of a screen that is still being built are not the ones to be seen, and at the end the terminal is as it was
    before that frame."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        model = self.painted.model() if self.painted is not None else None
        self._thin = Thin(*super()._get_terminal_size(), painted=model)
        self._resized: tuple[int, int] | None = None
        self._given = 0
        self._owing = False
        self._started = False
        self._hidden, self._agreed = False, self.painted is None

    def start_application_mode(self) -> None:
        """Takes the terminal."""
        self._started = False
        super().start_application_mode()
        self._started = True
        if self.painted is not None:
            self.attrs_before = self.painted.take()

    def hide(self) -> None:
        """From now on frames change the model alone; what is no frame still goes out."""
        self._hidden = True

    def show(self) -> None:
        """Sends what has changed while it was hidden, and each frame from now on."""
        self._hidden, self._agreed = False, True
        self._catch_up()

    def agrees(self) -> bool:
        """Tell whether all that stands on the terminal is of the last frame, sent or painted before."""
        return self._thin.agrees

    def picture(self, first: Sequence[Place], then: Sequence[Place], limit: int) -> str:
        """What paints the last frame in the places FIRST on an empty alternate screen, and THEN within LIMIT bytes."""
        return self._thin.picture(first, then, limit)

    def write(self, data: str) -> None:
        """Takes what Textual writes and sends what the terminal needs."""
        if self._resized is not None:
            size, self._resized = self._resized, None
            self._thin.forget(*size)
        passed = self._thin.read(self.legible(data))
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
        self._agreed = self._agreed or self._thin.agrees
        if self._hidden or not self._agreed:
            return
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
