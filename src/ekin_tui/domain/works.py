"""Entries as a report counts them: where each stands at the centre, and which plan of one's own it is tied to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ekin_tui.domain.model import Entry, Plan, Rhk, Skp, Status


class Stage(StrEnum):
    """Where an entry stands at the centre, as far as this machine has been told."""

    DRAFT = "draft"
    QUEUED = "queued"
    """Submitted here; the centre has not said yet that it has it so."""
    WAITING = "waiting"
    """Received, undecided."""
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"


_STAGES: Mapping[Status, Stage] = {
    Status.DRAFT: Stage.DRAFT,
    Status.SUBMITTED: Stage.WAITING,
    Status.RETURNED: Stage.RETURNED,
    Status.APPROVED: Stage.APPROVED,
    Status.REJECTED: Stage.REJECTED,
}
UNSENT = frozenset({Stage.DRAFT, Stage.QUEUED})
REPORTED = frozenset({Stage.WAITING, Stage.RETURNED, Stage.APPROVED, Stage.REJECTED})
COUNTED = frozenset({Stage.WAITING, Stage.RETURNED, Stage.APPROVED})
"""Reported and not rejected."""
DECIDED = frozenset({Stage.APPROVED, Stage.REJECTED})
UNDECIDED = frozenset({Stage.WAITING, Stage.RETURNED})


def stage_of(status: Status, known: Status | None) -> Stage:
    """Return where an entry of ``status`` stands, of which the centre last said ``known`` (None: it never had it)."""
    if status is Status.DRAFT or status is Status.DISCARDED:
        return Stage.DRAFT
    return _STAGES[status] if status is known else Stage.QUEUED


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An entry as a report counts it."""

    entry: Entry
    stage: Stage
    reached: bool
    """Whether the centre has ever received a submission of it that was not withdrawn."""
    plan: Plan | None = None
    """Its rencana aksi, where that belongs to an SKP of the owner; else None."""
    rhk: Rhk | None = None
    skp: Skp | None = None
    sent_back: bool = False
    """Whether it was returned or reopened at least once."""

    @property
    def recognised(self) -> int:
        """Minutes that a supervisor recognised; 0 while nobody has decided, and of what was rejected."""
        if self.stage is not Stage.APPROVED:
            return 0
        return self.entry.minutes if self.entry.recognised is None else self.entry.recognised
