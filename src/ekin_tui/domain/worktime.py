"""Minutes of work that a day or a month really offers, without breaks.

Source: Perpres 21/2023: 37 h 30 min a week, 32 h 30 min in Ramadan, over five or six days. An agency's fixed
target (``Policy.day_target``, ``Policy.month_target``) is no part of it; screens show both side by side.
"""

from collections.abc import Container
from datetime import date

from ekin_tui.domain.calendar import is_workday
from ekin_tui.domain.model import Policy


def day_minutes(day: date, *, week: int, policy: Policy, off: Container[date]) -> int:
    """Return the minutes that ``day`` offers: 450 or 375, in Ramadan 390 or 325, 0 on a day that is not worked."""
    return usual_minutes(day, week=week, policy=policy) if is_workday(day, week=week, off=off) else 0


def usual_minutes(day: date, *, week: int, policy: Policy) -> int:
    """Return the minutes of a day that is worked, at the time of ``day``: in Ramadan they are fewer."""
    fasting = any(first <= day <= last for first, last in policy.ramadan)
    return (policy.ramadan_week_minutes if fasting else policy.week_minutes) // week
