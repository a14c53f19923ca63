"""What the centre tells about people, targets, periods and days; and what the person pinned."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar

import msgspec

from ekin_tui.domain.clean import inert
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Assignment, DayMark, Period, Person, Plan, Policy, Rhk, Skp, Superior
from ekin_tui.domain.ratings import Rating
from ekin_tui.store.answers import Answers
from ekin_tui.store.base import Base, Row
from ekin_tui.store.small import Meta
from ekin_tui.wire import KINDS

_F = TypeVar("_F")
Fact = Person | Skp | Rhk | Plan | Period | DayMark | Assignment | Policy | Rating
"""What :meth:`Reference.put` keeps."""
_C = TypeVar("_C", bound=Fact | Superior)
_KIND_OF: Mapping[type, str] = {kind: name for name, kind in KINDS.items()}
_LINE = (
    "select p.body, r.body, s.body from facts p join facts r on r.kind = 'rhk' and r.id = p.link "
    "join facts s on s.kind = 'skp' and s.id = r.link "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A rencana aksi with the result and the SKP that it belongs to."""

    plan: Plan
    rhk: Rhk
    skp: Skp


class Habits:
    """What the person pinned and used, and the free days that were looked up once."""

    def __init__(self, base: Base, answers: Answers) -> None:
        """Read and write through ``base``."""
        self._base, self._answers = base, answers

    def holidays(self, year: int) -> Mapping[date, str] | None:
        """Return the kept free days of a year; None when they were never looked up."""
        sql = "select body from holidays where year = ?"
        found = self._answers.once(sql, (year,), lambda rows: [_days(row[0]) for row in rows])
        return found[0] if found else None

    def set_holidays(self, year: int, days: Mapping[date, str]) -> None:
        """Keep the free days of a year."""
        body = json.dumps({day.isoformat(): name for day, name in days.items()}, ensure_ascii=False)
        self._base.write("insert or replace into holidays(year, body) values(?, ?)", (year, body))

    def pins(self) -> frozenset[str]:
        """Return the plans that stand at the head of the suggestions."""
        return frozenset(row[0] for row in self._base.rows("select plan from pins"))

    def pin(self, plan_id: str, on: bool) -> None:
        """Put a plan at the head of the suggestions, or take it from there."""
        sql = "insert or ignore into pins(plan) values(?)" if on else "delete from pins where plan = ?"
        self._base.write(sql, (plan_id,))

    def uses(self, owner: str, since: date) -> dict[str, tuple[int, date]]:
        """Return how often each plan was used from ``since`` on, and the last day."""
        rows = self._base.rows(
            "select plan, count(*), max(day) from entries where owner = ? and day >= ? and plan is not null"
            " group by plan",
            (owner, since.isoformat()),
        )
        with self._base.reading():
            return {plan: (count, date.fromisoformat(day)) for plan, count, day in rows}


