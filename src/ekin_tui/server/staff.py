"""Telling a supervising position about its staff, and moving work from one position to another."""

from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select

from ekin_tui import wire
from ekin_tui.domain.rev import advance
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.schema import facts


def publish_person(connection: Connection, changes: Changes, person: str, position: str | None) -> None:
    """Tell the person, and the position that reviews them, of the person with all their reference data."""
    readers = [own(person)] + ([desk(position)] if position else [])
    query = select(facts.c.kind, facts.c.id).where(facts.c.agency == changes.agency, facts.c.owner == person)
    owned = [(row.kind, row.id) for row in connection.execute(query)]
    for reader in readers:
        changes.tell(reader, "person", person)
        for kind, fact in owned:
            changes.tell(reader, kind, fact)


def publish_common(connection: Connection, changes: Changes, person: str) -> None:
    """Tell a person of what holds for the whole agency: periods, days, policy."""
    query = select(facts.c.kind, facts.c.id).where(facts.c.agency == changes.agency, facts.c.owner == "")
    for row in connection.execute(query):
        changes.tell(own(person), row.kind, row.id)


def routed(doc: str, position: str) -> str:
    """Return an entry's record as it stands before another position: a new revision of the same content."""
    entry = wire.entry_of(msgspec.json.decode(doc, type=wire.EntryDoc))
    return msgspec.json.encode(wire.doc_of(advance(replace(entry, position=position)))).decode()
