"""Who asks, and what they may see: a token names a person, today's assignments name the positions."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select

from ekin_tui.domain.model import Assignment, Capacity, Person
from ekin_tui.server.schema import assignments, people, supervisions, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A signed-in person at one moment."""

    agency: str
    person: str
    zone: str
    week: int
    posts: tuple[Assignment, ...]
    """The assignments that are valid now."""
    today: date


def new_token() -> str:
    """Return a personal token: 32 random bytes. It is shown once and never stored."""
    return f"ekin_{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_caller(connection: Connection, token: str, now: datetime) -> Caller | None:
    """Return whose token this is, or None."""
    query = (
        select(people.c.agency, people.c.id, people.c.zone, people.c.week)
        .join(tokens, and_(tokens.c.agency == people.c.agency, tokens.c.person == people.c.id))
        .where(tokens.c.hash == digest(token))
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    today = now.astimezone(ZoneInfo(row.zone)).date()
    posts = tuple(posts_of(connection, row.agency, row.id, today))
    return Caller(agency=row.agency, person=row.id, zone=row.zone, week=row.week, posts=posts, today=today)


def posts_of(connection: Connection, agency: str, person: str, today: date) -> list[Assignment]:
    """Return the assignments of ``person`` that are valid on ``today``."""
    query = (
        select(assignments)
        .where(assignments.c.agency == agency, assignments.c.person == person, assignments.c.start <= today)
        .where(or_(assignments.c.end.is_(None), assignments.c.end >= today))
        .order_by(assignments.c.id)
    )
    return [_assignment(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name


def _assignment(row: object) -> Assignment:
    values = dict(row)  # type: ignore[call-overload]
    values.pop("agency")
    return Assignment(**values | {"capacity": Capacity(values["capacity"])})


def supervisor_of(connection: Connection, agency: str, person: str, day: date) -> str | None:
    """Return the position that reviews ``person`` on ``day``; None when there is none."""
    query = (
        select(supervisions.c.position)
        .where(supervisions.c.agency == agency, supervisions.c.person == person, supervisions.c.start <= day)
        .where(or_(supervisions.c.end.is_(None), supervisions.c.end >= day))
        .order_by(supervisions.c.start.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def person_doc(connection: Connection, agency: str, name: str, person: str, today: date) -> Person | None:
    """Return a person as those see them who may."""
    row = connection.execute(select(people).where(people.c.agency == agency, people.c.id == person)).first()
    if row is None:
        return None
    position = supervisor_of(connection, agency, person, today)
    return Person(
        id=row.id,
        nip=row.nip,
        name=row.name,
        post=row.post,
        unit=row.unit,
        agency=name,
        zone=row.zone,
        week=row.week,
        position=position,
    )
