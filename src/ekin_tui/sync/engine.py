"""One exchange with the centre: session, push, pull. No transaction is open while the network is used."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import msgspec

from ekin_tui.domain.leases import Contact, Uptime
from ekin_tui.domain.model import Problem
from ekin_tui.store import Store, StoreError
from ekin_tui.sync.lock import sole
from ekin_tui.sync.pull import Pull
from ekin_tui.sync.push import Push
from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.repair import OtherCentre, WentBack, check_centre, is_due, repair, set_due, went_back
from ekin_tui.sync.result import Progress, Rejected, Result, kept_details
from ekin_tui.sync.sameness import Sameness
from ekin_tui.sync.timekeeping import keep_time, read_uptime
from ekin_tui.wire import SessionAnswer, SessionBody

Clock = Callable[[], datetime]
Clocks = tuple[Clock, Callable[[], Uptime]]
"""The one that people set, and the one that nobody does."""
Tell = Callable[[Progress], None]
Stop = Callable[[], bool]
_EPOCH = "epoch-changed"
_CLONED = "device-cloned"
_SIGN_IN = 401
_UNBOUND = "subject-unbound"
_SWITCH_S = 0.0005
"""How soon the thread that works on the cache lets the one go on that has a request out: Python's own 5 ms are as long
as a page takes, and each request needs several turns."""
_STATES = 3
"""How often an exchange is begun when the centre is found to have gone back; the next one goes on."""
PORTIONS = 8
"""Portions of rows that the end of an exchange takes into the index of words; the program on the screen goes on."""


class OtherPerson(Exception):  # noqa: N818 - an answer, not a fault
    """The token belongs to somebody else than the cache does; nothing was changed."""


def sync(
    store: Store,
    remote: Remote,
    clock: Clock,
    *,
    tell: Tell = lambda _: None,
    stop: Stop = lambda: False,
    accept_centre: bool = False,
    uptime: Callable[[], Uptime] = read_uptime,
) -> Result:
    """Exchange once with the centre and return how it went; never raises for what the network or the centre does.

    ``clock`` gives aware local time. ``stop`` is asked between requests. What was not sent stays queued.
    ``uptime`` is the clock that nobody sets.
    ``accept_centre``: the person has said that another store than before may take the place of the centre.
    """
    started = time.monotonic()
    with sole(store.path) as held:
        if not held:
            return Result(target=store.meta.get("target") or "", code="busy")
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_S))
        run = _Run(store, remote, (clock, uptime), tell, stop, accept_centre=accept_centre)
        result = replace(run.run(), seconds=time.monotonic() - started)
        run.remember(result)
    return result


class _Run:
    """One exchange, from the session to the last page."""

    def __init__(
        self, store: Store, remote: Remote, clocks: Clocks, tell: Tell, stop: Stop, *, accept_centre: bool
    ) -> None:
        self._store, self._remote, self._stop = store, remote, stop
        self._clock, self._uptime = clocks
        self._tell, self._accept_centre = tell, accept_centre
        self._push = Push(store, remote, self._clock, tell, stop)
        self._pull = Pull(store, remote, tell, stop)
        self._heard: datetime | None = None

    def run(self) -> Result:
        try:
            self._exchange_to_the_end()
        except Unreachable as error:
            return self._result(code=error.code, details=dict(error.details), offline=True, wait=error.retry_after)
        except Refusal as error:
            if error.code == _CLONED:
                self._become_another_device()
            sign_in = error.problem.status == _SIGN_IN or error.code == _UNBOUND
            details = dict(error.problem.args) | ({"min": error.problem.min} if error.problem.min else {})
            return self._result(code=error.code, details=details, sign_in=sign_in, wait=error.retry_after)
        except OtherPerson:
            return self._result(code="other-person")
        except OtherCentre:
            return self._result(code="other-centre")
        except StoreError as error:
            return self._result(code=error.code, details=dict(error.details))
        return self._result(code="stopped" if self._stop() else "ok")

    def remember(self, result: Result) -> None:
        """Keep the outcome for *Sinkron*."""
        if self._store.readonly:
            return
        put, details = self._store.meta.put, kept_details(result.details)
        if result.code != "ok" and self._known() == (result.code, details):
            return
        with self._store.writing():
            put("last_result", result.code)
            put("last_details", details)
            if result.code == "ok":
                put("last_sync", (self._heard or self._clock()).isoformat())
                put("last_pushed", str(result.pushed))
                put("last_pulled", str(result.pulled))

    def _known(self) -> tuple[str, str]:
        get = self._store.meta.get
        return get("last_result") or "", get("last_details") or "{}"

    def _exchange_to_the_end(self) -> None:
        """Exchange, and let a remote that is asked by what lies somewhere lay it there, also after a failure."""
        try:
            self._exchange()
        except (Unreachable, Refusal):
            self._remote.end()
            raise
        if not self._stop():
            self._remote.end()

    def _exchange(self) -> None:
        for _ in range(_STATES):
            self._in_one_state()
            if self._stop() or not is_due(self._store):  # due: found by the daily question, or by what it lacks
                return

    def _in_one_state(self) -> None:
        """Exchange with a centre that may have gone back since it was asked last."""
        with suppress(WentBack):
            try:
                self._once()
            except Refusal as error:
                if error.code != _EPOCH:
                    raise
                self._once()

    def _once(self) -> None:
        session = self._session()
        epoch = session.epoch
        if is_due(self._store):
            repair(self._store, self._remote, epoch, tell=self._tell, stop=self._stop)
        self._push.run(epoch, session.limits)
        self._pull.run(epoch, session.feeds, again=self._push.pushed > 0)
        if not self._stop():
            Sameness(self._store, self._remote, self._stop).keep(epoch, session.feeds, self._clock())
        for _ in range(PORTIONS):  # a save in between waits for one; what is left is looked through by a search
            if self._stop() or not self._store.entries.words.catch_up():
                return

    def _session(self) -> SessionAnswer:
        store = self._store
        me = store.reference.me()
        asked = SessionBody(
            device=self._remote.device,
            epoch=store.meta.get("epoch") or "",
            have=store.cursors.all(),
            tz=me.zone if me else "",
        )
        begun = time.monotonic()
        session = self._open_session(asked)
        trip, answered = time.monotonic() - begun, self._contact(session)
        known = store.meta.get("person")
        if known and known != session.person:
            raise OtherPerson
        listed = {feed.id for feed in session.feeds}
        ended = store.cursors.known() - listed
        back = went_back(asked, session)
        if not known or ended or back or asked.epoch != session.epoch or store.cursors.feeds() != session.feeds:
            self._open(session, ended, anew=back)
        if not store.readonly:
            with store.writing():
                keep_time(store, session, answered, trip)
        return session

    def _contact(self, session: SessionAnswer) -> Contact:
        """Return when the centre said this: now, unless it was carried here; no clock of this machine saw it then."""
        if not self._remote.carried:
            return Contact(at=self._clock(), uptime=self._uptime())
        self._heard = session.server_time
        return Contact(at=session.server_time, uptime=Uptime())

    def _open_session(self, asked: SessionBody) -> SessionAnswer:
        """Return the answer of the centre that this cache belongs to. Raises OtherCentre before anything is changed."""
        known = "" if self._accept_centre else asked.epoch
        try:
            session = self._remote.session(asked)
        except Refusal as error:
            check_centre(known, error.epoch)
            if error.code != _EPOCH:
                raise
            session = self._remote.session(msgspec.structs.replace(asked, epoch="", have={}))
        check_centre(known, session.epoch)
        return session

    def _open(self, session: SessionAnswer, ended: set[str], *, anew: bool) -> None:
        store = self._store
        with store.writing():
            store.meta.put("person", session.person)
            store.meta.put("epoch", session.epoch)
            if anew:
                store.cursors.reset()
                set_due(store, due=True)
            for feed in ended:
                store.cursors.drop_feed(feed)
            store.cursors.set_feeds(session.feeds)

    def _become_another_device(self) -> None:
        """This home is a copy of one that is in use elsewhere: be a device of one's own, read every feed again."""
        with self._store.writing():
            self._store.meta.put("device", "")
            self._store.cursors.reset()

    def _result(
        self,
        *,
        code: str,
        details: dict[str, str | int] | None = None,
        offline: bool = False,
        sign_in: bool = False,
        wait: float = 0,
    ) -> Result:
        return Result(
            target=self._store.meta.get("target") or "",
            code=code,
            details=details,
            offline=offline,
            sign_in=sign_in,
            pushed=self._push.pushed,
            pulled=self._pull.pulled,
            conflicts=len(self._store.conflicts.all()),
            rejected=tuple(_rejected(entry, problem) for entry, problem in self._push.refused),
            retry_after=wait,
        )


def _rejected(entry: str, problem: Problem) -> Rejected:
    return Rejected(id=entry, problem=problem)
