"""Feeds: what has changed for whom. Positions are handed out at the end of the transaction, under the feed's lock.

A feed row stays locked until the commit, so positions of one feed become visible in their order and a reader that
goes on after the last position it saw never skips one. Feeds are locked in the order of their ids: no deadlock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ekin_tui.domain.model import Entry, Status
from ekin_tui.domain.sameness import GONE, NOTES, REFERENCE
from ekin_tui.server.rows import Row, add_missing, find_rows, lock_rows, put_rows
from ekin_tui.server.schema import entries, feeds, items

_ENTRY = "entry"
_MONTH = len("2026-11")
_UNDECIDED = (Status.SUBMITTED, Status.RETURNED)


def own(person: str) -> str:
    """Return the name of a person's own feed."""
    return f"me:{person}"


def desk(position: str) -> str:
    """Return the name of the inbox of a supervising position."""
    return f"pos:{position}"


def part_of(kind: str) -> str:
    """Return the slice that holds a record of ``kind``, which is no entry."""
    return NOTES if kind == NOTES else REFERENCE


@dataclass(slots=True)
class Changes:
    """What a transaction has to tell: (feed, kind, entity) → why it is gone, or the empty text."""

    agency: str
    told: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _stand: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Entry → its month, and whether it waits for somebody, where that is known without asking."""

    def stand(self, entry: Entry) -> None:
        """Note how an entry that is told of stands now, so that it need not be read again for its slice."""
        self._stand[entry.id] = (entry.day.isoformat()[:_MONTH], entry.status in _UNDECIDED)

    def tell(self, feed: str, kind: str, entity: str) -> None:
        """Note that ``entity`` has changed for the readers of ``feed``."""
        self.told.pop((feed, kind, entity), None)
        self.told[feed, kind, entity] = ""

    def take_away(self, feed: str, kind: str, entity: str, why: str) -> None:
        """Note that the readers of ``feed`` may no longer see ``entity``."""
        self.told.pop((feed, kind, entity), None)
        self.told[feed, kind, entity] = why

    def publish(self, connection: Connection) -> None:
        """Hand out positions and write the items; the last thing that a transaction does."""
        names = sorted({feed for feed, _, _ in self.told})
        if not names:
            return
        heads, standing = self._lock(connection, names), self._standing(connection)
        rows: list[Row] = []
        for (feed, kind, entity), gone in self.told.items():
            heads[feed] += 1
            part, is_open = (GONE, False) if gone else standing[entity] if kind == _ENTRY else (part_of(kind), False)
            rows.append((self.agency, feed, kind, entity, heads[feed], gone, part, is_open))
        put_rows(connection, items, rows)
        put_rows(connection, feeds, [(self.agency, name, heads[name]) for name in names])

    def _standing(self, connection: Connection) -> dict[str, tuple[str, bool]]:
        """Return of each entry that is told of its month, and whether it waits for somebody."""
        told = {entity for (_, kind, entity), gone in self.told.items() if kind == _ENTRY and not gone}
        asked = told - self._stand.keys()
        found = find_rows(connection, entries, "id, day, status", "id", asked, ("agency", self.agency))
        return self._stand | {entry: (str(day)[:_MONTH], status in _UNDECIDED) for entry, day, status in found}

    def _lock(self, connection: Connection, names: list[str]) -> dict[str, int]:
        heads = dict(self._heads(connection, names))
        missing = [name for name in names if name not in heads]
        if missing:
            add_missing(connection, feeds, [(self.agency, name, 0) for name in missing])
            heads |= dict(self._heads(connection, missing))
        return heads

    def _heads(self, connection: Connection, names: list[str]) -> Iterator[tuple[str, int]]:
        for row in lock_rows(connection, feeds, "id, head", "id", names, ("agency", self.agency)):
            yield row[0], row[1]
