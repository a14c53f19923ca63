"""Who asks, and what they may see: a token or an account names a person, today's assignments name the positions."""

import hashlib
import secrets
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ekin_tui.domain.model import Assignment, Capacity, Person
from ekin_tui.domain.rules import Actor
from ekin_tui.server.auditing import audited_offices
from ekin_tui.server.bearers import Bearer, Subject
from ekin_tui.server.rows import Row, ask_rows
from ekin_tui.server.schema import people, supervisions
from ekin_tui.server.superiors import find_superior

_PREFIX = "ekin_"
Span = tuple[date, date | None, str]
"""First day, last day if any, position."""
_CALLER = """select p.agency, p.id, p.name, p.zone, p.week from people p
    join tokens t on t.agency = p.agency and t.person = p.id where t.agency = ? and t.hash = ?"""
_HOLDER = """select p.agency, p.id, p.name, p.zone, p.week from meta m
    join subjects s on s.agency = substr(m.key, 6) and s.issuer = ? and s.subject = ? and s.ended is null
    join people p on p.agency = s.agency and p.id = s.person where substr(m.key, 1, 5) = 'name:'"""
"""An account does not name its agency, so each of the few that the centre knows is looked into."""
_POSTS = """select id, person, position, capacity, title, start, "end" from assignments
    where agency = ? and person = ? order by id"""
"""All are asked at every request, so they go to the driver itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A signed-in person at one moment."""

    agency: str
    person: str
    name: str
    zone: str
    week: int
    posts: tuple[Assignment, ...]
    """The assignments that are valid now and by which the person speaks for a position."""
    today: date
    audits: Mapping[str, Assignment] = field(default_factory=dict)
    """Position → the assignment by which its work may be read and nothing else."""

    @property
    def offices(self) -> frozenset[str]:
        """The positions whose work the person may read."""
        return frozenset(self.audits).union(post.position for post in self.posts)

    @property
    def actor(self) -> Actor:
        """The person as the table of states knows people."""
        spoken = frozenset(post.position for post in self.posts)
        return Actor(person=self.person, positions=spoken, audited=frozenset(self.audits))


def new_token(agency: str) -> str:
    """Return a personal token: its agency, so that it is looked for only there, and 32 random bytes.

    It is shown once and never stored.
    """
    return f"{_PREFIX}{quote(agency, safe='')}.{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_caller(connection: Connection, bearer: Bearer, now: datetime) -> Caller | None:
    """Return who that is, or None; an account that two agencies call theirs is nobody's."""
    return _caller(connection, _holders(connection, bearer), now)


def caller_of_digest(connection: Connection, agency: str, known: str, now: datetime) -> Caller | None:
    """Return whose token has the digest ``known``, or None."""
    return _caller(connection, ask_rows(connection, _CALLER, (agency, known)), now)


def _caller(connection: Connection, found: list[Row], now: datetime) -> Caller | None:
    if len(found) != 1:
        return None
    agency, person, name, zone, week = found[0]
    today = now.astimezone(ZoneInfo(zone)).date()
    posts = [post for post in posts_of(connection, agency, person) if post.holds(today)]
    audits = [post for post in posts if not post.speaks]
    return Caller(
        agency=agency,
        person=person,
        name=name,
        zone=zone,
        week=week,
        posts=tuple(post for post in posts if post.speaks),
        today=today,
        audits=audited_offices(connection, agency, audits, today),
    )


def _holders(connection: Connection, bearer: Bearer) -> list[Row]:
    if isinstance(bearer, Subject):
        return ask_rows(connection, _HOLDER, (bearer.issuer, bearer.subject))
    agency = unquote(bearer.token.removeprefix(_PREFIX).rpartition(".")[0])
    if "\0" in agency:  # what no text of PostgreSQL can hold names no agency
        return []
    return ask_rows(connection, _CALLER, (agency, digest(bearer.token)))


def posts_of(connection: Connection, agency: str, person: str) -> list[Assignment]:
    """Return all assignments of ``person``: past, valid now, and to come."""
    return [_assignment(*row) for row in ask_rows(connection, _POSTS, (agency, person))]


def _assignment(
    name: str, person: str, position: str, capacity: str, title: str, start: date | str, end: date | str | None
) -> Assignment:
    return Assignment(
        id=name,
        person=person,
        position=position,
        capacity=Capacity(capacity),
        title=title,
        start=_day(start),
        end=None if end is None else _day(end),
    )


def _day(found: date | str) -> date:
    return found if isinstance(found, date) else date.fromisoformat(found)


def spans_of(connection: Connection, agency: str, person: str) -> list[Span]:
    """Return under which position ``person`` stands from when to when, the latest beginning first."""
    query = (
        select(supervisions.c.start, supervisions.c.end, supervisions.c.position)
        .where(supervisions.c.agency == agency, supervisions.c.person == person)
        .order_by(supervisions.c.start.desc())
    )
    return [(row.start, row.end, row.position) for row in connection.execute(query)]


def position_on(spans: list[Span], day: date) -> str | None:
    """Return the position of the span that holds ``day``; where several do, the one that began last."""
    return next((position for start, end, position in spans if start <= day and (end is None or day <= end)), None)


def stays_of(spans: list[Span], offices: Container[str | None], today: date) -> tuple[tuple[date, date | None], ...]:
    """Return first and last day of each stay under any of ``offices`` that began by ``today``, in their order.

    The last day of one that lasts is None: what ends it later is nobody's to know before its day.
    """
    turns = {start for start, _, _ in spans} | {end + timedelta(days=1) for _, end, _ in spans if end is not None}
    found: list[tuple[date, date | None]] = []
    began: date | None = None
    for day in sorted(turn for turn in turns if turn <= today):
        inside = position_on(spans, day) in offices
        if inside and began is None:
            began = day
        elif began is not None and not inside:
            found.append((began, day - timedelta(days=1)))
            began = None
    return (*found, *([(began, None)] if began is not None else ()))


def supervisor_of(connection: Connection, agency: str, person: str, day: date) -> str | None:
    """Return the position that reviews ``person`` on ``day``; None when there is none."""
    return position_on(spans_of(connection, agency, person), day)


def today_of(connection: Connection, agency: str, person: str, now: datetime) -> date:
    """Return the day where ``person``, who must be known, works at the moment ``now``."""
    zone = select(people.c.zone).where(people.c.agency == agency, people.c.id == person)
    return now.astimezone(ZoneInfo(connection.execute(zone).scalar_one())).date()


def person_doc(
    connection: Connection, agency: str, name: str, person: str, today: date, offices: frozenset[str | None] | None
) -> Person | None:
    """Return a person as a reader sees them who speaks for or audits ``offices`` (None: the person).

    Which position reviews the person today is told where that is one of them, and the days of the stays under them;
    who signs for that position, with the NIP, the person alone is told.
    """
    row = connection.execute(select(people).where(people.c.agency == agency, people.c.id == person)).first()
    if row is None:
        return None
    spans = spans_of(connection, agency, person)
    position = position_on(spans, today)
    seen = offices if offices is not None else frozenset([position])
    return Person(
        id=row.id,
        nip=row.nip,
        name=row.name,
        post=row.post,
        unit=row.unit,
        agency=name,
        zone=row.zone,
        week=row.week,
        position=position if position in seen else None,
        stays=stays_of(spans, seen, today),
        supervisor=find_superior(connection, agency, position, person, today) if offices is None and position else None,
    )
