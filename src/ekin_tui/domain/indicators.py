"""The three indicators that the policy names, each a figure with what it is made of; never a bare score, no weights.

*Kedisiplinan*: obliged working days, reported in time or not. *Kesesuaian*: reported work that is tied to one's own
SKP, and how it spreads over its results. *Akuntabilitas*: recognised against claimed minutes, output against target,
evidence, what came back. Only what the centre has received counts as reported; what is undecided is told apart.
A day without a log is a day without a log: nothing here says that anybody was absent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ekin_tui.domain.model import Plan, Rhk
from ekin_tui.domain.units import fits
from ekin_tui.domain.works import COUNTED, DECIDED, REPORTED, UNDECIDED, Stage, Work
from ekin_tui.domain.writing import Beside, unrelated

UNRELATED = "plan-unrelated"
"""The code of the hint that an activity shares no word with its plan; an agency may silence it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A part of a whole, both counted in ``unit``."""

    part: int
    whole: int
    unit: str
    """``day``, ``minute``, ``entry`` or ``rhk``."""

    @property
    def permille(self) -> int | None:
        """The share in thousandths, rounded half up; None where there is nothing to count."""
        return None if self.whole <= 0 else (2_000 * self.part + self.whole) // (2 * self.whole)


class Stand(StrEnum):
    """How a day stands to the duty to report it."""

    ON_TIME = "on_time"
    LATE = "late"
    """At least one of its entries came late."""
    UNSENT = "unsent"
    """There are entries, but none has reached the centre."""
    MISSING = "missing"
    """A working day without an entry. The log is missing; of the person it says nothing."""
    FREE = "free"
    """Asks for no entry: free by the week, holiday, leave, duty trip, training."""
    OUTSIDE = "outside"
    """Outside of every SKP of the person."""
    BEFORE = "before"
    """Before the first day of the person's log."""
    COMING = "coming"


