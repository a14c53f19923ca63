import socket
from pathlib import Path
from typing import cast

import pytest

from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Remote, Unreachable
from ekin_tui.sync.schedule import FIRST_S, LONGEST_S, Pace, next_s, wait_s
from ekin_tui.wire import SessionAnswer
from tests.office import NOW, office


@pytest.mark.parametrize("failures", [1, 2, 5, 9, 40])
def test_waits_grow_to_a_quarter_of_an_hour_and_never_beyond(failures: int) -> None:
    assert wait_s(failures, 0, lambda: 0.0) == FIRST_S
    assert FIRST_S < wait_s(failures, 0, lambda: 1.0) <= LONGEST_S
    assert wait_s(failures, 0, lambda: 1.0) <= wait_s(failures + 1, 0, lambda: 1.0)


def test_what_the_centre_asks_for_goes_before_up_to_an_hour() -> None:
    assert wait_s(1, 120, lambda: 0.5) == pytest.approx(126)
    assert wait_s(1, 10**6, lambda: 0.0) == 3600


def test_the_interval_varies_by_a_fifth() -> None:
    assert (next_s(600, lambda: 0.0), next_s(600, lambda: 1.0)) == pytest.approx((480, 720))


def make_pace(now: list[float]) -> Pace:
    return Pace(interval_s=600, draw=lambda: 1.0, clock=lambda: now[0])


def test_the_pace_slows_with_failures_and_is_as_before_after_a_success() -> None:
    pace = make_pace([0.0])
    waits = [pace.after_failure() for _ in range(12)]
    assert waits[:3] == [4.0, 8.0, 16.0]
    assert waits[-1] == LONGEST_S
    assert pace.after_success() == pytest.approx(720)
    assert pace.after_failure() == 4.0


def test_what_a_person_did_makes_the_pace_quick_again() -> None:
    pace = make_pace([0.0])
    for _ in range(8):
        pace.after_failure()
    pace.forgive()
    assert pace.after_failure() == 4.0


def test_what_only_a_person_can_mend_is_tried_at_the_interval() -> None:
    assert make_pace([0.0]).after_failure(hopeless=True) == pytest.approx(720)


def test_a_rest_that_the_centre_asked_for_ends_by_the_clock_or_with_a_success() -> None:
    now = [100.0]
    pace = make_pace(now)
    assert pace.rest_s == 0
    assert pace.after_failure(60.0) == pytest.approx(66)
    now[0] = 130.0
    assert pace.rest_s == pytest.approx(36)
    pace.after_success()
    assert pace.rest_s == 0
    pace.after_failure(60.0)
    now[0] = 500.0
    assert pace.rest_s == 0


def test_a_vain_try_that_says_the_same_again_writes_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        place = office(tmp_path)
        seen = []
        for _ in range(3):
            remote = HttpRemote(url, lambda: "token", "device")
            result = sync(place.store, remote, lambda: NOW)
            remote.close()
            assert result.offline
            seen.append(place.store.changed())
    assert seen[0] == seen[1] == seen[2]
    assert place.store.meta.get("last_result") == result.code
    place.store.close()


def test_the_details_of_a_result_are_kept_short(tmp_path: Path) -> None:
    place = office(tmp_path)

    class Refusing:
        """Stands in for the network alone: refuses the session as a centre of another version does."""

        device = "device"

        def session(self, _: object) -> SessionAnswer:
            raise Unreachable("proxy", {"reason": "x" * 5_000, "port": 3128})

        def end(self) -> None:
            """Nothing is left to ask."""

    result = sync(place.store, cast("Remote", Refusing()), lambda: NOW)
    assert result.code == "proxy"
    assert place.desk.syncing.view().last_details == {"reason": "x" * 200, "port": 3128}
    place.store.close()


def test_a_centre_under_load_is_left_alone_for_as_long_as_it_asks_and_no_less_than_the_interval() -> None:
    now = [0.0]
    pace = make_pace(now)
    assert pace.after_success(60.0) == pytest.approx(720)
    assert pace.rest_s == pytest.approx(66)
    assert pace.after_success(3600.0) == pytest.approx(3960)
    pace.after_success()
    assert pace.rest_s == 0
