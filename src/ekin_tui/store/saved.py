"""What is worth keeping of a damaged cache: which rows are sound, which are wanted, and how they fit together again."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from ekin_tui.domain.merge import same_content
from ekin_tui.domain.model import Entry, Note
from ekin_tui.store.base import UNSOUND
from ekin_tui.store.entries import standing
from ekin_tui.store.outbox import SOFT, read_problem
from ekin_tui.store.pages import Image, Reader, Values
from ekin_tui.store.phrases import KINDS_OF_NOTES
from ekin_tui.store.rows import LATER, NAMES, SAME, entry_from, pack, row_of, unpack
from ekin_tui.wire import KINDS, Op, content_of

_OP = msgspec.json.Decoder(Op).decode
_NOTE = msgspec.json.Decoder(Note).decode
_TYPES: Mapping[str, tuple[type, ...]] = {
    "T": (str,),
    "t": (str, type(None)),
    "I": (int,),
    "i": (int, type(None)),
    "R": (int, float),
}
_BASE = len(NAMES) - LATER
_CHANGED = _BASE + 2
_NOT_KEPT = frozenset({"salvaged", "last_sync", "last_result", "last_pushed", "last_pulled"})
"""Settings of the cache that would claim more than a salvaged one can: that all has arrived."""
_KEYS = frozenset((key,) for key in ("person", "device", "epoch", "target", "url"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """How the rows of a table look, and what raises for one that can't be used."""

    columns: str
    """A letter for each column; the last ones may be missing from rows that are older than they are."""
    read: Callable[[Values], object]
    keys: int = 1
    """How many of the first columns name a row; of two rows with one name the later ``newer`` is taken."""
    newer: int | None = None


def _read_entry(row: Values) -> object:
    datetime.fromisoformat(row[_CHANGED])
    return _entry(row), None if row[_BASE] in (None, SAME) else unpack(row[_BASE])


def _entry(row: Values) -> Entry:
    return entry_from((*row[:_BASE], *row[_CHANGED + 1 :]))


def _row(entry: Entry, *rest: object) -> Values:
    """Return ``entry`` with ``rest`` (base, unsent, changed) in the order of the file."""
    columns = row_of(entry)
    return (*columns[:_BASE], *rest, *columns[_BASE:])


def _read_op(row: Values) -> object:
    _same(row[1:4], _OP(row[4]))
    return row[7] and read_problem(row[7])


def _read_refusal(row: Values) -> object:
    op = _OP(row[2])
    _same((row[0], row[1], op.t), op)
    return read_problem(row[3])


def _same(said: Values, op: Op) -> None:
    if said != (op.op, op.entry, op.t):
        raise ValueError(said)


def _read_clash(row: Values) -> object:
    datetime.fromisoformat(row[5])
    return [unpack(text) for text in (row[2], row[3]) if text], [_OP(op) for op in json.loads(row[4])]


def _read_form(row: Values) -> object:
    fields = json.loads(row[1])
    if not all(type(value) is str for value in fields.values()):
        raise ValueError(fields)
    return fields


def _read_template(row: Values) -> object:
    return datetime.fromisoformat(row[3]), _read_form(row)


def _read_phrase(row: Values) -> object:
    if row[1] not in KINDS_OF_NOTES:
        raise ValueError(row[1])
    return datetime.fromisoformat(row[3])


def _read_fact(row: Values) -> object:
    return msgspec.json.decode(row[6], type=KINDS[row[0]])


def _read_mirrored(row: Values) -> object:
    if not row[0] or not row[1]:
        raise ValueError(row[:2])
    return row[8] and unpack(row[8]), row[10] and read_problem(row[10])


def _read_sent(row: Values) -> object:
    return datetime.fromisoformat(row[7]), json.loads(row[2])


_TABLES: Mapping[str, _Table] = {
    "entries": _Table(columns="TTTiiTTtiTTTTtiItttITtt", read=_read_entry, newer=_CHANGED),
    "outbox": _Table(columns="ITTTTIRt", read=_read_op),
    "sent": _Table(columns="TTTTTttT", read=_read_sent),
    "facts": _Table(columns="TTttttT", read=_read_fact, keys=2),
    "conflicts": _Table(columns="TTTtTT", read=_read_clash),
    "attention": _Table(columns="TTTTT", read=_read_refusal),
    "notes": _Table(columns="TTtT", read=lambda row: _NOTE(row[3])),
    "scratch": _Table(columns="TTT", read=_read_form),
    "grounds": _Table(columns="TT", read=lambda row: unpack(row[1])),
    "meta": _Table(columns="TT", read=lambda row: row),
    "templates": _Table(columns="TTIT", read=_read_template, newer=3),
    "phrases": _Table(columns="TTIT", read=_read_phrase, keys=2, newer=3),
    "mirrored": _Table(columns="TTTTTTTItttRT", read=_read_mirrored, keys=2, newer=12),
    "pins": _Table(columns="T", read=lambda row: row),
}


