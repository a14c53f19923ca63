"""A feed in slices, for a first sync and for what has come to differ; and what each slice adds up to.

A slice holds what has not changed since a position: whatever changes later has a higher one and comes by the feed
itself. So a slice is never newer or older than the feed that is read after it, in whatever order slices are read.
"""

from collections.abc import Iterator

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from sqlalchemy import ColumnElement, Connection, func, select, true

from ekin_tui import wire
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Note
from ekin_tui.domain.sameness import BETWEEN, GONE, LIVE, NOTES, OPEN, REFERENCE, Digest, Sum, Sums, said_of
from ekin_tui.server.access import Caller
from ekin_tui.server.problems import Stop
from ekin_tui.server.reads import DOC, read_feed, stored_name
from ekin_tui.server.routes import LAST, Asked, answer, read_cursor, reading_as
from ekin_tui.server.rows import find_rows
from ekin_tui.server.schema import feeds, items, notes

_OTHERS = (REFERENCE, OPEN, NOTES, GONE)
"""What a slice may be that is no month."""
_BATCH = 1_000
"""Rows that are fetched at a time."""


class _Said(msgspec.Struct, frozen=True):
    """What is added up of an entry."""

    id: str
    rev: str
    status: str
    position: str | None = None
    recognised: int | None = None
    late: bool = False


_said = msgspec.json.Decoder(_Said).decode
_note = msgspec.json.Decoder(Note).decode


@get("/ekin/v1/feeds/{feed:str}/window", sync_to_thread=True)
def window_page(
    request: Asked,
    state: State,
    feed: FromPath[str],
    month: FromQuery[str] = "",
    of: FromQuery[str] = "",
    until: FromQuery[str] = "",
    after: FromQuery[str] = "c0",
    limit: FromQuery[int] = wire.PAGE,
) -> Response[bytes]:
    """Give a slice of a feed: a ``month`` of entries or several, or what ``of`` names, as of position ``until``."""
    with reading_as(request, state.centre) as (connection, caller, epoch):
        part = _slice(month, of)
        last, first = read_cursor(until or wire.cursor(LAST), "until"), read_cursor(after, "after")
        name = _stored(caller, feed)
        most = min(max(limit, 1), wire.PAGE)
        only = _items_of(connection, caller, name, part, first, last, most)
        found, seen, more = read_feed(connection, caller, name, first, most, *only)
    page = wire.FeedAnswer(feed=feed, n=len(found), items=found, next=wire.cursor(seen), more=more, epoch=epoch)
    return answer(page)


@get("/ekin/v1/feeds/{feed:str}/digest", sync_to_thread=True)
def feed_digest(
    request: Asked, state: State, feed: FromPath[str], month: FromQuery[str] = "", sums: FromQuery[bool] = True
) -> Response[bytes]:
    """Give how many records a feed holds and what they add up to, by month and kind, or for one ``month`` alone.

    Without ``sums`` it only counts what each slice holds, which costs next to nothing.
    """
    with reading_as(request, state.centre) as (connection, caller, epoch):
        only = _slice(month, "") if month else ""
        name = _stored(caller, feed)
        head = _head(connection, caller, name)
        parts = (add_up if sums else _count)(connection, caller, name, only)
    return answer(Digest(feed=feed, head=wire.cursor(head), epoch=epoch, parts=parts))


def add_up(connection: Connection, caller: Caller, feed: str, only: str) -> dict[str, Sum]:
    """Return the sums of a feed by part, or of the month ``only``, added here: SQLite knows no hash."""
    columns = (items.c.part, items.c.open, items.c.kind, items.c.entity, DOC)
    query = select(*columns).where(*_within(caller, feed, only))
    sums = Sums()
    rows = connection.execution_options(yield_per=_BATCH).execute(query)
    for part, is_open, kind, entity, doc in rows:
        if part == GONE:
            sums.count(GONE)
        elif kind in LIVE:
            sums.count(kind)
        elif doc is not None and kind == "entry":
            _add_entry(sums, part, doc, is_open=is_open)
        elif doc is not None:
            _add_other(sums, kind, entity, doc)
    return sums.parts()


