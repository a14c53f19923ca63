"""One exchange with a mirror: a target that is told what the default target has taken, and decides nothing here.

What is to be sent follows from the base copies; nothing is written by a save or a verdict, so no crash can come between
them. A copy is noted as leaving before it goes and settled with what was said; cut short, it goes again as it was.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ekin_tui.store import Store, StoreError
from ekin_tui.store.mirrored import Copy, Health, Outcome
from ekin_tui.sync.lock import sole
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.result import Rejected, Result, kept_details

_OPEN = 50
"""Entries whose status is asked one by one in an exchange."""
_LONG_S = 0.25
"""Seconds after which what was said is made durable; what a crash then loses is asked again under the same key."""
_MOST_TRIES = 3
"""Times that one copy is asked anew in an exchange, each with what was learnt by the last."""


MISSING = "missing"
"""How a copy stands that was taken there and is not found any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an entry stands at a mirror; it is named by our id or by theirs."""

    status: str
    entry: str = ""
    theirs: str = ""
    rev: str = ""


class Mirror(Protocol):
    """A target that takes copies. Every method raises Unreachable or Refusal, and only then nothing is known."""

    @property
    def batch(self) -> int:
        """Copies that are noted as leaving at once."""

    def open(self, known: Health) -> Health:
        """Begin, with what is known of it; returns that with who it is now. Raises OtherPerson besides."""

    def send(self, copies: Sequence[Copy]) -> Iterator[Sequence[Outcome]]:
        """Yield what becomes of the copies, as it is known; of one without an outcome nothing is known yet."""

    def statuses(self, waiting: Sequence[Copy], known: Health) -> Iterator[tuple[Sequence[Standing], str]]:
        """Yield how entries stand, each time with the cursor behind that; ``waiting`` are some not decided there."""

    def end(self) -> None:
        """End the exchange."""

    def close(self) -> None:
        """Let go of the line."""


class OtherPerson(Exception):  # noqa: N818 - an answer, not a fault
    """The token of the mirror names somebody else than this cache is of; nothing was sent."""


def mirror(
    store: Store,
    name: str,
    address: str,
    line: Mirror,
    clock: Callable[[], datetime],
    *,
    stop: Callable[[], bool] = lambda: False,
    again: bool = False,
) -> Result:
    """Exchange once with the mirror ``name`` and return how it went; closes ``line``.

    ``address`` tells it from another mirror of that name: at another one nothing is known to have been sent.
    ``again``: what was refused is sent once more, for a person says so.
    """
    started = time.monotonic()
    with closing(line), sole(store.path, name) as held:
        if not held:
            return Result(target=name, code="busy")
        if store.readonly or not store.meta.get("person"):
            return Result(target=name, code="mirror-early")
        run = _Run(store, name, line, clock, stop)
        result = run.run(address, again=again)
        return replace(result, seconds=time.monotonic() - started)


def remember(store: Store, name: str, result: Result, now: datetime) -> None:
    """Keep the outcome of an exchange with a mirror for *Sinkron*."""
    if store.readonly:
        return
    before = store.mirrored.health(name)
    found = replace(before, code=result.code, details=kept_details(result.details))
    if result.code == "ok":
        found = replace(found, at=now.isoformat(), pushed=result.pushed)
    if found != before:
        with store.writing():
            store.mirrored.put_health(name, found)


class _Run:
    def __init__(
        self, store: Store, name: str, line: Mirror, clock: Callable[[], datetime], stop: Callable[[], bool]
    ) -> None:
        self._store, self._name, self._line, self._clock, self._stop = store, name, line, clock, stop
        self._pushed = self._pulled = 0
        self._refused: list[Rejected] = []

    def run(self, address: str, *, again: bool) -> Result:
        try:
            self._prepare(address, again=again)
            result = self._exchanged()
        except StoreError as error:
            return self._result(error.code, dict(error.details))
        remember(self._store, self._name, result, self._clock())
        return result

    def _exchanged(self) -> Result:
        try:
            self._exchange()
        except Unreachable as error:
            return self._result(error.code, dict(error.details), offline=True, wait=error.retry_after)
        except Refusal as error:
            sign_in = error.problem.status == 401
            return self._result(error.code, dict(error.problem.args), sign_in=sign_in, wait=error.retry_after)
        except OtherPerson:
            return self._result("other-person")
        return self._result("stopped" if self._stop() else "ok")

    def _prepare(self, address: str, *, again: bool) -> None:
        mirrored, known = self._store.mirrored, self._health()
        moved = known.address != address
        if not moved and not again:
            return
        with self._store.writing():
            if moved:
                if known.address:
                    mirrored.forget(self._name)
                mirrored.put_health(self._name, Health(address=address))
            mirrored.again(self._name)

    def _exchange(self) -> None:
        try:
            self._open()
            self._push()
            if not self._stop():
                self._pull()
        except (Unreachable, Refusal):
            self._line.end()
            raise
        if not self._stop():
            self._line.end()

    def _open(self) -> None:
        known = self._health()
        found = self._line.open(known)
        if found != known:
            with self._store.writing():
                if known.epoch and found.epoch != known.epoch:
                    self._store.mirrored.forget(self._name)
                    found = replace(found, cursor="")
                self._store.mirrored.put_health(self._name, found)

    def _push(self) -> None:
        mirrored, tries = self._store.mirrored, dict[str, int]()
        while not self._stop():
            spent = sum(1 for count in tries.values() if count >= _MOST_TRIES)
            due = mirrored.due(self._name, self._line.batch + spent)
            copies = [one for one in due if tries.get(one.entry.id, 0) < _MOST_TRIES]
            if not copies:
                return
            with self._store.writing():
                mirrored.leaving(self._name, copies)
            told = self._send(copies)
            for one in copies:
                known = one.entry.id in told
                tries[one.entry.id] = tries.get(one.entry.id, 0) + 1 if known else _MOST_TRIES

    def _send(self, copies: Sequence[Copy]) -> set[str]:
        """Send copies and keep what is said of them, a portion a commit; return those of which something was said."""
        told, held, since = set[str](), list[Outcome](), time.monotonic()
        try:
            for outcomes in self._line.send(copies):
                held += outcomes
                told |= {one.entry for one in outcomes}
                if time.monotonic() - since > _LONG_S:
                    self._settle(held)
                    held, since = [], time.monotonic()
                if self._stop():
                    break
        finally:
            if held:
                self._settle(held)
        return told

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        with self._store.writing():
            self._store.mirrored.settle(self._name, outcomes)
        self._pushed += sum(1 for one in outcomes if one.told and one.problem is None and not one.retry)
        self._refused += [Rejected(id=one.entry, problem=one.problem) for one in outcomes if one.problem is not None]

    def _pull(self) -> None:
        mirrored, known = self._store.mirrored, self._health()
        waiting = mirrored.open(self._name, _OPEN)
        for found, cursor in self._line.statuses(waiting, known):
            with self._store.writing():
                for one in found:
                    entry = one.entry or mirrored.entry_of(self._name, one.theirs)
                    if entry is not None:
                        mirrored.stands(self._name, entry, one.status, one.rev, at=self._clock().timestamp())
                        self._pulled += 1
                if cursor != known.cursor:
                    known = replace(known, cursor=cursor)
                    mirrored.put_health(self._name, known)
            if self._stop():
                return

    def _health(self) -> Health:
        return self._store.mirrored.health(self._name)

    def _result(
        self,
        code: str,
        details: dict[str, str | int] | None = None,
        *,
        offline: bool = False,
        sign_in: bool = False,
        wait: float = 0,
    ) -> Result:
        return Result(
            target=self._name,
            code=code,
            details=details,
            offline=offline,
            sign_in=sign_in,
            pushed=self._pushed,
            pulled=self._pulled,
            rejected=tuple(self._refused),
            retry_after=wait,
        )