class Saved:
    """The rows that go to the new cache, by table."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._rows: dict[str, dict[Values, Values]] = {name: {} for name in _TABLES}
        self.damaged = 0
        """Pages and rows that could not be read."""

    def count(self, table: str) -> int:
        """Return how many rows of a table there are."""
        return len(self._rows[table])

    def put(self, table: str, row: Values) -> None:
        """Take a sound row; of two with one name the newer one, else the first, is kept."""
        form = _TABLES[table]
        kept = self._rows[table].setdefault(row[: form.keys], row)
        if form.newer is not None and row[form.newer] > kept[form.newer]:
            self._rows[table][row[: form.keys]] = row

    def settle(self) -> None:
        """Leave out what the centre will send again or has already judged, and make entries and queue agree."""
        self._settle_queue()
        meta = self._rows["meta"]
        for key in _NOT_KEPT:
            meta.pop((key,), None)
        person = self._person()
        if person:
            meta[("person",)] = ("person", person)
        self._rows["notes"] = {key: row for key, row in self._rows["notes"].items() if row[2] is None}
        self._rows["entries"] = {row[:1]: row for row in self._entries(person)}

    def into(self, db: sqlite3.Connection) -> None:
        """Put the rows into empty tables."""
        for table, rows in self._rows.items():
            names = [row[1] for row in db.execute(f"pragma table_info({table})")][: len(_TABLES[table].columns)]
            quoted, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            db.executemany(
                f"insert or ignore into {table}({quoted}) values({marks})", [row[: len(names)] for row in rows.values()]
            )

    def _settle_queue(self) -> None:
        """Drop what was judged or replaced by a later put: freed pages may still have held it."""
        judged = {row[0] for table in ("sent", "attention") for row in self._rows[table].values()}
        queue: dict[Values, Values] = {}
        last: dict[str, Values] = {}
        for key, row in sorted(self._rows["outbox"].items()):
            if row[1] in judged:
                continue
            before = last.get(row[2])
            if row[3] == "put" and before is not None and before[3] == "put" and not before[5]:
                queue.pop(before[:1], None)
            if row[3] != "note":
                last[row[2]] = row
            queue[key] = row
        self._rows["outbox"] = queue

    def _person(self) -> str | None:
        """Return whose cache it is; where that was lost, the one owner of what was changed here."""
        said = self._rows["meta"].get(("person",))
        if said is not None:
            return str(said[1])
        owners = {row[1] for row in self._rows["entries"].values() if row[_BASE] != SAME}
        return owners.pop() if len(owners) == 1 else None

    def _entries(self, person: str | None) -> Iterator[Values]:
        queued = {row[2] for row in self._rows["outbox"].values() if row[3] not in SOFT}
        for row in self._rows["entries"].values():
            if row[0] in queued or (row[_BASE] == SAME and row[1] == person):
                yield row
            elif row[_BASE] != SAME and person in (row[1], None):
                yield _unsent(row)
        if person is not None:
            yield from self._written(person)

    def _written(self, person: str) -> Iterator[Values]:
        """Return entries whose row is lost, as the ops that wait for them tell."""
        have = self._rows["entries"]
        now = datetime.now(UTC).isoformat()
        for row in self._rows["outbox"].values():
            op = _OP(row[4])
            if op.t == "put" and op.fields is not None and (op.entry,) not in have:
                yield _row(content_of(op.fields, entry=op.entry, owner=person), None, 0, now)


def gather(raw: bytes, log: bytes = b"") -> Saved:
    """Return what the file ``raw``, with its write-ahead log, still holds that only this machine has."""
    saved = Saved()
    reader = Reader(Image(raw, log), _table_of)
    for said, row in reader.rows():
        table, full = (said, _full(said, row)) if said in _TABLES else (None, None)
        if full is None:
            table, full = _known(row)
        if table is not None and full is not None:
            saved.put(table, full)
        elif said in _TABLES:
            saved.damaged += 1
    saved.damaged += reader.damaged
    saved.settle()
    return saved


def _unsent(row: Values) -> Values:
    """Return an entry whose op is lost: its text, in the state that the centre knows, to be sent again by hand."""
    mine = _entry(row)
    theirs = unpack(row[_BASE]) if row[_BASE] else None
    if theirs is not None and same_content(mine, theirs):
        return _row(theirs, SAME, 0, row[_CHANGED])
    kept = standing(mine, theirs or Entry(id=mine.id, owner=mine.owner, day=mine.day))
    return _row(kept, pack(theirs) if theirs else None, 1, row[_CHANGED])


def _table_of(row: Values) -> str | None:
    """Return the table that a row must be of by what is in it."""
    return _known(row)[0]


def _known(row: Values) -> tuple[str, Values] | tuple[None, None]:
    """Return the table that a row must be of, and the row with all its columns. What is too plain is left out."""
    for table, form in _TABLES.items():
        plain = table == "pins" or (table == "meta" and row[:1] not in _KEYS)
        full = None if plain or len(row) > len(form.columns) else _full(table, row)
        if full is not None:
            return table, full
    return None, None


def _full(table: str, row: Values) -> Values | None:
    """Return ``row`` with all the columns of ``table``; None when it can't be a sound row of it."""
    form = _TABLES[table]
    row = (*row, *(None,) * (len(form.columns) - len(row)))[: len(form.columns)]
    if any(type(value) not in _TYPES[letter] for letter, value in zip(form.columns, row, strict=True)):
        return None
    try:
        form.read(row)
    except UNSOUND:
        return None
    return row
