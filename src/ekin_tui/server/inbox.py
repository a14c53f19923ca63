"""Feeds: what has changed for whom. Positions are handed out at the end of the transaction, under the feed's lock.

A feed row stays locked until the commit, so positions of one feed become visible in their order and a reader that
goes on after the last position it saw never skips one. Feeds are locked in the order of their ids: no deadlock.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, insert, select, update

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
            rows.append(
                {"agency": self.agency, "feed": feed, "kind": kind, "entity": entity, "pos": heads[feed], "gone": gone}
            )
        same = (
            (items.c.agency == self.agency)
            & (items.c.feed == bindparam("f"))
            & (items.c.kind == bindparam("k"))
            & (items.c.entity == bindparam("e"))
        )
        keys = [{"f": row["feed"], "k": row["kind"], "e": row["entity"]} for row in rows]
        connection.execute(delete(items).where(same), keys)
        connection.execute(insert(items), rows)
        this = (feeds.c.agency == self.agency) & (feeds.c.id == bindparam("f"))
        connection.execute(
            update(feeds).where(this).values(head=bindparam("h")), [{"f": n, "h": heads[n]} for n in names]
        )

    def _lock(self, connection: Connection, names: list[str]) -> dict[str, int]:
        query = (
            select(feeds.c.id, feeds.c.head)
            .where(feeds.c.agency == self.agency, feeds.c.id.in_(names))
            .order_by(feeds.c.id)
            .with_for_update()
        )
        heads: dict[str, int] = {row.id: row.head for row in connection.execute(query)}
        missing = [name for name in names if name not in heads]
        if missing:
            connection.execute(insert(feeds), [{"agency": self.agency, "id": name, "head": 0} for name in missing])
            heads |= dict.fromkeys(missing, 0)
        return heads
