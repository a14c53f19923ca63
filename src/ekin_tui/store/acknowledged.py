"""What the centre has judged, kept so that it can be offered again after a restore."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import msgspec

from ekin_tui.domain.model import CONTENT
from ekin_tui.store.base import Base, Row, moment
from ekin_tui.store.rows import NAMES
from ekin_tui.wire import Fields, Op

LAPSED = "lapsed"
"""In the place of a verdict: what a centre acknowledged and lost in a restore, and did not take when it came again."""
_SINCE = f"verdict <> '{LAPSED}' and acked > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?)"
_KEPT_DAYS = 400
"""A centre keeps its ledger for that long."""
_NOT_QUEUED = "not exists(select 1 from outbox where outbox.op = sent.op)"
_REV = NAMES.index("rev")
_content = itemgetter(*map(NAMES.index, CONTENT))
_OTHER_REVISIONS = (
    f"select entries.id, {', '.join(f'entries.{chr(34)}{name}{chr(34)}' for name in CONTENT)} "
    "from json_each(?) as came cross join entries on entries.id = came.key and entries.rev <> came.value "
    f"where exists(select 1 from sent where sent.entry = entries.id and {_SINCE})"
)


class Sent(NamedTuple):
    """An op that the centre has judged, kept so that it can be offered again after a restore: the columns of a row."""

    op: str
    entry: str
    body: str
    verdict: str
    rev: str = ""
    received: str | None = None
    receipt: str | None = None


_KEEP = (
    f"insert or replace into sent({', '.join(Sent._fields)}, acked) values({', '.join('?' * (len(Sent._fields) + 1))})"
)


class Acknowledged:
    """The ops that the centre has judged."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def rev_of(self, op: str) -> str:
        """Return the revision that an acknowledged op gave; empty when it is not known."""
        row = self._base.row("select rev from sent where op = ?", (op,))
        return row[0] if row else ""

    def sent_puts(self, entry_id: str) -> Iterator[Fields]:
        """Yield what one's own acknowledged puts of an entry said, latest first."""
        sql = "select body from sent where entry = ? order by acked desc, op desc"
        for row in self._base.rows(sql, (entry_id,)):
            fields = msgspec.json.decode(row[0], type=Op).fields
            if fields is not None:
                yield fields

    def sent(self, verdicts: Iterable[Sent]) -> None:
        """Move judged ops from the queue to what is kept of them."""
        now = (moment(self._base),)
        rows = [one + now for one in verdicts]
        self._base.write_all(_KEEP, rows)
        ops = msgspec.json.encode([row[0] for row in rows]).decode()
        self._base.write("delete from outbox where op in (select value from json_each(?))", (ops,))

    def count_kept(self) -> int:
        """Return how many acknowledged ops are kept that a centre must know still."""
        row = self._base.row(f"select count(*) from sent where {_SINCE}", (_days(_KEPT_DAYS),))
        return int(row[0]) if row else 0

    def kept(self, after: str, limit: int) -> dict[str, str]:
        """Return the next of those, by op id behind ``after``: op → verdict."""
        sql = f"select op, verdict from sent where op > ? and {_SINCE} order by op limit ?"
        return dict(self._base.rows(sql, (after, _days(_KEPT_DAYS), limit)))

    def settled(self, after: str, limit: int, *, days: int) -> dict[str, str]:
        """Return like :meth:`kept` those of the last ``days`` that don't wait to be taken once more."""
        sql = f"select op, verdict from sent where op > ? and {_SINCE} and {_NOT_QUEUED} order by op limit ?"
        return dict(self._base.rows(sql, (after, _days(days), limit)))

    def settled_of(self, entries: Collection[str], limit: int) -> dict[str, str]:
        """Return like :meth:`kept` those of ``entries`` that don't wait to be taken once more, the latest first."""
        of = "entry in (select value from json_each(?))"
        sql = f"select op, verdict from sent where {of} and {_SINCE} and {_NOT_QUEUED} order by acked desc limit ?"
        return dict(self._base.rows(sql, (json.dumps(list(entries)), _days(_KEPT_DAYS), limit)))

    def said_otherwise(self, rows: Iterable[Row]) -> list[str]:
        """Return the entries that the centre has taken an op of from here, and of which ``rows`` tell another text.

        ``rows`` are columns of its copies. A revision names its text, so what has the one that is here is not compared.
        """
        came = {row[0]: row for row in rows}
        if not came:
            return []
        revisions = msgspec.json.encode({entry: row[_REV] for entry, row in came.items()}).decode()
        found = self._base.rows(_OTHER_REVISIONS, (revisions, _days(_KEPT_DAYS)))
        return [row[0] for row in found if row[1:] != _content(came[row[0]])]

    def kept_ops(self, ops: Collection[str]) -> list[Sent]:
        """Return what is kept of ``ops``."""
        sql = f"select {', '.join(Sent._fields)} from sent where op in (select value from json_each(?))"
        return [Sent._make(row) for row in self._base.rows(sql, (json.dumps(list(ops)),))]

    def offer_again(self, ops: Sequence[tuple[Sent, str, str]]) -> None:
        """Put acknowledged ops, each with the body to send and its kind, before everything that waits, in this order.

        They count as having left, so that nothing typed later takes the place of one.
        """
        row = self._base.row("select min(seq) from outbox")
        first = min(row[0] or 0, 0) - len(ops) if row else -len(ops)
        rows = [(first + at, sent.op, sent.entry, t, body) for at, (sent, body, t) in enumerate(ops)]
        sql = "insert or ignore into outbox(seq, op, entry, t, body, tries) values(?, ?, ?, ?, ?, 1)"
        self._base.write_all(sql, rows)


def lapse(base: Base, op: str) -> None:
    """Note that an op came to nothing: acknowledged before a restore or not, it is never offered again."""
    base.write(f"update sent set verdict = '{LAPSED}' where op = ?", (op,))


def _days(days: int) -> str:
    """Return ``days`` back, as SQLite reads it."""
    return f"-{days} days"
