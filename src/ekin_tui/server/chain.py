"""The records of employees at the centre: each new note joins its owner's, under a lock that lasts until the commit.

Records are locked in the order of their persons, before any feed and after all entries: no deadlock, and no fork.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from sqlalchemy import Connection

from ekin_tui.domain.chain import START, Break, Fault, Place, breaks, join
from ekin_tui.domain.model import Note
from ekin_tui.server.rows import add_missing, lock_rows, put_rows
from ekin_tui.server.schema import chains

_note = msgspec.json.Decoder(Note)
_NOTES = """select e.agency, e.author, n.id, n.doc from notes n join entries e on e.agency = n.agency
    and e.id = n.entry order by e.agency, e.author"""
_HEADS = "select agency, person, length, head from chains"


def extend(connection: Connection, agency: str, waiting: Sequence[tuple[str, Note]]) -> list[Note]:
    """Return new notes, given with the owners of their entries, each with its place; the records end with them now.

    One read and one write, however many notes there are.
    """
    if not waiting:
        return []
    places = _lock(connection, agency, sorted({owner for owner, _ in waiting}))
    linked = []
    for owner, note in waiting:
        places[owner], placed = join(places[owner], note)
        linked.append(placed)
    put_rows(connection, chains, [(agency, owner, place.seq, place.link) for owner, place in places.items()])
    return linked


def _lock(connection: Connection, agency: str, owners: list[str]) -> dict[str, Place]:
    places = dict(_places(connection, agency, owners))
    missing = [owner for owner in owners if owner not in places]
    if missing:
        add_missing(connection, chains, [(agency, owner, START.seq, START.link) for owner in missing])
        places |= dict(_places(connection, agency, missing))
    return places


def _places(connection: Connection, agency: str, owners: Iterable[str]) -> Iterator[tuple[str, Place]]:
    for owner, length, head in lock_rows(
        connection, chains, "person, length, head", "person", owners, ("agency", agency)
    ):
        yield owner, Place(seq=length, link=head)


def broken(connection: Connection) -> Iterator[tuple[str, Break]]:
    """Give (person, break) for all that is wrong with the records of every agency."""
    heads = {(row[0], row[1]): Place(seq=row[2], link=row[3]) for row in connection.exec_driver_sql(_HEADS)}
    for (agency, person), rows in groupby(connection.exec_driver_sql(_NOTES), key=lambda row: (row[0], row[1])):
        yield from _judge(person, [(row[2], row[3]) for row in rows], heads.pop((agency, person), START))
    for (_, person), head in heads.items():
        yield from _judge(person, [], head)


def _judge(person: str, rows: Iterable[tuple[str, str]], head: Place) -> Iterator[tuple[str, Break]]:
    """Verify one record; a note that can't be read, or bears another id than its row, leaves its place empty."""
    notes = []
    for name, doc in rows:
        try:
            note = _note.decode(doc)
        except msgspec.MsgspecError:
            note = None
        if note is None or note.id != name:
            yield person, Break(fault=Fault.CHANGED, seq=0, note=name)
        else:
            notes.append(note)
    for found in breaks(notes, head=head):
        yield person, found
