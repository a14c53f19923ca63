"""Writing the targets and days of people: a portion a transaction, told to each and to whoever reviews them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.intake.goals import KINDS, TABLES, Goals, Owner, Value, decoded, fields_of
from ekin_tui.server.intake.known import Known, chunks, know
from ekin_tui.server.intake.people import days
from ekin_tui.server.intake.seating import Seating
from ekin_tui.server.intake.told import Change, Did
from ekin_tui.server.intake.wanted import Asked, Days, Goal, Rated
from ekin_tui.server.rows import Row, lock_rows, put_rows
from ekin_tui.server.schema import facts, items, people

Held = dict[str, list[tuple[str, Value]]]
"""Person → kind and value of what they have."""


@dataclass(slots=True)
class OwnedDelta:
    """What has to be written for one person."""

    owner: Owner
    rows: list[Row] = field(default_factory=list)
    new: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id of what they have not had."""
    changes: list[Change] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)


def owners_of(found: Seating) -> list[Owner]:
    """Return the people for whom the tables have targets or days; rows of people who are not there say so."""
    owners: dict[str, Owner] = {}
    wanted = found.wanted
    rows: tuple[tuple[str, Sequence[Asked[Goal]] | Sequence[Asked[Days]] | Sequence[Asked[Rated]]], ...] = (
        ("skp", wanted.skp),
        ("rhk", wanted.rhk),
        ("plans", wanted.plans),
        ("leave", wanted.leave),
        ("ratings", wanted.ratings),
    )
    for kind, some in rows:
        for asked in some:
            nip = asked.it.nip
            if not found.knows(nip):
                asked.line.bad("nip", found.absence(nip))
                continue
            if nip not in owners:
                owners[nip] = Owner(_person(found, nip))
            getattr(owners[nip], kind).append(asked)
    return list(owners.values())


def _person(found: Seating, nip: str) -> Known:
    work = found.works.get(nip)
    return (work.is_ if work else None) or found.centre.people[nip]


def held_by(connection: Connection, agency: str, ids: Iterable[str]) -> Held:
    """Return the targets and days that people have."""
    held: Held = {}
    for some in chunks(sorted(ids)):
        query = select(facts.c.owner, facts.c.kind, facts.c.doc).where(
            facts.c.agency == agency, facts.c.owner.in_(some), facts.c.kind.in_(KINDS)
        )
        for owner, kind, doc in connection.execute(query):
            held.setdefault(owner, []).append((kind, decoded(kind, doc)))
    return held


def compare_owned(agency: str, owners: Iterable[Owner], held: Held) -> Iterator[OwnedDelta]:
    """Give what has to change for each person; what is wrong is kept with the rows."""
    for owner in owners:
        goals = Goals(agency, owner, held.get(owner.person.id, []))
        before = dict(goals.held)
        delta = OwnedDelta(owner)
        for (kind, name), value in goals.wished().items():
            old = before.get((kind, name))
            table = TABLES[kind]
            if old == value:
                delta.same[table] = delta.same.get(table, 0) + 1
                continue
            delta.rows.append((agency, kind, name, owner.person.id, msgspec.json.encode(value).decode()))
            if old is None:
                delta.new.add((kind, name))
            did = Did.CHANGED if old else Did.ADDED
            fields = fields_of(old, value)
            delta.changes.append(Change(kind=table, name=owner.person.nip, did=did, fields=fields))
        yield delta


def write_owned(connection: Connection, agency: str, owners: Sequence[Owner], now: datetime) -> int:
    """Write what has to change for ``owners``, as it stands under the lock, and tell it. The caller commits."""
    ids = sorted(owner.person.id for owner in owners)
    list(lock_rows(connection, people, "id", "id", ids, ("agency", agency)))
    deltas = [one for one in compare_owned(agency, owners, held_by(connection, agency, ids)) if one.rows]
    put_rows(connection, facts, [row for delta in deltas for row in delta.rows])
    centre, today, changes = know(connection, agency, ids), days(now), Changes(agency=agency)
    changed = {(str(row[1]), str(row[2])) for delta in deltas for row in delta.rows} - {
        key for delta in deltas for key in delta.new
    }
    offices = {position for spans in centre.spans.values() for _, _, position in spans}
    for feed, kind, name in _readers(connection, agency, offices, changed):
        changes.tell(feed, kind, name)
    for delta in deltas:
        person = delta.owner.person
        office = centre.office(person.id, today(person.zone))
        for row in delta.rows:
            kind, name = str(row[1]), str(row[2])
            changes.tell(own(person.id), kind, name)
            if office is not None:
                changes.tell(desk(office), kind, name)
    changes.publish(connection)
    return 0


def _readers(
    connection: Connection, agency: str, offices: Iterable[str], changed: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Give each inbox that holds one of these facts, with the fact."""
    keys = set(changed)
    names = sorted({name for _, name in keys})
    for some in chunks(sorted(desk(office) for office in offices)):
        for ids in chunks(names):
            query = select(items.c.feed, items.c.kind, items.c.entity).where(
                items.c.agency == agency,
                items.c.feed.in_(some),
                items.c.kind.in_({kind for kind, _ in keys}),
                items.c.entity.in_(ids),
                items.c.gone == "",
            )
            yield from ((feed, kind, name) for feed, kind, name in connection.execute(query) if (kind, name) in keys)
