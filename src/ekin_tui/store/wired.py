"""The queue as the sync sees it: bodies that go over the wire undecoded."""

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from ekin_tui.store.acknowledged import lapse
from ekin_tui.store.base import Base
from ekin_tui.wire import Op

FRONT = -(1 << 62)
"""Before every place in the queue: ops that are offered again stand at negative ones."""
_RAW = "select seq, op, entry, t, body, tries, next_at from outbox"


class Raw(NamedTuple):
    """One op as it goes over the wire, undecoded."""

    seq: int
    op: str
    entry: str
    t: str
    body: str
    tries: int
    next_at: float


class Wired:
    """What leaves, and what may have left."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def raw(self, after: int, limit: int) -> list[Raw]:
        """Return the next ops behind ``after`` undecoded, as they go over the wire."""
        rows = self._base.rows(
            "select seq, op, entry, t, body, tries, next_at from outbox where seq > ? order by seq limit ?",
            (after, limit),
        )
        return [Raw(*row) for row in rows]

    def raw_of(self, entry_id: str) -> list[Raw]:
        """Return what waits for one entry, undecoded."""
        rows = self._base.rows(f"{_RAW} where entry = ? order by seq", (entry_id,))
        return [Raw(*row) for row in rows]

    def counts(self, entries: Collection[str]) -> dict[str, int]:
        """Return how many ops wait for each of ``entries``; none for those without."""
        wanted = json.dumps(list(entries))
        sql = "select entry, count(*) from outbox where entry in (select value from json_each(?)) group by entry"
        return dict(self._base.rows(sql, (wanted,)))

    def body(self, op: str) -> str | None:
        """Return the body of a waiting op."""
        row = self._base.row("select body from outbox where op = ?", (op,))
        return row[0] if row else None

    def leaving(self, seqs: Iterable[int]) -> None:
        """Note, before they are sent, that these ops may have left the machine."""
        sql = "update outbox set tries = tries + 1 where seq in (select value from json_each(?))"
        self._base.write(sql, (json.dumps(list(seqs)),))

    def rewrite(self, op: str, body: str) -> None:
        """Give an op another body, as one that has never left."""
        self._base.write("update outbox set body = ?, tries = 0, problem = null where op = ?", (body, op))

    def exchange(self, op: str, by: Op) -> None:
        """Put ``by``, which has never left, in the place of a waiting op."""
        body = msgspec.json.encode(by).decode()
        sql = "update outbox set op = ?, t = ?, body = ?, tries = 0, next_at = 0, problem = null where op = ?"
        self._base.write(sql, (by.op, by.t, body, op))
        lapse(self._base, op)
