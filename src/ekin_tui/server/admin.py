"""What whoever runs the centre does: fill it, give tokens, say who stands for which position."""

import hashlib
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, or_, select

from ekin_tui.domain.model import Capacity
from ekin_tui.domain.nip import NipError
from ekin_tui.server.access import digest, new_token, supervisor_of, today_of
from ekin_tui.server.auditing import WHOLE
from ekin_tui.server.database import AdminError, Database, write_at
from ekin_tui.server.inbox import Changes, own
from ekin_tui.server.outages import record_outage
from ekin_tui.server.reads import value_of
from ekin_tui.server.rejudge import rejudge
from ekin_tui.server.sample_data import Listed
from ekin_tui.server.schema import assignments, people, supervisions, tokens
from ekin_tui.server.staff import find_person, follow, hold_person
from ekin_tui.server.superiors import SIGNING, tell_staff


def init(url: str, *, sample: bool = False, today: date | None = None) -> list[Listed]:
    """Make the tables, and fill an empty centre with the sample agency if asked. Returns its people.

    Raises AdminError ``not-empty`` when there are people already.
    """
    database = Database(url)
    try:
        database.create()
        if not sample:
            return []
        from ekin_tui.server.sample import fill

        with database.writing() as connection:
            if connection.execute(select(people.c.id).limit(1)).first():
                raise AdminError("not-empty")
            return fill(connection, today or datetime.now(UTC).astimezone().date())
    finally:
        database.close()


def token(url: str, nip: str) -> str:
    """Return a new personal token for the person with ``nip``. Raises NipError, AdminError ``no-such-person``."""
    return write_at(url, lambda connection: _give_token(connection, nip))


def end_tokens(url: str, nip: str) -> int:
    """End all personal tokens of the person with ``nip``; returns how many there were. Raises as :func:`token`.

    Every request looks its token up, so a centre that runs refuses them from its next answer on.
    """

    def work(connection: Connection) -> int:
        agency, person = find_person(connection, nip)
        mine = (tokens.c.agency == agency) & (tokens.c.person == person)
        return connection.execute(delete(tokens).where(mine)).rowcount

    return write_at(url, work)


def _give_token(connection: Connection, nip: str) -> str:
    agency, person = find_person(connection, nip)
    made = new_token(agency)
    row = {"agency": agency, "hash": digest(made), "person": person, "made": datetime.now(UTC).isoformat()}
    connection.execute(insert(tokens), [row])
    return made


def assign(
    url: str,
    nip: str,
    *,
    supervisor: str | None,
    capacity: str = "atasan",
    start: date,
    end: date | None = None,
    today: date | None = None,
) -> dict[str, str]:
    """Say who reviews, from ``start`` to ``end``.

    With ``capacity`` ``atasan`` the person ``nip`` comes under the position that ``supervisor`` holds: undecided
    entries follow, decided ones stay; where ``start`` is after ``today`` (by default the day where the person works),
    that happens on its day.
    With ``plt``, ``plh`` or ``delegasi`` that person speaks for the position. With ``auditor`` they read what it and
    the positions below it were sent; where ``supervisor`` is None, that of the whole agency.
    Raises NipError; AdminError ``no-such-person``, ``holds-no-position``, ``bad-capacity``,
    ``assign-end-before-start``, ``own-position``, ``supervisor-needed``.
    """
    if capacity not in set(Capacity) - {Capacity.OWNER, Capacity.CENTRE}:
        raise AdminError("bad-capacity", capacity=capacity)
    if supervisor is None and capacity != Capacity.AUDITOR:
        raise AdminError("supervisor-needed")
    if end is not None and end < start:
        raise AdminError("assign-end-before-start", start=start.isoformat(), end=end.isoformat())
    database = Database(url)
    try:
        database.create()
        title = database.write(lambda connection: _assign(connection, (nip, supervisor), capacity, (start, end), today))
        return {
            "nip": nip,
            "position": title,
            "capacity": capacity,
            "start": start.isoformat(),
            "end": end.isoformat() if end else "",
        }
    finally:
        database.close()


