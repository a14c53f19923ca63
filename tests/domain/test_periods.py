from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from ekin_tui.domain.model import Period, Policy
from ekin_tui.domain.periods import is_closed, is_late, is_locked, period_of
from tests.domain.facts import DAY, NOVEMBER

QUARTER = Period(
    id="q4", start=date(2026, 10, 1), end=date(2026, 12, 31), due=datetime(2027, 1, 10, tzinfo=UTC), kind="triwulan"
)
YEAR = Period(
    id="y", start=date(2026, 1, 1), end=date(2026, 12, 31), due=datetime(2027, 1, 31, tzinfo=UTC), kind="tahunan"
)
ALL = (YEAR, QUARTER, NOVEMBER)
MARK, REFUSE = Policy(late="mark"), Policy(late="refuse")
SECOND = timedelta(seconds=1)


def test_a_day_belongs_to_its_month_before_its_quarter_before_its_year() -> None:
    assert period_of(DAY, ALL) is NOVEMBER
    assert period_of(date(2026, 12, 1), ALL) is QUARTER
    assert period_of(date(2026, 5, 1), ALL) is YEAR
    assert period_of(date(2027, 1, 1), ALL) is None


@pytest.mark.parametrize("day", [NOVEMBER.start, NOVEMBER.end])
def test_both_ends_belong_to_the_period(day: date) -> None:
    assert period_of(day, ALL) is NOVEMBER


def test_a_receipt_at_the_deadline_is_on_time_and_a_second_later_is_late() -> None:
    assert not is_late(DAY, NOVEMBER.due, ALL, MARK)
    assert is_late(DAY, NOVEMBER.due + SECOND, ALL, MARK)


def test_the_deadline_is_an_instant_whatever_the_zone_of_the_receipt() -> None:
    makassar = timezone(timedelta(hours=8))
    assert not is_late(DAY, datetime(2026, 12, 5, 18, tzinfo=makassar), ALL, MARK)
    assert is_late(DAY, datetime(2026, 12, 5, 18, 1, tzinfo=makassar), ALL, MARK)


def test_a_day_without_a_period_is_never_late() -> None:
    assert not is_late(date(2027, 2, 1), datetime(2030, 1, 1, tzinfo=UTC), ALL, REFUSE)


@pytest.mark.parametrize(
    ("claim_s", "receipt_h", "late"),
    [(-1, 71, False), (0, 72, False), (1, 1, True), (-1, 73, True)],
)
def test_work_done_offline_before_the_deadline_has_the_grace_of_the_policy(
    claim_s: int, receipt_h: int, late: bool
) -> None:
    claimed = NOVEMBER.due + claim_s * SECOND
    received = NOVEMBER.due + timedelta(hours=receipt_h)
    assert is_late(DAY, received, ALL, MARK, claimed=claimed) is late


def test_only_a_policy_that_refuses_closes_a_period() -> None:
    after = NOVEMBER.due + SECOND
    assert not is_closed(DAY, after, ALL, MARK)
    assert is_closed(DAY, after, ALL, REFUSE)
    assert not is_closed(DAY, NOVEMBER.due, ALL, REFUSE)
    assert not is_closed(DAY, after, ALL, REFUSE, claimed=NOVEMBER.due)


def test_a_locked_year_locks_its_months() -> None:
    assert not is_locked(DAY, ALL)
    assert is_locked(DAY, (replace(YEAR, locked=True), NOVEMBER))
    assert not is_locked(date(2027, 1, 1), (replace(YEAR, locked=True),))
