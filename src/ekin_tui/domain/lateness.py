"""Whether a submission is late, and why: by its receipt first, by what can be proved of it second.

The receipt of the centre is the time of record. What a person's own clock says is a claim; it counts only within the
interval that can be proved: not before the last *beacon* (a time that the centre had signed and the person held when
they submitted) and not after the receipt. An agency's policy gives a grace to work that was finished in time while the
centre was out of reach, and may move a deadline by the time that the centre itself was away.

What this can't prove: a program that was changed may hold back a beacon and a submission although the centre could be
reached. The supervisor sees both times.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Entry, Period, Policy, Status
from ekin_tui.domain.periods import period_of

SKEW = timedelta(seconds=300)
"""How far a clock may be off before anybody is warned of it, and a claim before its beacon is not believed."""
NEAR = timedelta(hours=24)
"""Downtime counts from this long before a deadline on: who was kept from sending weeks earlier had time left."""
Outage = tuple[datetime, datetime]
"""From when until when (aware) nobody could send anything."""


class Timing(StrEnum):
    """Why a submission after its deadline is late, or is not."""

    IN_TIME = ""
    OFFLINE = "offline"
    """Not late: finished before the deadline, within the grace."""
    OUTAGE = "outage"
    """Not late: the deadline was moved by the time that the centre was away."""
    AFTER_DUE = "after-due"
    NO_CLAIM = "no-claim"
    """Late: nothing says when it was finished."""
    NO_BEACON = "no-beacon"
    """Late: finished in time as the person says, but nothing proves it."""
    BEFORE_BEACON = "claim-before-beacon"
    """Late: said to be finished before a moment that is known to have come first."""
    BEYOND_GRACE = "beyond-grace"


ON_TIME = frozenset({Timing.IN_TIME, Timing.OFFLINE, Timing.OUTAGE})
_TIMINGS: Mapping[str, Timing] = MappingProxyType({timing.value: timing for timing in Timing})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is known of when something was submitted. All times are aware."""

    received: datetime
    claimed: datetime | None = None
    """When the person finished it, by their own clock."""
    beacon: datetime | None = None
    """The last time of the centre that they provably held then; None where the proof is absent or forged."""


def judge(
    day: date, sending: Sending, periods: Iterable[Period], policy: Policy, outages: Iterable[Outage] = ()
) -> Timing:
    """Return how a submission for ``day`` stands to its deadline: late unless it is one of ``ON_TIME``.

    ``outages`` are the centre's own; they count only where the policy lets them move a deadline.
    """
    period = period_of(day, periods)
    if period is None or sending.received <= period.due:
        return Timing.IN_TIME
    due = moved(period.due, outages) if policy.outage_moves_deadline else period.due
    if sending.received <= due:
        return Timing.OUTAGE
    return _after(due, sending, timedelta(hours=max(0, policy.grace_offline_h)))


def stand(
    entry: Entry, sending: Sending, periods: Iterable[Period], policy: Policy, outages: Iterable[Outage] = ()
) -> Timing:
    """Return how a submission of ``entry`` stands to its deadline, as :func:`judge` does.

    One that was returned keeps what its first receipt was judged: it is sent again because its supervisor asked.
    """
    if entry.status is not Status.RETURNED:
        return judge(entry.day, sending, periods, policy, outages)
    first = _TIMINGS.get(entry.timing, Timing.IN_TIME)
    if (first in ON_TIME) is entry.late:
        return Timing.AFTER_DUE if entry.late else Timing.IN_TIME
    return first


def is_closed(policy: Policy, timing: Timing) -> bool:
    """Return whether the policy refuses a submission that stands so to its deadline."""
    return policy.late == "refuse" and timing not in ON_TIME


def moved(due: datetime, outages: Iterable[Outage]) -> datetime:
    """Return the deadline ``due`` moved by the downtime of its last day, and of whatever reaches into the delay."""
    first, then = due - NEAR, due
    for began, ended in _united(outages):
        if ended > first and began < then:
            then += ended - max(began, first)
    return then


def _after(due: datetime, sending: Sending, grace: timedelta) -> Timing:
    claimed, beacon = sending.claimed, sending.beacon
    if claimed is None:
        return Timing.NO_CLAIM
    if claimed > due:
        return Timing.AFTER_DUE
    if beacon is None or beacon > sending.received:
        return Timing.NO_BEACON
    if beacon > due:
        return Timing.AFTER_DUE
    if claimed < beacon - SKEW:
        return Timing.BEFORE_BEACON
    return Timing.OFFLINE if sending.received - due <= grace else Timing.BEYOND_GRACE


def _united(outages: Iterable[Outage]) -> Sequence[Outage]:
    """Return outages in their order, those that overlap as one."""
    found: list[Outage] = []
    for began, ended in sorted(one for one in outages if one[0] < one[1]):
        if found and began <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((began, ended))
    return found
