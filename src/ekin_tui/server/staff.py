"""Telling a supervising position about its staff, and handing people with their work from one position to another.

Where somebody's work stands follows from the supervisions alone: :func:`follow` compares and mends, so doing it twice
does nothing more, and it never matters how often or how late it is done.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, select, update

from ekin_tui import wire
from ekin_tui.domain.model import Entry, Plan, Rhk, Status
from ekin_tui.domain.nip import parse_nip
from ekin_tui.domain.rev import advance
from ekin_tui.server.access import position_on, spans_of
from ekin_tui.server.database import AdminError
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.routing import record_routing
from ekin_tui.server.rows import lock_rows
from ekin_tui.server.schema import entries, facts, items, notes, people

UNDECIDED = (Status.SUBMITTED, Status.RETURNED)
_UNSEEN = (Status.DRAFT.value, Status.DISCARDED.value)
_PERSON = "person"


class _Planned(msgspec.Struct, frozen=True):
    """What an entry's record says of its plan."""

    plan: str | None = None


_plan_of = msgspec.json.Decoder(_Planned).decode
_plan = msgspec.json.Decoder(Plan).decode
_rhk = msgspec.json.Decoder(Rhk).decode


def publish_person(connection: Connection, changes: Changes, person: str, position: str | None) -> None:
    """Tell the person, and the position that reviews them, of the person with all their reference data."""
    owned = _facts_of(connection, changes.agency, person)
    for reader in [own(person)] + ([desk(position)] if position else []):
        for kind, fact in [(_PERSON, person), *owned]:
            changes.tell(reader, kind, fact)


def publish_common(connection: Connection, changes: Changes, person: str) -> None:
    """Tell a person of what holds for the whole agency: periods, days, policy."""
    query = select(facts.c.kind, facts.c.id).where(facts.c.agency == changes.agency, facts.c.owner == "")
    for row in connection.execute(query):
        changes.tell(own(person), row.kind, row.id)


def find_person(connection: Connection, nip: str) -> tuple[str, str]:
    """Return agency and id of the person with ``nip``. Raises NipError, AdminError ``no-such-person``."""
    digits = parse_nip(nip)
    row = connection.execute(select(people.c.agency, people.c.id).where(people.c.nip == digits)).first()
    if row is None:
        raise AdminError("no-such-person", nip=digits)
    return row.agency, row.id


def hold_person(connection: Connection, agency: str, person: str) -> None:
    """Keep a move of ``person`` and what they send apart: whoever comes second sees what the first has done.

    Held until the commit, and asked for before any entry.
    """
    list(lock_rows(connection, people, "id", "id", [person], ("agency", agency)))


def follow(
    connection: Connection,
    changes: Changes,
    person: str,
    today: date,
    *,
    at: datetime,
    former: Iterable[str | None] = (),
) -> None:
    """Let undecided work and the person's record stand before the position that reviews ``person`` today.

    Decided work stays with the office that decided, with what it rests on. ``former``: positions beyond those that the
    supervisions name. Where nobody reviews the person today, undecided work stays where it is.
    ``at`` (aware) is the moment that the record tells.
    """
    hold_person(connection, changes.agency, person)
    spans = spans_of(connection, changes.agency, person)
    now = position_on(spans, today)
    offices = {position for first, _, position in spans if first <= today}
    offices.update(office for office in former if office)
    if now is not None:
        offices |= _route(connection, changes, person, now, at)
        _present(connection, changes, person, now)
    for office in sorted(offices - {now}):
        leave(connection, changes, person, office)


def _present(connection: Connection, changes: Changes, person: str, position: str) -> None:
    """Tell a position what it does not know yet of ``person``, and both that the reviewer has changed."""
    owned = {(_PERSON, person), *_facts_of(connection, changes.agency, person)}
    for kind, fact in sorted(owned - _known(connection, changes.agency, person, desk(position))):
        changes.tell(desk(position), kind, fact)
    changes.tell(desk(position), _PERSON, person)
    changes.tell(own(person), _PERSON, person)


def leave(connection: Connection, changes: Changes, person: str, office: str) -> None:
    """Take from a former office all it knows of ``person`` but what the entries that stay there rest on."""
    known = _known(connection, changes.agency, person, desk(office))
    kept = _needed(connection, changes.agency, person, office)
    for kind, fact in sorted(known - kept):
        changes.take_away(desk(office), kind, fact, "moved")
    if (_PERSON, person) in known & kept:
        changes.tell(desk(office), _PERSON, person)


