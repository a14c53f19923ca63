import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.clock import parse_clock, show_clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("08.00", 480), ("8:00", 480), ("8,30", 510), ("0800", 480), ("800", 480), ("8", 480), (" 8.05 ", 485)),
        *(("0", 0), ("23.59", 1_439), ("24.00", 1_440), ("06.00+1", 1_800), ("24.00+1", 2_880)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "8.6", "8.60", "24.01", "25", "-1", "8.00+2", "8.00 pagi", "delapan", "8..00", "080000"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        parse_clock(text)


@given(st.integers(0, 2_879), st.sampled_from(".:"))
def test_a_time_that_is_shown_is_read_back(minutes: int, mark: str) -> None:
    assert parse_clock(show_clock(minutes, mark=mark)) == minutes


@pytest.mark.parametrize(
    ("minutes", "shown"), [(None, ""), (0, "00:00"), (1_440, "24:00"), (1_441, "00:01+1"), (1_800, "06:00+1")]
)
def test_midnight_ends_the_day_and_later_times_carry_a_plus(minutes: int | None, shown: str) -> None:
    assert show_clock(minutes) == shown
