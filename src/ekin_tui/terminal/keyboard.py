"""Reads keys from the terminal: a byte that is not UTF-8 is a replacement character, an end of the line is an end."""

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

CHUNK = 4096


class Keyboard:
    """The reading end of a terminal, with a bell rope to end the reading at once."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._woken, self._rope = os.pipe()

    def wake(self) -> None:
        """Ends `messages`; from any thread."""
        os.write(self._rope, b".")

    def close(self) -> None:
        """Gives back the rope, after `messages` has ended."""
        os.close(self._woken)
        os.close(self._rope)

    def messages(self, *, lost: Callable[[], None], debug: bool = False) -> Iterator[Message]:
        """Keys, pastes, mouse and answers until `wake` or the end of the input; at that end LOST is called."""
        parser = XTermParser(debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while True:
            # Only a lone Escape has to be told from the start of a sequence by waiting; else nothing is to be done.
            pending = parser._timeout_time is not None  # noqa: SLF001 - Textual's parser has no public word for it
            ready, _, _ = select.select([self._descriptor, self._woken], [], [], 0.02 if pending else None)
            if self._woken in ready:
                break
            if ready:
                data = self._read()
                if not data:
                    lost()
                    break
                yield from parser.feed(text) if (text := decode(data)) else ()
            yield from parser.tick()
        with suppress(EOFError, ParseError):
            yield from parser.feed("")

    def _read(self) -> bytes:
        """What was typed; empty at the end of the input. Linux reports a terminal that is gone as EIO."""
        try:
            return os.read(self._descriptor, CHUNK)
        except OSError:
            return b""
