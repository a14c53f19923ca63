"""Tells the key Esc from the beginning of a sequence, also where a slow line brings several keys at once.

The toolkit's parser takes Esc and the next letter for Alt with it, and what it then does not know it gives out sign by
sign: Esc, p, Esc in one piece would be typed as `^p`. No key here is Alt with a letter, so an Esc that begins nothing
known is the key, whatever follows.
"""

from collections.abc import Iterable, Iterator

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

ESC = "\x1b"
BEGINNINGS = frozenset(
    known[:size]
    for known, keys in ANSI_SEQUENCES_KEYS.items()
    if known.startswith(ESC) and not isinstance(keys, str)
    for size in range(2, len(known) + 1)
)
"""What a known sequence is or begins with. A Mac's signs for Option with a digit are none: Esc and 2 are two keys."""


class Keys(XTermParser):
    """The toolkit's parser, for which an Esc that begins no known sequence is the key Esc."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._begun = ""

    @property
    def waits(self) -> bool:
        """Whether what came last may be the beginning of a sequence; then `tick` has to be called in time."""
        return self._timeout_time is not None

    def feed(self, data: str) -> Iterator[Message]:
        """The messages for DATA; an empty one is the end of the input."""
        if ESC not in data and not self.waits:
            yield from super().feed(data)
            return
        for sign in data or ("",):
            if sign and self.waits and not self._goes_on(sign):
                yield from self._settle()
            begun = self._begun if self.waits else ""
            yield from super().feed(sign)
            self._begun = begun + sign

    def _goes_on(self, sign: str) -> bool:
        """Whether SIGN may belong to the sequence that has begun; all that begins with CSI has been seen to before."""
        begun = self._begun + sign
        return sign != ESC and (begun.startswith("\x1b[") or begun in BEGINNINGS)

    def _settle(self) -> Iterator[Message]:
        """Gives out what has begun as the keys that it is."""
        self._timeout_time = 0.0
        yield from self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """The keys for SEQUENCE; Alt with a key is Esc and that key."""
        if alt:
            yield events.Key("escape", ESC)
        yield from super()._sequence_to_key_events(sequence)