OBLIGED = (Stand.ON_TIME, Stand.LATE, Stand.UNSENT, Stand.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What is asked of one day."""

    day: date
    workday: bool
    served: bool
    """Whether an SKP of the person holds on it."""
    open: bool
    """Whether it can still be reported in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDay:
    """A day with how it stands."""

    duty: Duty
    stand: Stand


def judge_day(duty: Duty, works: Iterable[Work], *, today: date, begun: date | None) -> DutyDay:
    """Return how a day with ``works`` stands; ``begun`` is the first day of the log, None while there is none."""
    return DutyDay(duty=duty, stand=_stand(duty, list(works), today, begun))


def _stand(duty: Duty, works: Sequence[Work], today: date, begun: date | None) -> Stand:
    if not duty.served:
        return Stand.OUTSIDE
    if not duty.workday:
        return Stand.FREE
    if duty.day > today:
        return Stand.COMING
    received = [work for work in works if work.reached]
    if received:
        return Stand.LATE if any(work.entry.late for work in received) else Stand.ON_TIME
    if works:
        return Stand.UNSENT
    return Stand.BEFORE if begun is None or duty.day < begun else Stand.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Discipline:
    """*Kedisiplinan*: how many days of each stand. The four of :data:`OBLIGED` are what the figure counts."""

    days: Mapping[Stand, int]
    still_open: int
    """Of those without a report, how many can still be reported in time."""

    @property
    def obliged(self) -> int:
        """Working days up to today that asked for a report."""
        return sum(self.days[stand] for stand in OBLIGED)

    @property
    def figure(self) -> Figure:
        """Days reported in time, of those that asked for a report."""
        return Figure(part=self.days[Stand.ON_TIME], whole=self.obliged, unit="day")


def discipline(days: Iterable[DutyDay]) -> Discipline:
    """Return the indicator over ``days``."""
    counts, still_open = dict.fromkeys(Stand, 0), 0
    for one in days:
        counts[one.stand] += 1
        still_open += one.duty.open and one.stand in {Stand.UNSENT, Stand.MISSING}
    return Discipline(days=counts, still_open=still_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformity:
    """*Kesesuaian jabatan*: reported work, but what was rejected, against one's own SKP."""

    minutes: Figure
    """Minutes tied to a plan of one's own SKP."""
    entries: Figure
    spread: Figure
    """Results (RHK) with at least one entry, of those that have a plan in this span."""
    idle: tuple[Rhk, ...]
    """Results without any entry."""
    strangers: Figure | None
    """Tied entries that share no word with their plan; None where the agency does not want this said."""

    @property
    def figure(self) -> Figure:
        """The figure that stands for the indicator: minutes."""
        return self.minutes


def conformity(works: Iterable[Work], promised: Sequence[Rhk], *, silent: Collection[str] = ()) -> Conformity:
    """Return the indicator; ``promised`` are the results that have a plan in this span."""
    counted = [work for work in works if work.stage in COUNTED]
    tied = [work for work in counted if work.plan is not None]
    touched = {work.rhk.id for work in tied if work.rhk is not None}
    idle = tuple(rhk for rhk in promised if rhk.id not in touched)
    flagged = 0 if UNRELATED in silent else sum(map(_is_stranger, tied))
    return Conformity(
        minutes=Figure(part=_minutes(tied), whole=_minutes(counted), unit="minute"),
        entries=Figure(part=len(tied), whole=len(counted), unit="entry"),
        spread=Figure(part=len(promised) - len(idle), whole=len(promised), unit="rhk"),
        idle=idle,
        strangers=None if UNRELATED in silent else Figure(part=flagged, whole=len(tied), unit="entry"),
    )


def _is_stranger(work: Work) -> bool:
    result = work.rhk.text if work.rhk else ""
    return unrelated(work.entry, Beside(plan=work.plan, result=result)) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What came out of one rencana aksi. Quantities count in the plan's unit."""

    plan: Plan
    realised: int = 0
    """Approved in this span."""
    so_far: int = 0
    """Approved from the beginning of the plan to the end of this span: to be held against ``plan.target``."""
    undecided: int = 0
    """In this span, with the supervisor or returned by them."""
    other_units: int = 0
    """Approved entries of this span that count in another unit and are not in the sums."""
    entries: int = 0
    minutes: int = 0
    """Claimed, of reported entries that were not rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accountability:
    """*Akuntabilitas*: output and quality for the hours that were reported."""

    recognised: Figure
    """Recognised minutes of the claimed ones, of decided entries alone."""
    evidence: Figure
    """Reported entries with evidence."""
    sent_back: Figure
    """Reported entries that were returned at least once."""
    rejected: Figure

    @property
    def figure(self) -> Figure:
        """The figure that stands for the indicator: recognised minutes."""
        return self.recognised


def accountability(works: Iterable[Work]) -> Accountability:
    """Return the indicator; the output for each plan is :func:`outputs`."""
    reported = [work for work in works if work.stage in REPORTED]
    decided = [work for work in reported if work.stage in DECIDED]
    many = len(reported)
    return Accountability(
        recognised=Figure(part=sum(w.recognised for w in decided), whole=_minutes(decided), unit="minute"),
        evidence=Figure(part=sum(bool(w.entry.evidence) for w in reported), whole=many, unit="entry"),
        sent_back=Figure(part=sum(w.sent_back for w in reported), whole=many, unit="entry"),
        rejected=Figure(part=sum(w.stage is Stage.REJECTED for w in reported), whole=many, unit="entry"),
    )


def outputs(plans: Iterable[Plan], works: Iterable[Work], before: Iterable[Work] = ()) -> list[Output]:
    """Return what came out of each of ``plans`` by ``works`` of this span; ``before`` are earlier days."""
    now, earlier = _by_plan(works), _by_plan(before)
    return [_output(plan, now[plan.id], earlier[plan.id]) for plan in plans]


def _output(plan: Plan, works: Sequence[Work], before: Sequence[Work]) -> Output:
    approved = [work for work in works if work.stage is Stage.APPROVED]
    realised = _quantity(plan, approved)
    counted = [work for work in works if work.stage in COUNTED]
    return Output(
        plan=plan,
        realised=realised,
        so_far=realised + _quantity(plan, [work for work in before if work.stage is Stage.APPROVED]),
        undecided=_quantity(plan, [work for work in works if work.stage in UNDECIDED]),
        other_units=sum(not fits(plan.unit, work.entry.unit) for work in approved),
        entries=len(counted),
        minutes=_minutes(counted),
    )


def _by_plan(works: Iterable[Work]) -> Mapping[str, list[Work]]:
    found: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        if work.plan is not None:
            found[work.plan.id].append(work)
    return found


def _quantity(plan: Plan, works: Iterable[Work]) -> int:
    return sum(work.entry.quantity or 0 for work in works if fits(plan.unit, work.entry.unit))


def _minutes(works: Iterable[Work]) -> int:
    return sum(work.entry.minutes for work in works)
