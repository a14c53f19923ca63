import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.result import Result
from ekin_tui.wire import Item
from tests.centre import SITI, Centre
from tests.sync.device import Device, now
from tests.sync.faults import Line, refusal, server_error

Machine = Callable[[str], Device]


def sync_over(siti: Device, **faults: object) -> tuple[Result, Line]:
    remote = HttpRemote(siti.url, lambda: siti.token, siti.name)
    line = Line(remote, **faults)  # type: ignore[arg-type]
    try:
        return sync(siti.store, line, now), line
    finally:
        remote.close()


def poison(entry: str, error: Exception) -> Callable[[Sequence[str]], None]:
    def before(bodies: Sequence[str]) -> None:
        if any(entry in body for body in bodies):
            raise error

    return before


def test_an_op_that_breaks_the_server_is_set_aside_after_three_equal_failures_and_the_rest_goes_out(
    machine: Machine,
) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(9)]
    bad = poison(entries[4].id, server_error())
    for _ in range(2):
        done, line = sync_over(siti, before=bad)
        assert (done.code, done.pushed, line.pushes) == ("server-error", 0, [9])
    done, _ = sync_over(siti, before=bad)
    assert (done.code, done.pushed) == ("ok", 8)
    assert [(r.id, r.problem.code) for r in done.rejected] == [(entries[4].id, "server-error")]
    assert siti.store.outbox.count() == 0
    assert siti.get(entries[4].id).entry.activity == entries[4].activity
    assert [w.op.entry for w in siti.store.outbox.attention()] == [entries[4].id]


def test_a_server_that_fails_for_everything_costs_nobody_an_op(machine: Machine) -> None:
    siti = machine(SITI)
    for _ in range(5):
        siti.write()
    for _ in range(7):
        done, _ = sync_over(siti, before=poison("op", server_error()))
        assert (done.code, done.offline) == ("server-error", True)
    assert siti.store.outbox.count() == 5
    assert siti.store.outbox.attention() == []
    assert siti.sync().pushed == 5


@pytest.mark.parametrize(("status", "code"), [(413, "too-large"), (400, "bad-request"), (422, "unknown-field")])
def test_a_batch_that_is_refused_as_such_is_halved_at_once(machine: Machine, status: int, code: str) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(6)]
    done, _ = sync_over(siti, before=poison(entries[0].id, refusal(status, code)))
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 5, 0)
    assert [r.problem.code for r in done.rejected] == [code]


def test_a_cap_below_the_batch_is_met_by_halving(machine: Machine) -> None:
    siti = machine(SITI)
    for _ in range(10):
        siti.write()

    def cap(bodies: Sequence[str]) -> None:
        if len(bodies) > 3:
            raise refusal(413, "too-large")

    done, _ = sync_over(siti, before=cap)
    assert (done.pushed, done.rejected) == (10, ())


@pytest.mark.parametrize("lost", range(6))
def test_an_answer_lost_at_any_point_is_made_good_and_every_op_has_one_effect(machine: Machine, lost: int) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(450)]
    for entry in entries[:200]:
        siti.submit(entry.id)
    counted = iter(range(100))

    def drop(_: Sequence[str]) -> None:
        if next(counted) == lost:
            raise Unreachable("cut")

    sync_over(siti, after=drop)
    done = siti.sync()
    assert done.code == "ok"
    assert (siti.store.outbox.count(), siti.store.conflicts.all(), siti.store.outbox.attention()) == (0, [], [])
    assert {siti.get(entry.id).entry.status for entry in entries[:200]} == {Status.SUBMITTED}
    assert {siti.get(entry.id).entry.rev.partition("-")[0] for entry in entries[:200]} == {"2"}
    assert {siti.get(entry.id).entry.rev.partition("-")[0] for entry in entries[200:]} == {"1"}


_SYNC = """
import sys
from pathlib import Path
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from tests.sync.device import now
store = Store.open(Path(sys.argv[1]))
remote = HttpRemote(sys.argv[2], lambda: sys.argv[3], sys.argv[4])
print("ready", flush=True)
sync(store, remote, now, tell=lambda p: print(p.feed, p.done, flush=True))
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_a_sync_that_is_killed_leaves_nothing_to_repair(machine: Machine, lines: int) -> None:
    siti = machine(SITI)
    entries = [siti.write() for _ in range(700)]
    command = [sys.executable, "-c", _SYNC, str(siti.store.path), siti.url, siti.token, siti.name]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout
        for _ in range(lines):
            process.stdout.readline()
        time.sleep(0.004 * lines)
        process.send_signal(signal.SIGKILL)
    again = Store.open(siti.store.path)
    assert again._base.row("pragma integrity_check") == ("ok",)
    done = siti.sync()
    assert (done.code, done.rejected, siti.store.outbox.count()) == ("ok", (), 0)
    assert {siti.get(entry.id).entry.rev.partition("-")[0] for entry in entries} == {"1"}
    assert siti.store.conflicts.all() == []


def test_items_of_a_kind_that_is_not_known_are_kept_raw(machine: Machine) -> None:
    siti = machine(SITI)
    from ekin_tui.sync import plan
    from ekin_tui.sync.carry import carry_in

    page = plan.absorb([Item(pos=1, k="survey", id="u-1", doc=b'{"stars":5}')])  # type: ignore[arg-type]
    with siti.store.writing():
        carry_in(siti.store, "me", page)
    assert siti.store._base.rows("select * from unknown") == [("me", "survey", "u-1", '{"stars":5}')]


def test_an_expired_cursor_reads_its_feed_from_the_beginning(machine: Machine) -> None:
    siti = machine(SITI)
    remote = HttpRemote(siti.url, lambda: siti.token, siti.name)
    line = Line(remote)
    feed, asked = line.feed, []

    def expired(name: str, after: str, limit: int, *, epoch: str) -> object:
        asked.append(after)
        if len(asked) == 1:
            raise refusal(410, "cursor-expired")
        return feed(name, after, limit, epoch=epoch)

    def without_sums(*_: object, **__: object) -> object:
        raise refusal(404, "not-found")

    line.feed = expired  # type: ignore[method-assign,assignment]
    line.digest = without_sums  # type: ignore[method-assign,assignment]  # however long the feed is by now
    siti.write()
    done = sync(siti.store, line, now)
    remote.close()
    assert done.code == "ok"
    assert asked[1] == ""
    assert done.pulled > 20


@pytest.mark.parametrize(("status", "code"), [(426, "upgrade-required"), (429, "rate-limited"), (403, "forbidden")])
def test_a_refusal_of_the_whole_sync_is_told_by_its_code_and_keeps_the_queue(
    machine: Machine, status: int, code: str
) -> None:
    siti = machine(SITI)
    siti.write()
    done, _ = sync_over(siti, before=poison("op", refusal(status, code)))
    assert (done.code, done.offline, done.sign_in) == (code, False, False)
    assert siti.store.outbox.count() == 1


def test_a_foreign_cache_is_not_touched_by_a_centre_that_is_another_one(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    with siti.store.writing():
        siti.store.meta.put("person", "p-somebody-else")
    days = siti.store.entries.of_days("p-siti", now().date(), now().date())
    assert siti.sync().code == "other-person"
    assert siti.store.entries.of_days("p-siti", now().date(), now().date()) == days
