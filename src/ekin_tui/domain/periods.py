"""Periode penilaian: which one a day belongs to, and what its deadline means for a submission."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from ekin_tui.domain.model import Period, Policy


def period_of(day: date, periods: Iterable[Period]) -> Period | None:
    """Return the shortest period that holds ``day``: its month before its quarter before its year."""
    return min(_around(day, periods), key=lambda period: (period.end - period.start, period.due), default=None)


def is_late(
    day: date, received: datetime, periods: Iterable[Period], policy: Policy, *, claimed: datetime | None = None
) -> bool:
    """Return whether a submission for ``day`` that the centre received at ``received`` (aware) missed its deadline.

    ``claimed`` (aware) is when the person says they sent it: a claim before the deadline holds while the receipt
    is at most ``policy.grace_offline_h`` hours after it. Whether the claim may be believed is for the caller to judge.
    """
    period = period_of(day, periods)
    if period is None or received <= period.due:
        return False
    grace = timedelta(hours=policy.grace_offline_h)
    return claimed is None or claimed > period.due or received > period.due + grace


def is_closed(
    day: date, at: datetime, periods: Iterable[Period], policy: Policy, *, claimed: datetime | None = None
) -> bool:
    """Return whether the policy refuses a submission for ``day`` at ``at`` (aware) because it is late."""
    return policy.late == "refuse" and is_late(day, at, periods, policy, claimed=claimed)


def is_locked(day: date, periods: Iterable[Period]) -> bool:
    """Return whether any period that holds ``day`` is locked: a locked year locks its months."""
    return any(period.locked for period in _around(day, periods))


def _around(day: date, periods: Iterable[Period]) -> list[Period]:
    return [period for period in periods if period.start <= day <= period.end]
