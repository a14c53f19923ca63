"""Writing people and where they stand: a portion a transaction, told by the feeds like every other change."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ekin_tui.server.access import position_on
from ekin_tui.server.database import AdminError
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.intake.comparing import Compare, Delta
from ekin_tui.server.intake.known import Centre, Post, chunks, know
from ekin_tui.server.intake.seating import Seating, Work
from ekin_tui.server.intake.told import Change, Did
from ekin_tui.server.rows import lock_rows, put_rows
from ekin_tui.server.schema import assignments, facts, items, people, posts, supervisions
from ekin_tui.server.staff import follow
from ekin_tui.server.superiors import SIGNING, positions_of, tell_staff

Today = Callable[[str], date]
"""The day in a zone."""


def days(now: datetime) -> Today:
    """Return what day it is in each zone at the moment ``now`` (aware)."""
    known: dict[str, date] = {}

    def today(zone: str) -> date:
        if zone not in known:
            known[zone] = now.astimezone(ZoneInfo(zone)).date()
        return known[zone]

    return today


class People:
    """Compares and writes the people of one import."""

    def __init__(self, agency: str, found: Seating, now: datetime) -> None:
        """``found`` says where everybody shall stand; ``now`` is the moment that the record tells."""
        self._agency, self._now, self._today = agency, now, days(now)
        self._titles = found.titles
        self._listed = frozenset(post.id for post in found.posts.values())
        self._zone = found.agency.zone

    def compare(self, works: Iterable[Work], centre: Centre) -> list[Delta]:
        """Return what has to change of each person, as ``centre`` stands."""
        compare = Compare(agency=self._agency, centre=centre, titles=self._titles, listed=self._listed)
        zones = {known.id: known.zone for known in centre.people.values()}
        return [compare.of(work, self._today(_zone(work, zones, self._zone))) for work in works]

    def write(self, connection: Connection, works: Sequence[Work]) -> int:
        """Write what has to change of ``works``, as it stands under the lock, and tell it. The caller commits.

        Raises AdminError ``import-beside`` where somebody has entered one of the new people meanwhile.
        """
        ids = sorted(work.id for work in works)
        list(lock_rows(connection, people, "id", "id", ids, ("agency", self._agency)))
        _refuse_doubles(connection, self._agency, [work.nip for work in works if work.new])
        centre = know(connection, self._agency, ids)
        deltas = [delta for delta in self.compare(works, centre) if not delta.empty]
        put_rows(connection, people, [delta.person for delta in deltas if delta.person is not None])
        put_rows(connection, supervisions, [row for delta in deltas for row in delta.spans])
        put_rows(connection, assignments, [row for delta in deltas for row in delta.held])
        changes = Changes(agency=self._agency)
        self._tell(connection, changes, deltas)
        tell_staff(connection, changes, self._led(connection, deltas))
        for delta in sorted(deltas, key=lambda delta: delta.work.id):
            if delta.moves:
                follow(connection, changes, delta.work.id, delta.today, at=self._now, former=sorted(delta.before))
        changes.publish(connection)
        return 0

    def _led(self, connection: Connection, deltas: Sequence[Delta]) -> set[str]:
        """Return the positions for which somebody else signs now, or somebody whose name or NIP has changed."""
        changed = [delta.work.id for delta in deltas if delta.person is not None and not delta.work.new]
        taken = {str(row[3]) for delta in deltas for row in delta.held if row[4] in SIGNING}
        return taken.union(positions_of(connection, self._agency, changed))

    def _tell(self, connection: Connection, changes: Changes, deltas: Sequence[Delta]) -> None:
        common = _common(connection, self._agency) if any(delta.work.new for delta in deltas) else []
        changed = [delta for delta in deltas if delta.person is not None and not delta.work.new]
        for inbox, one in _readers(connection, self._agency, changed):
            changes.tell(inbox, "person", one)
        for delta in deltas:
            person = delta.work.id
            if delta.person is not None:
                changes.tell(own(person), "person", person)
            if delta.work.new:
                for kind, fact in common:
                    changes.tell(own(person), kind, fact)
                office = position_on(_spans(delta), delta.today)
                if office is not None:
                    changes.tell(desk(office), "person", person)
            for row in delta.held:
                changes.tell(own(person), "assignment", str(row[1]))


def compare_posts(wanted: Collection[Post], known: Collection[Post]) -> list[Change]:
    """Return what changes in the agency's list of posts."""
    before = {post.code: post for post in known}
    found = []
    for post in wanted:
        old = before.get(post.code)
        if post != old:
            fields = {
                name: (getattr(old, name) if old else "", getattr(post, name))
                for name in ("title", "unit", "above")
                if (getattr(old, name) if old else "") != getattr(post, name)
            }
            did = Did.CHANGED if old else Did.ADDED
            found.append(Change(kind="posts", name=post.code, did=did, fields=fields))
    return found


def write_posts(connection: Connection, agency: str, wanted: Collection[Post]) -> int:
    """Write posts; nobody is told of them, for a client knows posts by who leads by them."""
    put_rows(connection, posts, [(agency, post.id, post.code, post.title, post.unit, post.above) for post in wanted])
    return 0


def _zone(work: Work, zones: dict[str, str], default: str) -> str:
    return work.is_.zone if work.is_ else zones.get(work.id, default)


def _refuse_doubles(connection: Connection, agency: str, nips: Sequence[str]) -> None:
    for some in chunks(nips):
        found = select(people.c.id).where(people.c.agency == agency, people.c.nip.in_(some))
        if connection.execute(found.limit(1)).first() is not None:
            raise AdminError("import-beside")


def _common(connection: Connection, agency: str) -> list[tuple[str, str]]:
    query = select(facts.c.kind, facts.c.id).where(facts.c.agency == agency, facts.c.owner == "")
    return [(row.kind, row.id) for row in connection.execute(query)]


def _readers(connection: Connection, agency: str, deltas: Sequence[Delta]) -> Iterable[tuple[str, str]]:
    """Give each inbox that holds one of these people, with the person."""
    ids = [delta.work.id for delta in deltas]
    offices = sorted({desk(office) for delta in deltas for office in delta.before})
    for some in chunks(offices):
        for persons in chunks(ids):
            query = select(items.c.feed, items.c.entity).where(
                items.c.agency == agency,
                items.c.feed.in_(some),
                items.c.kind == "person",
                items.c.entity.in_(persons),
                items.c.gone == "",
            )
            yield from ((row.feed, row.entity) for row in connection.execute(query))


def _spans(delta: Delta) -> list[tuple[date, date | None, str]]:
    """Return the supervisions of somebody new, the latest beginning first."""
    spans = [
        (date.fromisoformat(start), date.fromisoformat(end) if end else None, position)
        for _, _, start, position, end in delta.spans
    ]
    return sorted(spans, key=lambda span: span[0], reverse=True)
