from collections.abc import Container
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.calendar import Month, is_workday, workdays
from ekin_tui.domain.model import Policy
from ekin_tui.domain.worktime import day_minutes

MONTHS = st.builds(Month, st.integers(2, 9998), st.integers(1, 12))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def off_in_2026(*categories: str) -> set[date]:
    return set(holidays.country_holidays("ID", years=2026, categories=categories))


def test_the_holidays_of_2026_are_those_of_the_joint_decree() -> None:
    assert len(off_in_2026("public")) == 17
    assert len(off_in_2026("government")) == 8
    assert len(off_in_2026("public", "government")) == 25


def test_2026_has_240_working_days_in_a_five_day_week() -> None:
    assert len(workdays(*YEAR, week=5, off=off_in_2026("public", "government"))) == 240


def test_a_six_day_week_works_on_saturday_and_never_on_sunday() -> None:
    days = workdays(*YEAR, week=6, off=())
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4, 5}
    assert not is_workday(date(2026, 11, 29), week=6, off=())


def test_both_ends_belong_to_the_span() -> None:
    monday = date(2026, 11, 23)
    assert workdays(monday, monday, week=5, off=()) == [monday]
    assert workdays(monday, monday - timedelta(days=1), week=5, off=()) == []


def test_a_day_off_is_no_working_day() -> None:
    christmas = date(2026, 12, 25)
    assert christmas not in workdays(*YEAR, week=5, off={christmas})


def test_the_last_day_of_the_calendar_can_be_asked_for() -> None:
    assert Month(9999, 12).last == date.max
    assert workdays(date.max, date.max, week=7, off=()) == [date.max]


def test_months_are_read_written_and_ordered() -> None:
    november = Month.parse("2026-11")
    assert (november, str(november)) == (Month(2026, 11), "2026-11")
    assert Month.of(date(2026, 11, 25)) == november
    assert Month(2025, 12) < november < Month(2026, 12)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "November 2026", "٢٠٢٦-11", "2026-11-01"]
)
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        Month.parse(text)


@given(MONTHS)
def test_next_and_previous_lead_back(month: Month) -> None:
    assert month.next().previous() == month == month.previous().next()
    assert month.next().first - month.last == timedelta(days=1)
    assert Month.parse(str(month)) == month


@given(MONTHS)
def test_weeks_hold_every_day_once_under_its_weekday(month: Month) -> None:
    weeks = month.weeks()
    assert [day for week in weeks for day in week if day] == month.days()
    assert all(len(week) == 7 for week in weeks)
    assert all(day is None or day.weekday() == column for week in weeks for column, day in enumerate(week))
    assert any(weeks[0])
    assert any(weeks[-1])


@pytest.mark.parametrize(
    ("day", "week", "minutes"),
    [
        (date(2026, 11, 25), 5, 450),
        (date(2026, 11, 25), 6, 375),
        (date(2026, 2, 18), 5, 450),
        (date(2026, 2, 19), 5, 390),
        (date(2026, 3, 20), 6, 325),
        (date(2026, 3, 23), 5, 450),
        (date(2026, 11, 28), 5, 0),
        (date(2026, 11, 28), 6, 375),
        (date(2026, 11, 29), 6, 0),
    ],
)
def test_a_day_offers_the_minutes_of_the_decree(day: date, week: int, minutes: int) -> None:
    assert day_minutes(day, week=week, policy=Policy(), off=()) == minutes


def test_a_holiday_offers_no_minutes() -> None:
    day = date(2026, 12, 25)
    assert day_minutes(day, week=5, policy=Policy(), off={day}) == 0


def month_minutes(month: Month, policy: Policy, off: Container[date]) -> int:
    return sum(day_minutes(day, week=5, policy=policy, off=off) for day in month.days())


def test_a_month_offers_what_its_days_offer() -> None:
    off = off_in_2026("public", "government")
    assert month_minutes(Month(2026, 11), Policy(), off) == 21 * 450
    assert month_minutes(Month(2026, 12), Policy(), off) == 21 * 450
    assert month_minutes(Month(2026, 3), Policy(), off) == 12 * 390 + 5 * 450


def test_a_fixed_target_of_the_agency_changes_nothing_in_what_the_month_offers() -> None:
    fixed = Policy(day_target=300, month_target=6_750)
    assert month_minutes(Month(2026, 11), fixed, ()) == 21 * 450
