import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.wholes import parse_whole
from ekin_tui.text import Words


@pytest.mark.parametrize(
    ("text", "number"),
    [("450", 450), (" 6.750 ", 6750), ("1.000.000", 1_000_000), ("-3", -3), ("+3", 3), ("0", 0), ("007", 7)],
)
def test_a_whole_number_is_read_with_or_without_its_groups(text: str, number: int) -> None:
    assert parse_whole(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "37.5", "37,5", "1.25", "12.34.567", "0.125", ".5", "450.", "1.2500", "1e3", "2\u0660", "-1.250", "9" * 30],
)
def test_a_fraction_is_no_whole_number_without_its_point(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_whole(text)


@given(st.integers(0, 10**12 - 1))
def test_what_the_program_shows_is_what_it_reads(number: int) -> None:
    assert parse_whole(Words("id").number(number)) == number
