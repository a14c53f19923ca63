"""A lease counts by a clock that nobody sets, while there is one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.leases import Contact, Uptime, is_over

AT = datetime(2026, 11, 25, 4, tzinfo=UTC)
DAYS_3 = 259_200
JUMPS = st.sampled_from([timedelta(days=1), timedelta(days=-1), datetime(1970, 1, 1, tzinfo=UTC) - AT, timedelta()])


def contact(after: timedelta = timedelta(), boot: str = "b1", seconds: float = 1_000.0) -> Contact:
    return Contact(at=AT + after, uptime=Uptime(boot=boot, seconds=seconds))


def test_a_feed_without_a_lease_is_never_locked() -> None:
    assert not is_over(0, None, contact())


def test_a_lease_without_any_contact_is_over() -> None:
    assert is_over(DAYS_3, None, contact())


@given(jump=JUMPS, seconds=st.integers(0, 2 * DAYS_3))
def test_a_clock_that_is_set_moves_no_lease_while_the_machine_runs_on(jump: timedelta, seconds: int) -> None:
    assert is_over(DAYS_3, contact(), contact(jump, seconds=1_000.0 + seconds)) is (seconds > DAYS_3)


@pytest.mark.parametrize("boot", ["b2", ""])
@pytest.mark.parametrize(
    ("after", "over"),
    [
        (timedelta(days=3), False),
        (timedelta(days=3, seconds=1), True),
        (timedelta(seconds=-300), False),
        (timedelta(seconds=-301), True),
        (datetime(1970, 1, 1, tzinfo=UTC) - AT, True),
    ],
)
def test_after_a_restart_the_wall_clock_decides_unless_it_stands_before_the_last_contact(
    boot: str, after: timedelta, over: bool
) -> None:
    assert is_over(DAYS_3, contact(), contact(after, boot=boot, seconds=5.0)) is over
