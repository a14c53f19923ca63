"""The facts of the daily log, frozen: what an entry, a plan, a period or a note is.

Field names follow BKN's own form for *progres harian*, so that an entry can be carried over one to one.
Days are dates at the place of work, times minutes after that day's midnight there: none is ever derived from UTC.
"""

from collections.abc import Mapping
from dataclasses import field as _field
from datetime import date, datetime
from enum import StrEnum

from ekin_tui.domain.facts import dataclass

MAX_ACTIVITY = 500
"""Characters of *kegiatan harian* that BKN's form takes."""
MAX_NOTE = 4_000
"""Characters of a note (protocol, limits)."""
MAX_EVIDENCE = 2_000
MAX_UNIT = 60
MAX_QUANTITY = 1_000_000_000


class Status(StrEnum):
    """Where an entry stands. Only :func:`ekin_tui.domain.rules.decide` leads from one to another."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What a person may ask for; the value is the op's ``t`` on the wire."""

    PUT = "put"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    REOPEN = "reopen"
    NOTE = "note"
    ROUTED = "routed"
    """The centre handed it to another office: an event of the record that nobody can ask for."""


EVENTS = frozenset({Action.ROUTED})
"""What happens without being asked for: no op and no line of the table is ever one of these."""


class Capacity(StrEnum):
    """In which capacity somebody wrote a note or decided: BKN's own terms."""

    OWNER = "pemilik"
    HOLDER = "atasan"
    PLT = "plt"
    PLH = "plh"
    DELEGATE = "delegasi"
    AUDITOR = "auditor"
    """Reads what an office and the offices under it were sent, and changes nothing."""
    CENTRE = "pusat"
    """The centre itself, for an event."""


class Severity(StrEnum):
    """An error keeps an entry from being submitted; a warning never does."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or odd, with what a person gave. Words are found by ``code``."""

    code: str
    field: str | None = None
    severity: Severity = Severity.ERROR
    args: Mapping[str, str | int] = _field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity of one day (*progres harian*). A draft may still lack any part but its day and zone."""

    id: str
    """UUIDv7 made by the client."""
    owner: str
    """Person id; never the NIP."""
    day: date
    start: int | None = None
    """Jam mulai: minutes after local midnight, 0 … 1439."""
    end: int | None = None
    """Jam selesai: minutes after local midnight of ``day``; above 1440 when the shift ends on the next day."""
    zone: str = "Asia/Jakarta"
    activity: str = ""
    plan: str | None = None
    """Id of the rencana aksi."""
    quantity: int | None = None
    unit: str = ""
    evidence: str = ""
    status: Status = Status.DRAFT
    rev: str = ""
    """The centre's revision ``"<n>-<8 hex>"``; empty while the centre has never seen the entry."""
    position: str | None = None
    """The supervising position that the entry was sent to; set by the centre at submission."""
    recognised: int | None = None
    """Minutes that the supervisor recognised; set by an approval."""
    late: bool = False
    received: datetime | None = None
    """When the centre first received the submission (aware)."""
    amends: str | None = None
    claimed: datetime | None = None
    """When the owner finished it by their own clock (aware); set where the submission came after its deadline."""
    timing: str = ""
    """Why it then is late, or is not: a code of :class:`ekin_tui.domain.lateness.Timing`."""

    @property
    def minutes(self) -> int:
        """Claimed minutes; 0 while a time is missing or they are the wrong way round."""
        if self.start is None or self.end is None:
            return 0
        return max(0, self.end - self.start)


