"""Feeds: what has changed for whom. Positions are handed out at the end of the transaction, under the feed's lock.

A feed row stays locked until the commit, so positions of one feed become visible in their order and a reader that
goes on after the last position it saw never skips one. Feeds are locked in the order of their ids: no deadlock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ekin_tui.server.rows import add_missing, lock_rows, put_rows
from ekin_tui.server.schema import feeds, items


def own(person: str) -> str:
    """Return the name of a person's own feed."""
    return f"me:{person}"


def desk(position: str) -> str:
    """Return the name of the inbox of a supervising position."""
    return f"pos:{position}"


@dataclass(slots=True)
class Changes:
    """What a transaction has to tell: (feed, kind, entity) → why it is gone, or the empty text."""

    agency: str
    told: dict[tuple[str, str, str], str] = field(default_factory=dict)

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
        heads = self._lock(connection, names)
        rows = []
        for (feed, kind, entity), gone in self.told.items():
            heads[feed] += 1
            rows.append((self.agency, feed, kind, entity, heads[feed], gone))
        put_rows(connection, items, rows)
        put_rows(connection, feeds, [(self.agency, name, heads[name]) for name in names])

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
