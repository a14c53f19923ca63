"""Who signs as somebody's supervisor: the holder of the position that reviews them, else who acts for it.

That is an employee with a NIP, so it stands in the record that the staff themselves read and in no other.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, or_, select

from ekin_tui.domain.model import Capacity, Superior
from ekin_tui.server.inbox import Changes, own
from ekin_tui.server.rows import find_rows
from ekin_tui.server.schema import assignments, people, supervisions

SIGNING = (Capacity.HOLDER.value, Capacity.PLT.value, Capacity.PLH.value)
"""In which capacity one signs, the first that there is; a delegate decides, but signs for nobody."""
_ACTING = {Capacity.PLT.value: "Plt. ", Capacity.PLH.value: "Plh. "}


def find_superior(connection: Connection, agency: str, position: str, person: str, today: date) -> Superior | None:
    """Return who signs on ``today`` as the supervisor of ``person``, who stands under ``position``.

    Where several do in the same capacity it is the one that began last; nobody is their own supervisor.
    """
    same = (people.c.agency == assignments.c.agency) & (people.c.id == assignments.c.person)
    columns = (assignments.c.capacity, assignments.c.title, assignments.c.start, people.c.nip, people.c.name)
    query = (
        select(*columns)
        .join(people, same)
        .where(
            assignments.c.agency == agency,
            assignments.c.position == position,
            assignments.c.capacity.in_(SIGNING),
            assignments.c.person != person,
            assignments.c.start <= today,
            or_(assignments.c.end.is_(None), assignments.c.end >= today),
        )
    )
    found = sorted(connection.execute(query), key=lambda row: (row.start, row.nip), reverse=True)
    row = min(found, key=lambda row: SIGNING.index(row.capacity), default=None)  # the first of equals
    if row is None:
        return None
    acting = _ACTING.get(row.capacity, "")
    post = row.title if row.title.startswith(acting) else acting + row.title
    return Superior(nip=row.nip, name=row.name, post=post)


def tell_staff(connection: Connection, changes: Changes, positions: Collection[str]) -> None:
    """Tell everybody who stands, stood or will stand under ``positions`` that their own record says something else."""
    found = find_rows(connection, supervisions, "person", "position", sorted(positions), ("agency", changes.agency))
    for person in sorted({row[0] for row in found}):
        changes.tell(own(person), "person", person)


def positions_of(connection: Connection, agency: str, persons: Iterable[str]) -> Iterator[str]:
    """Give the positions for which one of ``persons`` signs at any time."""
    for position, capacity in find_rows(
        connection, assignments, "position, capacity", "person", sorted(persons), ("agency", agency)
    ):
        if capacity in SIGNING:
            yield position
