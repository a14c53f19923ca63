"""The clock of the machine jumps: the order of the work, retries and waits don't follow it, and the word names it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ekin_tui.domain.model import Status
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.result import Result
from ekin_tui.sync.schedule import ASKED_S, FIRST_S, LONGEST_S, wait_s
from ekin_tui.sync.trouble import retry_after
from ekin_tui.text import LANGUAGES, Words
from tests.centre import SITI, Centre
from tests.faults.between import between, cut_by_length
from tests.sync import device as of_device
from tests.sync.device import Device

Machine = Callable[[str], Device]
JUMPS = {
    "a day forward and back": ["+1 day", "-1 day", "now"],
    "to 1970 and back": ["1970", "now", "1970"],
    "ever further back": ["now", "-1 day", "1970"],
    "far ahead, then right": ["2099", "2099", "now"],
    "an hour twice": ["now", "-1 hour", "now"],
}


def moment(name: str) -> datetime:
    at = datetime.now(UTC)
    years = {"1970": datetime(1970, 1, 1, 7, tzinfo=UTC), "2099": datetime(2099, 12, 31, tzinfo=UTC)}
    steps = {"+1 day": timedelta(days=1), "-1 day": timedelta(days=-1), "-1 hour": timedelta(hours=-1)}
    return years.get(name, at + steps.get(name, timedelta())).astimezone()


def sync_by(device: Device, clock: Callable[[], datetime], url: str = "") -> Result:
    remote = HttpRemote(url or device.url, lambda: device.token, device.name, compress=True)
    try:
        return sync(device.store, remote, clock)
    finally:
        remote.close()


@pytest.fixture
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """A clock that is somewhere else each time that it is asked; what is recorded is stamped by it."""
    names = cycle(JUMPS[request.param])

    def jumping() -> datetime:
        return moment(next(names))

    monkeypatch.setattr(of_device, "now", jumping)
    return jumping


@pytest.mark.parametrize("clock", JUMPS, indirect=True)
def test_the_order_of_the_work_is_that_in_which_it_was_done_whatever_the_clock_says(
    machine: Machine, clock: Callable[[], datetime]
) -> None:
    siti = machine(SITI)
    entry = siti.write(activity="Menyusun daftar arsip, tulisan pertama")
    with siti.store.writing():
        siti.store.outbox.leaving([one.seq for one in siti.store.outbox.all()])
    siti.edit(entry.id, activity="Menyusun daftar arsip, tulisan terakhir")
    siti.submit(entry.id)
    assert [waiting.op.t for waiting in siti.store.outbox.all()] == ["put", "put", "submit"]
    done = sync_by(siti, clock)
    assert (done.code, done.pushed, done.conflicts, done.rejected) == ("ok", 3, 0, ())
    mine = siti.get(entry.id).entry
    assert (mine.activity, mine.status) == ("Menyusun daftar arsip, tulisan terakhir", Status.SUBMITTED)
    assert mine.received is not None
    assert abs(mine.received - datetime.now(UTC)) < timedelta(days=300)


@pytest.mark.parametrize("clock", JUMPS, indirect=True)
def test_what_failed_by_one_clock_goes_out_by_another(
    machine: Machine, centre: Centre, clock: Callable[[], datetime]
) -> None:
    siti = machine(SITI)
    siti.write()
    with between(centre, cut_by_length, "/push") as network:
        for _ in range(2):
            done = sync_by(siti, clock, network.url)
            assert (done.code, siti.store.outbox.count()) == ("cut", 1)
            assert 0 <= done.seconds < 60
    done = sync_by(siti, clock)
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 1, 0)


@given(failures=some.integers(1, 10**6), drawn=some.floats(0, 1))
def test_a_wait_is_drawn_from_the_failures_alone_and_keeps_its_bounds(failures: int, drawn: float) -> None:
    wait = wait_s(failures, 0, lambda: drawn)
    assert FIRST_S <= wait <= LONGEST_S
    assert wait <= wait_s(failures + 1, 0, lambda: drawn)


@given(some.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1)))  # noqa: DTZ001 - the header says GMT
def test_a_moment_to_come_back_at_is_bounded_whatever_this_clock_makes_of_it(at: datetime) -> None:
    asked = retry_after({"retry-after": format_datetime(at.replace(tzinfo=UTC), usegmt=True)})
    assert 0 <= asked <= ASKED_S
    assert wait_s(1, asked, lambda: 1.0) <= max(LONGEST_S, ASKED_S * 1.1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["tls-expired", "tls-not-yet"])
def test_a_certificate_that_is_out_of_its_time_is_told_with_the_clock_named(language: str, code: str) -> None:
    assert {"id": "jam komputer ini", "en": "this computer's clock"}[language] in Words(language).refusal(code)
