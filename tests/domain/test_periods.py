from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ekin_tui.domain.model import Period
from ekin_tui.domain.periods import is_locked, period_of
from tests.domain.facts import DAY, NOVEMBER

QUARTER = Period(
    id="q4", start=date(2026, 10, 1), end=date(2026, 12, 31), due=datetime(2027, 1, 10, tzinfo=UTC), kind="triwulan"
)
YEAR = Period(
    id="y", start=date(2026, 1, 1), end=date(2026, 12, 31), due=datetime(2027, 1, 31, tzinfo=UTC), kind="tahunan"
)
ALL = (YEAR, QUARTER, NOVEMBER)


def test_a_day_belongs_to_its_month_before_its_quarter_before_its_year() -> None:
    assert period_of(DAY, ALL) is NOVEMBER
    assert period_of(date(2026, 12, 1), ALL) is QUARTER
    assert period_of(date(2026, 5, 1), ALL) is YEAR
    assert period_of(date(2027, 1, 1), ALL) is None


@pytest.mark.parametrize("day", [NOVEMBER.start, NOVEMBER.end])
def test_both_ends_belong_to_the_period(day: date) -> None:
    assert period_of(day, ALL) is NOVEMBER


def test_a_locked_year_locks_its_months() -> None:
    assert not is_locked(DAY, ALL)
    assert is_locked(DAY, (replace(YEAR, locked=True), NOVEMBER))
    assert not is_locked(date(2027, 1, 1), (replace(YEAR, locked=True),))
