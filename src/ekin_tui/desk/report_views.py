"""The report of a month and of a year: frozen views that the screen draws, documents print and JSON tells."""

from dataclasses import dataclass
from datetime import date, datetime

from ekin_tui.desk.record import RecordState
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.indicators import Accountability, Conformity, Discipline, Output, Stand
from ekin_tui.domain.model import Note, Person, Rhk, Skp, Superior
from ekin_tui.domain.ratings import Rating
from ekin_tui.domain.tallies import Offer, Tally
from ekin_tui.domain.works import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose report it is."""

    person: Person
    supervisor: Superior | None
    """Who signs for the position above today, as far as this machine knows; the NIP may be empty."""
    skps: tuple[Skp, ...]
    """The SKP that hold on some day of the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A day of the report. Minutes are claimed ones unless another word stands before them."""

    day: date
    kind: DayKind
    name: str
    """Name of the holiday or leave."""
    stand: Stand
    open: bool
    """Whether it can still be reported in time."""
    tally: Tally
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RhkRow:
    """A result of the SKP with what was reported for it; ``rhk`` is None for work that is tied to none of one's own."""

    rhk: Rhk | None
    skp: Skp | None
    entries: int
    minutes: int
    """Claimed, of reported entries that were not rejected."""
    recognised: int
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note with the entry that it is about."""

    note: Note
    work: Work

    @property
    def says(self) -> bool:
        """Whether it tells more than that an entry was approved or handed on."""
        return bool(self.note.text.strip()) or self.note.kind.value not in {"approve", "routed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the reports of a month and of a year have in common."""

    subject: Subject
    first: date
    last: date
    made: datetime
    """When it was put together, in the person's zone."""
    last_sync: datetime | None
    begun: date | None
    """The first day of the log; None while there is none."""
    days: tuple[DayRow, ...]
    works: tuple[Work, ...]
    """All entries but the discarded, by day and time."""
    tally: Tally
    offer: Offer
    discipline: Discipline
    conformity: Conformity
    accountability: Accountability
    ratings: tuple[Rating, ...]
    """What was rated of periods that end in this span, the longest of them first."""
    rhks: tuple[RhkRow, ...]
    notes: tuple[NoteRow, ...]
    """Every note around these entries, oldest first; one that waits to be sent stands last."""
    record: RecordState
    """What the record of notes ends with, verified note by note when the report was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport(Report):
    """A month: the recap to hand in."""

    month: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A month of a year in figures."""

    month: Month
    discipline: Discipline
    tally: Tally
    target: int
    """Minutes that its working days really offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReport(Report):
    """A year: the report card."""

    year: int
    months: tuple[MonthLine, ...]
