"""When the centre was away: a sign of life while it serves, and a gap between two signs is an outage.

The sign stands in ``meta`` under ``heartbeat``: the epoch of the store and the moment. A store that was put back or
failed over has another epoch, and the sign in it tells when it was copied, not when the centre went away: such a gap
is not measured, and whoever runs the centre may record it by hand (:func:`record_outage`).

Both the sign and the outages belong to the centre as a whole, so neither is led by an agency: who can't reach it
can't, whatever agency they are of.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ekin_tui.domain.lateness import Outage
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.faults import CommitUnknown
from ekin_tui.server.logs import log_event, log_trouble, told
from ekin_tui.server.rows import lock_rows, put_rows
from ekin_tui.server.schema import meta, outages

BEAT_S = 30.0
"""Seconds between two signs of life."""
GAP = timedelta(seconds=90)
"""A longer silence is an outage: three signs that are missing."""
KEPT = timedelta(days=62)
"""How long an outage may still move a deadline of work that comes late."""
_SIGN = "heartbeat"
_AWAY = (DBAPIError, DisconnectionError, PoolTimeout, CommitUnknown, AdminError, OSError)
"""How a database says that it takes no sign now."""
_MOST = 100
"""Outages that are told at most, the latest ones."""


def read_outages(connection: Connection, now: datetime) -> list[Outage]:
    """Return the outages of the last two months, the earliest first."""
    since = _text(now - KEPT)
    query = select(outages.c.began, outages.c.ended).where(outages.c.ended > since).order_by(outages.c.began.desc())
    found = [_outage(row.began, row.ended) for row in connection.execute(query.limit(_MOST))]
    return found[::-1]


def record_outage(connection: Connection, began: datetime, ended: datetime) -> None:
    """Keep that nobody could send anything between two moments (aware). The caller commits."""
    put_rows(connection, outages, [(_text(began), _text(ended))])


def beat(connection: Connection, epoch: str, now: datetime, alive_s: float | None = None) -> Outage | None:
    """Give a sign of life, and return the outage that it ends, if any. The caller commits.

    ``alive_s``: seconds since this process gave its last sign, by a clock that nobody sets; a longer gap by the wall
    clock was a clock that was set, not an outage. None when this is its first.
    """
    then, last = _read("".join(row[1] for row in lock_rows(connection, meta, "key, value", "key", [_SIGN])))
    put_rows(connection, meta, [(_SIGN, f"{epoch} {_text(now)}")])
    if last is None or then != epoch or now - last <= GAP or (alive_s is not None and alive_s <= GAP.total_seconds()):
        return None
    record_outage(connection, last, now)
    return last, now


class Heart:
    """Gives the signs of life of one process, in a thread of its own, from :meth:`start` to :meth:`stop`."""

    def __init__(
        self,
        database: Database,
        epoch: Callable[[], str],
        clock: Callable[[], datetime],
        *,
        found: Callable[[Connection, datetime], object] = lambda *_: None,
        beat_s: float = BEAT_S,
    ) -> None:
        """``epoch`` raises FileNotFoundError while the database is away; ``clock`` gives the time of record.

        ``found`` is called at the start and when an outage was recorded, until it has ended well.
        """
        self._database, self._epoch, self._clock, self._beat_s = database, epoch, clock, beat_s
        self._found, self._ended = found, threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
        self._last: float | None = None
        self._owed = True
        """Whether ``found`` has still to be called: a process may have ended before it could."""

    def start(self) -> None:
        """Give the first sign, which finds the outage that has just ended, and go on in the background."""
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Give the last sign, and end."""
        self._ended.set()
        self._thread.join()
        self._beat()

    def _run(self) -> None:
        while not self._ended.wait(self._beat_s):
            self._beat()

    def _beat(self) -> None:
        """Give a sign. A database that can't take it is an outage itself, and is found by the next sign."""
        began = time.monotonic()
        try:
            epoch, now = self._epoch(), self._clock()
            alive = None if self._last is None else began - self._last
            outage = self._database.write(lambda connection: beat(connection, epoch, now, alive))
            self._last = began
            if outage is not None:
                self._owed = True
                log_event("outage", began=_text(outage[0]), ended=_text(outage[1]))
            if self._owed:  # apart from the sign: it may take long, and is made good at a later one
                self._database.write(lambda connection: self._found(connection, now))
                self._owed = False
        except _AWAY as error:
            log_trouble("no-sign-of-life", fault=told(error))


def _read(text: str) -> tuple[str, datetime | None]:
    epoch, _, at = text.rpartition(" ")
    return epoch, datetime.fromisoformat(at) if at else None


def _outage(began: str, ended: str) -> Outage:
    return datetime.fromisoformat(began), datetime.fromisoformat(ended)


def _text(at: datetime) -> str:
    """Return ``at`` so that texts stand in the order of time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
