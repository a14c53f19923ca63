"""What the desk shows: frozen views that the screens draw and the command line prints."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ekin_tui.domain.calendar import Month
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Action, Entry, Note, Person, Problem, Severity, Status
from ekin_tui.store import PlanLine, Where

if TYPE_CHECKING:
    from ekin_tui.desk.mirror_view import MirrorView
    from ekin_tui.desk.record import RecordState
    from ekin_tui.store import Salvage


class DayKind(StrEnum):
    """What a day asks for."""

    WORK = "work"
    OFF = "off"
    """Free by the week (Saturday, Sunday)."""
    HOLIDAY = "holiday"
    LEAVE = "leave"
    DUTY = "duty"
    TRAINING = "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An entry as it is typed: all text, in the order of BKN's form. ``id`` is empty for a new one."""

    id: str = ""
    plan: str = ""
    """Plan id; empty while none is chosen."""
    plan_words: str = ""
    """What was typed to find the plan, while none is chosen."""
    day: str = ""
    start: str = ""
    end: str = ""
    activity: str = ""
    quantity: str = ""
    unit: str = ""
    evidence: str = ""
    base: str = ""
    """The entry as it stood when the form was opened (JSON of an Entry), so that a change that comes meanwhile is
    seen; empty for a new one."""
    opened: str = ""
    """The day that the form was opened for (ISO): it is the entry's while what is typed as its day can't be read."""


class Met(StrEnum):
    """What a form that is saved met in the entry, which may have changed since the form was opened."""

    NOTHING = ""
    MERGED = "merged"
    """Changes in other fields: both are kept."""
    COPIED = "copied"
    """Changes in the same fields, or an entry that is closed now: what was typed is a conflict copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A form as it was understood, with what is wrong or odd about it (errors first)."""

    entry: Entry
    problems: tuple[Problem, ...] = ()
    met: Met = Met.NOTHING
    """Of a form that was saved."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the entry from being submitted."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry with all that a screen shows around it."""

    entry: Entry
    owner: Person
    plan: PlanLine | None = None
    where: Where = Where.LOCAL
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    conflict: bool = False
    refused: Problem | None = None
    """Why the centre refused the last thing asked of this entry, until it is mended."""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Field → (before, now) since the supervisor returned it, as shown text."""
    actions: frozenset[Action] = frozenset()
    waiting_hours: int = 0
    """Whole hours that a submitted entry has waited for its supervisor."""
    times: tuple[datetime, datetime] | None = None
    """When it was finished by the owner's clock, and when the centre received it, in the reader's zone; None where
    the submission came before its deadline or claims nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day: what it is, what it holds, what it still needs."""

    day: date
    kind: DayKind
    name: str = ""
    """Name of the holiday or leave."""
    entries: tuple[EntryView, ...] = ()
    minutes: int = 0
    target: int = 0
    missing: bool = False
    """A working day up to today without an entry. Not absence: the log alone is missing."""
    hours: tuple[int, int] = (0, 0)
    """When this person's days usually begin and end, in minutes of the day."""
    night: tuple[int, ...] = ()
    """The minutes of this day at which shifts of the day before ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day in the month grid."""

    day: date
    kind: DayKind
    name: str = ""
    count: int = 0
    minutes: int = 0
    target: int = 0
    missing: bool = False
    today: bool = False
    draft: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    rejected: int = 0
    queued: int = 0
    due: bool = False
    """A deadline (batas pengisian) falls on this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month in figures and cells; what ``status`` prints and the calendar draws."""

    month: Month
    days: tuple[DayCell, ...]
    workdays: int
    filled: int
    missing: tuple[date, ...]
    minutes: int
    target_minutes: int
    """Minutes that this month really offers."""
    fixed_target: int | None
    """The agency's fixed monthly target, where it has one."""
    draft: int
    submitted: int
    returned: int
    approved: int
    rejected: int
    queued: int
    conflicts: int
    deadline: datetime | None
    """Batas pengisian of this month, in the person's zone."""
    days_left: int | None
    last_sync: datetime | None
    plan_minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one of several entries: its view, or why it was refused."""

    id: str
    view: EntryView | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What sending the days from ``first`` to ``last`` would do."""

    first: date
    last: date
    goes: tuple[EntryView, ...]
    stays: tuple[tuple[EntryView, Problem], ...]
    """Drafts and returned entries that lack something, or were not mended since they were returned, with what."""
    empty: tuple[date, ...]
    """Working days up to today without any entry."""
    done: int
    """Entries that were sent before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One waiting op on *Sinkron*: what it will do, to which entry."""

    op: str
    entry: str
    action: Action
    day: date | None
    activity: str
    tries: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two versions of one entry, side by side: field → (mine, theirs) as shown text."""

    id: str
    entry: str
    day: date
    activity: str
    made: datetime
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashField:
    """One field of two versions, as shown text; ``base`` is what both were written on, empty where nobody knows."""

    name: str
    mine: str
    theirs: str
    base: str = ""

    @property
    def differs(self) -> bool:
        """Whether a side has to be chosen."""
        return self.mine != self.theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashView:
    """Two versions of one entry, field by field. ``mine`` is what the entry would say with all that I had changed."""

    id: str
    entry: str
    day: date
    activity: str
    fields: tuple[ClashField, ...]
    status: Status | None
    """As the centre has the entry now; None when it is no longer to be seen."""
    open: bool
    """Whether the entry can be written still: else my text can only be copied."""
    held: bool = False
    """A submission waited on my text and was not made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncView:
    """Where the work stands between this machine and the centre."""

    target: str
    url: str
    last_sync: datetime | None
    last_code: str
    """``ok`` or the code of what kept the last exchange from succeeding; empty before the first."""
    queue: tuple[QueueLine, ...]
    attention: tuple[QueueLine, ...]
    """Refused by the centre; each waits for a person."""
    clashes: tuple[Clash, ...]
    pushed: int = 0
    pulled: int = 0
    record: "RecordState | None" = None
    """One's own record, where it does not hold."""
    skew_s: int = 0
    """Seconds that this clock is behind the centre's (negative: ahead), where that is worth a warning."""
    last_details: Mapping[str, str | int] = field(default_factory=dict)
    """What the sentence of ``last_code`` is filled with; said by the centre, not yet cleaned."""
    salvaged: "Salvage | None" = None
    """What came out of a damaged database, until a person has read of it."""
    mirrors: tuple["MirrorView", ...] = ()
    """The other targets, in the order of the settings."""
    kind: str = "ekin"
    """Of the default target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncMark:
    """The same in a few figures, cheap enough for every title line."""

    waiting: int
    """Ops that have not left."""
    attention: int
    """Refused by the centre, changed in two places, or a database that was damaged: each waits for a person."""
    code: str
    """As ``SyncView.last_code``."""
    last_sync: datetime | None
    now: datetime
    """This moment, in the person's zone."""
    skew_s: int = 0
    """As ``SyncView.skew_s``."""
