"""How much of an answer is read, and for how long: a centre, or what stands in its place, can't fill the memory."""

import gzip
import zlib
from dataclasses import dataclass

from ekin_tui.sync.remote import Unreachable
from ekin_tui.wire import MAX_ANSWER

_LEVEL = 1
"""A higher one takes three times as long for a tenth less (measured on entries)."""
_SLOW = 1_000
"""Bytes a second that the total time allows for; a line slower than that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps in bytes and seconds."""

    raw: int = MAX_ANSWER
    decoded: int = MAX_ANSWER
    plain: int = 1_024
    """Bytes of a request up to which packing doesn't pay."""
    connect_s: float = 10
    stall_s: float = 30
    """Longest silence."""
    total_least_s: float = 60

    def total_s(self, sent: int) -> float:
        """Return the seconds that one request may take in all; httpx's own limits are per read."""
        return self.total_least_s + sent / _SLOW


def pack(body: bytes) -> bytes:
    """Return ``body`` in gzip."""
    return gzip.compress(body, _LEVEL, mtime=0)


def inflate(raw: bytes, encoding: str, limits: Limits) -> bytes:
    """Return a body decoded within the cap. Raises Unreachable for one that is too big, cut, or in another coding."""
    if encoding in {"", "identity"}:
        return raw
    if encoding != "gzip":
        raise Unreachable("not-json")
    machine = zlib.decompressobj(31)
    try:
        text = machine.decompress(raw, limits.decoded + 1)
    except zlib.error as error:
        raise Unreachable("cut") from error
    if len(text) > limits.decoded:
        raise Unreachable("too-big", {"limit": limits.decoded})
    if not machine.eof:
        raise Unreachable("cut")
    return text
