"""The matrix of a team: how a person's day stands, and whose days asked for nothing.

What is known is what was sent to the supervisor's positions: a draft is private, so a day without anything says
that nothing was received, never that anybody was absent.
"""

from collections.abc import Iterable
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
    OPEN = "open"
    """Today, or a working day to come."""


class Reason(StrEnum):
    """Why somebody's days are not asked for, all or some of them."""

    NOTHING = ""
    FORMER = "former"
    """No longer under these positions."""
    NEWCOMER = "newcomer"
    """Only since a day of this month, or not yet."""
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


def team_day(days: Days, day: date, found: DaySum | None, *, here: bool, today: date) -> TeamDay:
    """Return how ``day`` stands; ``here``: the person stands under these positions today."""
    kind, name = days.kind(day), days.off.get(day, "")
    if found is None:
        return TeamDay(
            day=day, stand=_empty(kind, under=is_asked(days.person, day, here=here), over=day < today), name=name
        )
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


def _empty(kind: DayKind, *, under: bool, over: bool) -> Stand:
    """Return how a day without anything stands."""
    if kind in {DayKind.OFF, DayKind.HOLIDAY}:
        return Stand(kind.value)
    if not under:
        return Stand.AWAY
    if kind is not DayKind.WORK:
        return Stand(kind.value)
    return Stand.NONE if over else Stand.OPEN


def is_asked(person: Person, day: date, *, here: bool) -> bool:
    """Tell whether ``day`` was one of those that the posts could ask for.

    Of somebody who has moved away the marks for leave went along, so that no empty day of theirs can be judged here.
    A centre that tells no stays leaves all days of those who are here.
    """
    if not here:
        return False
    return not person.stays or any(first <= day and (last is None or day <= last) for first, last in person.stays)


def reason_of(
    person: Person, cells: Iterable[TeamDay], month: Month, today: date, *, here: bool
) -> tuple[Reason, date | None]:
    """Return why days of a person are not asked for, and the day from which that holds or ends."""
    last = person.stays[-1] if person.stays else None
    if not here:
        return Reason.FORMER, last[1] if last else None
    if last is not None and last[0] > month.first:
        return Reason.NEWCOMER, last[0]
    over = [cell.stand for cell in cells if cell.day <= today and cell.stand not in {Stand.OFF, Stand.HOLIDAY}]
    free = {Stand.LEAVE, Stand.DUTY, Stand.TRAINING}
    return (Reason.FREE if over and free.issuperset(over) else Reason.NOTHING), None
