"""Textual's Linux driver made fit for real lines: bad bytes, dropped connections, signals.

Textual 8.2.8 ends with status 0 at the first byte that is not UTF-8 (textual#6456), leaves the terminal in the
alternate screen on SIGTERM, dies without a word on SIGHUP, and spins when its terminal is gone.
"""

import os
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, ClassVar, cast

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from ekin_tui.terminal.glyphs import Twins
from ekin_tui.terminal.keyboard import Keyboard
from ekin_tui.terminal.output import Output
from ekin_tui.terminal.signals import Ending, Farewell, Keeper
from ekin_tui.terminal.thin import LEAVE

WIPE = "\x1b[m\x1b[H\x1b[J"
"""Nothing stays of the program, nor of what it showed of others, where there is no alternate screen: on the Linux
console, a VT100, and in GNU screen unless it is told. The shell's next word stands on the first line."""
RESTORE = (
    "\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?7h" + WIPE + LEAVE + "\x1b[?25h"
)
"""Synchronised output, mouse, bracketed paste and focus reports off; wrapping on; own style, own screen, a cursor."""

MUTE = ("linux", "vt", "ansi", "cons", "sun", "wyse")
"""Beginnings of TERM of terminals that answer no question about their modes and may print a part of it instead: the
Linux console of older kernels ends the sequence at its dollar sign and shows the rest."""


class SturdyDriver(LinuxDriver):
    """Plain output, sturdy input and end. An app that is a `signals.Keeper` is asked to save before a forced end."""

    twins: ClassVar[Twins | None] = None
    """What is sent in place of what the terminal has no glyph for. Set it on a subclass."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = Output(_screen_descriptor(), lost=self._lose, written=self._written)
        self._file = cast("TextIOWrapper", self._output)  # all that the writer asks of it is write, flush and fileno
        self._farewell = Farewell(self._loop, self._keep, self.restore)
        self._keyboard: Keyboard | None = None
        self._raw: list[Any] | None = None

    def start_application_mode(self) -> None:
        """Takes the terminal, and the signals that would take it away; after a suspension, paints everything."""
        resumed = self._writer_thread is not None
        self._keyboard = Keyboard(self.fileno)
        cast("Callable[[], None]", super().start_application_mode)()  # Textual gives it no types
        self._farewell.listen()
        with suppress(OSError, termios.error):
            self._raw = termios.tcgetattr(self.fileno)
        if resumed:
            self.repaint()

    def _sigcont_application(self, *_: object) -> None:
        """Takes the terminal again where it was given away; SIGSTOP stops without a word, and nothing was."""

        def wake() -> None:
            """Sets the modes that a shell may have changed meanwhile, and paints everything; not in the background."""
            with suppress(OSError, termios.error):
                if os.tcgetpgrp(self.fileno) != os.getpgrp():
                    return
                if self._raw is not None:
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw)
                for mode in ("\x1b[?1049h", "\x1b[?25l"):
                    self.write(mode)
                self._enable_bracketed_paste()
                self.repaint()

        if self._key_thread is not None and self._key_thread.is_alive():  # a second reader would mix up the keys
            self._loop.call_soon_threadsafe(wake)
        elif self._writer_thread is not None:
            super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Passes on what is typed."""
        keyboard = self._keyboard
        if keyboard is not None:
            for message in keyboard.messages(lost=self._lose, debug=self._debug):
                self.process_message(message)

    def disable_input(self) -> None:
        """Ends the input thread at once instead of within a tenth of a second."""
        keyboard, self._keyboard = self._keyboard, None
        if keyboard is not None:
            keyboard.wake()
        super().disable_input()
        if keyboard is not None:
            keyboard.close()

    def restore(self) -> None:
        """Gives the terminal back as it was, past everything that waits; from any thread."""
        self._output.last_word(RESTORE.encode())
        if self.attrs_before is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def process_message(self, message: Any) -> None:
        """Takes Ctrl+L as the wish for a fresh picture, and passes it on."""
        if isinstance(message, events.Key) and message.key == "ctrl+l":
            self._loop.call_soon_threadsafe(self.repaint)
        super().process_message(message)

    def write(self, data: str) -> None:
        """Sends DATA in glyphs that the terminal has; leaves no picture behind."""
        super().write(self.legible(data).replace(LEAVE, WIPE + LEAVE))

    def legible(self, data: str) -> str:
        """DATA with the twins of what the terminal can't show."""
        return data if self.twins is None or data.isascii() else data.translate(self.twins)

    def repaint(self) -> None:
        """Paints the whole screen again."""
        self._app.refresh()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows as the terminal tells them; COLUMNS and LINES may be those of some earlier window."""
        with suppress(OSError):
            told = os.get_terminal_size(self._output.fileno())
            if told.columns and told.lines:
                return told.columns, told.lines
        return super()._get_terminal_size()

    def _request_terminal_sync_mode_support(self) -> None:
        """Asks only a terminal that may answer."""
        if not _is_mute(os.environ.get("TERM", "")):
            super()._request_terminal_sync_mode_support()

    def _query_in_band_window_resize(self) -> None:
        """Asks only a terminal that may answer; the others tell a new size by SIGWINCH."""
        if not _is_mute(os.environ.get("TERM", "")):
            super()._query_in_band_window_resize()

    def _keep(self) -> None:
        if isinstance(self._app, Keeper):
            self._app.keep_work()

    def _lose(self) -> None:
        """The terminal is gone. A pipe that has ended is not: it only has no more keys."""
        if self.input_tty:
            self._farewell.say(Ending.LOST)

    def _written(self) -> None:
        """A burst has left; in the writing thread."""


def _is_mute(term: str) -> bool:
    return term.startswith(MUTE)


def _screen_descriptor() -> int:
    """Textual draws on standard error; when only that is redirected, on standard output."""
    error, output = sys.__stderr__, sys.__stdout__
    streams = [stream for stream in (error, output) if stream is not None]
    descriptors = [stream.fileno() for stream in streams]
    return next((one for one in descriptors if os.isatty(one)), descriptors[0])
