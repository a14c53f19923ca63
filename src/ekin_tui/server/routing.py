"""The event ``routed``: undecided work was handed over to another office, told in the record of its owner.

Its id is made of what it tells and of the key of the receipts: a centre that was put back and hands the work over again
writes the same event, and nobody else can take its id beforehand.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import MAX_NOTE, Action, Capacity, Entry, Note
from ekin_tui.server import chain
from ekin_tui.server.auditing import titles_of
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.reads import value_of
from ekin_tui.server.rows import add_rows, find_rows
from ekin_tui.server.schema import notes


def record_routing(
    connection: Connection, changes: Changes, moved: Sequence[Entry], position: str, at: datetime
) -> None:
    """Add to the record that ``moved``, as they stood before, went to ``position``; owner and office are told."""
    if not moved:
        return
    agency = changes.agency
    key, name = (value_of(connection, known) for known in ("receipt_key", f"name:{agency}"))
    title = titles_of(connection, agency, [position]).get(position, "")
    waiting = [
        (
            entry.owner,
            Note(
                id=_name(key, agency, entry, position),
                entry=entry.id,
                kind=Action.ROUTED,
                text=inert(title)[:MAX_NOTE],
                name=inert(name),
                capacity=Capacity.CENTRE,
                at=at,
                rev=entry.rev,
            ),
        )
        for entry in moved
    ]
    known = find_rows(connection, notes, "id", "id", [note.id for _, note in waiting], ("agency", agency))
    told = {row[0] for row in known}  # the same event, or an id that its owner has used: either way not again
    waiting = [(owner, note) for owner, note in waiting if note.id not in told]
    linked = chain.extend(connection, agency, waiting)
    add_rows(connection, notes, [(agency, note.id, note.entry, msgspec.json.encode(note).decode()) for note in linked])
    for (owner, _), note in zip(waiting, linked, strict=True):
        changes.tell(own(owner), "note", note.id)
        changes.tell(desk(position), "note", note.id)


def _name(key: str, agency: str, entry: Entry, position: str) -> str:
    told = msgspec.json.encode((agency, entry.id, entry.rev, position))
    return str(UUID(bytes=hmac.digest(bytes.fromhex(key), told, "sha256")[:16], version=5))
