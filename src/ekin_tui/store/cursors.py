"""How far each feed has been read, and what came by which."""

from collections.abc import Iterable

import msgspec

from ekin_tui.store.base import Base
from ekin_tui.store.small import Meta
from ekin_tui.wire import Feed

OWN = "me"
"""The feed of the person's own records."""
_PENDING = (
    "(unsent or exists(select 1 from outbox where outbox.entry = entries.id and outbox.t not in ('note', 'mark')))"
)
_WHOLE = "cur not like '{%'"
"""A cursor of the centre, not the state of a first sync."""
_OTHERS = "select 1 from came other where other.id = came.id and other.feed <> came.feed"
_WAITED = (
    "exists(select 1 from outbox where outbox.entry = came.id"
    " or outbox.entry = (select notes.entry from notes where notes.id = came.id))"
)
"""Something of one's own that waits concerns it; the verdict tells what becomes of it."""
_MINE = "exists(select 1 from notes where notes.id = came.id and json_extract(notes.body, '$.by') = ?)"


def office_of(feed: str) -> str:
    """Return the position whose inbox ``feed`` is."""
    return feed.removeprefix("pos:")


class Came:
    """What came by which feed, and how it leaves."""

    def __init__(self, base: Base, meta: Meta) -> None:
        """Read and write through ``base``; ``meta`` tells whose cache it is."""
        self._base, self._meta = base, meta

    def came(self, feed: str, items: Iterable[tuple[str, str]]) -> None:
        """Remember that (kind, id) came by ``feed``."""
        rows = [(feed, entity, kind) for kind, entity in items]
        self._base.write_all("insert or replace into came(feed, id, kind) values(?, ?, ?)", rows)

    def gone(self, feed: str, entity: str) -> None:
        """Delete the local copy of something that left ``feed``, unless it came by another one too.

        Changes of one's own that still wait are kept; the verdict on them tells what became of the entry.
        """
        if feed == OWN:
            self._base.write(f"update entries set base = null where id = ? and {_PENDING}", (entity,))
            self._base.write(f"delete from entries where id = ? and owner = ? and not {_PENDING}", (entity, self._me()))
        self._drop_from(f"feed = ? and id = ? and not exists({_OTHERS})", (feed, entity))
        self._base.write("delete from came where feed = ? and id = ?", (feed, entity))

    def has_unseen(self, feed: str) -> bool:
        """Tell whether records that came by ``feed`` have not come again since it was begun anew."""
        return self._base.row("select 1 from came where feed = ? and unseen limit 1", (feed,)) is not None

    def drop_unseen(self, feed: str) -> None:
        """Drop, as if they were gone, records of others that a feed read anew to its end no longer has.

        What a change of one's own waits on stays until that is judged. One's own entries stay in any case, and a
        note of one's own goes with its entry alone.
        """
        unseen = f"feed = ? and unseen and not {_WAITED}"
        self._drop_from(f"{unseen} and not exists({_OTHERS}) and not {_MINE}", (feed, self._me()))
        self._base.write(f"delete from came where {unseen}", (feed,))

    def drop_feed(self, feed: str) -> None:
        """Delete what came by ``feed`` alone (of others only: one's own entries stay), and its cursor."""
        self._drop_from(f"feed = ? and not exists({_OTHERS})", (feed,))
        for table in ("came", "cursors", "unknown"):
            self._base.write(f"delete from {table} where feed = ?", (feed,))

    def keep_unknown(self, feed: str, kind: str, entity: str, doc: str) -> None:
        """Keep an item of a kind that this version does not know, as it came."""
        self._base.write("update came set unseen = 0 where feed = ? and id = ?", (feed, entity))
        self._base.write("insert or replace into unknown values(?, ?, ?, ?)", (feed, kind, entity, doc))

    def _drop_from(self, where: str, args: tuple[str, ...]) -> None:
        gone = f"select id from came where {where}"
        theirs = "select id from entries where owner <> ?"
        me = self._me()
        self._base.write(
            f"delete from notes where (id in ({gone}) or entry in ({gone})) and entry in ({theirs})", (*args, *args, me)
        )
        self._base.write(f"delete from entries where id in ({gone}) and owner <> ?", (*args, me))
        self._base.write(f"delete from facts where (kind, id) in (select kind, id from came where {where})", args)

    def _me(self) -> str:
        return self._meta.get("person") or ""


class Cursors(Came):
    """Cursors and feeds. A feed that ends takes with it what came by it alone."""

    def get(self, feed: str) -> str:
        """Return the cursor of a feed; empty when it has never been read to its end."""
        return self.all().get(feed, "")

    def all(self) -> dict[str, str]:
        """Return all cursors by feed."""
        return dict(self._base.rows(f"select feed, cur from cursors where {_WHOLE}"))

    def begun(self, feed: str) -> str:
        """Return the JSON that :meth:`put` kept in the place of a cursor: how far a first sync has come."""
        row = self._base.row(f"select cur from cursors where feed = ? and not {_WHOLE}", (feed,))
        return row[0] if row else ""

    def known(self) -> set[str]:
        """Return every feed that anything is known of."""
        rows = self._base.rows(
            "select feed from cursors union select id from feeds union select distinct feed from came"
        )
        return {row[0] for row in rows}

    def put(self, feed: str, epoch: str, cursor: str) -> None:
        """Keep how far a feed was read, in the transaction that keeps what was read.

        ``cursor`` is the centre's, or a JSON object for a feed whose first sync is under way.
        """
        self._base.write("insert or replace into cursors(feed, epoch, cur) values(?, ?, ?)", (feed, epoch, cursor))

    def feeds(self) -> list[Feed]:
        """Return the feeds of the last session."""
        rows = self._base.rows("select body from feeds order by id")
        with self._base.reading():
            return [msgspec.json.decode(row[0], type=Feed) for row in rows]

    def set_feeds(self, feeds: Iterable[Feed]) -> None:
        """Keep the feeds of a session."""
        self._base.write("delete from feeds")
        self._base.write_all("insert into feeds values(?, ?)", [(f.id, msgspec.json.encode(f).decode()) for f in feeds])

    def reset(self) -> None:
        """Begin every feed anew: the centre was restored or replaced. Local copies and the queue stay."""
        self._base.write("delete from cursors")
        self._base.write("update came set unseen = 1 where feed <> ?", (OWN,))

    def forget_cursor(self, feed: str) -> None:
        """Begin one feed anew."""
        self._base.write("delete from cursors where feed = ?", (feed,))
        self._base.write("update came set unseen = 1 where feed = ? and feed <> ?", (feed, OWN))
