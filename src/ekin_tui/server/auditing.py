"""Which offices an auditor may read: one position with those below it, or every one of the agency.

An auditor has no feed of their own. They read the inboxes of these positions, so an entry is shown to them exactly as
long as it is to the office: a draft never, and what is withdrawn or moved away is ``gone``. Which positions stand below
another is asked anew at every request: it follows from the supervisions, and nothing is copied that could grow stale.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Select, and_, cast, exists, or_, select

from ekin_tui.domain.model import Assignment, Capacity
from ekin_tui.server.schema import ID, assignments, supervisions

WHOLE = ""
"""What stands in the place of the position where the whole agency is audited."""


def audited_offices(
    connection: Connection, agency: str, audits: Iterable[Assignment], today: date
) -> Mapping[str, Assignment]:
    """Return each position that ``audits``, which hold ``today``, let their person read, with the one that lasts."""
    found: dict[str, Assignment] = {}
    for audit in sorted(audits, key=lambda one: one.end or date.max):
        whole = audit.position == WHOLE
        query = _every(agency) if whole else _below(agency, audit.position, today)
        found |= dict.fromkeys(connection.execute(query).scalars(), audit)
    return found


def titles_of(connection: Connection, agency: str, positions: Iterable[str]) -> dict[str, str]:
    """Return what the posts are called, as their latest holders bore them."""
    query = (
        select(assignments.c.position, assignments.c.title)
        .where(assignments.c.agency == agency, assignments.c.capacity == Capacity.HOLDER.value)
        .where(assignments.c.position.in_(list(positions)))
        .order_by(assignments.c.start)
    )
    return {row.position: row.title for row in connection.execute(query)}


def _every(agency: str) -> Select[str]:
    """Ask for every position that was ever held, or reviewed anybody: decided work stays where it was decided."""
    holders = select(assignments.c.position).where(
        assignments.c.agency == agency, assignments.c.capacity == Capacity.HOLDER.value
    )
    found = holders.union(select(supervisions.c.position).where(supervisions.c.agency == agency)).subquery()
    return select(found.c.position)


def _below(agency: str, office: str, today: date) -> Select[str]:
    """Ask for ``office``, the posts of those whom it reviews today, and so on down."""
    below = select(cast(office, ID).label("position")).cte("below", recursive=True)
    return select(below.union(_staff_posts(below, agency, today)).c.position)


def _staff_posts(above: CTE, agency: str, today: date) -> Select[str]:
    """Ask for the posts that are held by the people under the positions ``above``.

    Of several supervisions that hold, the one that began last counts, as everywhere.
    """
    later = supervisions.alias("later")
    replaced = exists().where(
        later.c.agency == supervisions.c.agency,
        later.c.person == supervisions.c.person,
        later.c.start > supervisions.c.start,
        _hold(later, today),
    )
    same = and_(assignments.c.agency == supervisions.c.agency, assignments.c.person == supervisions.c.person)
    reviewed = above.join(supervisions, supervisions.c.position == above.c.position).join(assignments, same)
    return (
        select(assignments.c.position)
        .select_from(reviewed)
        .where(supervisions.c.agency == agency, _hold(supervisions, today), ~replaced)
        .where(assignments.c.capacity == Capacity.HOLDER.value, _hold(assignments, today))
    )


def _hold(table: FromClause, today: date) -> ColumnElement[bool]:
    return and_(table.c.start <= today, or_(table.c.end.is_(None), table.c.end >= today))
