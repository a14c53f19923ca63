"""What an import has to tell: what is wrong with which cell, and what it changes or would change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SHOWN = 60
"""Characters of a cell that a report repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in which file something stands."""

    file: str
    row: int
    """As the spreadsheet counts, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong with a row; ``code`` has its sentence under ``import.trouble`` or ``problem``."""

    place: Place
    kind: str
    column: str
    """As the file calls it; empty where the row as a whole is meant."""
    value: str
    code: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    warning: bool = False
    """What is written all the same."""


class Did(StrEnum):
    """What becomes of a record."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one record: each field with what it was and what it will be."""

    kind: str
    name: str
    """How a person knows it: a NIP, a code, a day."""
    did: Did
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table as it was read."""

    file: str
    kind: str
    rows: int
    unused: tuple[str, ...] = ()
    """Columns that no field takes."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import found, and what it did."""

    agency: str
    applied: bool = False
    sources: list[Source] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)
    """Kind → records of the files that the centre holds already as they are."""
    absent: dict[str, int] = field(default_factory=dict)
    """Kind → records of the centre that no file names. They are left alone: absence never means an end."""
    cleared: int = 0
    """Entries that are no longer late by what was changed."""

    @property
    def refused(self) -> bool:
        """Whether any row, or a part of one, was not taken."""
        return any(not trouble.warning for trouble in self.troubles)

    def count(self, kind: str, did: Did) -> int:
        """Return how many records of ``kind`` that became of."""
        return sum(change.kind == kind and change.did is did for change in self.changes)
