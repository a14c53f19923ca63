"""Leases: how long a machine may show what a person reads for an acting post, without asking the centre again.

A machine that is offline can't be told that an assignment has ended. The lease bounds how long it does not know.
"""

from datetime import datetime

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.lateness import SKEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """A clock that nobody sets: seconds since the machine was started."""

    boot: str = ""
    """Names the start of the machine; empty where there is no such clock."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """When the centre last opened an exchange, by both clocks of this machine."""

    at: datetime
    """By the wall clock (aware)."""
    uptime: Uptime


def is_over(lease_s: int, last: Contact | None, now: Contact) -> bool:
    """Tell whether a lease of ``lease_s`` seconds (0: none is needed) has run out since ``last``.

    While the machine runs on, its own clock decides, whatever the wall clock was set to. After a restart there is the
    wall clock alone; one that stands before the last contact can't show that the lease still holds.
    """
    if not lease_s:
        return False
    if last is None:
        return True
    then, present = last.uptime, now.uptime
    if then.boot and then.boot == present.boot and present.seconds >= then.seconds:
        return present.seconds - then.seconds > lease_s
    gone = now.at - last.at
    return gone.total_seconds() > lease_s or gone < -SKEW
