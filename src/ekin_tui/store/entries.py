"""Entries: the local copy, the centre's last copy (base), and where each stands."""

import json
from collections.abc import Sequence
from dataclasses import replace

from ekin_tui.domain.merge import same_content, taken
from ekin_tui.domain.model import CONTENT, Entry
from ekin_tui.domain.rev import content_hash
from ekin_tui.store.answers import Answers
from ekin_tui.store.base import Base, Row, moment
from ekin_tui.store.outbox import Outbox
from ekin_tui.store.reads import Reads
from ekin_tui.store.rows import (
    COLUMNS,
    CONFIRM,
    HERE,
    INSERT,
    NAMES,
    SAME,
    TAKE,
    clean_entry,
    entry_from,
    here_of,
    pack,
    row_of,
)
from ekin_tui.wire import Op, content_of

__all__ = ["Entries", "same_content", "standing"]
_AT = len(NAMES)
_QUEUED = "exists(select 1 from outbox where outbox.entry = entries.id and t not in ('note', 'mark'))"
_TIDY = "delete from grounds where exists(select 1 from entries where entries.id = grounds.id and base = '=')"
"""Where the row is the centre's own, no text rests on an earlier copy."""


class Entries(Reads):
    """The entries in the cache. ``keep`` is what a person does, ``take`` what the centre sends."""

    def __init__(self, base: Base, answers: Answers, outbox: Outbox) -> None:
        """Read and write through ``base``; ops are queued in ``outbox``."""
        super().__init__(base, answers)
        self._outbox = outbox

    def keep(self, entry: Entry, *, queued: Op | None) -> None:
        """Keep what the person made of an entry, and queue ``queued`` with it in the same transaction."""
        before = self.get(entry.id)
        base = before.base if before else None
        if queued is not None:
            self._outbox.add(queued)
        packed = None if base is None else SAME if base == entry else pack(base)
        self._write(entry, (packed, int(self._says_more(entry, base, queued))))

    def take(self, entry: Entry) -> None:
        """Take the centre's copy: row and base, or the base alone while changes of one's own wait."""
        cleaned = clean_entry(entry)
        if self._holds_back(cleaned):
            self._rest_on(cleaned)
        else:
            self._write(cleaned, (SAME, 0))

    def replace(self, entry: Entry) -> None:
        """Take the centre's copy in any case: one's own text is safe elsewhere."""
        self._write(clean_entry(entry), (SAME, 0))
        self._base.write(_TIDY)

    def fall_back(self, entry_id: str, theirs: Entry | None, *, text: bool) -> None:
        """Stand where the centre says after a refusal; with ``text`` what was typed stays, as does what no op carries.

        ``theirs`` None: the centre has nothing to show, so the entry is a draft of this machine alone.
        """
        row = self._base.row(f"select {COLUMNS}, unsent from entries where id = ?", (entry_id,))
        if row is None or (theirs is not None and not (text or row[_AT])):
            if theirs is not None:
                self.replace(theirs)
            return
        with self._base.reading():
            mine = entry_from(row)
        cleaned = clean_entry(theirs) if theirs is not None else None
        if cleaned is None:
            self._write(standing(mine, Entry(id=mine.id, owner=mine.owner, day=mine.day)), (None, 1))
        elif same_content(mine, cleaned):
            self.replace(cleaned)
        else:
            self._rest_on(cleaned)
            self._write(standing(mine, cleaned), (pack(cleaned), 1))

    def merged(self, entry: Entry, theirs: Entry) -> None:
        """Stand as ``entry``, which an op carries, on the centre's copy ``theirs``."""
        cleaned = clean_entry(theirs)
        self.replace(cleaned)
        if entry != cleaned:
            self._write(entry, (pack(cleaned), 0))

    def advance(self, entry_id: str, rev: str) -> None:
        """Note which revision of the centre the local copy rests on now."""
        self._base.write("update entries set rev = ? where id = ?", (rev, entry_id))

    def take_rows(self, rows: Sequence[Row]) -> None:
        """Take many of the centre's copies whose columns are clean; nothing may wait on them (:meth:`pending`)."""
        here = set(self._base.rows(HERE, (json.dumps([columns[0] for columns in rows]),)))
        rest = (SAME, 0, moment(self._base))
        new = [columns for columns in rows if here_of(columns) not in here] if here else rows
        self._base.write_all(TAKE, [columns + rest for columns in new])
        self._base.write(_TIDY)

    def confirm_rows(self, rows: Sequence[Row]) -> None:
        """Take like :meth:`take_rows` the centre's copies of what was sent from here: most say what the rows say."""
        now = (moment(self._base),)
        if self._base.write_all(CONFIRM, [columns + now for columns in rows]) < len(rows):
            self.take_rows(rows)
        else:
            self._base.write(_TIDY)

    def forget(self, entry_id: str) -> None:
        """Delete the local copy."""
        self._base.write("delete from entries where id = ?", (entry_id,))

    def _write(self, entry: Entry, rest: tuple[str | None, int]) -> None:
        self._base.write(INSERT, (*row_of(entry), *rest, moment(self._base)))

    def ground(self, entry_id: str, op: Op) -> Entry | None:
        """Return what ``op`` was written on, as the centre had it; None when no copy of that is here.

        A revision names its text by a hash, so any copy of that text will do: the centre's, or a put of one's own.
        """
        stored = self.get(entry_id)
        rev = self._outbox.rev_of(op.base[1:]) if op.base and op.base.startswith("@") else op.base
        if stored is None or not rev:
            return None
        copies = [copy for copy in (stored.ground, stored.base) if copy is not None]
        for put in self._outbox.sent_puts(entry_id):
            content = content_of(put, entry=entry_id, owner=stored.entry.owner)
            copies.append(taken(stored.entry, content, CONTENT))
        exact = [copy for copy in copies if copy.rev == rev]
        return next((copy for copy in exact or copies if content_hash(copy) == rev.partition("-")[2]), None)

    def _rest_on(self, theirs: Entry) -> None:
        """Take the centre's copy as the base alone. The one that the text here was written on stays at hand."""
        stored = self.get(theirs.id)
        ground = stored.ground if stored and stored.ground and stored.entry.rev != theirs.rev else None
        if ground is not None:
            self._base.write("insert or replace into grounds(id, body) values(?, ?)", (theirs.id, pack(ground)))
        self._base.write("update entries set base = ? where id = ?", (pack(theirs), theirs.id))

    def _says_more(self, entry: Entry, base: Entry | None, queued: Op | None) -> bool:
        """Tell whether the row holds content that no op carries and the centre does not have."""
        if queued is not None and queued.t == "put":
            return False
        return not (base is not None and same_content(base, entry)) and not self._carried(entry)

    def _carried(self, entry: Entry) -> bool:
        puts = [waiting.op for waiting in self._outbox.of_entry(entry.id) if waiting.op.t == "put"]
        last = puts[-1].fields if puts else None
        return last is not None and same_content(content_of(last, entry=entry.id, owner=entry.owner), entry)

    def _holds_back(self, theirs: Entry) -> bool:
        row = self._base.row(f"select {COLUMNS}, unsent, {_QUEUED} from entries where id = ?", (theirs.id,))
        if row is None:
            return False
        with self._base.reading():
            return bool(row[_AT + 1]) or (bool(row[_AT]) and not same_content(entry_from(row), theirs))


def standing(mine: Entry, theirs: Entry) -> Entry:
    """Return my text in the state of ``theirs``."""
    return replace(
        mine,
        status=theirs.status,
        position=theirs.position,
        recognised=theirs.recognised,
        late=theirs.late,
        received=theirs.received,
        claimed=theirs.claimed,
        timing=theirs.timing,
        rev=mine.rev if theirs.rev else "",
    )
