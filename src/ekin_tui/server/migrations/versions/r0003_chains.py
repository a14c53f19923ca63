"""The records of employees: how long each is and what it ends with. Notes that are there join them as they came."""

from collections.abc import Iterable
from itertools import groupby

import msgspec
import sqlalchemy as sa
from alembic import op

from ekin_tui.domain.chain import START, Place, join
from ekin_tui.domain.model import Note

revision = "0003"
down_revision = "0002"
_NOTES = """select e.agency, e.author, n.id, n.doc from notes n join entries e on e.agency = n.agency
    and e.id = n.entry order by e.agency, e.author"""
_KEEP = "update notes set doc = :doc where agency = :agency and id = :id"
_HEAD = "insert into chains(agency, person, length, head) values(:agency, :person, :length, :head)"
_ID = sa.String(64)


def upgrade() -> None:
    """Make the table and link the notes in the order of their receipt. A note that can't be read stays unlinked."""
    op.create_table(
        "chains",
        sa.Column("agency", _ID, primary_key=True),
        sa.Column("person", _ID, primary_key=True),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["agency", "person"], ["people.agency", "people.id"], name="fk_chains_people"),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.text(_NOTES)).all()
    for (agency, person), of_person in groupby(rows, key=lambda row: (row[0], row[1])):
        _link(connection, agency, person, _read(row[3] for row in of_person))


def _read(docs: Iterable[str]) -> list[Note]:
    notes = []
    for doc in docs:
        try:
            notes.append(msgspec.json.decode(doc, type=Note))
        except msgspec.MsgspecError:
            continue
    return sorted(notes, key=lambda note: (note.at.timestamp() if note.at else 0.0, note.id))


def _link(connection: sa.Connection, agency: str, person: str, notes: Iterable[Note]) -> None:
    place: Place = START
    for note in notes:
        place, linked = join(place, note)
        kept = {"agency": agency, "id": linked.id, "doc": msgspec.json.encode(linked).decode()}
        connection.execute(sa.text(_KEEP), kept)
    if place != START:
        head = {"agency": agency, "person": person, "length": place.seq, "head": place.link}
        connection.execute(sa.text(_HEAD), head)
