"""An import from its files to its report: read, compared with what the centre holds, and written if that was asked.

A dry run and a real one go the same way; the real one then writes what differs, a portion a transaction, each compared
again under its lock. So a run that is interrupted is completed by the same command, and one that finds nothing to do
writes nothing.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from ekin_tui.domain.ids import RANDOM_BYTES, uuid7
from ekin_tui.server.agency import agencies
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.intake.common import CommonDelta, compare_common, write_facts, write_settings
from ekin_tui.server.intake.goals import Owner
from ekin_tui.server.intake.known import Centre, Post, chunks, know
from ekin_tui.server.intake.lines import Line, read_lines
from ekin_tui.server.intake.mapping import REQUIRED, Agency, Columns
from ekin_tui.server.intake.owned import compare_owned, held_by, owners_of, write_owned
from ekin_tui.server.intake.people import People, compare_posts, days, write_posts
from ekin_tui.server.intake.relating import Relating
from ekin_tui.server.intake.seating import Seating, Work
from ekin_tui.server.intake.told import Report, Source
from ekin_tui.server.intake.wanted import Wanted
from ekin_tui.server.keeping import check_version, existing
from ekin_tui.server.rows import add_missing, put_rows
from ekin_tui.server.schema import meta, people

NEW, MOVING, OWNERS = 1_000, 50, 300
"""People in one transaction: new ones and those whose particulars change, those who move with their work, and those
whose targets change. A centre that runs meanwhile waits no longer than for one of them."""
ZONE, WEEK = "Asia/Jakarta", 5
"""Of an agency that says nothing and has nobody yet."""
_TOLD = 50_000
"""Changes that one transaction tells everybody of."""
Step = Callable[[Connection], int]
"""A transaction; returns how many entries are no longer late by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What to read."""

    paths: Sequence[tuple[Path, str | None]]
    """Each file, with its kind where that was named."""
    columns: Columns
    agency: str | None = None
    """Which agency of the centre; None where it has one, or the map names it."""


@dataclass(slots=True)
class _Plan:
    """What has to be written."""

    agency: Agency
    fresh: bool
    people: People
    posts: list[Post]
    common: CommonDelta
    still: list[Work]
    moving: list[Work]
    owners: list[Owner]
    lines: list[Line] = field(default_factory=list)


def run(
    url: str,
    files: Files,
    *,
    now: datetime,
    apply: bool = False,
    strict: bool = False,
    new_id: Callable[[], str] | None = None,
    after: Callable[[], None] = lambda: None,
) -> Report:
    """Compare ``files`` with the centre at ``url`` and, with ``apply``, write what differs.

    ``strict`` writes nothing where any row is refused. ``after`` is called after each transaction. ``now`` is aware.
    Raises OSError, TableError; AdminError of the files and the database, ``agency-differs``, ``agency-needed``,
    ``no-such-agency``, ``several-agencies``.
    """
    sources, lines = _read(files)
    if apply:
        _prepare(url)
    database = Database(_there(url))
    try:
        with database.reading() as connection:
            _be_patient(database, connection)
            check_version(connection)
            agency, fresh = _choose(connection, files)
            report = Report(agency=agency.id, sources=sources)
            plan = _compare(connection, (agency, fresh), lines, now, new_id or _new_id, report)
        report.troubles = [trouble for line in lines for trouble in line.troubles]
        if apply and not (strict and report.refused):
            report.cleared = _write(database, plan, now, after)
            report.applied = True
        return report
    finally:
        database.close()


def _read(files: Files) -> tuple[list[Source], list[Line]]:
    sources: list[Source] = []
    lines: list[Line] = []
    for path, kind in files.paths:
        source, some = read_lines(path, files.columns, kind)
        sources.append(source)
        lines += some
    order = list(REQUIRED)
    return sources, sorted(lines, key=lambda line: (order.index(line.kind), line.place.file, line.place.row))


def _prepare(url: str) -> None:
    """Bring the schema up to date where it is behind; a centre that is as it should be is not touched."""
    database = Database(url)
    try:
        with database.reading() as connection:
            try:
                check_version(connection)
            except AdminError as error:
                if error.code != "database-older":
                    raise
            else:
                return
        database.create()
    finally:
        database.close()


def _there(url: str) -> str:
    """Return ``url``, unless it names a SQLite file that is not there: a dry run must not make one."""
    if url.startswith("sqlite"):
        existing(url)
    return url


def _choose(connection: Connection, files: Files) -> tuple[Agency, bool]:
    """Return the agency that is meant, and whether the centre has yet to learn of it."""
    known, said = agencies(connection), files.columns.agency
    if files.agency and said.id and files.agency != said.id:
        raise AdminError("agency-differs", id=files.agency, map=said.id)
    wanted = files.agency or said.id or (next(iter(known)) if len(known) == 1 else "")
    if not wanted:
        raise AdminError("several-agencies" if known else "agency-needed", known=", ".join(sorted(known)))
    if wanted in known:
        return replace(said, id=wanted, name=known[wanted]), False
    if said.id != wanted or not said.name:
        raise AdminError("no-such-agency" if known else "agency-needed", id=wanted, known=", ".join(sorted(known)))
    return said, True


def _compare(
    connection: Connection,
    which: tuple[Agency, bool],
    lines: Iterable[Line],
    now: datetime,
    new_id: Callable[[], str],
    report: Report,
) -> _Plan:
    agency, fresh = which
    centre = know(connection, agency.id)
    agency, wanted = _usual(agency, centre), Wanted()
    for line in lines:
        wanted.take(line, agency)
    found = Seating(wanted, centre, agency, days(now)(agency.zone), new_id)
    found.seat()
    Relating(found).relate()
    everybody = People(agency.id, found, now)
    deltas = everybody.compare(found.works.values(), centre)
    posts = compare_posts(found.posts.values(), centre.posts.values())
    common = compare_common(connection, agency.id, wanted)
    owners = owners_of(found)
    held = held_by(connection, agency.id, (owner.person.id for owner in owners if owner.person.nip in centre.people))
    owned = list(compare_owned(agency.id, owners, held))
    report.changes = [
        *posts,
        *(change for _, change in common.facts),
        *common.settings,
        *(change for delta in deltas for change in delta.changes),
        *(change for one in owned for change in one.changes),
    ]
    for same in (common.same, *(delta.same for delta in deltas), *(one.same for one in owned)):
        for kind, number in same.items():
            report.same[kind] = report.same.get(kind, 0) + number
    _count_rest(report, wanted, found)
    todo = [delta for delta in deltas if not delta.empty]
    changed = {change.name for change in posts}
    return _Plan(
        agency=agency,
        fresh=fresh,
        people=everybody,
        posts=[post for code, post in found.posts.items() if code in changed],
        common=common,
        still=[delta.work for delta in sorted(todo, key=lambda one: (not one.held, one.work.id)) if not delta.moves],
        moving=[delta.work for delta in todo if delta.moves],
        owners=[one.owner for one in owned if one.rows],
    )


def _usual(agency: Agency, centre: Centre) -> Agency:
    """Return ``agency`` with the zone and the week of most of its people, where the map does not say."""
    zones = Counter(known.zone for known in centre.people.values()).most_common(1)
    weeks = Counter(known.week for known in centre.people.values()).most_common(1)
    zone = agency.zone or (zones[0][0] if zones else ZONE)
    return replace(agency, zone=zone, week=agency.week or (weeks[0][0] if weeks else WEEK))


def _count_rest(report: Report, wanted: Wanted, found: Seating) -> None:
    """Count what the centre holds and no file names; of kinds that no file is of, nothing is said."""
    if wanted.staff:
        report.absent["staff"] = len(found.centre.people.keys() - found.staff.keys())
    if wanted.posts:
        named = {asked.it.code for asked in wanted.posts}
        report.absent["posts"] = len(found.centre.posts.keys() - named)
        changed = {change.name for change in report.changes if change.kind == "posts"}
        report.same["posts"] = len({code for code in named if code in found.posts} - changed)


def _write(database: Database, plan: _Plan, now: datetime, after: Callable[[], None]) -> int:
    """Write what has to change, a portion a transaction; returns how many entries are no longer late by it."""
    with database.reading() as connection:
        query = select(func.count()).where(people.c.agency == plan.agency.id)
        count = connection.execute(query).scalar_one()
    cleared = 0
    for step in _steps(plan, count, now):

        def patient(connection: Connection, step: Step = step) -> int:
            _be_patient(database, connection)
            return step(connection)

        cleared += database.write(patient)
        after()
    return cleared


def _steps(plan: _Plan, count: int, now: datetime) -> Iterator[Step]:
    """Give the portions in their order; ``count`` people are told of what holds for the whole agency."""
    agency = plan.agency.id
    if plan.fresh:
        yield partial(_enter, plan.agency)
    if plan.posts:
        yield partial(write_posts, agency=agency, wanted=plan.posts)
    for common in chunks(plan.common.facts, max(1, _TOLD // max(count, 1))):
        yield partial(write_facts, agency=agency, some=[fact for fact, _ in common], now=now)
    if plan.common.policy:
        yield partial(write_settings, agency=agency, asked=plan.common.policy, now=now)
    for works, most in ((plan.still, NEW), (plan.moving, MOVING)):
        for some in chunks(works, most):
            yield partial(plan.people.write, works=some)
    for owners in chunks(plan.owners, OWNERS):
        yield partial(write_owned, agency=agency, owners=owners, now=now)


def _be_patient(database: Database, connection: Connection) -> None:
    """Let PostgreSQL wait in this transaction: what is compared in between takes longer than it allows a request."""
    if not database.sqlite:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"set local {limit} = 0"))


def _enter(agency: Agency, connection: Connection) -> int:
    """Let the centre know of a new agency."""
    add_missing(connection, meta, [("name", agency.name)])
    put_rows(connection, meta, [(f"name:{agency.id}", agency.name)])
    return 0


def _new_id() -> str:
    return uuid7(int(datetime.now(UTC).timestamp() * 1000), os.urandom(RANDOM_BYTES))
