"""Two batches under way at once: an entry is in one of them at most, and each batch is settled for itself."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec
import pytest

from ekin_tui.domain.model import Entry, Status
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.result import Result
from ekin_tui.wire import Op, PushAnswer
from tests.centre import SITI
from tests.sync.device import Device, now
from tests.sync.faults import Line
from tests.sync.long_feed import AfterRequests

Machine = Callable[[str], Device]
OPS = 10
"""Ops in a batch; the chunks are then of one, one, one, two and four batches: the fourth and fifth push are a pair."""
PATIENCE_S = 10


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ekin_tui.sync.push.MAX_OPS", OPS)
    monkeypatch.setattr("ekin_tui.sync.push._SHORT_S", 60)  # a busy machine makes no smaller chunks here


class Lines(Line):
    """Tells ``before`` and ``after`` the number of each push, and keeps which entries were out together."""

    def __init__(
        self,
        inner: HttpRemote,
        before: Callable[[int], None] = lambda _: None,
        after: Callable[[int], None] = lambda _: None,
    ) -> None:
        super().__init__(inner)
        self._meet, self._part, self._lock = before, after, threading.Lock()
        self._out: list[set[str]] = []
        self.number = self.most = 0
        self.shared: set[str] = set()

    def push(self, bodies: Sequence[str], ops: Sequence[str], *, epoch: str) -> PushAnswer:
        entries = {msgspec.json.decode(body, type=Op).entry for body in bodies}
        with self._lock:
            self.number += 1
            number = self.number
            self.shared |= entries & set().union(*self._out)
            self._out.append(entries)
            self.most = max(self.most, len(self._out))
        try:
            self._meet(number)
            answer = super().push(bodies, ops, epoch=epoch)
            self._part(number)
            return answer
        finally:
            with self._lock:
                self._out.remove(entries)


def push(device: Device, **more: object) -> tuple[Result, Lines]:
    stop = more.pop("stop", lambda: False)
    with closing(HttpRemote(device.url, lambda: device.token, device.name)) as remote:
        lines = Lines(remote, **more)  # type: ignore[arg-type]
        return sync(device.store, lines, now, stop=stop), lines  # type: ignore[arg-type]


def revisions(device: Device, entries: Sequence[Entry]) -> set[str]:
    return {device.get(entry.id).entry.rev.partition("-")[0] for entry in entries}


def settled(device: Device) -> bool:
    store = device.store
    return (store.outbox.count(), store.conflicts.all(), store.outbox.attention()) == (0, [], [])


def test_two_batches_are_out_at_once_and_no_entry_is_in_both(machine: Machine) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(7 * OPS)]
    for entry in entries[::2]:
        siti.submit(entry.id)
    both = threading.Barrier(2, timeout=PATIENCE_S)
    done, lines = push(siti, before=lambda number: both.wait() if number in {4, 5} else None)
    assert (done.code, done.pushed) == ("ok", 7 * OPS + len(entries[::2]))
    assert (lines.most, lines.shared) == (2, set())
    assert settled(siti)
    assert (revisions(siti, entries[::2]), revisions(siti, entries[1::2])) == ({"2"}, {"1"})


@pytest.mark.parametrize("carried_out", [False, True])
def test_a_batch_that_fails_beside_another_waits_and_the_other_is_settled(machine: Machine, carried_out: bool) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(7 * OPS)]
    answered = threading.Event()

    def fail(number: int) -> None:
        if number == 4:
            assert answered.wait(PATIENCE_S), "the other batch is under way meanwhile"
            raise Unreachable("cut")

    def tell(number: int) -> None:
        if number == 5:
            answered.set()
        elif carried_out:
            fail(number)

    done, lines = push(siti, **({"after": tell} if carried_out else {"before": fail, "after": tell}))
    assert (done.code, done.offline, done.pushed) == ("cut", True, 4 * OPS)
    assert lines.number == 5, "nothing is sent behind a batch that failed"
    assert siti.store.outbox.count() == 3 * OPS
    rest, _ = push(siti)
    assert (rest.code, rest.pushed) == ("ok", 3 * OPS)
    assert settled(siti)
    assert revisions(siti, entries) == {"1"}, "every op has one effect"


def test_both_that_fail_wait_and_go_out_later(machine: Machine) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(5 * OPS)]
    both = threading.Barrier(2, timeout=PATIENCE_S)

    def fail(number: int) -> None:
        if number in {4, 5}:
            both.wait()
            raise Unreachable("timeout")

    done, _ = push(siti, after=fail)
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("timeout", 3 * OPS, 2 * OPS)
    assert push(siti)[0].pushed == 2 * OPS
    assert settled(siti)
    assert revisions(siti, entries) == {"1"}


@pytest.mark.parametrize("requests", [2, 3, 5])
def test_a_stop_sends_nothing_more_and_settles_what_is_out(machine: Machine, requests: int) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(9 * OPS)]
    done, lines = push(siti, stop=AfterRequests(requests))
    assert (done.code, done.pushed) == ("stopped", lines.number * OPS)
    assert siti.store.outbox.count() == 9 * OPS - done.pushed > 0
    assert push(siti)[0].code == "ok"
    assert settled(siti)
    assert {siti.get(entry.id).entry.status for entry in entries} == {Status.DRAFT}
    assert revisions(siti, entries) == {"1"}
