"""One's own SKP of a year: what each rencana aksi asks for, what of it is approved, and what still waits.

The quantities are those of the entries themselves; nothing here rates anybody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ekin_tui.desk.journal import Journal
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.suggest import split
from ekin_tui.desk.views import EntryView, Form
from ekin_tui.domain.model import Rhk, Skp, Status
from ekin_tui.domain.units import fits
from ekin_tui.store import PlanLine
from ekin_tui.store.figures import PlanSum


class Ended(StrEnum):
    """Why a plan takes no new work."""

    NO = ""
    PLAN = "plan"
    """Its own last day is over."""
    SKP = "skp"
    """The SKP that it belongs to has ended: another post, or the end of an acting one."""
    GONE = "gone"
    """It was withdrawn from the SKP; entries still name it."""
    AHEAD = "ahead"
    """Its first day is yet to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One rencana aksi with what was written on it. Quantities count in its own unit."""

    id: str
    line: PlanLine | None
    """None for one that was withdrawn."""
    ended: Ended
    unit: str
    target: int | None
    approved: int = 0
    waiting: int = 0
    entries: int = 0
    """Entries of any status but discarded ones."""
    by_status: Mapping[Status, int]
    other: tuple[tuple[str, int], ...] = ()
    """Quantities (approved and waiting) in units that can't count what the plan counts: no part of the sums."""
    minutes: int = 0
    last: date | None = None
    pinned: bool = False

    @property
    def text(self) -> str:
        """What the plan says; empty for one that was withdrawn."""
        return self.line.plan.text if self.line else ""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was written on it."""
        return not self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class RhkView:
    """A result with its plans."""

    rhk: Rhk
    plans: tuple[PlanView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkpView:
    """One SKP of the year with its results."""

    skp: Skp
    ended: bool
    rhks: tuple[RhkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """A year: its SKPs by their first day, and plans that entries name but no SKP has any more."""

    year: int
    skps: tuple[SkpView, ...]
    gone: tuple[PlanView, ...]

    @property
    def plans(self) -> Sequence[PlanView]:
        """All plans in the order in which they are shown."""
        return [*(plan for skp in self.skps for rhk in skp.rhks for plan in rhk.plans), *self.gone]

    @property
    def by_use(self) -> Sequence[PlanView]:
        """The pinned ones first, then by how often they were used."""
        return sorted(self.plans, key=lambda plan: (not plan.pinned, -plan.entries))


class Progress:
    """What the SKP screen and the command line ask."""

    def __init__(self, look: Callable[[], Looking], journal: Journal) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._look, self._journal = look, journal

    def year(self, year: int) -> ProgressView:
        """Return the SKPs of ``year`` with what is done."""
        look = self._look()
        skps = [skp for skp in look.store.reference.skps(look.me.id) if skp.year == year]
        lines = look.store.reference.plans(look.me.id, None)
        mine = [line for line in lines if line.skp.year == year]
        first = min([date(year, 1, 1), *(line.plan.start for line in mine)])
        last = max([date(year, 12, 31), *(line.plan.end for line in mine)])
        sums: dict[str, list[PlanSum]] = defaultdict(list)
        for one in look.store.figures.plans(look.me.id, first, last):
            sums[one.plan].append(one)
        seen = _Seen(sums=sums, pins=look.store.reference.pins(), today=min(look.today, date(year, 12, 31)))
        known = {line.plan.id for line in lines}
        lost = [plan for plan, found in sums.items() if plan not in known and max(s.last for s in found).year == year]
        return ProgressView(
            year=year,
            skps=tuple(_skps(skps, look.store.reference.rhks(), mine, seen)),
            gone=tuple(seen.view(plan, None) for plan in sorted(lost)),
        )

    def realised(self, plans: Iterable[PlanLine]) -> Mapping[str, PlanView]:
        """Return what is done of ``plans``, by their ids, each counted in its own days."""
        lines = list(plans)
        look = self._look()
        if not lines:
            return {}
        first, last = min(line.plan.start for line in lines), max(line.plan.end for line in lines)
        sums: dict[str, list[PlanSum]] = defaultdict(list)
        for one in look.store.figures.plans(look.me.id, first, last):
            sums[one.plan].append(one)
        seen = _Seen(sums=sums, pins=frozenset(), today=look.today)
        return {line.plan.id: seen.view(line.plan.id, line) for line in lines}

    def entries(self, plan_id: str, limit: int = 500) -> list[EntryView]:
        """Return one's own entries on a plan, latest day first."""
        look = self._look()
        actor = look.actor()
        return [look.brief(stored, look.me, actor) for stored in look.store.entries.of_plan(look.me.id, plan_id, limit)]

    def begin(self, plan_id: str, day: date | None = None) -> Form | None:
        """Return the form of a new entry on a plan, today unless ``day`` is given; None when it takes none that day."""
        look = self._look()
        when, line = day or look.today, look.store.reference.plan(plan_id)
        if line is None or not line.plan.start <= when <= line.plan.end or not line.skp.start <= when <= line.skp.end:
            return None
        return replace(self._journal.blank(when), plan=line.plan.id, unit=line.plan.unit)


