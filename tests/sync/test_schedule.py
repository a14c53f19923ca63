import pytest

from ekin_tui.sync.schedule import FIRST_S, LONGEST_S, Pace, next_s, wait_s


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
