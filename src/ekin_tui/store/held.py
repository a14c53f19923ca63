"""What the cache holds of a feed, added up as the centre adds up its own (:mod:`ekin_tui.domain.sameness`).

Changes of one's own that wait don't count: of an entry it is the centre's last copy that is added up.
"""

from collections.abc import Iterable, Mapping

import msgspec

from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Note
from ekin_tui.domain.sameness import LIVE, NOTES, Sum, Sums, of_entry
from ekin_tui.store.base import Base, Row
from ekin_tui.store.cursors import OWN
from ekin_tui.store.rows import COLUMNS, NAMES, SAME, entry_from, unpack
from ekin_tui.store.small import Meta
from ekin_tui.wire import KINDS

_AT = len(NAMES)
_OWN_ENTRIES = f"select {COLUMNS}, base from entries where owner = ? and base is not null"
_ENTRIES = (
    f"select {COLUMNS}, base from entries join came on came.id = entries.id and came.kind = 'entry' "
    "where came.feed = ? and base is not null"
)
_OWN_NOTES = (
    "select notes.body from notes join entries on entries.id = notes.entry where owner = ? and notes.at is not null"
)
_NOTES = (
    "select notes.body from notes join came on came.id = notes.id and came.kind = 'note' "
    "where came.feed = ? and notes.at is not null"
)
_FACTS = (
    "select facts.kind, facts.id, facts.body from facts "
    "join came on came.kind = facts.kind and came.id = facts.id where came.feed = ?"
)
_note = msgspec.json.Decoder(Note).decode


class Held:
    """The sums of the cache."""

    def __init__(self, base: Base, meta: Meta) -> None:
        """Read through ``base``; ``meta`` tells whose cache it is."""
        self._base, self._meta = base, meta

    def sums(self, feed: str) -> Mapping[str, Sum]:
        """Return what is here of ``feed``, by month and kind."""
        sums, own = Sums(), feed == OWN
        whose = (self._meta.get("person") or "") if own else feed
        with self._base.reading():
            _add_entries(sums, self._base.rows(_OWN_ENTRIES if own else _ENTRIES, (whose,)))
            _add_notes(sums, self._base.rows(_OWN_NOTES if own else _NOTES, (whose,)))
            _add_facts(sums, self._base.rows(_FACTS, (feed,)))
        return sums.parts()


def _add_entries(sums: Sums, rows: Iterable[Row]) -> None:
    for row in rows:
        entry = entry_from(row) if row[_AT] == SAME else unpack(row[_AT])
        sums.add(str(Month.of(entry.day)), *of_entry(entry))


def _add_notes(sums: Sums, rows: Iterable[Row]) -> None:
    for row in rows:
        note = _note(row[0])
        sums.add(NOTES, note.id, note.entry, note.kind.value, note.text, note.by)


def _add_facts(sums: Sums, rows: Iterable[Row]) -> None:
    for kind, fact_id, body in rows:
        if kind in LIVE:
            sums.count(kind)
        else:
            fact: object = msgspec.json.decode(body, type=KINDS[kind])
            sums.add(kind, fact_id, msgspec.json.encode(fact).decode())