CONTENT = ("day", "start", "end", "zone", "activity", "plan", "quantity", "unit", "evidence")
"""The fields that the owner writes; their hash is the second half of a revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An act of review or a comment. Append-only, and for good a part of the yearly record."""

    id: str
    entry: str
    kind: Action
    text: str = ""
    minutes: int | None = None
    """Recognised minutes, for an approval."""
    by: str = ""
    """Person id of the writer."""
    name: str = ""
    capacity: Capacity = Capacity.OWNER
    at: datetime | None = None
    """Receipt at the centre (aware); None while it waits in the queue."""
    rev: str = ""
    """The revision of the entry that was read; set by the centre."""
    seq: int = 0
    """Its number in the record of the entry's owner, from 1; 0 while it has none (:mod:`ekin_tui.domain.chain`)."""
    link: str = ""
    """What binds it to the note before it in that record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Superior:
    """Who signs as the supervisor of a person, told to that person alone; ``nip`` is empty where it is not known."""

    nip: str
    name: str
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An employee as the centre describes them to those who may know."""

    id: str
    nip: str
    name: str
    post: str = ""
    unit: str = ""
    agency: str = ""
    zone: str = "Asia/Jakarta"
    week: int = 5
    """Working days a week: 5 or 6."""
    position: str | None = None
    """The supervising position that reviews this person today."""
    stays: tuple[tuple[date, date | None], ...] = ()
    """First and last day (None: lasts) of each stay under the reader's positions, in order; empty where nobody said."""
    supervisor: Superior | None = None
    """Who holds that position today, or acts for its holder; told to the person alone, None where nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skp:
    """A year's targets for one post. Several at once is normal (acting posts, transfers)."""

    id: str
    person: str
    year: int
    post: str
    unit: str = ""
    start: date
    end: date
    kind: str = "definitif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhk:
    """Rencana hasil kerja: a result that the SKP promises."""

    id: str
    skp: str
    text: str
    kind: str = "utama"
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Rencana aksi: the parent of daily entries."""

    id: str
    rhk: str
    text: str
    code: str = ""
    """Short word for ``@code`` in the quick line; may be empty."""
    target: int | None = None
    unit: str = ""
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Periode penilaian. Deadlines are data of the agency, never a rule in code."""

    id: str
    start: date
    end: date
    due: datetime
    """Batas pengisian (aware)."""
    kind: str = "bulanan"
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """A day that asks for no entry: leave, duty trip, training, or a holiday of the agency."""

    id: str
    day: date
    kind: str
    """``leave`` | ``duty`` | ``training`` | ``holiday``"""
    text: str = ""
    owner: str | None = None
    """None for a day of the whole agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who speaks for a supervising position, or audits one, from when until when."""

    id: str
    person: str
    position: str
    """For an auditor the office at the top of what is audited; empty for the whole agency."""
    capacity: Capacity = Capacity.HOLDER
    title: str = ""
    start: date
    end: date | None = None

    @property
    def speaks(self) -> bool:
        """Whether it lets its person speak for the position; an auditor only reads."""
        return self.capacity is not Capacity.AUDITOR

    def holds(self, today: date) -> bool:
        """Tell whether ``today``, a day where its person works, is one of its days."""
        return self.start <= today and (self.end is None or today <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an agency decides for itself. The defaults work without a centre."""

    rev: int = 0
    week_minutes: int = 2_250
    """37 h 30 min without breaks (Perpres 21/2023)."""
    ramadan_week_minutes: int = 1_950
    """32 h 30 min in Ramadan (the same decree)."""
    ramadan: tuple[tuple[date, date], ...] = ((date(2026, 2, 19), date(2026, 3, 20)),)
    """First and last day of each Ramadan, as the ministry announced it."""
    day_target: int | None = None
    """A fixed target of minutes a day, for agencies that have one; shown beside what the month offers."""
    month_target: int | None = None
    min_text: int = 15
    """Shortest *kegiatan harian*, in characters."""
    late: str = "mark"
    """``mark``: accept and mark a late submission; ``refuse``: take none after the deadline."""
    grace_offline_h: int = 72
    """Hours after a deadline in which work that was finished before it, provably offline, is not late; 0 for none."""
    outage_moves_deadline: bool = False
    """Whether a deadline moves by the time that the centre itself was away."""
    withdraw: bool = True
    silent: tuple[str, ...] = ()
    """Codes of hints on writing (:mod:`ekin_tui.domain.writing`) that the agency's people are not told."""
