"""The targets and the days of one person: which record of theirs a row means, and what it shall be.

A row finds its record by what people know it by: an SKP by year, post and kind; a result and a plan by their code, or
by their sentence; a day by its date. What a row leaves empty stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import msgspec

from ekin_tui.domain.model import MAX_UNIT, DayMark, Period, Plan, Rhk, Skp
from ekin_tui.domain.ratings import Rating
from ekin_tui.server.intake.known import Known
from ekin_tui.server.intake.lines import Line
from ekin_tui.server.intake.seating import name_of
from ekin_tui.server.intake.wanted import Asked, Days, Goal, Rated

KINDS: Mapping[str, type] = {"skp": Skp, "rhk": Rhk, "plan": Plan, "day": DayMark, "rating": Rating}
"""Kind of fact → its type: what belongs to one person."""
TABLES = {"skp": "skp", "rhk": "rhk", "plan": "plans", "day": "leave", "rating": "ratings"}
"""Kind of fact → kind of table."""
Value = Skp | Rhk | Plan | DayMark | Rating
_DAY = timedelta(days=1)
_decoders: Mapping[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(type_) for kind, type_ in KINDS.items()
}


def decoded(kind: str, doc: str) -> Value:
    """Return a fact of one person out of its document."""
    found: Value = _decoders[kind].decode(doc)
    return found


@dataclass(slots=True)
class Owner:
    """A person with all that the tables ask for them."""

    person: Known
    skp: list[Asked[Goal]] = field(default_factory=list)
    rhk: list[Asked[Goal]] = field(default_factory=list)
    plans: list[Asked[Goal]] = field(default_factory=list)
    leave: list[Asked[Days]] = field(default_factory=list)
    ratings: list[Asked[Rated]] = field(default_factory=list)


class Goals:
    """What one person shall have, over what they have."""

    def __init__(self, agency: str, owner: Owner, held: Iterable[tuple[str, Value]]) -> None:
        """``held``: kind and value of every fact of theirs."""
        self._agency, self._owner, self._person = agency, owner, owner.person.id
        self.held: dict[tuple[str, str], Value] = {(kind, value.id): value for kind, value in held}
        self._asked: dict[tuple[str, str], list[tuple[Value, Line]]] = {}

    def wished(self) -> dict[tuple[str, str], Value]:
        """Return what shall be, by kind and id; rows that contradict each other or lack a parent say so instead."""
        found: dict[tuple[str, str], Value] = {}
        steps = (
            (self._skp(asked) for asked in self._owner.skp),
            (self._rhk(asked) for asked in self._owner.rhk),
            (self._plan(asked) for asked in self._owner.plans),
            (one for asked in self._owner.leave for one in self._days(asked)),
            (self._rating(asked) for asked in self._owner.ratings),
        )
        for step in steps:
            self._asked = {}
            for one in step:
                if one is not None:
                    kind, value, line = one
                    self._asked.setdefault((kind, value.id), []).append((value, line))
            agreed = dict(self._agreed())
            self.held |= agreed
            found |= agreed
        return found

    def _agreed(self) -> Iterator[tuple[tuple[str, str], Value]]:
        for key, some in self._asked.items():
            if all(value == some[0][0] for value, _ in some):
                yield key, some[0][0]
                continue
            rows = ", ".join(str(line.place.row) for _, line in some[:5])
            for _, line in some:
                line.bad("text" if line.has("text") else "nip", "row-twice", rows=rows)

    def _all(self, kind: type[Skp] | type[Rhk] | type[Plan]) -> Iterator[Value]:
        return (value for value in self.held.values() if isinstance(value, kind))

    def _skp(self, asked: Asked[Goal]) -> tuple[str, Value, Line]:
        row, person = asked.it, self._owner.person
        kind = row.kind or "definitif"
        same = [one for one in self._skps(row.year, row.post) if one.kind == kind]
        old = same[0] if len(same) == 1 else None
        post = row.post or (old.post if old else person.post)
        key = name_of(self._agency, "skp", self._person, str(row.year), kind, post.casefold())
        found = Skp(
            id=old.id if old else key,
            person=self._person,
            year=row.year,
            post=post,
            unit=row.unit or (old.unit if old else person.unit),
            start=row.start or (old.start if old else date(row.year, 1, 1)),
            end=row.end or (old.end if old else date(row.year, 12, 31)),
            kind=kind,
        )
        return "skp", found, asked.line

    def _skps(self, year: int, post: str) -> list[Skp]:
        found = [one for one in self._all(Skp) if isinstance(one, Skp) and one.year == year]
        return [one for one in found if not post or one.post.casefold() == post.casefold()]

    def _parent(self, asked: Asked[Goal]) -> Skp | None:
        """Return the SKP that a result or a plan is of; a permanent post goes before an acting one."""
        found = self._skps(asked.it.year, asked.it.post)
        if len(found) > 1:
            found = [one for one in found if one.kind == "definitif"] or found
        if len(found) == 1:
            return found[0]
        asked.line.bad("year", "skp-ambiguous" if found else "skp-missing", year=asked.it.year)
        return None

    def _rhk(self, asked: Asked[Goal]) -> tuple[str, Value, Line] | None:
        skp, row = self._parent(asked), asked.it
        if skp is None:
            return None
        key = name_of(self._agency, "rhk", skp.id, row.code or row.text.casefold())
        old = self.held.get(("rhk", key)) or next(iter(self._rhks([skp], row.text)), None)
        was = old if isinstance(old, Rhk) else None
        found = Rhk(
            id=was.id if was else key,
            skp=skp.id,
            text=row.text,
            kind=row.kind or (was.kind if was else "utama"),
            indicators=row.indicators or (was.indicators if was else ()),
        )
        return "rhk", found, asked.line

    def _rhks(self, skps: Sequence[Skp], said: str) -> list[Rhk]:
        """Return the results of ``skps`` that ``said`` names, by code or by sentence."""
        ids = {skp.id for skp in skps}
        codes = {name_of(self._agency, "rhk", skp, said) for skp in ids}
        mine = [one for one in self._all(Rhk) if isinstance(one, Rhk) and one.skp in ids]
        return [one for one in mine if one.id in codes] or [
            one for one in mine if one.text.casefold() == said.casefold()
        ]

    def _plan(self, asked: Asked[Goal]) -> tuple[str, Value, Line] | None:
        row = asked.it
        skps = self._skps(row.year, row.post)
        found = self._rhks(skps, row.rhk)
        if len(found) != 1:
            asked.line.bad("rhk", "rhk-ambiguous" if found else "rhk-missing", year=row.year)
            return None
        (rhk,) = found
        if len(row.unit) > MAX_UNIT:
            asked.line.bad("unit", "cell-long", have=len(row.unit), most=MAX_UNIT)
            return None
        skp = next(one for one in skps if one.id == rhk.skp)
        mine = [one for one in self._all(Plan) if isinstance(one, Plan) and one.rhk == rhk.id]
        coded = [one for one in mine if row.code and one.code.casefold() == row.code.casefold()]
        old = next(iter(coded or [one for one in mine if one.text.casefold() == row.text.casefold()]), None)
        plan = Plan(
            id=old.id if old else name_of(self._agency, "plan", rhk.id, row.code or row.text.casefold()),
            rhk=rhk.id,
            text=row.text,
            code=row.code or (old.code if old else ""),
            target=row.target if row.target is not None else (old.target if old else None),
            unit=row.unit or (old.unit if old else ""),
            start=row.start or (old.start if old else skp.start),
            end=row.end or (old.end if old else skp.end),
        )
        return "plan", plan, asked.line

    def _days(self, asked: Asked[Days]) -> Iterator[tuple[str, Value, Line]]:
        """Give each working day of a leave; a leave of one day is taken as it is."""
        row, day = asked.it, asked.it.start
        marks = {one.day: one for one in self.held.values() if isinstance(one, DayMark)}
        while day <= row.end:
            if row.start == row.end or day.weekday() < self._owner.person.week:
                old = marks.get(day)
                mark = DayMark(
                    id=name_of(self._agency, "day", self._person, day.isoformat()),
                    day=day,
                    kind=row.kind,
                    text=row.text,
                    owner=self._person,
                )
                yield "day", replace(mark, id=old.id) if old else mark, asked.line
            day += _DAY

    def _rating(self, asked: Asked[Rated]) -> tuple[str, Value, Line]:
        """Return what was rated of a period; a later row of it replaces the earlier, as the supervisor did."""
        row = asked.it
        key = name_of(self._agency, "rating", self._person, row.start.isoformat(), row.end.isoformat())
        was = self.held.get(("rating", key))
        by = row.by or (was.by if isinstance(was, Rating) else "")
        rating = Rating(
            id=key,
            person=self._person,
            start=row.start,
            end=row.end,
            results=row.results,
            behaviour=row.behaviour,
            by=by,
        )
        return "rating", rating, asked.line


def fields_of(old: Value | Period | None, new: Value | Period) -> dict[str, tuple[str, str]]:
    """Return what differs between two states of a fact, as texts."""
    names = [name for name in type(new).__dataclass_fields__ if name not in {"id", "person", "owner", "skp", "rhk"}]
    texts = ((name, _text(getattr(old, name, "")), _text(getattr(new, name))) for name in names)
    return {name: (was, now) for name, was, now in texts if was != now}


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