def _count(connection: Connection, caller: Caller, feed: str, only: str) -> dict[str, Sum]:
    """Return how many items each slice holds, or the one ``only``; out of the index alone."""
    within = _within(caller, feed, only)
    query = select(items.c.part, func.count()).where(*within).group_by(items.c.part)
    parts = {part: Sum(n=count) for part, count in connection.execute(query)}
    waiting = connection.execute(select(func.count()).where(*within, items.c.open == true())).scalar()
    return parts | ({OPEN: Sum(n=waiting)} if waiting else {})


def _within(caller: Caller, feed: str, only: str) -> list[ColumnElement[bool]]:
    whole = [items.c.agency == caller.agency, items.c.feed == feed]
    return [*whole, _in_part(only)] if only else whole


def _in_part(part: str) -> ColumnElement[bool]:
    first, several, last = part.partition(BETWEEN)
    return items.c.part.between(first, last) if several else items.c.part == part


def _add_entry(sums: Sums, month: str, doc: str, *, is_open: bool) -> None:
    said = _said(doc)
    sums.add(month, *said_of(said.id, said.rev, said.status, said.position, said.recognised, late=said.late))
    if is_open:
        sums.count(OPEN)


def _add_other(sums: Sums, kind: str, entity: str, doc: str) -> None:
    if kind == NOTES:
        note = _note(doc)
        sums.add(kind, note.id, note.entry, note.kind.value, note.text, note.by)
    elif kind in wire.KINDS:
        fact: object = msgspec.json.decode(doc, type=wire.KINDS[kind])
        sums.add(kind, entity, msgspec.json.encode(fact).decode())


def _slice(month: str, of: str) -> str:
    """Return the part that a slice is, or the first and the last one. Stops with 400 unless exactly one is named."""
    if month and not of:
        try:
            return BETWEEN.join(str(Month.parse(one)) for one in month.split(BETWEEN, 1))
        except ValueError:
            raise Stop(400, "bad-request", field="month") from None
    if month or of not in _OTHERS:
        raise Stop(400, "bad-request", field="of")
    return of


def _items_of(
    connection: Connection, caller: Caller, feed: str, part: str, after: int, until: int, limit: int
) -> list[ColumnElement[bool]]:
    """Return which items ``part`` holds behind ``after`` and up to ``until``, of what is open ``limit`` + 1 of them."""
    if part != OPEN:
        pos = items.c.pos + 0 if BETWEEN in part else items.c.pos  # their order must not seem worth the whole feed
        return [_in_part(part), pos > after, pos <= until]
    found = sorted(pos for pos in _open(connection, caller, feed) if after < pos <= until)
    return [items.c.pos.in_(found[: limit + 1])]


def _open(connection: Connection, caller: Caller, feed: str) -> Iterator[int]:
    """Give the positions of what waits for somebody, and of the notes of that, in no order.

    Step by step: asked for all of it in one query, PostgreSQL looked through the feed once for each of its items.
    """
    scope = ("agency", caller.agency)
    waiting = select(items.c.pos, items.c.entity).where(*_within(caller, feed, ""), items.c.open == true())
    ids = []
    for pos, entry in connection.execute(waiting):
        yield pos
        ids.append(entry)
    said = [note for (note,) in find_rows(connection, notes, "id", "entry", ids, scope)]
    here = (scope, ("feed", feed), ("kind", NOTES), ("gone", ""))
    for (pos,) in find_rows(connection, items, "pos", "entity", said, *here):
        yield pos


def _stored(caller: Caller, feed: str) -> str:
    name = stored_name(caller, feed)
    if name is None:
        raise Stop(404, "not-found")
    return name


def _head(connection: Connection, caller: Caller, feed: str) -> int:
    query = select(feeds.c.head).where(feeds.c.agency == caller.agency, feeds.c.id == feed)
    return connection.execute(query).scalar() or 0


HANDLERS = [window_page, feed_digest]
