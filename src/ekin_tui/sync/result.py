"""What a sync tells: while it runs, and when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from ekin_tui.domain.model import Problem

_DETAIL = 200
"""Characters of a detail of the outcome that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one part of a sync is; ``total`` 0 while nobody knows."""

    feed: str
    """``push``, or the feed that is being read."""
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One refusal: of which entry, and why."""

    id: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of one sync. Work that was not sent is kept, whatever the code."""

    target: str = ""
    code: str = "ok"
    """``ok``, ``busy`` (another window is syncing), ``stopped``, ``other-person``, ``other-centre`` (another store
    answers: nothing is done until the person says so), or the code of what kept it from succeeding."""
    details: dict[str, str | int] | None = None
    offline: bool = False
    """Nobody answered."""
    sign_in: bool = False
    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    rejected: tuple[Rejected, ...] = ()
    seconds: float = 0.0
    retry_after: float = 0.0
    """Seconds that the centre asks to wait."""


def kept_details(details: Mapping[str, str | int] | None) -> str:
    """Return as JSON what a sentence is filled with, no more of each text than a line needs."""
    shown = {name: value[:_DETAIL] if isinstance(value, str) else value for name, value in (details or {}).items()}
    return msgspec.json.encode(shown).decode()
