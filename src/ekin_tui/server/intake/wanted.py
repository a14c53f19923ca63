"""What the rows of an agency's tables ask for, each read by itself: nothing is looked up here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Generic, TypeVar

from ekin_tui.domain.model import Capacity
from ekin_tui.domain.ratings import Level, predicate
from ekin_tui.exchange.cells import as_written
from ekin_tui.server.intake.lines import MOST_CODE, MOST_TEXT, YEARS, Line
from ekin_tui.server.intake.mapping import Agency

MOST_LEAVE = 366
"""Days of one leave."""
MOST_TARGET = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person, with what the row says of their place."""

    nip: str
    name: str
    post: str
    unit: str
    zone: str
    """Empty where the table does not say: what is known of the person, else the agency's."""
    week: int | None
    holds: str
    """Code of the post that they lead by."""
    below: str
    """Code of the post that reviews them, where no person is named."""
    leads: bool | None
    """Whether they lead their unit; None where nothing says it."""
    unit_code: str
    supervisor: str
    start: date | None
    since: date | None
    end: date | None
    """The first day on which they no longer work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """A post of the agency's list."""

    code: str
    title: str
    unit: str
    above: str
    head: str
    """NIP of who holds it; empty where the list does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Who reviews, stands in or audits, from when to when."""

    nip: str
    supervisor: str
    post: str
    capacity: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """An SKP, a result or a plan of a person; what a kind has not is left empty."""

    nip: str
    year: int
    post: str = ""
    unit: str = ""
    start: date | None = None
    end: date | None = None
    kind: str = ""
    text: str = ""
    code: str = ""
    rhk: str = ""
    target: int | None = None
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period of assessment."""

    start: date
    end: date
    due: datetime
    kind: str
    locked: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value of the policy, as it was written."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days that ask for no entry: of a person, or of the agency (without a NIP)."""

    nip: str
    start: date
    end: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What a supervisor rated of a person for a period."""

    nip: str
    start: date
    end: date
    results: Level
    behaviour: Level
    by: str


Record = Staff | PostRow | Relation | Goal | Span | Setting | Days | Rated
T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A record with the row that asks for it."""

    line: Line
    it: T


@dataclass(slots=True)
class Wanted:
    """All that the tables of one import ask for, in no particular order."""

    staff: list[Asked[Staff]] = field(default_factory=list)
    posts: list[Asked[PostRow]] = field(default_factory=list)
    assignments: list[Asked[Relation]] = field(default_factory=list)
    skp: list[Asked[Goal]] = field(default_factory=list)
    rhk: list[Asked[Goal]] = field(default_factory=list)
    plans: list[Asked[Goal]] = field(default_factory=list)
    periods: list[Asked[Span]] = field(default_factory=list)
    policy: list[Asked[Setting]] = field(default_factory=list)
    holidays: list[Asked[Days]] = field(default_factory=list)
    leave: list[Asked[Days]] = field(default_factory=list)
    ratings: list[Asked[Rated]] = field(default_factory=list)

    def take(self, line: Line, agency: Agency) -> None:
        """Read a row and keep what it asks for; a row with anything wrong in it keeps its troubles instead."""
        it = _READERS[line.kind](line, agency)
        if it is not None and not line.refused:
            getattr(self, line.kind).append(Asked(line, it))


def _staff(line: Line, _: Agency) -> Staff:
    front, name, back = line.text("front"), line.text("name", need=True), line.text("back")
    leads = line.choice("job", "job")
    week = line.whole("week", range(5, 7))
    return Staff(
        nip=line.nip(),
        name=f"{front} {name}".strip() + (f", {back}" if back else ""),
        post=line.text("post"),
        unit=line.text("unit"),
        zone=line.choice("zone", "zone"),
        week=week,
        holds=line.text("holds", most=MOST_CODE),
        below=line.text("above", most=MOST_CODE),
        leads={"leads": True, "follows": False}.get(leads),
        unit_code=line.text("unit_code", most=MOST_CODE),
        supervisor=line.nip("supervisor", need=False),
        start=line.day("start"),
        since=line.day("since"),
        end=line.day("end"),
    )


def _post(line: Line, _: Agency) -> PostRow:
    code, unit = line.text("code", need=True, most=MOST_CODE), line.text("unit", need=True).lstrip("-").strip()
    title = line.text("title") or f"Kepala {unit}"
    above = line.text("above", most=MOST_CODE)
    if above and above == code:
        line.bad("above", "post-above-itself")
    return PostRow(code=code, title=title, unit=unit, above=above, head=line.nip("head", need=False))