def matches(plan: PlanView, words: str) -> bool:
    """Tell whether text, code, RHK or SKP of ``plan`` hold all ``words``."""
    line = plan.line
    said = f"{line.plan.text} {line.plan.code} {line.rhk.text} {line.skp.post}" if line else plan.id
    folded = " ".join(split(said))
    return all(word in folded for word in split(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What makes a line of a plan: the sums, the pins, the day by which things are over."""

    sums: Mapping[str, Sequence[PlanSum]]
    pins: frozenset[str]
    today: date

    def view(self, plan_id: str, line: PlanLine | None) -> PlanView:
        """Return the plan with its sums."""
        found = self.sums.get(plan_id, ())
        unit = line.plan.unit if line else next((one.unit for one in found if one.unit), "")
        approved = waiting = 0
        status: dict[Status, int] = defaultdict(int)
        other: dict[str, int] = defaultdict(int)
        for one in found:
            status[one.status] += one.count
            if one.status not in {Status.APPROVED, Status.SUBMITTED}:
                continue
            if not fits(unit, one.unit):
                other[one.unit] += one.quantity
            elif one.status is Status.APPROVED:
                approved += one.quantity
            else:
                waiting += one.quantity
        return PlanView(
            id=plan_id,
            line=line,
            ended=_ended(line, self.today),
            unit=unit,
            target=line.plan.target if line else None,
            approved=approved,
            waiting=waiting,
            entries=sum(status.values()),
            by_status=status,
            other=tuple(sorted(other.items())),
            minutes=sum(one.minutes for one in found),
            last=max((one.last for one in found), default=None),
            pinned=plan_id in self.pins,
        )


def _skps(skps: Iterable[Skp], rhks: Iterable[Rhk], lines: Iterable[PlanLine], seen: _Seen) -> Iterator[SkpView]:
    plans: dict[str, list[PlanView]] = defaultdict(list)
    for line in lines:
        plans[line.rhk.id].append(seen.view(line.plan.id, line))
    results: dict[str, list[RhkView]] = defaultdict(list)
    for rhk in sorted(rhks, key=lambda one: one.kind != "utama"):
        results[rhk.skp].append(RhkView(rhk=rhk, plans=tuple(plans[rhk.id])))
    for skp in skps:
        yield SkpView(skp=skp, ended=skp.end < seen.today, rhks=tuple(results[skp.id]))


def _ended(line: PlanLine | None, today: date) -> Ended:
    if line is None:
        return Ended.GONE
    if line.skp.end < today:
        return Ended.SKP
    if line.plan.end < today:
        return Ended.PLAN
    return Ended.AHEAD if line.plan.start > today else Ended.NO
