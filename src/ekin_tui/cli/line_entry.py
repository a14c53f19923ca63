"""One line typed on a terminal, letter by letter, so that Esc alone can leave; before any screen is loaded."""

import os
import select
import signal
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from ekin_tui.cli.printing import show
from ekin_tui.domain.wrapping import columns

if TYPE_CHECKING:
    from types import FrameType

ESCAPE = "\x1b"
_REST_S = 0.05
"""Seconds for which the rest of a key's sequence may be on its way; Escape alone has none."""
_LOOK_S = 0.5
"""Seconds after which a signal is heard at the latest."""
_LONGEST = 4096
"""Characters that are taken; what is longer is neither an address nor a token."""
_PATH = ("/", "~", ".")
"""How a path begins, as against a token, which is not shown."""


class Left(Exception):  # noqa: N818 - a way out, not a fault
    """The person leaves: Esc, ``q``, the end of the input, or a line that was cut."""


class Answers(Protocol):
    """Where a person's answers come from."""

    @property
    def draws(self) -> bool:
        """Whether more than lines of text may be shown."""

    def read(self, prompt: str, *, secret: bool = False) -> str:
        """Return the line after ``prompt``, stripped; one that is ``secret`` is not shown. Raises Left."""

    def pause(self, seconds: float) -> None:
        """Let ``seconds`` pass. Raises Left when the person leaves meanwhile."""


@contextmanager
def typing() -> "Iterator[LineEntry]":
    """Give the entry of lines over standard input; whatever ends it, the terminal is as before."""
    with restored():
        tty.setcbreak(0, termios.TCSADRAIN)
        yield LineEntry()


@contextmanager
def restored() -> "Iterator[None]":
    """Have the terminal be as before in the end, also where a signal is that end."""
    before = termios.tcgetattr(0)
    _ended.clear()
    endings = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in endings.items():
            signal.signal(number, handler)
        termios.tcsetattr(0, termios.TCSADRAIN, before)


_ended: list[int] = []
"""Signals that are to end the program."""


def _end(number: int, _: "FrameType | None") -> None:
    _ended.append(number)
    raise SystemExit(128 + number)


def wait_for_input() -> None:
    """Wait until standard input has something to read, or is over; a signal ends the wait whenever it comes.

    One that comes just before a read is carried out by Python only after it; one that comes in a destructor is lost.
    """
    while not select.select([0], [], [], _LOOK_S)[0]:
        if _ended:
            raise SystemExit(128 + _ended[0])


class LineEntry:
    """Reads lines. What is typed ahead waits for its question."""

    draws = True

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._waiting: list[str] = []

    def read(self, prompt: str, *, secret: bool = False) -> str:
        """Return the line after ``prompt``, stripped; one that is ``secret`` is shown as stars. Raises Left."""
        show(prompt, end=" ")
        text = ""
        while (char := self._key()) not in {"\r", "\n"}:
            text = self._typed(text, char, prompt, secret=secret)
        show("")
        if text.strip().casefold() == "q":
            raise Left
        return text.strip()

    def pause(self, seconds: float) -> None:
        """Let ``seconds`` pass. Raises Left when Esc, ``q`` or Ctrl+D is pressed meanwhile; other keys do nothing."""
        end = monotonic() + seconds
        while self._waiting or select.select([0], [], [], max(0.0, end - monotonic()))[0]:
            if self._key() in {ESCAPE, "\x04", "q", "Q"}:
                raise Left

    def forget(self) -> None:
        """Drop what was typed ahead: the lines behind a pasted one are no keys."""
        self._waiting.clear()
        termios.tcflush(0, termios.TCIFLUSH)

    def _typed(self, text: str, char: str, prompt: str, *, secret: bool) -> str:
        """Return ``text`` after the key ``char``, and show what it does."""
        hidden = secret and not (text or char).startswith(_PATH)
        if char == ESCAPE or (char == "\x04" and not text):
            show("")
            raise Left
        if char in {"\x7f", "\b"} and text:
            width = 1 if hidden else columns(text[-1])
            _write("\b" * width + " " * width + "\b" * width)
            return text[:-1]
        if char == "\x15":  # Ctrl+U: begin again
            show(f"\n{prompt}", end=" ")
            return ""
        if not char.isprintable() or len(text) >= _LONGEST:
            return text
        _write("*" if hidden else char)
        return text + char

    def _key(self) -> str:
        """Return the next character; Escape only where it stands alone, keys with a sequence not at all."""
        while (char := self._next()) == ESCAPE:
            if not self._waiting and not self._ready():
                return ESCAPE
            if self._next() in {"[", "O"}:
                while not "@" <= self._next() <= "~":
                    pass
        return char

    def _next(self) -> str:
        while not self._waiting:
            try:
                wait_for_input()
                data = os.read(0, 1024)
            except OSError as error:  # the line to the terminal is cut
                raise Left from error
            if not data:
                raise Left
            self._waiting += self._decode(data)
        return self._waiting.pop(0)

    def _ready(self) -> bool:
        return bool(select.select([0], [], [], _REST_S)[0])


def _write(text: str) -> None:
    sys.stdout.write(text.encode(sys.stdout.encoding, errors="replace").decode(sys.stdout.encoding))
    sys.stdout.flush()
