"""Who has no rencana aksi on a day can name none: a new post, a year that has just begun."""

from collections.abc import Iterable

from ekin_tui.domain.model import Entry, Problem
from ekin_tui.store import Store

_UNNAMED = frozenset({"plan-missing", "plan-no-match"})
"""Codes that ask for a rencana aksi."""


def planless(store: Store, me: str, entry: Entry, found: Iterable[Problem]) -> list[Problem]:
    """Return ``found``; in an entry of one's own (``me``) that there is no plan to name is said instead."""
    told = list(found)
    asked = entry.owner == me and any(problem.code in _UNNAMED for problem in told)
    if not asked or store.reference.plans(me, entry.day):
        return told
    none = Problem(code="plan-none", field="plan", args={"day": entry.day.isoformat()})
    return [none if problem.code in _UNNAMED else problem for problem in told]
