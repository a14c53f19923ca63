"""What waits for a decision: counted, grouped and read by windows out of one index, however long the queue is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ekin_tui.domain.model import Entry
from ekin_tui.store.base import Base, Row
from ekin_tui.store.reads import SELECT, Stored, stored_from
from ekin_tui.store.rows import NAMES, unpack

_OLD, _NEW = (", ".join(f'{row}."{name}"' for name in NAMES) for row in ("old", "new"))
_KEEP = (
    "delete from returned where entry = new.id; "
    "insert into returned(entry, body, at) values(new.id, json_array({}), new.changed)"
)
"""No ``or replace``: the upsert that fires a trigger brings its own way with conflicts."""
TABLES = (
    (
        "create index entries_waiting on entries((received is null), received, id, position, owner, day) "
        "where status = 'submitted' and position is not null"
    ),
    "drop index entries_queue",
    "create table returned(entry text primary key, body text not null, at text not null) strict",
    (
        "create trigger returned_came after insert on entries when new.status = 'returned' "
        f"begin {_KEEP.format(_NEW)}; end"
    ),
    (
        "create trigger returned_now after update of status on entries when new.status = 'returned' and "
        f"old.status = 'submitted' begin {_KEEP.format(_OLD)}; end"
    ),
    (
        "create trigger returned_later after update of status on entries when new.status = 'returned' and "
        f"old.status not in ('submitted', 'returned') begin {_KEEP.format(_NEW)}; end"
    ),
    "create trigger returned_gone after delete on entries begin delete from returned where entry = old.id; end",
    (
        "create table phrases(text text not null, kind text not null, used integer not null default 0, "
        "at text not null, primary key(text, kind)) strict"
    ),
)
"""The order of the queue, in place of an index that nothing asks any more; what an entry said when it was returned:
what was submitted, where that was seen here."""
_FROM = "from entries indexed by entries_waiting"
_OLDEST = "(received is null), received, id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sift:
    """Which waiting entries are wanted; None and the empty text mean any."""

    positions: tuple[str, ...]
    but: str = ""
    """A person whose entries are left out: nobody reviews their own."""
    owners: tuple[str, ...] | None = None
    first: date | None = None
    last: date | None = None
    late: bool = False
    plans: tuple[str, ...] | None = None
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each a text that the activity holds, or that names one of these owners."""
    days: frozenset[tuple[str, date]] | None = None
    """Owner and day."""
    rows: tuple[int, ...] | None = None
    """Numbers of rows, as :meth:`Undecided.numbered` gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One group of the queue: the entries of one owner, or of one day. Both None: all, oldest submission first."""

    owner: str | None = None
    day: date | None = None
    ranks: tuple[str, ...] = ()
    """Owners in the order in which they stand within a day."""


