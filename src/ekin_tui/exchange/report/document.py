"""A document before it has a form: blocks that text, Markdown, CSV, XLSX and PDF each write in their own way.

Values stay values (a day, a number, a share in thousandths), so that a sheet can count with what a page shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | date | None
"""A cell: text, a whole number, a day, or nothing."""


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    """Thousandths of a whole; None where there is nothing to count."""
    DAY = "day"


class Where(StrEnum):
    """In which forms a block stands."""

    ALL = "all"
    PAGES = "pages"
    """Where people read: text, Markdown, PDF."""
    DATA = "data"
    """Where machines count: CSV, XLSX."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; ``weight`` is its share of a page's width."""

    title: str
    kind: Kind = Kind.TEXT
    weight: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something under a title. ``key`` names it where machines read, in every language alike."""

    key: str
    title: str = ""
    where: Where = Where.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Block):
    """Labels with their values."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Block):
    """Sentences."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """Rows under columns. ``lead`` stands before, ``empty`` in place of rows that there are none of."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()
    lead: Sequence[str] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart."""

    label: str
    value: int
    told: str
    """The value with its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Block):
    """Bars, the longest of which is as long as there is room."""

    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of a heat map: its mark, and how full it is in thousandths of what it asked for."""

    day: date
    mark: str
    """``full``, ``missing``, ``unsent``, ``holiday``, ``leave`` or empty."""
    share: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap(Block):
    """A year of days by weeks."""

    cells: Sequence[Cell]
    legend: Sequence[tuple[str, str]]
    """Mark → what it means."""
    levels: str
    """What the four shades say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Block):
    """A note in full under its head."""

    head: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One of those who sign."""

    role: str
    post: str
    name: str
    nip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is handed in."""

    letterhead: Sequence[str]
    title: str
    subtitle: str
    blocks: Sequence[Block]
    place_and_day: str
    signatures: Sequence[Signature]
    foot: str
    """Stands at the foot of each page, beside its number."""
    author: str
    made: datetime
    """When (aware); the same moment and record give the same bytes."""
