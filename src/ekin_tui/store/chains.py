"""How far one's own record was read and verified, and what of it did not hold; one value of ``meta``."""

from dataclasses import replace

import msgspec

from ekin_tui.domain.chain import Break, Place
from ekin_tui.domain.facts import dataclass
from ekin_tui.store.base import Base
from ekin_tui.store.small import Meta

KEPT = 50
"""Breaks that are kept; the first one says what there is to say."""
_KEY = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of one's own record under one epoch of the centre."""

    epoch: str = ""
    place: Place = Place()
    """How far it goes; 0 before the first linked note."""
    longest: int = 0
    """How far it went when it went furthest."""
    breaks: tuple[Break, ...] = ()
    restored: bool = False
    """Notes that had a place under an earlier epoch may have none under this one."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Record).decode


class Chains:
    """The record of the person whose cache it is."""

    def __init__(self, base: Base, meta: Meta) -> None:
        """Read and write through ``base`` and ``meta``."""
        self._base, self._meta = base, meta

    def get(self) -> Record:
        """Return what is known; an empty record before the first note."""
        text = self._meta.get(_KEY)
        with self._base.reading():
            return _decode(text) if text else Record()

    def put(self, record: Record) -> None:
        """Keep what is known, in the transaction that keeps the notes."""
        self._meta.put(_KEY, _encode(replace(record, breaks=record.breaks[:KEPT])).decode())