def leave_offices(connection: Connection, changes: Changes, person: str) -> None:
    """Do :func:`leave` for each office that an entry of ``person`` has left for another one in this transaction."""
    gone = {feed for (feed, kind, _), why in changes.told.items() if kind == "entry" and why == "moved"}
    for feed in sorted(gone):
        leave(connection, changes, person, feed.removeprefix(desk("")))


def _route(connection: Connection, changes: Changes, person: str, position: str, at: datetime) -> set[str]:
    """Hand undecided work that stands elsewhere over to ``position``; returns the positions that it left."""
    elsewhere = select(entries.c.id).where(
        entries.c.agency == changes.agency,
        entries.c.author == person,
        entries.c.status.in_([status.value for status in UNDECIDED]),
        entries.c.position.is_distinct_from(position),
    )
    ids = [row.id for row in connection.execute(elsewhere)]
    left: set[str] = set()
    moved: list[Entry] = []
    for (doc,) in lock_rows(connection, entries, "doc", "id", ids, ("agency", changes.agency)):
        entry = wire.entry_of(msgspec.json.decode(doc, type=wire.EntryDoc))
        if entry.status in UNDECIDED and entry.position != position:  # as it stands now that nobody else changes it
            _hand_over(connection, changes, entry, position)
            left |= {entry.position} if entry.position else set()
            moved.append(entry)
    record_routing(connection, changes, moved, position, at)
    return left


def _hand_over(connection: Connection, changes: Changes, entry: Entry, position: str) -> None:
    """Let an entry with its notes stand before another position, as a new revision of the same content."""
    doc = msgspec.json.encode(wire.doc_of(advance(replace(entry, position=position)))).decode()
    same = (entries.c.agency == changes.agency, entries.c.id == entry.id)
    connection.execute(update(entries).where(*same).values(position=position, doc=doc))
    changes.tell(own(entry.owner), "entry", entry.id)
    written = select(notes.c.id).where(notes.c.agency == changes.agency, notes.c.entry == entry.id)
    told = [("entry", entry.id), *(("note", row.id) for row in connection.execute(written))]
    for kind, one in told:
        changes.tell(desk(position), kind, one)
        if entry.position:
            changes.take_away(desk(entry.position), kind, one, "moved")


def _facts_of(connection: Connection, agency: str, person: str) -> list[tuple[str, str]]:
    query = select(facts.c.kind, facts.c.id).where(facts.c.agency == agency, facts.c.owner == person)
    return [(row.kind, row.id) for row in connection.execute(query)]


def _known(connection: Connection, agency: str, person: str, feed: str) -> set[tuple[str, str]]:
    """Return which of the person's record the readers of ``feed`` hold."""
    owned = {(_PERSON, person), *_facts_of(connection, agency, person)}
    query = select(items.c.kind, items.c.entity).where(
        items.c.agency == agency,
        items.c.feed == feed,
        items.c.kind.in_({kind for kind, _ in owned}),
        items.c.entity.in_({fact for _, fact in owned}),
        items.c.gone == "",
    )
    return {(row.kind, row.entity) for row in connection.execute(query)} & owned


def _needed(connection: Connection, agency: str, person: str, office: str) -> set[tuple[str, str]]:
    """Return what the person's entries before ``office`` rest on: who it was, and plan, result and SKP of each."""
    seen = select(entries.c.doc).where(
        entries.c.agency == agency,
        entries.c.author == person,
        entries.c.position == office,
        entries.c.status.not_in(_UNSEEN),
    )
    plans = {_plan_of(row.doc).plan for row in connection.execute(seen)}
    if not plans:
        return set()
    owned = select(facts.c.kind, facts.c.id, facts.c.doc).where(facts.c.agency == agency, facts.c.owner == person)
    docs = {(row.kind, row.id): row.doc for row in connection.execute(owned.where(facts.c.kind.in_(("plan", "rhk"))))}
    rhks = {_plan(docs["plan", plan]).rhk for plan in plans if plan and ("plan", plan) in docs}
    skps = {_rhk(docs["rhk", rhk]).skp for rhk in rhks if ("rhk", rhk) in docs}
    chain = {("plan", plan) for plan in plans if plan} | {("rhk", rhk) for rhk in rhks} | {("skp", skp) for skp in skps}
    return {(_PERSON, person)} | chain
