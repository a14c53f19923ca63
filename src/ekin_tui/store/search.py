"""The index of words over the entries: SQLite's FTS5, newest day first, brought up to date when somebody searches.

A save never waits for the index and never fails with it: triggers only list which rows it does not know yet, each with
the text by which it knows the row now. A search takes up some of them first and looks through the rest itself. Where
SQLite has no FTS5 all rows are looked through. Nothing but the words is in the index; if it is damaged it is made anew.
"""

import json
import re
import sqlite3
from collections.abc import Sequence

from ekin_tui.store.base import Base
from ekin_tui.store.check import is_damage
from ekin_tui.store.errors import StoreError

_ROWS = 26
"""Bits of a row's number in its key of the index; above them stands the day, so that the newest come first."""
_MASK = (1 << _ROWS) - 1
PORTION = 100
"""Rows that are taken up at a time: some 5 ms, for which a save or a key may have to wait."""
INSIDE = 5_000
"""Newest entries that are looked through for letters inside of words when no word begins with them."""
_MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_WHOLE = 4
"""Letters from which on a finished word is first taken as a whole one: beginnings that are everywhere take long."""

_CREATE = (
    "create virtual table search using fts5(owner, said, content='', columnsize=0, detail=column, prefix='1 2', "
    "tokenize='unicode61')"
)
_NOTED = "not exists(select 1 from unsearched where entry = {row}.rowid)"
_SAID = ("day", "owner", "activity", "unit", "evidence")
"""The columns that the index is made of."""


def _key(row: str) -> str:
    """Return the number of ``row`` in the index: its day (counted as Python's ordinals), then its row."""
    return f"((cast(coalesce(julianday({row}.day), 0) - 1721424.5 as integer) << {_ROWS}) | {row}.rowid)"


def _said(row: str) -> str:
    return f"{row}.activity || ' ' || {row}.unit || ' ' || {row}.evidence"


def _note_old(event: str, when: str) -> str:
    name, noted = event.split(maxsplit=1)[0], _NOTED.format(row="old")
    return (
        f"create trigger unsearched_{name} after {event} on entries when {when}{noted} "
        f"begin insert into unsearched values(old.rowid, {_key('old')}, hex(old.owner), {_said('old')}); end"
    )


TABLES = (
    "create table unsearched(entry integer primary key, key integer, owner text, said text) strict",
    (
        f"create trigger unsearched_insert after insert on entries when {_NOTED.format(row='new')} "
        "begin insert into unsearched(entry) values(new.rowid); end"
    ),
    _note_old("delete", ""),
    _note_old(
        f"update of {', '.join(_SAID)}",
        f"({' or '.join(f'old.{name} is not new.{name}' for name in _SAID)}) and ",
    ),
)
"""What the index lacks: the row, and the key, owner and text under which the index has it (null: not at all)."""
_HAS = (
    "select exists(select 1 from pragma_module_list where name = 'fts5'), "
    "exists(select 1 from sqlite_schema where name = 'search')"
)
_OUT = (
    "insert into search(search, rowid, owner, said) select 'delete', key, owner, said from unsearched "
    "where entry in (select value from json_each(?)) and key is not null"
)
_FILL = (
    f"insert into search(rowid, owner, said) select {_key('entries')}, hex(entries.owner), {_said('entries')} "
    "from entries"
)
_IN = f"{_FILL} where entries.rowid in (select value from json_each(?)) order by 1"
_DONE = "delete from unsearched where entry in (select value from json_each(?))"
_ALL = "insert into unsearched(entry) select rowid from entries"
_EMPTIED = (
    "delete from search_data",
    "delete from search_idx",
    "insert into search_data(id, block) values(1, x''), (10, x'00000000000000')",
)
"""Makes an index that can't be opened an empty one (as FTS5 itself begins), which alone can be dropped."""
FIND = (
    f"select entries.rowid from search cross join entries on entries.rowid = search.rowid & {_MASK} "
    "where search match ? and entries.owner = ? and entries.status <> 'discarded' "
    f"and search.rowid = {_key('entries')} order by search.rowid desc limit ?"
)
"""Follows the index from the newest day on and stops at the limit: nothing is sorted, nothing looked through."""


def build(db: sqlite3.Connection) -> None:
    """Make the tables in a cache that has none, with an index over all entries; inside a transaction."""
    for statement in TABLES:
        db.execute(statement)
    db.execute(_ALL)
    if db.execute(_HAS).fetchone()[0]:
        db.execute(_CREATE)
        db.execute(f"{_FILL} order by 1")
        db.execute("delete from unsearched")


def match_of(owner: str, words: Sequence[str], *, whole: bool) -> str:
    """Return the question to the index; with ``whole`` all words but the last are whole words, else beginnings."""
    parts = [
        f'"{word}"' + ("" if whole and len(word) >= _WHOLE and number < len(words) - 1 else " *")
        for number, word in enumerate(words)
    ]
    return f'owner : "{owner.encode().hex().upper()}" AND said : ({" AND ".join(parts)})'


