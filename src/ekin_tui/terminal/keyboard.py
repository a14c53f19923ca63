"""Reads keys from the terminal: a byte that is not UTF-8 is a replacement character, an end of the line is an end."""

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress

from textual._parser import ParseError
from textual.message import Message

from ekin_tui.terminal.codes import Codes
from ekin_tui.terminal.escapes import Keys

CHUNK = 4096
STRING_WAIT = 0.2
"""Seconds for the rest of a string (an answer to what another program asked); what has no end by then was typed."""
_BEGIN, _END = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around a paste."""


class Pastes:
    """Takes the Escapes out of pastes: a sequence inside one would end it early and be taken for keys."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""

    def clean(self, text: str) -> str:
        """The next piece of the input with the Escapes inside pastes replaced; what may be half a mark is held back."""
        text, self._held, done = self._held + text, "", []
        while text:
            before, found, rest = text.partition(_END if self._inside else _BEGIN)
            if not found:
                before, self._held = self._split(before)
            done.append(before.replace("\x1b", "\N{REPLACEMENT CHARACTER}") if self._inside else before)
            if not found:
                break
            done.append(found)
            self._inside, text = not self._inside, rest
        return "".join(done)

    def _split(self, text: str) -> tuple[str, str]:
        """TEXT without a beginning of the end mark at its end, and that beginning; keys are never held back."""
        if not self._inside:
            return text, ""
        most = max(n for n in range(len(_END)) if not n or text.endswith(_END[:n]))
        return text[: len(text) - most], text[len(text) - most :]


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
        parser = Keys(debug)
        pastes, codes = Pastes(), Codes()
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while True:
            # Only the key Esc and the start of a string are told from a sequence by waiting; else there is no clock.
            wait = 0.02 if parser.waits else STRING_WAIT if codes.waits else None
            ready, _, _ = select.select([self._descriptor, self._woken], [], [], wait)
            if self._woken in ready:
                break
            if ready:
                data = self._read()
                if not data:
                    lost()
                    break
                yield from parser.feed(text) if (text := codes.clean(pastes.clean(decode(data)))) else ()
            elif text := codes.given_up():
                yield from parser.feed(text)
            yield from parser.tick()
        with suppress(EOFError, ParseError):
            yield from parser.feed("")

    def _read(self) -> bytes:
        """What was typed; empty at the end of the input. Linux reports a terminal that is gone as EIO."""
        try:
            return os.read(self._descriptor, CHUNK)
        except OSError:
            return b""