def _relation(line: Line, _: Agency) -> Relation | None:
    nip, supervisor, post = line.nip(), line.nip("supervisor", need=False), line.text("post", most=MOST_CODE)
    capacity = line.choice("capacity", "capacity", Capacity.HOLDER.value)
    start, end = line.day("start", need=True), line.day("end")
    if not supervisor and not post and capacity != Capacity.AUDITOR and not line.refused:
        line.bad("supervisor", "office-missing")
    if supervisor and supervisor == nip:
        line.bad("supervisor", "own-supervisor")
    if start and end and end < start:
        line.bad("end", "end-before-start", start=start.isoformat())
    if start is None:
        return None
    return Relation(nip=nip, supervisor=supervisor, post=post, capacity=capacity, start=start, end=end)


def _goal(line: Line, _: Agency) -> Goal | None:
    nip, year = line.nip(), line.whole("year", YEARS, need=True)
    start, end = line.day("start"), line.day("end")
    if start and end and end < start:
        line.bad("end", "end-before-start", start=start.isoformat())
    said = line.text("indicators", most=MOST_TEXT)
    text = line.text("text", need=line.kind != "skp", most=MOST_TEXT)
    if year is None:
        return None
    return Goal(
        nip=nip,
        year=year,
        post=line.text("post"),
        unit=line.text("unit"),
        start=start,
        end=end,
        kind=line.choice("kind", line.kind) if line.kind != "plans" else "",
        text=text,
        code=line.text("code", most=MOST_CODE),
        rhk=line.text("rhk", need=True, most=MOST_TEXT) if line.kind == "plans" else "",
        target=line.whole("target", range(MOST_TARGET + 1)),
        indicators=tuple(part.strip() for part in said.split(";") if part.strip()),
    )


def _period(line: Line, agency: Agency) -> Span | None:
    start, end, due = line.day("start", need=True), line.day("end", need=True), line.moment("due", agency.zone)
    kind, locked = line.choice("kind", "period", "bulanan"), line.choice("locked", "yes")
    if start and end and end < start:
        line.bad("end", "end-before-start", start=start.isoformat())
    if end and due and due.date() < end:
        line.bad("due", "due-before-end", end=end.isoformat(), warning=True)
    if start is None or end is None or due is None:
        return None
    return Span(start=start, end=end, due=due, kind=kind, locked={"yes": True, "no": False}.get(locked))


def _setting(line: Line, _: Agency) -> Setting:
    return Setting(key=line.text("key", need=True), value=line.text("value", most=MOST_TEXT, read=as_written))


def _holiday(line: Line, _: Agency) -> Days | None:
    day, text = line.day("day", need=True), line.text("text", need=True)
    return None if day is None else Days(nip="", start=day, end=day, kind="holiday", text=text)


def _leave(line: Line, _: Agency) -> Days | None:
    nip, start, end = line.nip(), line.day("start", need=True), line.day("end")
    said, kind = line.text("kind", need=True), line.choice("kind", "day") if line.text("kind") else ""
    if start and end and end < start:
        line.bad("end", "end-before-start", start=start.isoformat())
    elif start and end and end - start > timedelta(days=MOST_LEAVE):
        line.bad("end", "leave-long", most=MOST_LEAVE)
    if start is None:
        return None
    return Days(nip=nip, start=start, end=end or start, kind=kind, text=line.text("text") or said)


def _rated(line: Line, _: Agency) -> Rated | None:
    nip, start, end = line.nip(), line.day("start", need=True), line.day("end", need=True)
    for name in ("results", "behaviour"):
        line.text(name, need=True)
    results, behaviour = line.choice("results", "level"), line.choice("behaviour", "level")
    said = line.choice("predicate", "predicate")
    if start and end and end < start:
        line.bad("end", "end-before-start", start=start.isoformat())
    if start is None or end is None or not results or not behaviour:
        return None
    found = Rated(nip=nip, start=start, end=end, results=Level(results), behaviour=Level(behaviour), by=line.text("by"))
    matrix = predicate(found.results, found.behaviour)
    if said and said != matrix:
        line.bad("predicate", "predicate-differs", matrix=line.map.words["predicate"][matrix][0])
    return found


_READERS: Mapping[str, Callable[[Line, Agency], Record | None]] = MappingProxyType(
    {
        "staff": _staff,
        "posts": _post,
        "assignments": _relation,
        "skp": _goal,
        "rhk": _goal,
        "plans": _goal,
        "periods": _period,
        "policy": _setting,
        "holidays": _holiday,
        "leave": _leave,
        "ratings": _rated,
    }
)
