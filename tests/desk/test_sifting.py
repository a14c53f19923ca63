"""The filter line of the queue: what is typed is understood, and what is no mark is named."""

from datetime import date

import pytest

from ekin_tui.desk.sifting import MARKS, Wanted, read_wanted

TODAY = date(2026, 11, 25)
NOV = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("  Siti  foto ", Wanted(words=("siti", "foto"))),
        (":telat", Wanted(marks=frozenset({"late"}))),
        (":LATE :lebih :hints", Wanted(marks=frozenset({"late", "over", "hinted"}))),
        ("24/11", Wanted(first=date(2026, 11, 24), last=date(2026, 11, 24))),
        ("24/12", Wanted(first=date(2025, 12, 24), last=date(2025, 12, 24))),
        ("24-12-2026", Wanted(first=date(2026, 12, 24), last=date(2026, 12, 24))),
        ("2026-11-24", Wanted(first=date(2026, 11, 24), last=date(2026, 11, 24))),
        ("kemarin", Wanted(first=date(2026, 11, 24), last=date(2026, 11, 24))),
        ("2026-11", Wanted(first=NOV[0], last=NOV[1])),
        ("24/11..20/11", Wanted(first=date(2026, 11, 20), last=date(2026, 11, 24))),
        ("2026-13", Wanted(words=("2026-13",))),
        ("31/02", Wanted(words=("31/02",))),
        ("25", Wanted(words=("25",))),
        ("skp:Arsip rhk:kaidah skp:", Wanted(targets=("arsip", "kaidah"))),
        (":te", Wanted()),
        (":zz siti", Wanted(words=("siti",), unknown=":zz")),
    ],
)
def test_a_line_is_understood(typed: str, wanted: Wanted) -> None:
    assert read_wanted(typed, TODAY) == wanted


def test_a_line_that_asks_for_nothing_leaves_all() -> None:
    assert read_wanted(" :te :zz", TODAY).all
    assert not any(read_wanted(text, TODAY).all for text in ("a", "24/11", *MARKS, "skp:a"))


def test_the_last_day_of_february_is_one_of_a_year_that_has_it() -> None:
    assert read_wanted("29/02", date(2028, 3, 1)).first == date(2028, 2, 29)
    assert read_wanted("29/02", date(2028, 1, 1)).words == ("29/02",)
