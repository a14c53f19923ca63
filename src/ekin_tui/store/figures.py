"""Sums over many entries, made by the database: what of each plan is done, and who has sent what of which day."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ekin_tui.domain.model import Status
from ekin_tui.store.answers import Answers
from ekin_tui.store.base import Base, Row

_MINUTES = (
    "sum(case when status = 'rejected' then 0 else coalesce(recognised, max(0, coalesce(\"end\" - start, 0))) end)"
)
"""The minutes that count, as :meth:`ekin_tui.store.reads.Reads.sums` has them."""
_EPOCH = "cast(strftime('%s', received) as integer)"
_SEEN = "status not in ('draft', 'discarded')"
"""What an office is shown; a draft is its owner's alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSum:
    """The entries of one plan that have one unit and one status."""

    plan: str
    unit: str
    status: Status
    count: int
    quantity: int
    minutes: int
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """What an office has of one person's day: how many entries of each status, and the minutes that count."""

    owner: str
    day: date
    submitted: int
    returned: int
    approved: int
    rejected: int
    minutes: int
    late: int

    @property
    def count(self) -> int:
        """All entries of the day that were received."""
        return self.submitted + self.returned + self.approved + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Undecided entries: how many, since when the oldest waits, and the sum of those times (seconds of the epoch)."""

    count: int
    oldest: int
    total: int


class Figures:
    """Reads only. Each answer is one query, kept until something is written."""

    def __init__(self, base: Base, answers: Answers) -> None:
        """Read through ``base``."""
        self._base, self._answers = base, answers

    def plans(self, owner: str, first: date, last: date) -> list[PlanSum]:
        """Return what ``owner`` wrote on each plan on the days from ``first`` to ``last``, discarded entries aside."""
        sql = (
            f"select plan, unit, status, count(*), sum(coalesce(quantity, 0)), {_MINUTES}, max(day) from entries "
            "where owner = ? and day between ? and ? and plan is not null and status <> 'discarded' "
            "group by plan, unit, status order by plan, unit, status"
        )
        return self._answers.once(sql, (owner, first.isoformat(), last.isoformat()), _plan_sums)

    def days(
        self, owners: Iterable[str], positions: Collection[str], first: date, last: date
    ) -> Mapping[tuple[str, date], DaySum]:
        """Return for each person and day what was sent to ``positions``, whatever became of it."""
        sql = (
            "select owner, day, sum(status = 'submitted'), sum(status = 'returned'), sum(status = 'approved'), "
            f"sum(status = 'rejected'), {_MINUTES}, sum(late) from entries "
            "where owner in (select value from json_each(?)) and day between ? and ? "
            f"and position in (select value from json_each(?)) and {_SEEN} group by owner, day"
        )
        args = (json.dumps(sorted(owners)), first.isoformat(), last.isoformat(), json.dumps(sorted(positions)))
        return {(one.owner, one.day): one for one in self._answers.once(sql, args, _day_sums)}

    def begun(self, owners: Iterable[str], positions: Collection[str]) -> Mapping[str, date]:
        """Return for each person the first day of which anything was sent to ``positions``, if anything was."""
        sql = (
            "select value, (select day from entries where owner = who.value "
            f"and position in (select value from json_each(?2)) and {_SEEN} order by day limit 1) "
            "from json_each(?1) who"
        )
        args = (json.dumps(sorted(owners)), json.dumps(sorted(positions)))
        return dict(self._answers.once(sql, args, _first_days))

    def waits(self, positions: Collection[str]) -> Mapping[tuple[str, str], Wait]:
        """Return by owner and position what waits for a decision there."""
        sql = (
            f"select owner, position, count(*), min({_EPOCH}), sum({_EPOCH}) from entries "
            "where position in (select value from json_each(?)) and status = 'submitted' and received is not null "
            "group by owner, position"
        )
        rows = self._base.rows(sql, (json.dumps(sorted(positions)),))
        with self._base.reading():
            return {(row[0], row[1]): Wait(count=row[2], oldest=row[3], total=row[4]) for row in rows}

    def wait_from(self, owner: str, position: str, floor: int) -> Wait:
        """Return what of ``owner`` waits at ``position``, counted from ``floor`` where it came before (epoch)."""
        sql = (
            f"select count(*), min(max({_EPOCH}, ?1)), sum(max({_EPOCH}, ?1)) from entries "
            "where owner = ?2 and position = ?3 and status = 'submitted' and received is not null"
        )
        rows = self._base.rows(sql, (floor, owner, position))
        with self._base.reading():
            count, oldest, total = rows[0]
            return Wait(count=count, oldest=oldest or floor, total=total or 0)


def _plan_sums(rows: Iterable[Row]) -> list[PlanSum]:
    return [
        PlanSum(
            plan=plan,
            unit=unit,
            status=Status(status),
            count=count,
            quantity=quantity,
            minutes=minutes,
            last=date.fromisoformat(last),
        )
        for plan, unit, status, count, quantity, minutes, last in rows
    ]


def _first_days(rows: Iterable[Row]) -> list[tuple[str, date]]:
    return [(owner, date.fromisoformat(day)) for owner, day in rows if day is not None]


def _day_sums(rows: Iterable[Row]) -> list[DaySum]:
    return [
        DaySum(
            owner=owner,
            day=date.fromisoformat(day),
            submitted=submitted,
            returned=returned,
            approved=approved,
            rejected=rejected,
            minutes=minutes,
            late=late,
        )
        for owner, day, submitted, returned, approved, rejected, minutes, late in rows
    ]