class Undecided:
    """The queue of some positions. Entries of a group stand by day and start, those of a day by their owner first."""

    def __init__(self, base: Base) -> None:
        """Read through ``base``."""
        self._base = base

    def count(self, sift: Sift) -> int:
        """Return how many wait."""
        where, args = _where(sift)
        row = self._base.row(f"select count(*) {_FROM} {where}", args)
        return int(row[0]) if row else 0

    def by_owner(self, sift: Sift) -> list[tuple[str, int]]:
        """Return how many wait of each owner."""
        where, args = _where(sift)
        return self._base.rows(f"select owner, count(*) {_FROM} {where} group by owner", args)

    def by_day(self, sift: Sift) -> list[tuple[date, int]]:
        """Return how many wait of each day, the earliest first."""
        where, args = _where(sift)
        rows = self._base.rows(f"select day, count(*) {_FROM} {where} group by day order by day", args)
        with self._base.reading():
            return [(date.fromisoformat(day), count) for day, count in rows]

    def window(self, sift: Sift, part: Part, offset: int, limit: int) -> list[Stored]:
        """Return ``limit`` entries of ``part`` from the one at ``offset`` on, in its order."""
        rows = self._rows(sift, part, "limit ? offset ?", (limit, offset))
        numbers = json.dumps([number for number, _ in rows])
        found = self._base.rows(f"{SELECT} where entries.rowid in (select value from json_each(?))", (numbers,))
        with self._base.reading():
            kept = {stored.entry.id: stored for stored in map(stored_from, found)}
        return [kept[entry_id] for _, entry_id in rows]

    def place(self, sift: Sift, part: Part, entry: Entry) -> int | None:
        """Return at which offset of ``part`` an entry stands; None when it isn't there."""
        if not self._holds(sift, part, entry.id):
            return None
        if part.owner is not None or part.day is not None:
            return [entry_id for _, entry_id in self._rows(sift, part, "", ())].index(entry.id)
        where, args = _where(sift)
        key = "(select received is null, coalesce(received, ''), id from entries where id = ?)"
        before = f"((received is null), coalesce(received, ''), id) < {key}"
        found = self._base.row(f"select count(*) {_FROM} {where} and {before}", (*args, entry.id))
        return int(found[0]) if found else None

    def numbered(self, sift: Sift, after: int, limit: int) -> list[tuple[int, Stored]]:
        """Return the next ``limit`` entries behind the row ``after``, each with the number of its row."""
        where, args = _where(sift)
        inner = f"select rowid from entries not indexed {where} and rowid > ? order by rowid limit ?"
        numbers = [row[0] for row in self._base.rows(inner, (*args, after, limit))]
        found = self._base.rows(
            f"{SELECT} where entries.rowid in (select value from json_each(?)) order by entries.rowid",
            (json.dumps(numbers),),
        )
        with self._base.reading():
            return list(zip(numbers, map(stored_from, found), strict=True))

    def minutes(self, sift: Sift) -> list[tuple[str, date, int]]:
        """Return owner, day and the minutes sent for it, rejected work aside, of each day of which any waits."""
        where, args = _where(sift)
        rows = self._base.rows(
            f"with asked as materialized (select distinct owner, day {_FROM} {where}) "
            'select e.owner, e.day, sum(max(0, coalesce(e."end" - e.start, 0))) from asked cross join entries e '
            "on e.owner = asked.owner and e.day = asked.day where e.status not in ('discarded', 'rejected', 'draft') "
            "and e.position in (select value from json_each(?)) group by e.owner, e.day",
            (*args, json.dumps(sift.positions)),
        )
        with self._base.reading():
            return [(owner, date.fromisoformat(day), int(minutes)) for owner, day, minutes in rows]

    def returned(self, entry_id: str) -> Entry | None:
        """Return what an entry said when it was returned last, as this machine saw it; None when it did not."""
        row = self._base.row("select body from returned where entry = ?", (entry_id,))
        with self._base.reading():
            return unpack(row[0]) if row else None

    def _rows(self, sift: Sift, part: Part, rest: str, more: Sequence[int]) -> list[Row]:
        where, args = _where(sift)
        order = _OLDEST
        if part.owner is not None:
            where, args, order = f"{where} and owner = ?", (*args, part.owner), "day, start, id"
        elif part.day is not None:
            rank = "(select key from json_each(?) where value = owner)"
            where, order = f"{where} and day = ?", f"{rank}, owner, start, id"
            args = (*args, part.day.isoformat(), json.dumps(part.ranks))
        return self._base.rows(f"select rowid, id {_FROM} {where} order by {order} {rest}", (*args, *more))

    def _holds(self, sift: Sift, part: Part, entry_id: str) -> bool:
        where, args = _where(sift)
        if part.owner is not None:
            where, args = f"{where} and owner = ?", (*args, part.owner)
        elif part.day is not None:
            where, args = f"{where} and day = ?", (*args, part.day.isoformat())
        return self._base.row(f"select 1 from entries {where} and id = ?", (*args, entry_id)) is not None


def _where(sift: Sift) -> tuple[str, tuple[Any, ...]]:
    """Return the condition and its arguments."""
    positions = sift.positions or ("",)  # for nothing at all SQLite would not take the index
    parts: list[tuple[str, tuple[Any, ...]]] = [
        ("status = 'submitted'", ()),
        (f"position in ({', '.join('?' * len(positions))})", positions),
        ("owner <> ?", (sift.but,)),
    ]
    if sift.owners is not None:
        parts.append((_among("owner"), (json.dumps(sift.owners),)))
    if sift.first is not None:
        parts.append(("day >= ?", (sift.first.isoformat(),)))
    if sift.last is not None:
        parts.append(("day <= ?", (sift.last.isoformat(),)))
    if sift.late:
        parts.append(("late", ()))
    if sift.plans is not None:
        parts.append((_among("plan"), (json.dumps(sift.plans),)))
    if sift.days is not None:
        keys = json.dumps([f"{owner} {day.isoformat()}" for owner, day in sift.days])
        parts.append((_among("owner || ' ' || day"), (keys,)))
    if sift.rows is not None:
        parts.append((_among("rowid"), (json.dumps(sift.rows),)))
    for word, owners in sift.words:
        like = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        named = f"({_among('owner')} or activity like ? escape '\\')"
        parts.append((named, (json.dumps(owners), f"%{like}%")))
    return f"where {' and '.join(part for part, _ in parts)}", tuple(arg for _, args in parts for arg in args)


def _among(column: str) -> str:
    return f"{column} in (select value from json_each(?))"
