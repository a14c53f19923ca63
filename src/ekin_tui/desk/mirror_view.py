"""What is shown of a target that only takes copies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ekin_tui.domain.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """An entry that a mirror refused as it stands."""

    entry: str
    day: date
    activity: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorView:
    """Where the work stands at a target that only takes copies."""

    name: str
    kind: str
    address: str
    waiting: int
    last_sync: datetime | None
    last_code: str
    last_details: Mapping[str, str | int]
    pushed: int
    standing: Mapping[str, int]
    """How many entries stand how there, by our status or their word for it, which is not yet cleaned."""
    refused: tuple[TurnedDown, ...] = ()
    """What it refused and has not taken since."""
