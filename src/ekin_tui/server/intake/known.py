"""What a centre holds of an agency's people and posts, as one transaction sees it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, select

from ekin_tui.domain.model import Capacity
from ekin_tui.server.access import Span, position_on
from ekin_tui.server.schema import assignments, people, posts, supervisions

T = TypeVar("T")
_MOST = 500
"""Ids in one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person as stored."""

    id: str
    nip: str
    name: str
    post: str
    unit: str
    zone: str
    week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A position that leads a unit."""

    id: str
    code: str
    title: str
    unit: str
    above: str = ""
    """Code of the next one up; empty for the topmost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An assignment as stored."""

    id: str
    person: str
    position: str
    capacity: str
    title: str
    start: date
    end: date | None

    def lasts(self, day: date) -> bool:
        """Tell whether it has not ended by ``day``."""
        return self.end is None or self.end >= day


@dataclass(slots=True)
class Centre:
    """What is known of an agency, all of it or that of some people."""

    people: dict[str, Known] = field(default_factory=dict)
    """NIP → person."""
    posts: dict[str, Post] = field(default_factory=dict)
    """Code → post."""
    spans: dict[str, list[Span]] = field(default_factory=dict)
    """Person → under which position from when to when, the latest beginning first."""
    held: dict[str, list[Held]] = field(default_factory=dict)
    """Person → assignments."""

    def office(self, person: str, day: date) -> str | None:
        """Return the position that reviews ``person`` on ``day``."""
        return position_on(self.spans.get(person, []), day)

    def leads(self, person: str, day: date) -> Held | None:
        """Return the post that ``person`` holds on ``day`` or will hold, the latest of several; None for none."""
        mine = [one for one in self.held.get(person, []) if one.capacity == Capacity.HOLDER and one.lasts(day)]
        return max(mine, key=lambda one: (one.start <= day, one.start, one.id), default=None)


def know(connection: Connection, agency: str, ids: Collection[str] | None = None) -> Centre:
    """Return what the centre holds of the people ``ids``, of all if None is given; posts are those of the agency."""
    found = Centre()
    for row in _rows(connection, people, agency, "id", ids):
        values = dict(row)
        values.pop("agency")
        found.people[row["nip"]] = Known(**values)
    for row in connection.execute(select(posts).where(posts.c.agency == agency)).mappings():
        values = dict(row)
        values.pop("agency")
        found.posts[row["code"]] = Post(**values)
    for row in _rows(connection, supervisions, agency, "person", ids):
        found.spans.setdefault(row["person"], []).append((row["start"], row["end"], row["position"]))
    for spans in found.spans.values():
        spans.sort(reverse=True, key=lambda span: span[0])
    for row in _rows(connection, assignments, agency, "person", ids):
        values = dict(row)
        values.pop("agency")
        found.held.setdefault(row["person"], []).append(Held(**values))
    return found


def chunks(some: Sequence[T], most: int = _MOST) -> Iterator[Sequence[T]]:
    """Give ``some`` in pieces."""
    for first in range(0, len(some), most):
        yield some[first : first + most]


def _rows(connection: Connection, table: Table, agency: str, key: str, ids: Collection[str] | None) -> Iterator[Any]:
    query: Select[Any] = select(table).where(table.c.agency == agency)
    if ids is None:
        yield from connection.execute(query).mappings()
        return
    for some in chunks(sorted(ids)):
        yield from connection.execute(query.where(table.c[key].in_(some))).mappings()
