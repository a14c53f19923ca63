"""Entries as they are read: each with the centre's last copy and where it stands."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Entry, Status
from ekin_tui.store.answers import Answers
from ekin_tui.store.base import Base, Row
from ekin_tui.store.rows import COLUMNS, NAMES, SAME, entry_from, unpack
from ekin_tui.store.search import Search

_AT = len(NAMES)
NEAR = timedelta(days=2)
"""Days around an entry that every letter is judged by: kept until something is written."""
SELECT = (
    f"select {COLUMNS}, base, unsent, changed, "
    "exists(select 1 from outbox where outbox.entry = entries.id), "
    "exists(select 1 from conflicts where conflicts.entry = entries.id), "
    "(select body from grounds where grounds.id = entries.id) from entries "
)


class Where(StrEnum):
    """Where the last change of an entry stands."""

    LOCAL = "local"
    """On this machine alone, and nothing of it is on its way."""
    QUEUED = "queued"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entry as this machine has it."""

    entry: Entry
    base: Entry | None
    """As the centre last sent it; None while the centre has never seen it."""
    ground: Entry | None
    """As the centre had it when this text was written; ``base`` unless another change came in while it waits."""
    where: Where
    conflict: bool
    """A conflict copy of it waits for its author."""
    changed: datetime


class Reads:
    """Queries over the entries; a month out of 20,000 takes under 3 ms."""

    def __init__(self, base: Base, answers: Answers) -> None:
        """Read through ``base``."""
        self._base, self._answers = base, answers
        self.words = Search(base)

    def get(self, entry_id: str) -> Stored | None:
        """Return one entry, discarded ones too; None when it isn't here."""
        row = self._base.row(f"{SELECT} where id = ?", (entry_id,))
        with self._base.reading():
            return stored_from(row) if row else None

    def of_days(self, owner: str, first: date, last: date) -> list[Stored]:
        """Return the entries of ``owner`` from ``first`` to ``last`` but the discarded, by day, start and id."""
        rest = "where owner = ? and day between ? and ? and status <> 'discarded' order by day, start, id"
        args = (owner, first.isoformat(), last.isoformat())
        if last - first > NEAR:
            return self._list(rest, args)
        return self._answers.once(SELECT + rest, args, lambda rows: [stored_from(row) for row in rows])

    def of_status(self, owner: str, statuses: Collection[Status], first: date, last: date) -> list[Stored]:
        """Return the entries of ``owner`` in one of ``statuses`` from ``first`` to ``last``, by day, start and id."""
        where, args = _of_status(owner, statuses, first, last)
        # With the plus the few that are found are sorted; without it SQLite reads all days in their order.
        return self._list(f"{where} order by +day, start, id", args)

    def last_filled_day(self, owner: str, before: date) -> date | None:
        """Return the last day before ``before`` that has an entry."""
        row = self._base.row(
            "select max(day) from entries where owner = ? and day < ? and status <> 'discarded'",
            (owner, before.isoformat()),
        )
        with self._base.reading():
            return date.fromisoformat(row[0]) if row and row[0] else None

    def named(self, beginning: str, limit: int) -> list[str]:
        """Return the ids that start with ``beginning``."""
        last = beginning + "\U0010ffff"
        found = self._base.rows("select id from entries where id between ? and ? limit ?", (beginning, last, limit))
        return [row[0] for row in found]

    def search(self, owner: str, words: str, limit: int) -> list[Stored]:
        """Return the entries of ``owner`` that hold all ``words``, newest day first; without words the newest ones."""
        if not words.split():
            newest = "where owner = ? and status <> 'discarded' order by day desc, start desc, id limit ?"
            return self._list(newest, (owner, limit))
        rows = json.dumps(self.words.find(owner, words, limit))
        rest = "where entries.rowid in (select value from json_each(?)) order by day desc, start desc, id limit ?"
        return self._list(rest, (rows, limit))

    def of_plan(self, owner: str, plan: str, limit: int) -> list[Stored]:
        """Return the entries of ``owner`` on one plan, latest day first."""
        rest = "where owner = ? and plan = ? and status <> 'discarded' order by day desc, start desc, id limit ?"
        return self._list(rest, (owner, plan, limit))

    def spans(self, owner: str, first: date, last: date) -> list[tuple[int, int]]:
        """Return when the first entry of each day begins and the last one ends, in minutes; kept until a write."""
        return self._answers.once(
            'select min(start), max("end") from entries where owner = ? and day between ? and ? '
            "and start < \"end\" and status <> 'discarded' group by day",
            (owner, first.isoformat(), last.isoformat()),
            lambda rows: [(int(start), int(end)) for start, end in rows],
        )

    def sums(self, owner: str, first: date, last: date) -> dict[date, tuple[int, int]]:
        """Return for each day with entries how many there are and the minutes that count, by one question."""
        rows = self._base.rows(
            "select day, count(*), sum(case when status = 'rejected' then 0 "
            'else coalesce(recognised, max(0, coalesce("end" - start, 0))) end) '
            "from entries where owner = ? and day between ? and ? and status <> 'discarded' group by day",
            (owner, first.isoformat(), last.isoformat()),
        )
        with self._base.reading():
            return {date.fromisoformat(day): (count, minutes) for day, count, minutes in rows}

    def first_filled_day(self, owner: str) -> date | None:
        """Return the day with which the log of ``owner`` begins."""
        row = self._base.row("select min(day) from entries where owner = ? and status <> 'discarded'", (owner,))
        with self._base.reading():
            return date.fromisoformat(row[0]) if row and row[0] else None

    def count(self, owner: str, first: date, last: date) -> int:
        """Return how many entries lie between two days, the discarded among them; read from the index alone."""
        sql = "select count(*) from entries where owner = ? and day between ? and ?"
        row = self._base.row(sql, (owner, first.isoformat(), last.isoformat()))
        return int(row[0]) if row else 0

    def count_of_status(self, owner: str, statuses: Collection[Status], first: date, last: date) -> int:
        """Return how many entries in one of ``statuses`` lie between two days; read from the index alone."""
        where, args = _of_status(owner, statuses, first, last)
        row = self._base.row(f"select count(*) from entries {where}", args)
        return int(row[0]) if row else 0

    def realised(self, owner: str, plan: str) -> dict[str, int]:
        """Return by unit the quantity that was approved so far on one plan."""
        rows = self._base.rows(
            "select unit, coalesce(sum(quantity), 0) from entries "
            "where owner = ? and plan = ? and status = 'approved' group by unit",
            (owner, plan),
        )
        return {row[0]: row[1] for row in rows}

    def pending(self, among: Collection[str]) -> frozenset[str]:
        """Return those entries of ``among`` for which changes of one's own wait, sent or not."""
        ids = json.dumps(list(among))
        rows = self._base.rows(
            "select value from json_each(?) where exists(select 1 from entries where id = value and unsent) "
            "or exists(select 1 from outbox where entry = value and t not in ('note', 'mark'))",
            (ids,),
        )
        return frozenset(row[0] for row in rows)

    def _list(self, rest: str, args: Sequence[str | int]) -> list[Stored]:
        with self._base.reading():
            return [stored_from(row) for row in self._base.rows(SELECT + rest, args)]


def _of_status(owner: str, statuses: Collection[Status], first: date, last: date) -> tuple[str, tuple[str, ...]]:
    """Return the condition, and what it is given: each status by a place of its own, else the index is not taken."""
    places = ", ".join("?" * len(statuses))
    return (
        f"where owner = ? and status in ({places}) and day between ? and ?",
        (owner, *statuses, first.isoformat(), last.isoformat()),
    )


def stored_from(row: Row) -> Stored:
    """Return the entry in a row of :data:`SELECT`."""
    entry = entry_from(row)
    packed, unsent, changed, queued, conflict, kept = row[_AT : _AT + 6]
    base = entry if packed == SAME else unpack(packed) if packed else None
    ground = unpack(kept) if kept else None
    where = Where.QUEUED if queued else Where.LOCAL if unsent or base is None else Where.RECEIVED
    return Stored(
        entry=entry,
        base=base,
        ground=ground if ground and ground.rev == entry.rev else base,
        where=where,
        conflict=bool(conflict),
        changed=datetime.fromisoformat(changed),
    )
