"""Whether two copies of a feed are the same: a count and a 64-bit sum for each of its parts.

A part is a month of entries (``2026-11``, by their day) or a kind of other records (``note``, ``plan`` …). What is
added up of each record is fixed here, so that fields which a later version adds change no sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ekin_tui.domain.model import Entry
from ekin_tui.domain.rev import content_hash

OPEN = "open"
"""Entries that wait for somebody, with their notes: read before all months, counted, never summed."""
GONE = "gone"
NOTES = "note"
"""All notes: they have no month, since the day of their entry may change."""
REFERENCE = "reference"
"""All kinds but entries and notes: read as one, summed by kind."""
LIVE = frozenset({"person", "assignment"})
"""Kinds that the centre puts together when they are read: their days change them, so they have no sum."""
BETWEEN = ".."
"""Stands between the first and the last month of a slice of several."""
_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many records a part has, and their sum (16 hex digits; empty where it is only counted)."""

    n: int
    sum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What the centre holds of a feed, up to the position in the cursor ``head``."""

    feed: str
    head: str
    epoch: str
    parts: Mapping[str, Sum]

    def months(self) -> list[str]:
        """Return the months, newest first."""
        return sorted((part for part in self.parts if is_month(part)), reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part of a feed that is not the same here as at the centre: how many records each has."""

    feed: str
    part: str
    here: int
    there: int


@dataclass(slots=True)
class Sums:
    """Adds up the records of a feed, in any order."""

    _n: dict[str, int] = field(default_factory=dict)
    _sum: dict[str, int] = field(default_factory=dict)

    def count(self, part: str) -> None:
        """Count one record of ``part``."""
        self._n[part] = self._n.get(part, 0) + 1

    def add(self, part: str, *said: object) -> None:
        """Count one record and add what it says."""
        from hashlib import sha256  # not before the first screen, as in `domain.rev`

        self.count(part)
        stamp = sha256("\0".join(map(str, said)).encode("utf-8", errors="replace")).digest()[:_BYTES]
        self._sum[part] = (self._sum.get(part, 0) + int.from_bytes(stamp)) % (1 << 8 * _BYTES)

    def parts(self) -> dict[str, Sum]:
        """Return the sums by part."""
        return {
            part: Sum(n=n, sum=f"{self._sum[part]:016x}" if part in self._sum else "") for part, n in self._n.items()
        }


def is_month(part: str) -> bool:
    """Tell whether a part is a month of entries, or several."""
    return part[:1].isdigit()


def of_entry(entry: Entry) -> tuple[object, ...]:
    """Return what is added up of an entry. The hash in the revision is made anew of the content that is there."""
    count = entry.rev.partition("-")[0]
    return said_of(
        entry.id,
        f"{count}-{content_hash(entry)}",
        entry.status.value,
        entry.position,
        entry.recognised,
        late=entry.late,
    )


def said_of(
    entry: str, rev: str, status: str, position: str | None, recognised: int | None, *, late: bool
) -> tuple[object, ...]:
    """Return what is added up of an entry, given as the centre's document names it."""
    return entry, rev, status, position or "", "" if recognised is None else recognised, int(late)


def differences(digest: Digest, here: Mapping[str, Sum]) -> Iterator[Difference]:
    """Yield the parts in which the centre differs from what is ``here``, newest month first.

    A kind that is not known here is passed over; a part with a sum that only one side has counts as different.
    """
    for part in sorted({*digest.parts, *here}, reverse=True):
        there, ours = digest.parts.get(part), here.get(part)
        if (there is None or there.sum) and (ours is None or ours.sum) and there != ours:
            yield Difference(feed=digest.feed, part=part, here=ours.n if ours else 0, there=there.n if there else 0)
