"""Minutes and entries of a span of days, added up so that the parts always give the whole.

``claimed = recognised + cut + undecided``: what was reported was recognised, or was not, or nobody has decided yet.
What has not reached the centre is no part of it and stands apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ekin_tui.domain.works import DECIDED, REPORTED, UNDECIDED, UNSENT, Stage, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a span of days holds."""

    entries: Mapping[Stage, int]
    minutes: Mapping[Stage, int]
    """Claimed minutes by stage."""
    recognised: int
    """Minutes that supervisors recognised."""

    @property
    def claimed(self) -> int:
        """Minutes of all that the centre has received."""
        return self._sum(REPORTED)

    @property
    def undecided(self) -> int:
        """Of those, minutes that nobody has decided on."""
        return self._sum(UNDECIDED)

    @property
    def cut(self) -> int:
        """Of those, minutes that were not recognised, of rejected entries too."""
        return self._sum(DECIDED) - self.recognised

    @property
    def unsent(self) -> int:
        """Minutes of drafts and of what waits to be sent."""
        return self._sum(UNSENT)

    @property
    def reported(self) -> int:
        """Entries that the centre has received."""
        return sum(self.entries[stage] for stage in REPORTED)

    @property
    def kept_here(self) -> int:
        """Entries that it has not."""
        return sum(self.entries[stage] for stage in UNSENT)

    def _sum(self, stages: Iterable[Stage]) -> int:
        return sum(self.minutes[stage] for stage in stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The minutes that a span of days asks for."""

    whole: int
    """What all its working days really offer."""
    so_far: int
    """What those up to today offer."""
    fixed: int | None
    """The agency's fixed target, where it has one."""


def tally(works: Iterable[Work]) -> Tally:
    """Add up ``works``."""
    entries, minutes, recognised = dict.fromkeys(Stage, 0), dict.fromkeys(Stage, 0), 0
    for work in works:
        entries[work.stage] += 1
        minutes[work.stage] += work.entry.minutes
        recognised += work.recognised
    return Tally(entries=entries, minutes=minutes, recognised=recognised)
