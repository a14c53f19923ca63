"""One's own record of notes and decisions: how far it goes, what it ends with, and where it does not hold.

The head is the one value to compare: whoever holds the same head for the same length holds the same record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ekin_tui.domain.chain import START, Break, Fault, fits
from ekin_tui.domain.model import Action, Note
from ekin_tui.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenNote:
    """Where the record does not hold, as far as this machine can name it."""

    fault: Fault
    seq: int
    """The number of the place in the record, from 1; 0 for a note that bears none."""
    note: str = ""
    """Id of the note; empty for a missing one that was never here."""
    entry: str = ""
    day: date | None = None
    """The day of the entry; None when neither note nor entry is here."""
    action: Action | None = None
    text: str = ""
    """What the note says here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordState:
    """One's own record as this machine has verified it."""

    head: str
    """The link of the last note, 64 hex digits; empty while no note has a place."""
    length: int
    broken: BrokenNote | None = None
    """The first place where it does not hold."""
    breaks: int = 0
    """How many places do not hold."""


class RecordCheck:
    """Tells about the record of the person whose cache it is. Changes nothing."""

    def __init__(self, store: Store) -> None:
        """Read from ``store``."""
        self._store = store

    def state(self) -> RecordState:
        """Return what was found when the record was read; one row, for every screen."""
        return self._state(self._store.chains.get().breaks)

    def check(self) -> RecordState:
        """Verify all that is here as well, note by note; for a report or a doctor."""
        found = {one.note or one.seq: one for one in self._store.chains.get().breaks}
        for one in _changed_here(self._store.notes.record(self._store.meta.get("person") or "")):
            found.setdefault(one.note, one)
        return self._state(found.values())

    def _state(self, breaks: Iterable[Break]) -> RecordState:
        place, ordered = self._store.chains.get().place, sorted(breaks, key=lambda one: one.seq)
        first = self._named(ordered[0]) if ordered else None
        return RecordState(head=place.link, length=place.seq, broken=first, breaks=len(ordered))

    def _named(self, broken: Break) -> BrokenNote:
        note = self._store.notes.known([broken.note]).get(broken.note)
        stored = self._store.entries.get(broken.entry)
        return BrokenNote(
            fault=broken.fault,
            seq=broken.seq,
            note=broken.note,
            entry=broken.entry,
            day=stored.entry.day if stored else None,
            action=note.kind if note else None,
            text=note.text if note else "",
        )


def _changed_here(notes: Iterable[Note]) -> Iterator[Break]:
    """Give notes that don't fit the one before them, where that one is here; what is not here says nothing."""
    links = {START.seq: {START.link}}
    for note in notes:
        before = links.get(note.seq - 1)
        if before is not None and not any(fits(link, note) for link in before):
            yield Break(fault=Fault.CHANGED, seq=note.seq, note=note.id, entry=note.entry)
        links.setdefault(note.seq, set()).add(note.link)


__all__ = ["BrokenNote", "RecordCheck", "RecordState"]
