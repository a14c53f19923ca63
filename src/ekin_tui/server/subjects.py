"""Which person an account of the agency's sign-in belongs to: bound once, by a trusted claim or by an admin."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from ekin_tui.domain.nip import parse_nip
from ekin_tui.server.bearers import Subject
from ekin_tui.server.database import AdminError, write_at
from ekin_tui.server.schema import people, subjects
from ekin_tui.server.staff import find_person, hold_person

_LONGEST = 255


def bind(connection: Connection, who: Subject) -> bool:
    """Bind an account to the person whose NIP the trusted claim holds; returns whether it is bound now.

    Only the first account of a person is bound so: whoever can write a claim could else become somebody else. One that
    an admin has unbound is for an admin to bind again.
    """
    if not who.nip:
        return False
    same = (subjects.c.issuer == who.issuer) & (subjects.c.subject == who.subject)
    if connection.execute(select(subjects.c.person).where(same, subjects.c.ended.is_not(None))).first():
        return False
    rows = connection.execute(select(people.c.agency, people.c.id).where(people.c.nip == who.nip)).all()
    if len(rows) != 1:
        return False
    agency, person = rows[0]
    hold_person(connection, agency, person)  # two first sign-ins at once are one after the other
    mine = (subjects.c.agency == agency) & (subjects.c.issuer == who.issuer)
    bound = mine & (subjects.c.person == person) & subjects.c.ended.is_(None)
    known = connection.execute(select(subjects.c.subject).where(bound)).scalars().all()
    if known:
        return who.subject in known
    _put(connection, agency, person, who.issuer, who.subject)
    return True


def set_subject(url: str, nip: str, issuer: str, subject: str) -> dict[str, str]:
    """Bind the account ``subject`` of ``issuer`` to the person ``nip``, in place of another one of theirs.

    Raises NipError; AdminError ``no-such-person``, ``subject-bad``, ``subject-taken``.
    """
    if not 0 < len(subject) <= _LONGEST or not subject.isprintable() or not 0 < len(issuer) <= _LONGEST:
        raise AdminError("subject-bad")

    def work(connection: Connection) -> dict[str, str]:
        agency, person = find_person(connection, nip)
        same = (subjects.c.issuer == issuer) & (subjects.c.subject == subject)
        bound = same & subjects.c.ended.is_(None)
        holder = connection.execute(select(subjects.c.agency, subjects.c.person).where(bound)).first()
        if holder is not None and tuple(holder) != (agency, person):
            raise AdminError("subject-taken")
        _drop(connection, agency, person, issuer)
        connection.execute(delete(subjects).where(same))
        _put(connection, agency, person, issuer, subject)
        return {"nip": parse_nip(nip), "issuer": issuer, "subject": subject}

    return write_at(url, work)


def drop_subject(url: str, nip: str, issuer: str) -> int:
    """Unbind the accounts of ``issuer`` from the person ``nip``; returns how many. Raises as :func:`set_subject`.

    They are kept as ended: else a trusted claim would bind them again at the next request.
    """

    def work(connection: Connection) -> int:
        agency, person = find_person(connection, nip)
        return _drop(connection, agency, person, issuer)

    return write_at(url, work)


def read_subjects(url: str, nip: str) -> list[tuple[str, str]]:
    """Return issuer and subject of each account of the person ``nip``. Raises as :func:`set_subject`."""

    def work(connection: Connection) -> list[tuple[str, str]]:
        agency, person = find_person(connection, nip)
        mine = (subjects.c.agency == agency) & (subjects.c.person == person) & subjects.c.ended.is_(None)
        rows = connection.execute(select(subjects.c.issuer, subjects.c.subject).where(mine).order_by(subjects.c.issuer))
        return [tuple(row) for row in rows]

    return write_at(url, work)


def _put(connection: Connection, agency: str, person: str, issuer: str, subject: str) -> None:
    row = {"agency": agency, "issuer": issuer, "subject": subject, "person": person}
    connection.execute(insert(subjects), [row | {"made": datetime.now(UTC).isoformat()}])


def _drop(connection: Connection, agency: str, person: str, issuer: str) -> int:
    mine = (subjects.c.agency == agency) & (subjects.c.person == person) & subjects.c.ended.is_(None)
    end = update(subjects).where(mine, subjects.c.issuer == issuer).values(ended=datetime.now(UTC).isoformat())
    return connection.execute(end).rowcount
