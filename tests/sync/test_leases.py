"""An acting post is read for three days at most without asking the centre, by a clock that nobody sets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from ekin_tui.desk import Desk
from ekin_tui.domain.leases import Uptime
from ekin_tui.domain.model import Assignment, Capacity, Status
from ekin_tui.server.schema import assignments
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.result import Result
from ekin_tui.sync.timekeeping import read_uptime
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.sync.device import TODAY, Device, make_device, now

DAYS_3 = timedelta(days=3)
SECOND = timedelta(seconds=1)
ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Machine:
    """Budi's machine, whose clocks the test sets: he holds one post and acts for another."""

    device: Device
    off: timedelta = timedelta()
    """How far the wall clock is off."""
    passed: float = 1_000.0
    boot: str = "first"

    def clock(self) -> datetime:
        return now() + self.off

    def uptime(self) -> Uptime:
        return Uptime(boot=self.boot, seconds=self.passed)

    def sync(self) -> Result:
        remote = HttpRemote(self.device.url, lambda: self.device.token, self.device.name, compress=True)
        try:
            return sync(self.device.store, remote, self.clock, uptime=self.uptime)
        finally:
            remote.close()

    @property
    def desk(self) -> Desk:
        return Desk(self.device.store, clock=self.clock, new_id=lambda: str(uuid4()), uptime=self.uptime)

    def locked(self) -> list[Capacity]:
        return [post.capacity for post in self.desk.reviewing.locked()]

    def wait(self, span: timedelta) -> None:
        """Let time pass for both clocks."""
        self.off += span
        self.passed += span.total_seconds()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with running_centre(tmp_path_factory.mktemp("centre"), TODAY) as one:
        yield one


@pytest.fixture
def budi(tmp_path: Path, centre: Centre) -> Machine:
    machine = Machine(make_device(tmp_path, centre, BUDI))
    assert machine.sync().code == "ok"
    return machine


def acting(machine: Machine) -> Assignment:
    return next(post for post in machine.desk.reviewing.acting() if post.capacity is Capacity.PLT)


def waiting_for(machine: Machine, post: Assignment) -> list[str]:
    return [view.entry.id for view in machine.desk.reviewing.queue() if view.entry.position == post.position]


def test_the_entries_of_an_acting_post_are_locked_after_the_lease_and_open_again_with_a_session(budi: Machine) -> None:
    post = acting(budi)
    seen = waiting_for(budi, post)
    assert seen
    budi.wait(DAYS_3)
    assert waiting_for(budi, post) == seen
    budi.wait(SECOND)
    assert budi.locked() == [Capacity.PLT]
    assert waiting_for(budi, post) == []
    assert budi.desk.reviewing.look(seen[0]) is None
    assert budi.sync().code == "ok"
    assert budi.locked() == []
    assert waiting_for(budi, post) == seen


def test_ones_own_post_is_never_locked(budi: Machine) -> None:
    own = next(post for post in budi.desk.reviewing.acting() if post.capacity is Capacity.HOLDER)
    seen = waiting_for(budi, own)
    budi.wait(10 * DAYS_3)
    assert waiting_for(budi, own) == seen != []


def test_a_decision_behind_a_lease_that_is_over_is_refused_here_and_nothing_is_queued(budi: Machine) -> None:
    [entry, *_] = waiting_for(budi, acting(budi))
    budi.wait(DAYS_3 + SECOND)
    before = budi.device.get(entry)
    for outcome in (
        budi.desk.reviewing.approve(entry, rev=before.entry.rev),
        budi.desk.reviewing.send_back(entry, rev=before.entry.rev, note="Lampirkan notulen."),
        budi.desk.reviewing.comment(entry, note="Lampirkan notulen."),
    ):
        assert outcome.problem is not None
        assert (outcome.problem.code, outcome.view) == ("lease-over", None)
    assert budi.device.store.outbox.count() == 0
    assert budi.device.get(entry) == before


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_wall_clock_that_is_set_moves_no_lease(budi: Machine, jump: timedelta) -> None:
    post = acting(budi)
    budi.off += jump
    budi.passed += DAYS_3.total_seconds()
    assert budi.locked() == []
    assert waiting_for(budi, post)
    budi.passed += 1
    assert budi.locked() == [Capacity.PLT]


