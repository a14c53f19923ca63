"""Merging two texts of one entry that grew from the same base, field by field. Clocks decide nothing.

Fields that mean something only together are merged together, so that a merge never says what nobody wrote:

* *When*: day, start, end and zone. A start of one machine with an end of the other would be a span of time that
  nobody worked, and a span carried to another day a claim that nobody made.
* *How much of what*: plan, quantity and unit. The quantity counts towards the plan's target in that unit; 35 *lembar*
  on a plan of *dokumen* would be reported as 35 *dokumen*.

Activity and evidence each stand for themselves. A unit that both sides changed to different values is a clash even if
the fields within it were different ones.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import CONTENT, Entry

UNITS: tuple[tuple[str, ...], ...] = (
    ("day", "start", "end", "zone"),
    ("activity",),
    ("plan", "quantity", "unit"),
    ("evidence",),
)
"""The fields that the owner writes, those that belong together in one tuple."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of two texts."""

    entry: Entry
    """The other side's entry with what only this side changed."""
    mine: tuple[str, ...] = ()
    """Fields in which ``entry`` differs from the other side's: what is left to be sent."""
    clashes: tuple[str, ...] = ()
    """Fields that both sides gave different values to, or may have: ``entry`` has the other side's."""


def three_way(base: Entry | None, mine: Entry, theirs: Entry) -> Merged:
    """Return ``theirs`` with the units that only ``mine`` changed since ``base``, and the fields that clash.

    Without a base nobody knows who changed what, so every unit that differs is a clash.
    """
    entry, own, clashes = theirs, list[str](), list[str]()
    for unit in UNITS:
        differing = [name for name in unit if getattr(mine, name) != getattr(theirs, name)]
        if not differing or (base is not None and _alike(mine, base, unit)):
            continue
        if base is not None and _alike(theirs, base, unit):
            entry = taken(entry, mine, unit)
            own += differing
        else:
            clashes += differing
    return Merged(entry=entry, mine=tuple(own), clashes=tuple(clashes))


def over(base: Entry | None, mine: Entry, theirs: Entry) -> Entry:
    """Return ``theirs`` with all that ``mine`` changed since ``base``; without a base, with the whole of ``mine``."""
    entry = theirs
    for unit in UNITS:
        if base is None or not _alike(mine, base, unit):
            entry = taken(entry, mine, unit)
    return entry


def taken(entry: Entry, source: Entry, names: Collection[str]) -> Entry:
    """Return ``entry`` with the fields ``names`` of ``source``."""
    values: dict[str, Any] = {name: getattr(source, name) for name in names}
    return replace(entry, **values)


def unit_of(name: str) -> tuple[str, ...]:
    """Return the fields that go together with the field ``name``, itself among them. Raises KeyError for no field."""
    for unit in UNITS:
        if name in unit:
            return unit
    raise KeyError(name)


def same_content(one: Entry, other: Entry) -> bool:
    """Return whether the owner's own fields are alike."""
    return _alike(one, other, CONTENT)


def _alike(one: Entry, other: Entry, names: Collection[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)
