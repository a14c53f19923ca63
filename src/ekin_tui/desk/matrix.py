"""The matrix of a team: how a person's day stands, and whose days asked for nothing.

What is known is what was sent to the supervisor's positions: a draft is private, so a day without anything says
that nothing was received, never that anybody was absent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ekin_tui.desk.days import Days
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Assignment, Person
from ekin_tui.store.figures import DaySum


class Stand(StrEnum):
    """How a person's day stands, as the supervisor's cache knows it."""

    WAITING = "waiting"
    """Something of it waits for a decision."""
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    NONE = "none"
    """A working day that is over, and nothing of it was received."""
    LEAVE = "leave"
    DUTY = "duty"
    TRAINING = "training"
    HOLIDAY = "holiday"
    OFF = "off"
    AWAY = "away"
    """The person did not stand under these positions on that day."""
    BEFORE = "before"
    """The person's log had not begun on that day."""
    OPEN = "open"
    """Today, or a working day to come."""


class Reason(StrEnum):
    """Why somebody's days are not asked for, all or some of them."""

    NOTHING = ""
    FORMER = "former"
    """No longer under these positions."""
    NEWCOMER = "newcomer"
    """Only since a day of this month, or not yet."""
    BEGUN = "begun"
    """Their log begins with a day of this month, or later."""
    FREE = "free"
    """Every working day up to now is leave, duty or training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """One day of one person."""

    day: date
    stand: Stand
    name: str = ""
    """Name of the holiday or leave."""
    count: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    rejected: int = 0
    minutes: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person in one month."""

    person: Person
    post: Assignment | None
    """The post by which the supervisor reviews this person; None for somebody who has moved away."""
    days: tuple[TeamDay, ...]
    obliged: int
    """Working days that were asked for: those that are over, and today once something was received."""
    filled: int
    """Those of them of which something was received."""
    lacks: tuple[date, ...]
    minutes: int
    late: int
    waiting: int
    """Undecided entries of any month."""
    oldest_hours: int
    mean_hours: int
    """How long those have waited for this supervisor: not before the person, or the post, came to them."""
    reason: Reason
    turn: date | None
    """The day from which :attr:`reason` holds or ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """The matrix of a month: its people by post and name."""

    month: Month
    today: date
    members: tuple[Member, ...]
    incoming: bool = False
    """Whether a first sync has yet to bring some of what was sent: an empty day may then not be one."""

    @property
    def lacking(self) -> int:
        """How many people have days of which nothing was received."""
        return sum(bool(member.lacks) for member in self.members)

    @property
    def waiting(self) -> int:
        """All undecided entries."""
        return sum(member.waiting for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What a reminder says: of whom which days are missing, and until when they can be filled."""

    by: Person
    today: date
    now: datetime
    lacks: tuple[tuple[Person, tuple[date, ...]], ...]
    due: datetime | None
    """The last of the deadlines of those days, in the zone of who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Which days of a person can be asked for at all."""

    person: Person
    here: bool
    """Whether the person stands under these positions today."""
    filled: date | None
    """The first day of which anything was received."""
    begun: date
    """The day from which an empty one is missing."""
    today: date

    def under(self, day: date) -> bool:
        """Tell whether the person stood under the posts on ``day``, as far as they can judge it.

        Of somebody who has moved away the marks for leave went along, so that no empty day of theirs can be judged
        here. A centre that tells no stays leaves all days of those who are here.
        """
        stays = self.person.stays
        return self.here and (not stays or any(first <= day and (last is None or day <= last) for first, last in stays))

    def asks(self, day: date) -> bool:
        """Tell whether ``day`` is one that the posts could ask for."""
        return self.under(day) and day >= self.begun


def team_day(days: Days, day: date, found: DaySum | None, due: Due) -> TeamDay:
    """Return how ``day`` stands."""
    kind, name = days.kind(day), days.off.get(day, "")
    if found is None:
        return TeamDay(day=day, stand=_empty(kind, day, due), name=name)
    stands = (
        (Stand.WAITING, found.submitted),
        (Stand.RETURNED, found.returned),
        (Stand.APPROVED, found.approved),
        (Stand.REJECTED, found.rejected),
    )
    return TeamDay(
        day=day,
        stand=next(stand for stand, count in stands if count),
        name=name,
        count=found.count,
        submitted=found.submitted,
        returned=found.returned,
        approved=found.approved,
        rejected=found.rejected,
        minutes=found.minutes,
        late=found.late,
    )


def _empty(kind: DayKind, day: date, due: Due) -> Stand:
    """Return how a day without anything stands."""
    if kind in {DayKind.OFF, DayKind.HOLIDAY}:
        return Stand(kind.value)
    if not due.under(day):
        return Stand.AWAY
    if kind is not DayKind.WORK:
        return Stand(kind.value)
    if day >= due.today:
        return Stand.OPEN
    return Stand.NONE if due.asks(day) else Stand.BEFORE


def reason_of(due: Due, cells: Sequence[TeamDay], month: Month) -> tuple[Reason, date | None]:
    """Return why days of a person are not asked for, and the day from which that holds or ends."""
    last = due.person.stays[-1] if due.person.stays else None
    if not due.here:
        return Reason.FORMER, last[1] if last else None
    if due.filled is not None and any(cell.stand is Stand.BEFORE for cell in cells):
        return Reason.BEGUN, due.filled
    if last is not None and last[0] > month.first:
        return Reason.NEWCOMER, last[0]
    over = [cell.stand for cell in cells if cell.day <= due.today and cell.stand not in {Stand.OFF, Stand.HOLIDAY}]
    free = {Stand.LEAVE, Stand.DUTY, Stand.TRAINING}
    return (Reason.FREE if over and free.issuperset(over) else Reason.NOTHING), None