def words_of(text: str) -> list[str]:
    """Return the words to look for, as the index tells words apart."""
    return _WORD.findall(text)[:_MOST_WORDS]


class Search:
    """Finds the rows of entries by words, newest day first."""

    def __init__(self, base: Base) -> None:
        """Ask through ``base``."""
        self._base = base

    def find(self, owner: str, text: str, limit: int) -> list[int]:
        """Return the rows of the entries of ``owner`` that hold all words of ``text``, each at the start of a word.

        Letters inside of words count where no word begins with them, in the newest entries and in those that the
        index does not know yet.
        """
        words, typed = words_of(text), text.split()
        found = self._asked(owner, words, limit) if words else []
        if found is None:
            return self._look(owner, typed, limit)
        if self.left():
            found += self._look(owner, typed, limit, among="select entry as number from unsearched")
        newest = f"select rowid as number from entries where owner = :owner order by day desc limit {INSIDE}"
        return list(dict.fromkeys(found or self._look(owner, typed, limit, among=newest)))

    def left(self) -> int:
        """Return how many rows the index does not know as they are now."""
        row = self._base.row("select count(*) from unsearched")
        return row[0] if row else 0

    def catch_up(self, most: int = PORTION) -> int:
        """Take up to ``most`` rows into the index, in a write of its own; return how many are left to take."""
        left = 0 if self._base.readonly else self.left()
        if not left:
            return 0
        try:
            if not self._ready():
                return self._forget_old()
            with self._base.writing():
                self._take(most)
        except StoreError as error:
            return self._mend(error)
        return max(0, left - most)

    def _take(self, most: int) -> None:
        newest = self._base.rows("select entry from unsearched order by entry desc limit ?", (most,))
        ids = json.dumps([row[0] for row in newest])
        for statement in (_OUT, _IN, _DONE):
            self._base.write_aside(statement, (ids,))

    def _forget_old(self) -> int:
        """Keep no text that was changed or deleted for an index that there is not; 0."""
        row = self._base.row(_HAS)
        if row and not row[1]:
            with self._base.writing():
                self._base.write_aside("update unsearched set key = null, owner = null, said = null", ())
        return 0

    def _asked(self, owner: str, words: list[str], limit: int) -> list[int] | None:
        """Return what the index says; None where there is none, or none that can be read."""
        try:
            return self._rows(owner, words, limit) if self._ready() else None
        except StoreError as error:
            self._mend(error)
        return None

    def _rows(self, owner: str, words: list[str], limit: int) -> list[int]:
        for whole in (True, False):
            found = self._base.rows(FIND, (match_of(owner, words, whole=whole), owner, limit))
            if found or len(words) == 1:
                break
        return [row[0] for row in found]

    def _look(self, owner: str, typed: Sequence[str], limit: int, among: str = "") -> list[int]:
        """Look through entries, all of them or those whose rows ``among`` selects."""
        args: dict[str, str | int] = {f"w{number}": f"%{_escaped(word)}%" for number, word in enumerate(typed)}
        likes = "".join(f" and ({_said('entries')}) like :{name} escape '\\'" for name in args)
        source = f"({among}) as some cross join entries on entries.rowid = some.number" if among else "entries"
        found = self._base.rows(
            f"select entries.rowid from {source} where entries.owner = :owner and status <> 'discarded'{likes} "
            "order by day desc, start desc, entries.id limit :limit",
            {**args, "owner": owner, "limit": limit},
        )
        return [row[0] for row in found]

    def _ready(self) -> bool:
        """Tell whether there is an index to ask; make one where this SQLite can and the one before could not."""
        row = self._base.row(_HAS)
        able, made = row or (0, 0)
        if able and not made and not self._base.readonly:
            self._begin_anew()
            return True
        return bool(able and made)

    def _mend(self, error: StoreError) -> int:
        """Make the index anew where it alone is damaged; 0. Damage of the file itself is for the next start."""
        if error.code == "search-damaged" and not self._base.readonly:
            if is_damage([row[0] for row in self._base.rows("pragma quick_check(20)")]):
                self._base.doubted(error)
            else:
                self._try_anew()
        elif error.code not in {"store-corrupt", "store-failed", "search-damaged"}:
            raise error
        return 0

    def _try_anew(self) -> None:
        try:
            self._begin_anew()
        except StoreError as error:
            if error.code not in {"search-damaged", "store-failed"}:
                raise
            self._base.doubted(error)

    def _begin_anew(self) -> None:
        with self._base.writing():
            row = self._base.row(_HAS)
            emptied = _EMPTIED if row and row[1] else ()
            for statement in (*emptied, "drop table if exists search", _CREATE, "delete from unsearched", _ALL):
                self._base.write(statement)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
