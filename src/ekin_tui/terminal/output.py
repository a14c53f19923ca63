"""The file that Textual's writer thread writes to: whole bursts in one system call, and the end of the line noticed."""

import io
import os
import select
import termios
from collections.abc import Callable


class Output(io.TextIOBase):
    """Text for the terminal at a descriptor. Never raises: a terminal that is gone is reported once, then ignored."""

    def __init__(self, descriptor: int, *, lost: Callable[[], None], written: Callable[[], None]) -> None:
        """LOST is called, in the writing thread, when the terminal is gone; WRITTEN after each burst."""
        self._descriptor = descriptor
        self._lost, self._written = lost, written
        self._waiting: list[str] = []
        self._gone = False
        self.taken = 0
        """Texts that have left for the terminal."""

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether the descriptor is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, text: str, /) -> int:
        """Keeps TEXT for the next `flush`."""
        self._waiting.append(text)
        return len(text)

    def flush(self) -> None:
        """Sends what waits, in one piece. Blocks while the terminal does not take it."""
        texts, self._waiting = self._waiting, []
        self._send("".join(texts).encode("utf-8", "replace"))
        self.taken += len(texts)
        self._written()

    def mute(self) -> None:
        """From now on everything is thrown away: the process is ending and has said its last word."""
        self._gone = True

    def last_word(self, data: bytes) -> None:
        """Sends DATA past all that waits; from any thread. What a stalled line has not taken yet is thrown away."""
        self.mute()
        try:
            if not select.select([], [self._descriptor], [], 0)[1]:
                termios.tcflush(self._descriptor, termios.TCOFLUSH)
            os.write(self._descriptor, data)
        except (OSError, termios.error):
            return  # no terminal is left that could show it

    def _send(self, data: bytes) -> None:
        while data and not self._gone:
            try:
                data = data[os.write(self._descriptor, data[:4096]) :]
            except OSError:
                self._gone = True
                self._lost()