class Reference(Habits):
    """Facts by kind and id, each the latest that the centre sent."""

    def __init__(self, base: Base, answers: Answers, meta: Meta) -> None:
        """Read and write through ``base``; ``meta`` tells whose cache it is."""
        super().__init__(base, answers)
        self._meta = meta

    def me(self) -> Person | None:
        """Return the signed-in person; None before the first exchange."""
        mine = self._meta.get("person")
        return self.person(mine) if mine else None

    def person(self, person_id: str) -> Person | None:
        """Return one person, or None."""
        return next(iter(self._facts(Person, "and id = ?", person_id)), None)

    def persons(self) -> list[Person]:
        """Return all people that the caller may know."""
        return self._facts(Person)

    def skps(self, person: str) -> list[Skp]:
        """Return the SKP of a person, by their first day."""
        return self._facts(Skp, "and person = ? order by first, id", person)

    def rhks(self) -> list[Rhk]:
        """Return all results."""
        return self._facts(Rhk)

    def plans(self, person: str | None, day: date | None) -> list[PlanLine]:
        """Return the rencana aksi of ``person`` (None: of anybody) that hold on ``day`` (None: all of them)."""
        args = (person or "", day.isoformat() if day else "")
        whose = " and s.person = ?1" if person else " and ?1 = ''"
        held = " and p.first <= ?2 and p.last >= ?2" if day else " and ?2 = ''"
        return _lines(self._answers, f"where p.kind = 'plan'{whose}{held} order by p.id", args)

    def plan(self, plan_id: str) -> PlanLine | None:
        """Return one rencana aksi with what stands above it, or None."""
        return next(iter(_lines(self._answers, "where p.kind = 'plan' and p.id = ?", (plan_id,))), None)

    def periods(self) -> list[Period]:
        """Return the periods by their first day."""
        return self._facts(Period, "order by first, id")

    def marks(self, owner: str | None, first: date, last: date) -> list[DayMark]:
        """Return the days of the agency, then those of ``owner`` (None: of everybody known), between two days."""
        whose = "" if owner is None else "and (person = ? or person is null)"
        rest = f"{whose} and first between ? and ? order by person is not null, first, id"
        return self._facts(DayMark, rest, *([owner] if owner else []), first.isoformat(), last.isoformat())

    def policy(self) -> Policy:
        """Return the agency's policy; the built-in one before the first exchange."""
        return next(iter(self._facts(Policy)), None) or Policy()

    def assignments(self, person: str) -> list[Assignment]:
        """Return the posts that ``person`` speaks for, at any time."""
        return self._facts(Assignment, "and person = ? order by first, id", person)

    def ratings(self, person: str) -> list[Rating]:
        """Return what supervisors rated of ``person``, by the first day of the period."""
        return self._facts(Rating, "and person = ? order by first, last, id", person)

    def put(self, fact: Fact) -> None:
        """Keep a fact in place of the one with its id; every text is made inert."""
        kind = _KIND_OF[type(fact)]
        cleaned = clean(fact)
        body = msgspec.json.encode(cleaned).decode()
        row = (kind, getattr(cleaned, "id", "policy"), *_keys(cleaned), body)
        self._base.write(
            "insert or replace into facts(kind, id, person, link, first, last, body) values(?,?,?,?,?,?,?)", row
        )

    def drop(self, kind: str, fact_id: str) -> None:
        """Delete a fact that is no longer for this person to know."""
        self._base.write("delete from facts where kind = ? and id = ?", (kind, fact_id))

    def _facts(self, kind: type[_F], rest: str = "", *args: str) -> list[_F]:
        read: Callable[[str], _F] = _decoder(_KIND_OF[kind])
        sql = f"select body from facts where kind = ? {rest}"
        return self._answers.once(sql, (_KIND_OF[kind], *args), lambda rows: [read(row[0]) for row in rows])


def _lines(answers: Answers, rest: str, args: tuple[str, ...]) -> list[PlanLine]:
    def read(rows: Iterable[Row]) -> list[PlanLine]:
        plan, rhk, skp = _decoder("plan"), cache(_decoder("rhk")), cache(_decoder("skp"))
        return [PlanLine(plan=plan(row[0]), rhk=rhk(row[1]), skp=skp(row[2])) for row in rows]

    return answers.once(_LINE + rest, args, read)


def _days(body: str) -> Mapping[date, str]:
    return {date.fromisoformat(day): name for day, name in json.loads(body).items()}


def clean(fact: _C) -> _C:
    """Return ``fact`` with every text in it made inert."""
    values: dict[str, Any] = {field.name: _inert(getattr(fact, field.name)) for field in fields(fact)}
    return replace(fact, **values)


def _inert(value: Any) -> Any:
    if type(value) is str:
        return inert(value)
    if isinstance(value, tuple):
        return tuple(_inert(part) for part in value)
    if isinstance(value, Superior):
        return clean(value)
    return value


@lru_cache(maxsize=16)
def _decoder(kind: str) -> Callable[[str], Any]:
    return msgspec.json.Decoder(KINDS[kind]).decode


def _keys(fact: Fact) -> tuple[str | None, str | None, str | None, str | None]:
    """Return the columns that facts are looked up by: person, link to what stands above, first and last day."""
    match fact:
        case Plan():
            return None, fact.rhk, fact.start.isoformat(), fact.end.isoformat()
        case Rhk():
            return None, fact.skp, None, None
        case Skp() | Rating():
            return fact.person, None, fact.start.isoformat(), fact.end.isoformat()
        case DayMark():
            return fact.owner, None, fact.day.isoformat(), None
        case Assignment():
            return fact.person, fact.position, fact.start.isoformat(), None
        case Period():
            return None, None, fact.start.isoformat(), fact.end.isoformat()
        case Person() | Policy():
            return None, None, None, None
