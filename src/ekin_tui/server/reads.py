"""All reads: which feeds a caller has, and their pages. Authorisation stands in the queries themselves."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Connection, ScalarSelect, Table, case, select

from ekin_tui import wire
from ekin_tui.domain.model import Assignment, Capacity, Person
from ekin_tui.server.access import Caller, person_doc, posts_of
from ekin_tui.server.auditing import titles_of
from ekin_tui.server.beacon import give_beacon
from ekin_tui.server.epoch import Standing
from ekin_tui.server.inbox import desk, own
from ekin_tui.server.outages import read_outages
from ekin_tui.server.schema import entries, facts, feeds, items, meta, notes

LEASE_S = 259_200
"""Seconds that a machine may show the inbox of an acting or audited post without asking the centre: three days."""
LIMITS = {"ops": wire.MAX_OPS, "bytes": wire.MAX_BODY, "entry_bytes": wire.MAX_ENTRY, "page": wire.PAGE}
_ROLES = {Capacity.HOLDER: "holder", Capacity.AUDITOR: "auditor"}


def _doc(table: Table, *more: ColumnElement[bool]) -> ScalarSelect[str]:
    same = (table.c.agency == items.c.agency, table.c.id == items.c.entity, *more)
    return select(table.c.doc).where(*same).correlate(items).scalar_subquery()


DOC: ColumnElement[str] = case(
    (items.c.kind == "entry", _doc(entries)),
    (items.c.kind == "note", _doc(notes)),
    else_=_doc(facts, facts.c.kind == items.c.kind),
)
"""The document of the entry, note or fact that an item is about: one look, where joins would look in every table."""


def value_of(connection: Connection, key: str) -> str:
    """Return a value of the centre's own: ``epoch``, ``name:<agency>`` …"""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar() or ""


def feeds_of(connection: Connection, caller: Caller) -> list[wire.Feed]:
    """Return the feeds that ``caller`` may read now, each with its head."""
    names = [own(caller.person), *(desk(office) for office in caller.offices)]
    query = select(feeds.c.id, feeds.c.head).where(feeds.c.agency == caller.agency, feeds.c.id.in_(names))
    heads = {row.id: row.head for row in connection.execute(query)}
    found = [wire.Feed(id="me", head=wire.cursor(heads.get(own(caller.person), 0)))]
    posts = sorted(caller.posts, key=lambda post: post.capacity is Capacity.HOLDER)
    by_office = {**caller.audits, **{post.position: post for post in posts}}  # a holder reads a post as its holder
    titles = titles_of(connection, caller.agency, caller.audits) if caller.audits else {}
    for office, post in by_office.items():
        title = post.title if post.speaks else titles.get(office, "")
        found.append(_inbox(office, post, title, heads.get(desk(office), 0), caller.zone))
    return found


def session_of(connection: Connection, standing: Standing, caller: Caller, now: datetime) -> wire.SessionAnswer:
    """Return what ``caller`` is told when an exchange is opened."""
    return wire.SessionAnswer(
        person=caller.person,
        epoch=standing.epoch,
        server_time=now,
        feeds=feeds_of(connection, caller),
        limits=LIMITS,
        beacon=give_beacon(standing, caller, now),
        outages=read_outages(connection, now),
    )


def _inbox(office: str, post: Assignment, title: str, head: int, zone: str) -> wire.Feed:
    role = _ROLES.get(post.capacity, "acting")
    last = None if post.end is None else datetime.combine(post.end, time.max, ZoneInfo(zone))
    until = None if last is None else last.replace(microsecond=0)
    return wire.Feed(
        id=desk(office),
        head=wire.cursor(head),
        role=role,
        assignment=post.id,
        title=title,
        until=until,
        lease_s=0 if role == "holder" else LEASE_S,
    )


def stored_name(caller: Caller, feed: str) -> str | None:
    """Return under which name a feed is stored; None when the caller may not read it, or there is none."""
    if feed == "me":
        return own(caller.person)
    return feed if feed in {desk(office) for office in caller.offices} else None


def read_feed(
    connection: Connection, caller: Caller, feed: str, after: int, limit: int, *only: ColumnElement[bool]
) -> tuple[list[wire.Item], int, bool]:
    """Return the items after position ``after``, the last position looked at, and whether there are more.

    ``only`` narrows them, by columns of items; where it names none, they are those after ``after``.
    """
    query = (
        select(items.c.pos, items.c.kind, items.c.entity, items.c.gone, DOC)
        .where(items.c.agency == caller.agency, items.c.feed == feed, *(only or (items.c.pos > after,)))
        .order_by(items.c.pos)
        .limit(limit + 1)
    )
    rows = connection.execute(query).all()
    agency = value_of(connection, f"name:{caller.agency}") if any(row[1] == "person" for row in rows) else ""
    page = []
    for pos, kind, entity, gone, doc in rows[:limit]:
        if gone:
            page.append(wire.Item(pos=pos, k="gone", id=entity, why=gone))
            continue
        text = doc or _live(connection, caller, agency, kind, entity)
        if text is not None:
            page.append(wire.Item(pos=pos, k=kind, id=entity, doc=msgspec.Raw(text.encode())))
    return page, rows[:limit][-1][0] if rows else after, len(rows) > limit


def _live(connection: Connection, caller: Caller, agency: str, kind: str, entity: str) -> str | None:
    """Return what is put together when it is read: a person with today's supervisor, an assignment."""
    found: object | None = None
    if kind == "person":
        found = _person(connection, caller, agency, entity)
    elif kind == "assignment":
        found = next((post for post in posts_of(connection, caller.agency, caller.person) if post.id == entity), None)
    return None if found is None else msgspec.json.encode(found).decode()


def _person(connection: Connection, caller: Caller, agency: str, person: str) -> Person | None:
    """Return a person; who reviews them today is for them to know, and for whoever reads that position.

    So are the days of each stay: an office is told of its own, and of no other.
    """
    offices = None if person == caller.person else frozenset[str | None](caller.offices)
    return person_doc(connection, caller.agency, agency, person, caller.today, offices)


def read_entry(connection: Connection, caller: Caller, entry: str) -> bytes | None:
    """Return an entry that the caller may see, as JSON; None when it is unknown or forbidden alike."""
    if "\0" in entry:  # what no text of PostgreSQL can hold names no entry
        return None
    query = select(entries.c.doc).where(
        entries.c.agency == caller.agency,
        entries.c.id == entry,
        (entries.c.author == caller.person)
        | (entries.c.position.in_(caller.offices) & entries.c.status.not_in(("draft", "discarded"))),
    )
    doc = connection.execute(query).scalar()
    return None if doc is None else doc.encode()


def read_history(connection: Connection, caller: Caller, entry: str) -> list[msgspec.Raw] | None:
    """Return the notes and decisions of an entry in the order of their receipt; None as for :func:`read_entry`."""
    if read_entry(connection, caller, entry) is None:
        return None
    query = select(notes.c.doc).where(notes.c.agency == caller.agency, notes.c.entry == entry)
    docs = [row.doc for row in connection.execute(query)]
    return [msgspec.Raw(doc.encode()) for doc in sorted(docs, key=_received)]


def _received(doc: str) -> datetime:
    at: datetime = msgspec.json.decode(doc, type=wire.KINDS["note"]).at
    return at
