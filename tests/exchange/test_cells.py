from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.exchange.cells import Fault, Unread, Value, as_clock, as_day, as_paragraph, as_text, as_whole, guarded


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 11, 2),
        datetime.fromisoformat("2026-11-02T08:00"),
        46328,
        46328.0,
        46328.4,
        "2026-11-02",
        "2026-11-02 00:00:00",
        "2026/11/2",
        "02/11/2026",
        "2-11-2026",
        "02.11.26",
        "'02/11/2026",
        " 2 November 2026 ",
        "Senin, 2 November 2026",
        "Jum'at, 02 Nov 2026",
        "2-Nop-26",
        "46328",
    ],
)
def test_a_day_is_read_however_it_is_written(value: Value) -> None:
    assert as_day(value) == date(2026, 11, 2)


@pytest.mark.parametrize("value", ["11/22/2026", "besok", "2", 0, -5, 1e9, "31/02/2026", time(8), True, Fault("#REF!")])
def test_what_names_no_day_is_not_guessed(value: Value) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own, or Unread
        as_day(value)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("08.00", 480),
        ("8:00", 480),
        ("08:00:00", 480),
        ("08.00 WITA", 480),
        ("'08.00", 480),
        ("0800", 480),
        ("1:30 PM", 810),
        ("12:15 am", 15),
        ("06.00+1", 1800),
        ("24.00", 1440),
        (time(8), 480),
        (datetime.fromisoformat("1899-12-30T08:00"), 480),
        (0.3333333333333333, 480),
        (0.0, 0),
        (8, 480),
        (8.0, 480),
    ],
)
def test_a_time_of_day_is_read_however_it_is_written(value: Value, minutes: int) -> None:
    assert as_clock(value) == minutes


@pytest.mark.parametrize("value", ["25.00", "8.75", "pagi", 8.3, 1.5, date(2026, 11, 2), True, "13:00 pm", Fault("")])
def test_what_names_no_time_is_not_guessed(value: Value) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        as_clock(value)


@pytest.mark.parametrize(("value", "number"), [(3, 3), (3.0, 3), ("3", 3), ("'12", 12), ("1.250", 1250), ("-2", -2)])
def test_whole_numbers_are_read(value: Value, number: int) -> None:
    assert as_whole(value) == number


@pytest.mark.parametrize("value", ["3 dokumen", 2.5, "1,5", "1.25", True, time(8), "1" * 13])
def test_what_is_no_whole_number_is_not_rounded(value: Value) -> None:
    with pytest.raises(Unread):
        as_whole(value)


def test_a_number_of_which_digits_were_lost_is_no_text() -> None:
    assert as_text(198609262015052001) == "198609262015052001"
    with pytest.raises(Unread):
        as_text(1.98609262015052e17)


def test_empty_cells_are_empty() -> None:
    assert (as_text(None), as_day(""), as_clock(" "), as_whole(None)) == ("", None, None, None)


def test_the_mark_of_a_text_goes_and_an_apostrophe_of_the_text_stays() -> None:
    assert as_text("'198609262015052001") == "198609262015052001"
    assert as_text("'Laporan' disusun") == "'Laporan' disusun"
    assert as_paragraph("  dua\n baris\x1b[31m ") == "dua baris\ufffd[31m"


@given(st.text(alphabet=st.one_of(st.sampled_from("='+-@\u2019\t\r\n1a \uff1d"), st.characters())), st.booleans())
def test_every_text_that_is_guarded_comes_back(text: str, inert: bool) -> None:
    kept = guarded(text, inert=inert)
    assert as_text(kept) == text
    assert not inert or kept[:1] not in {*"=+-@\t\r\n"} - {""}
