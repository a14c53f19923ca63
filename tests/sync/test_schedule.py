import pytest

from ekin_tui.sync.schedule import FIRST_S, LONGEST_S, next_s, wait_s


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