def test_after_a_restart_the_wall_clock_decides_and_one_before_the_last_session_proves_nothing(budi: Machine) -> None:
    budi.boot, budi.passed = "second", 5.0
    budi.off += DAYS_3 - 60 * SECOND
    assert budi.locked() == []
    budi.off += 120 * SECOND
    assert budi.locked() == [Capacity.PLT]
    budi.off = timedelta(hours=-1)
    assert budi.locked() == [Capacity.PLT]


def test_a_post_that_ends_takes_its_records_along_at_the_next_session(tmp_path: Path) -> None:
    with running_centre(tmp_path, TODAY) as centre:
        budi = Machine(make_device(tmp_path, centre, BUDI))
        budi.sync()
        post = acting(budi)
        seen = waiting_for(budi, post)
        database = centre.database()
        with database.writing() as connection:
            ended = TODAY - timedelta(days=1)
            connection.execute(update(assignments).where(assignments.c.id == post.id).values(end=ended))
        database.close()
        assert budi.sync().code == "ok"
        assert [budi.device.store.entries.get(entry) for entry in seen] == [None] * len(seen)
        assert f"pos:{post.position}" not in {feed.id for feed in budi.device.store.cursors.feeds()}


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), ORIGIN - now(), timedelta(days=8_000)])
def test_a_clock_that_is_far_off_keeps_the_order_sends_everything_and_is_told(
    tmp_path: Path, centre: Centre, jump: timedelta
) -> None:
    siti = Machine(make_device(tmp_path, centre, SITI))
    assert siti.sync().code == "ok"
    first, second = siti.device.write(), siti.device.write()
    siti.device.submit(first.id)
    op = siti.device.submit(second.id)
    with siti.device.store.writing():
        siti.device.store.outbox.fail(op.op, "server-error", "", (siti.clock() + timedelta(minutes=10)).timestamp())
    siti.off += jump
    done = siti.sync()
    assert (done.code, done.rejected, done.pushed) == ("ok", (), 4)
    assert siti.device.store.outbox.count() == 0
    statuses = [siti.device.get(entry.id).entry.status for entry in (first, second)]
    assert statuses == [Status.SUBMITTED, Status.SUBMITTED]
    known = siti.desk.syncing.view().skew_s
    assert abs(known + (siti.clock() - centre.now()).total_seconds()) < 5
    assert siti.desk.syncing.mark().skew_s == known


def test_a_clock_that_is_a_little_off_is_no_matter(tmp_path: Path, centre: Centre) -> None:
    siti = Machine(make_device(tmp_path, centre, SITI))
    for off, warned in ((290 * SECOND, False), (310 * SECOND, True), (-290 * SECOND, False), (-310 * SECOND, True)):
        siti.off = centre.now() - now() + off
        assert siti.sync().code == "ok"
        assert bool(siti.desk.syncing.mark().skew_s) is warned, off


def test_a_submission_carries_the_beacon_that_was_held_when_it_was_made(tmp_path: Path, centre: Centre) -> None:
    siti = Machine(make_device(tmp_path, centre, SITI))
    siti.sync()
    held = siti.device.store.meta.get("beacon")
    assert held
    entry = siti.device.write()
    siti.desk.journal.submit([entry.id])
    ops = [waiting.op for waiting in siti.device.store.outbox.of_entry(entry.id)]
    assert [(op.t, op.beacon) for op in ops] == [("put", ""), ("submit", held)]
    assert siti.sync().rejected == ()
    assert siti.device.get(entry.id).entry.status is Status.SUBMITTED


def test_the_clock_that_nobody_sets_goes_on() -> None:
    first, second = read_uptime(), read_uptime()
    assert first.boot == second.boot
    assert first.seconds <= second.seconds


def test_why_an_entry_is_late_reaches_the_cache_and_stays_in_it(tmp_path: Path, centre: Centre) -> None:
    siti = make_device(tmp_path, centre, SITI)
    siti.sync()
    entry = next(s.entry for s in siti.days() if s.entry.status is Status.SUBMITTED)
    claimed = datetime(2026, 11, 24, 1, 31, tzinfo=UTC)
    with siti.store.writing():
        siti.store.entries.take(replace(entry, late=True, timing="beyond-grace", claimed=claimed))
    kept = Store.open(siti.store.path).entries.get(entry.id)
    assert kept is not None
    assert (kept.entry.timing, kept.entry.claimed) == ("beyond-grace", claimed)
