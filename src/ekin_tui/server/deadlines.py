"""What the submissions of one push are judged by, and the mark that each gets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from ekin_tui.domain.lateness import ON_TIME, Outage, Sending, Timing, stand
from ekin_tui.domain.model import Entry, Period, Policy, Status
from ekin_tui.domain.rules import Refused
from ekin_tui.server.access import Caller
from ekin_tui.server.batch import Batch
from ekin_tui.server.beacon import read_beacon
from ekin_tui.server.epoch import Standing
from ekin_tui.wire import Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The deadlines of the caller's agency, and what proves when a person finished something."""

    standing: Standing
    caller: Caller
    periods: Sequence[Period]
    policy: Policy
    outages: Sequence[Outage] = ()

    @classmethod
    def of(cls, batch: Batch, standing: Standing) -> Self:
        """Return what was loaded for ``batch``."""
        return cls(
            standing=standing,
            caller=batch.caller,
            periods=batch.periods,
            policy=batch.policy,
            outages=batch.outages,
        )

    def judge(self, op: Op, entry: Entry, received: datetime) -> Timing:
        """Return how the submission ``op`` of ``entry``, received at that moment, stands to its deadline."""
        beacon = read_beacon(self.standing, self.caller, op.beacon) if op.beacon else None
        sending = Sending(received=received, claimed=claim_of(op), beacon=beacon)
        return stand(entry, sending, self.periods, self.policy, self.outages)


def claim_of(op: Op) -> datetime | None:
    """Return when the person says they did it; None when nothing says it, or without its offset from UTC."""
    try:
        at = datetime.fromisoformat(op.at)
        return at if at.utcoffset() is not None and at.timestamp() > 0 else None
    except (ValueError, OverflowError):
        return None


def mark_sent(op: Op, before: Entry, after: Entry, timing: Timing) -> Entry:
    """Return ``after`` with what is told of a submission after its deadline. One that was returned keeps its first.

    Raises Refused where ``after`` goes to nobody.
    """
    if after.position is None:
        raise Refused("no-supervisor", "day")
    if before.status is Status.RETURNED:
        return after
    claimed = None if timing is Timing.IN_TIME else claim_of(op)
    return replace(after, late=timing not in ON_TIME, timing=timing.value, claimed=claimed)


def mark_withdrawn(entry: Entry) -> Entry:
    """Return an entry that its owner took back: what they send next is judged by itself."""
    return replace(entry, late=False, timing="", claimed=None)
