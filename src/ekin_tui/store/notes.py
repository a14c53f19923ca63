"""Notes and decisions around entries: grow-only."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import msgspec

from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Note
from ekin_tui.store.base import Base

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Note).decode
_PUT = "insert or replace into notes(id, entry, at, body) values(?, ?, ?, ?)"


class Notes:
    """The threads."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def of_entry(self, entry_id: str) -> list[Note]:
        """Return the thread of an entry in the order of receipt; what still waits stands last."""
        rows = self._base.rows("select body from notes where entry = ? order by at is null, at, rowid", (entry_id,))
        with self._base.reading():
            return [_decode(row[0]) for row in rows]

    def of_days(self, owner: str, first: date, last: date) -> list[Note]:
        """Return the notes around the entries of ``owner`` of these days, in the order of receipt, by one question."""
        rows = self._base.rows(
            "select body from notes where entry in (select id from entries where owner = ? and day between ? and ? "
            "and status <> 'discarded') order by at is null, at, rowid",
            (owner, first.isoformat(), last.isoformat()),
        )
        with self._base.reading():
            return [_decode(row[0]) for row in rows]

    def known(self, ids: Iterable[str]) -> dict[str, Note]:
        """Return those of the notes ``ids`` that are here."""
        text = msgspec.json.encode(list(ids)).decode()
        rows = self._base.rows("select body from notes where id in (select value from json_each(?))", (text,))
        with self._base.reading():
            return {note.id: note for note in (_decode(row[0]) for row in rows)}

    def record(self, person: str) -> list[Note]:
        """Return the notes around the entries of ``person`` that have a place in that person's record, in its order."""
        rows = self._base.rows(
            "select body from notes where entry in (select id from entries where owner = ?)", (person,)
        )
        with self._base.reading():
            return sorted((note for note in (_decode(row[0]) for row in rows) if note.link), key=lambda note: note.seq)

    def unlink(self) -> None:
        """Take its link from every note: the centre gives them out anew. What was said stays, and the old number."""
        self._base.write("update notes set body = json_set(body, '$.link', '')")

    def unlinked(self, person: str) -> list[Note]:
        """Return the notes around the entries of ``person`` that had a place once and have none now."""
        rows = self._base.rows(
            "select body from notes where json_extract(body, '$.link') = '' and json_extract(body, '$.seq') > 0 "
            "and entry in (select id from entries where owner = ?)",
            (person,),
        )
        with self._base.reading():
            return sorted((_decode(row[0]) for row in rows), key=lambda note: note.seq)

    def add(self, note: Note) -> None:
        """Keep a note of one's own that is still to be sent."""
        self.take_all([note])

    def take(self, note: Note) -> None:
        """Keep the centre's copy of a note."""
        self.take_all([note])

    def take_all(self, notes: Iterable[Note]) -> None:
        """Keep many notes, made inert; each takes the place of the one with its id."""
        rows = [
            (
                note.id,
                note.entry,
                _instant(note.at),
                _encode(replace(note, text=inert(note.text, lines=True), name=inert(note.name))).decode(),
            )
            for note in notes
        ]
        self._base.write_all(_PUT, rows)

    def stamp(self, note_id: str, at: datetime | None) -> None:
        """Note that the centre has received a note of one's own."""
        row = self._base.row("select body from notes where id = ?", (note_id,))
        if row is not None:
            with self._base.reading():
                note = _decode(row[0])
            self.take_all([replace(note, at=at)])

    def forget(self, note_id: str) -> None:
        """Delete a note that never reached the centre."""
        self._base.write("delete from notes where id = ?", (note_id,))


def _instant(at: datetime | None) -> str | None:
    return None if at is None else f"{at.timestamp():017.6f}"
