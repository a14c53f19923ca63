"""Moves that were entered before their day: carried out when that day begins where the person works.

Days begin at a whole hour of UTC, at least in Indonesia, so the centre looks at the turn of each hour for supervisions
that began or ended since it last looked. When that was stands in ``meta`` under ``moves``: a centre that was away for a
week finds what came due meanwhile, and a store that was put back does again what it has lost. Each person is moved in a
transaction of their own by :func:`ekin_tui.server.staff.follow`, which does nothing twice.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.faults import CommitUnknown
from ekin_tui.server.inbox import Changes
from ekin_tui.server.logs import log_event, log_trouble, told
from ekin_tui.server.rows import put_rows
from ekin_tui.server.schema import assignments, meta, people, supervisions
from ekin_tui.server.staff import follow
from ekin_tui.server.superiors import SIGNING

ROUND_S = 30.0
"""Seconds between two looks at the clock."""
_FIRST = timedelta(days=31)
"""How far back a centre looks that never has."""
_AGAIN = timedelta(hours=1)
"""What was entered while the last round was under way may have been missed by it."""
_DAY = timedelta(days=1)
_KEY = "moves"
_AWAY = (DBAPIError, DisconnectionError, PoolTimeout, CommitUnknown, AdminError, OSError)
"""How a database says that it can't do it now; the next round does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Somebody whose supervisor changes with a day that has begun."""

    agency: str
    person: str
    today: date


def find_due(connection: Connection, since: datetime, now: datetime) -> list[Due]:
    """Return for whom a day that began after ``since`` and by ``now`` brought another supervisor.

    Either their supervision began, or ended the day before; or that was so of somebody who signs for the position.
    """
    first, last = since.date() - _DAY, now.date() + _DAY  # wide enough for every zone
    same = and_(people.c.agency == supervisions.c.agency, people.c.id == supervisions.c.person)
    who = (supervisions.c.agency, supervisions.c.person, people.c.zone)
    moved = select(*who, supervisions.c.start, supervisions.c.end).join(people, same)
    held = and_(
        assignments.c.agency == supervisions.c.agency,
        assignments.c.position == supervisions.c.position,
        assignments.c.capacity.in_(SIGNING),
    )
    led = select(*who, assignments.c.start, assignments.c.end).join(people, same).join(assignments, held)
    found = {}
    for query, spans in ((moved, supervisions), (led, assignments)):
        turns = or_(spans.c.start.between(first, last), spans.c.end.between(first - _DAY, last))
        for agency, person, zone, start, end in connection.execute(query.where(turns).order_by(*who[:2])):
            then, today = (moment.astimezone(ZoneInfo(zone)).date() for moment in (since, now))
            if then < start <= today or (end is not None and then <= end < today):
                found[agency, person] = Due(agency=agency, person=person, today=today)
    return list(found.values())


def carry_out(database: Database, now: datetime) -> int:
    """Carry out the moves that came due since the last round, and return how many people that concerned.

    Does nothing when a round was made in this hour. ``now`` is aware.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    with database.reading() as connection:
        last = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
        if last == hour.isoformat():
            return 0
        since = datetime.fromisoformat(last) - _AGAIN if last else hour - _FIRST
        due = find_due(connection, min(since, hour), now)
    failed = [one for one in due if not _moved(database, one, now)]
    if not failed:
        database.write(lambda connection: put_rows(connection, meta, [(_KEY, hour.isoformat())]))
    return len(due) - len(failed)


def _moved(database: Database, due: Due, now: datetime) -> bool:
    """Carry out the move of one person; one that fails holds up nobody else, and is tried again at the next round."""
    try:
        database.write(partial(_move, due, now))
    except _AWAY as error:
        log_trouble("move-not-carried-out", fault=told(error))
        return False
    return True


def _move(due: Due, now: datetime, connection: Connection) -> None:
    changes = Changes(agency=due.agency)
    follow(connection, changes, due.person, due.today, at=now)
    changes.publish(connection)


class Rounds:
    """Carries out what comes due, in a thread of its own, from :meth:`start` to :meth:`stop`."""

    def __init__(self, database: Database, clock: Callable[[], datetime], *, round_s: float = ROUND_S) -> None:
        """``clock`` gives the time of record (aware)."""
        self._database, self._clock, self._round_s = database, clock, round_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="moves", daemon=True)

    def start(self) -> None:
        """Make the first round before anybody is served, and go on in the background."""
        self._round()
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._round_s):
            self._round()

    def _round(self) -> None:
        try:
            moved = carry_out(self._database, self._clock())
        except _AWAY as error:
            log_trouble("moves-not-carried-out", fault=told(error))
            return
        if moved:
            log_event("moved", people=moved)
