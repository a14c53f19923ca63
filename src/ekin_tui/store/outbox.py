"""What waits to be sent, what was refused, and what the centre has acknowledged."""

import json
from collections.abc import Collection, Mapping, Sequence

import msgspec

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.store.acknowledged import Acknowledged, lapse
from ekin_tui.store.base import NOW, Base, Row
from ekin_tui.store.wired import Wired
from ekin_tui.wire import Op

SOFT = ("note", "mark")
"""Ops that change no entry: a pulled copy may take the row's place while only these wait."""
_WAITING = "select seq, body, tries, next_at, problem from outbox"
_decode = msgspec.json.Decoder(Op).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One op with where it stands in the queue."""

    seq: int
    op: Op
    tries: int = 0
    """How often it may have left this machine; at 0 it certainly has not."""
    next_at: float = 0.0
    problem: Problem | None = None


class Refused:
    """The ops that the centre would not take; each waits until a person has read why."""

    _base: Base

    def set_aside(self, op: str, entry: str, body: str, problem: Problem) -> None:
        """Take an op out of the queue and onto the list that waits for a person."""
        sql = f"insert or replace into attention(op, entry, body, problem, at) values(?, ?, ?, ?, {NOW})"
        self._base.write(sql, (op, entry, body, pack_problem(problem)))
        self._base.write("delete from outbox where op = ?", (op,))
        lapse(self._base, op)

    def attention(self) -> list[Waiting]:
        """Return the ops that were refused, newest first; each carries its problem."""
        rows = self._base.rows("select rowid, body, 0, 0.0, problem from attention order by at desc, rowid desc")
        with self._base.reading():
            return [_waiting(row) for row in rows]

    def attention_of(self, entry_id: str) -> list[Problem]:
        """Return why ops of one entry were refused, newest first."""
        rows = self._base.rows("select problem from attention where entry = ? order by at desc", (entry_id,))
        with self._base.reading():
            return [read_problem(row[0]) for row in rows]

    def mended(self, entries: Collection[str]) -> None:
        """Take the refusals of entries off the list: the centre has since taken what was asked in their place.

        One that holds the words of a note stays until a person has read it: they stand nowhere else.
        """
        if self._base.row("select 1 from attention limit 1"):
            sql = "delete from attention where entry = ? and coalesce(json_extract(body, '$.text'), '') = ''"
            self._base.write_all(sql, [(entry,) for entry in entries])

    def dismiss(self, op: str) -> None:
        """Take a refused op off the list after it was read."""
        self._base.write("delete from attention where op = ?", (op,))


class Outbox(Wired, Acknowledged, Refused):
    """The queue. Ops leave it only by a verdict or by the person's own hand."""

    def add(self, op: Op, *, after_s: float = 0) -> None:
        """Queue ``op``, to be sent no sooner than ``after_s`` seconds from now.

        It takes the place of a put of the same entry at the tail of the queue that has never left this machine.
        """
        if op.t == "put":
            op = self._coalesced(op)
        after = f"unixepoch('now') + {float(after_s)!r}" if after_s else "0"
        body = msgspec.json.encode(op).decode()
        sql = f"insert into outbox(op, entry, t, body, next_at) values(?, ?, ?, ?, {after})"
        self._base.write(sql, (op.op, op.entry, op.t, body))

    def head(self, limit: int, *, now: float | None = None) -> list[Waiting]:
        """Return the next ops; with ``now`` (Unix time) only those that are due, see :meth:`due`."""
        if now is None:
            return self._list("order by seq limit ?", (limit,))
        return self._list("where next_at <= ? or next_at > ? order by seq limit ?", (now, now + 3600, limit))

    def all(self) -> list[Waiting]:
        """Return the whole queue in order."""
        return self._list("order by seq")

    def of_entry(self, entry_id: str) -> list[Waiting]:
        """Return what waits for one entry, in order."""
        return self._list("where entry = ? order by seq", (entry_id,))

    def count(self) -> int:
        """Return how many ops wait."""
        row = self._base.row("select count(*) from outbox")
        return int(row[0]) if row else 0

    def base_for(self, entry_id: str) -> str | None:
        """Return what the next op of an entry rests on: ``@op`` of the last one that waits, else the revision here."""
        row = self._base.row(
            "select '@' || op from outbox where entry = ? and t not in ('note', 'mark') order by seq desc limit 1",
            (entry_id,),
        ) or self._base.row("select rev from entries where id = ? and rev <> ''", (entry_id,))
        return row[0] if row else None

    def remove(self, op: str) -> None:
        """Take an op out of the queue that has come to nothing, or that its author took back."""
        self._base.write("delete from outbox where op = ?", (op,))
        lapse(self._base, op)

    def fail(self, op: str, code: str, detail: str, next_at: float) -> None:
        """Note that ``op`` could not be sent, and when to try again (Unix time)."""
        problem = pack_problem(Problem(code=code, args={"reason": detail} if detail else {}))
        self._base.write("update outbox set problem = ?, next_at = ? where op = ?", (problem, next_at, op))

    def _list(self, rest: str, args: Sequence[str | int | float] = ()) -> list[Waiting]:
        with self._base.reading():
            return [_waiting(row) for row in self._base.rows(f"{_WAITING} {rest}", args)]

    def replaceable(self, entry_id: str) -> Op | None:
        """Return the put of an entry whose place the next one takes: last in the queue, and never left."""
        row = self._base.row(
            "select t, tries, body from outbox where entry = ? and t <> 'note' order by seq desc limit 1", (entry_id,)
        )
        if row is None or row[0] != "put" or row[1]:
            return None
        with self._base.reading():
            return _decode(row[2])

    def _coalesced(self, op: Op) -> Op:
        before = self.replaceable(op.entry)
        if before is None:
            return op
        self.remove(before.op)
        return msgspec.structs.replace(op, base=before.base)


def _waiting(row: Row) -> Waiting:
    problem = read_problem(row[4]) if row[4] else None
    return Waiting(seq=row[0], op=_decode(row[1]), tries=row[2], next_at=row[3], problem=problem)


def pack_problem(problem: Problem) -> str:
    """Return a problem as it is kept."""
    fields: Mapping[str, object] = {"code": problem.code, "field": problem.field, "args": dict(problem.args)}
    return json.dumps(fields, ensure_ascii=False)


def read_problem(text: str) -> Problem:
    """Return the problem that was kept with an op."""
    found = json.loads(text)
    return Problem(code=found["code"], field=found["field"], severity=Severity.ERROR, args=found["args"])
