"""What a file would bring into the log, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ekin_tui.domain.model import Entry, Problem
from ekin_tui.store import PlanLine


class RowState(StrEnum):
    """What would become of a row."""

    READY = "ready"
    ASKS = "asks"
    """Its text names no plan, or several: a person has to choose."""
    KNOWN = "known"
    """It is in the log already, or stands further up in the file."""
    CLASHES = "clashes"
    """It overlaps an entry of the log, and is taken only where that is asked for."""
    WRONG = "wrong"
    """It can't be even a draft; its problems say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One row of a file."""

    number: int
    """As the spreadsheet counts, from 1."""
    entry: Entry
    """The draft that it becomes; it has no id of its own yet."""
    plan_text: str
    """What the file says of the plan."""
    line: PlanLine | None = None
    state: RowState = RowState.READY
    stops: tuple[Problem, ...] = ()
    """Why it can't be a draft."""
    told: tuple[Problem, ...] = ()
    """What has to be mended before it can be sent, and overlaps."""
    unread: tuple[Problem, ...] = ()
    """Cells that say nothing that can be read; among :attr:`stops`."""
    same: str = ""
    """Id of the entry in the log that is the same."""
    twin: int = 0
    """Number of the row further up that is the same and may be taken; 0 where the log has it already."""
    differs: tuple[str, ...] = ()
    """Fields in which that one says something else; it stays as it is."""
    clashes: tuple[Entry, ...] = ()
    """Entries of the log that it overlaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A file as it would be taken."""

    sheet: str
    header: int
    letters: Mapping[str, str]
    """Field → letter of its column."""
    extra: tuple[str, ...]
    """Headings that are passed over."""
    rows: tuple[ImportRow, ...]
    stamp: int
    """When the log was compared; see :meth:`ekin_tui.desk.Desk.stamp`."""

    def of(self, *states: RowState) -> list[ImportRow]:
        """Return the rows in one of ``states``."""
        return [row for row in self.rows if row.state in states]

    def parted(self, *, overlapping: bool = False) -> "Parted":
        """Return what would become of the rows; ``overlapping`` takes those too that overlap an entry of the log."""
        taken = {RowState.READY, RowState.CLASHES} if overlapping else {RowState.READY}
        return Parted(
            taken=tuple(row for row in self.rows if row.state in taken),
            known=tuple(row for row in self.rows if row.state is RowState.KNOWN),
            left=tuple(row for row in self.rows if row.state not in {*taken, RowState.KNOWN}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The rows by what would become of them."""

    taken: tuple[ImportRow, ...]
    """Those that become drafts."""
    known: tuple[ImportRow, ...]
    """Those that add nothing."""
    left: tuple[ImportRow, ...]
    """Those that wait for a person: each names why."""
