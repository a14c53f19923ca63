"""A feed in slices, for a first sync and for what has come to differ; and what each slice adds up to.

A slice holds what has not changed since a position: whatever changes later has a higher one and comes by the feed
itself. So a slice is never newer or older than the feed that is read after it, in whatever order slices are read.
"""

from datetime import date

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from ekin_tui import wire
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Note, Status
from ekin_tui.domain.sameness import GONE, LIVE, NOTES, OPEN, REFERENCE, Digest, Sum, Sums, said_of
from ekin_tui.server.access import Caller
from ekin_tui.server.problems import Stop
from ekin_tui.server.reads import items_with, read_feed, stored_name
from ekin_tui.server.routes import LAST, Asked, answer, read_cursor, reading_as
from ekin_tui.server.schema import entries, facts, feeds, items, notes

_UNDECIDED = (Status.SUBMITTED.value, Status.RETURNED.value)
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
    """Give a slice of a feed: a ``month`` of entries, or what ``of`` names, as of position ``until``."""
    with reading_as(request, state.centre) as (connection, caller, epoch):
        only = _slice(month, of)
        last, first = read_cursor(until or wire.cursor(LAST), "until"), read_cursor(after, "after")
        name = _stored(caller, feed)
        found, seen, more = read_feed(
            connection, caller, name, first, min(max(limit, 1), wire.PAGE), only, items.c.pos <= last
        )
    page = wire.FeedAnswer(feed=feed, n=len(found), items=found, next=wire.cursor(seen), more=more, epoch=epoch)
    return answer(page)


@get("/ekin/v1/feeds/{feed:str}/digest", sync_to_thread=True)
def feed_digest(request: Asked, state: State, feed: FromPath[str], month: FromQuery[str] = "") -> Response[bytes]:
    """Give how many records a feed holds and what they add up to, by month and kind, or for one ``month`` alone."""
    with reading_as(request, state.centre) as (connection, caller, epoch):
        only = _slice(month, "") if month else None
        name = _stored(caller, feed)
        head = _head(connection, caller, name)
        parts = add_up(connection, caller, name, only)
    return answer(Digest(feed=feed, head=wire.cursor(head), epoch=epoch, parts=parts))


def add_up(connection: Connection, caller: Caller, feed: str, only: ColumnElement[bool] | None) -> dict[str, Sum]:
    """Return the sums of a feed by part. Read in one query and added here: SQLite knows no hash."""
    columns = (items.c.kind, items.c.entity, items.c.gone, entries.c.day, entries.c.status)
    query = items_with(*columns, entries.c.doc, notes.c.doc, facts.c.doc).where(
        items.c.agency == caller.agency, items.c.feed == feed
    )
    if only is not None:
        query = query.where(only)
    sums = Sums()
    rows = connection.execution_options(yield_per=_BATCH).execute(query)
    for kind, entity, gone, day, status, entry, note, fact in rows:
        if gone:
            sums.count(GONE)
        elif entry is not None:
            _add_entry(sums, day, status, entry)
        else:
            _add_other(sums, kind, entity, note or fact)
    return sums.parts()


def _add_entry(sums: Sums, day: date, status: str, doc: str) -> None:
    said = _said(doc)
    what = said_of(said.id, said.rev, said.status, said.position, said.recognised, late=said.late)
    sums.add(f"{day.year:04d}-{day.month:02d}", *what)
    if status in _UNDECIDED:
        sums.count(OPEN)


def _add_other(sums: Sums, kind: str, entity: str, doc: str | None) -> None:
    if kind in LIVE:
        sums.count(kind)
    elif doc is not None and kind == NOTES:
        note = _note(doc)
        sums.add(kind, note.id, note.entry, note.kind.value, note.text, note.by)
    elif doc is not None and kind in wire.KINDS:
        fact: object = msgspec.json.decode(doc, type=wire.KINDS[kind])
        sums.add(kind, entity, msgspec.json.encode(fact).decode())


def _slice(month: str, of: str) -> ColumnElement[bool]:
    """Return which items a slice holds. Stops with 400 unless exactly one of the two names one."""
    is_entry, is_note, here = items.c.kind == "entry", items.c.kind == "note", items.c.gone == ""
    if month and not of:
        try:
            wanted = Month.parse(month)
        except ValueError:
            raise Stop(400, "bad-request", field="month") from None
        return and_(is_entry, here, entries.c.day.between(wanted.first, wanted.last))
    about = entries.alias("about")
    undecided = exists(
        select(about.c.id).where(
            about.c.agency == notes.c.agency, about.c.id == notes.c.entry, about.c.status.in_(_UNDECIDED)
        )
    )
    known: dict[str, ColumnElement[bool]] = {
        REFERENCE: and_(items.c.kind.not_in(("entry", "note")), here),
        OPEN: and_(here, or_(and_(is_entry, entries.c.status.in_(_UNDECIDED)), and_(is_note, undecided))),
        NOTES: and_(is_note, here),
        GONE: items.c.gone != "",
    }
    if month or of not in known:
        raise Stop(400, "bad-request", field="of")
    return known[of]


def _stored(caller: Caller, feed: str) -> str:
    name = stored_name(caller, feed)
    if name is None:
        raise Stop(404, "not-found")
    return name


def _head(connection: Connection, caller: Caller, feed: str) -> int:
    query = select(feeds.c.head).where(feeds.c.agency == caller.agency, feeds.c.id == feed)
    return connection.execute(query).scalar() or 0


HANDLERS = [window_page, feed_digest]