def outage(url: str, began: datetime, ended: datetime, *, now: datetime | None = None) -> int:
    """Keep that the centre could not be reached between two moments (aware), and judge again what waits.

    Returns how many entries are no longer late by that. Raises AdminError ``outage-end-before-start``,
    ``outage-to-come``.
    """
    at = now or datetime.now(UTC)
    if ended <= began:
        raise AdminError("outage-end-before-start")
    if ended > at:
        raise AdminError("outage-to-come")
    database = Database(url)

    def keep(connection: Connection) -> int:
        record_outage(connection, began, ended)
        return rejudge(connection, at)

    try:
        database.create()
        return database.write(keep)
    finally:
        database.close()


def _assign(
    connection: Connection,
    who: tuple[str, str | None],
    capacity: str,
    span: tuple[date, date | None],
    today: date | None,
) -> str:
    """Put ``who`` (the NIP of a person and of the holder of a position) in their relation; title of the position."""
    agency, person = find_person(connection, who[0])
    position, title = _office(connection, agency, person, who[1], span[0])
    changes = Changes(agency=agency)
    if capacity == Capacity.HOLDER:
        _move(connection, changes, person, position, span, today)
    else:
        _stand_in(connection, changes, (person, position, title), capacity, span)
    changes.publish(connection)
    return title


def _office(connection: Connection, agency: str, person: str, nip: str | None, start: date) -> tuple[str, str]:
    """Return the position that ``nip`` holds, with its title; without a NIP all of the agency."""
    if nip is None:
        return WHOLE, value_of(connection, f"name:{agency}")
    _, chief = find_person(connection, nip)
    found = _position(connection, agency, chief, start)
    if person == chief:
        raise AdminError("own-position")
    return found


def _position(connection: Connection, agency: str, person: str, start: date) -> tuple[str, str]:
    """Return the position that ``person`` holds: from ``start`` on, so one that has ended by then is none."""
    query = select(assignments.c.position, assignments.c.title).where(
        assignments.c.agency == agency,
        assignments.c.person == person,
        assignments.c.capacity == Capacity.HOLDER.value,
        or_(assignments.c.end.is_(None), assignments.c.end >= start),
    )
    row = connection.execute(query.order_by(assignments.c.start.desc())).first()
    if row is None:
        raise AdminError("holds-no-position")
    return row.position, row.title


def _move(
    connection: Connection,
    changes: Changes,
    person: str,
    position: str,
    span: tuple[date, date | None],
    today: date | None,
) -> None:
    """Enter a supervision, and carry out what of it holds today; the rest is done on its day (:mod:`moves`)."""
    agency, (start, end) = changes.agency, span
    hold_person(connection, agency, person)
    at = datetime.now(UTC)
    now = today or today_of(connection, agency, person, at)
    before = supervisor_of(connection, agency, person, now)
    mine = (supervisions.c.agency == agency) & (supervisions.c.person == person)
    connection.execute(delete(supervisions).where(mine, supervisions.c.start == start))
    row = {"agency": agency, "person": person, "start": start, "position": position, "end": end}
    connection.execute(insert(supervisions), [row])
    follow(connection, changes, person, now, at=at, former=[before])


def name_standing(person: str, position: str, capacity: str, start: date) -> str:
    """Return the id of the assignment by which somebody stands in for a position, or audits it, from ``start`` on."""
    whole = f"as-{person}-{position}-{start.isoformat()}"
    if capacity == Capacity.AUDITOR:  # beside what they may be for the same position, not instead of it
        return f"audit-{hashlib.sha256(whole.encode()).hexdigest()[:32]}"
    return whole[-64:]


def _stand_in(
    connection: Connection,
    changes: Changes,
    who: tuple[str, str, str],
    capacity: str,
    span: tuple[date, date | None],
) -> None:
    person, position, title = who
    name = name_standing(person, position, capacity, span[0])
    row = {
        "agency": changes.agency,
        "id": name,
        "person": person,
        "position": position,
        "capacity": capacity,
        "title": title,
        "start": span[0],
        "end": span[1],
    }
    connection.execute(delete(assignments).where(assignments.c.agency == changes.agency, assignments.c.id == name))
    connection.execute(insert(assignments), [row])
    changes.tell(own(person), "assignment", name)
    if capacity in SIGNING:
        tell_staff(connection, changes, [position])


__all__ = ["AdminError", "Listed", "NipError", "assign", "end_tokens", "init", "token"]
