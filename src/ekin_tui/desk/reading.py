"""From what was typed to an entry: each part that can't be read becomes a problem, and stays as it was typed."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import inert, one_paragraph
from ekin_tui.domain.clock import parse_clock, show_clock
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.merge import taken
from ekin_tui.domain.model import CONTENT, Entry, Problem
from ekin_tui.domain.wholes import parse_whole

FIELDS = ("plan", "plan_words", "day", "start", "end", "activity", "quantity", "unit", "evidence", "base", "opened")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?")
_NEARBY = {"hari ini": 0, "today": 0, "kemarin": -1, "yesterday": -1}


def read_day(text: str, today: date) -> date:
    """Return the day that ``text`` names: ISO, ``25-11-2026``, ``25/11``, ``25``, *hari ini*, *kemarin*.

    Raises ValueError when it names none.
    """
    plain = text.strip().lower()
    if plain in _NEARBY:
        return today + timedelta(days=_NEARBY[plain])
    if plain.isascii() and plain.isdigit() and len(plain) <= 2:
        return today.replace(day=int(plain))
    found = _DAY_FIRST.fullmatch(plain)
    if found:
        return date(int(found[3] or today.year), int(found[2]), int(found[1]))
    return date.fromisoformat(plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An entry with the parts that were understood, and a problem for each that was not."""

    entry: Entry
    problems: tuple[Problem, ...]


def read_form(form: Form, *, before: Entry, today: date) -> Reading:
    """Return what ``form`` says, over ``before`` for all that a form does not carry."""
    problems: list[Problem] = []
    try:
        day = read_day(form.day, today)
    except ValueError:
        day = _opened_for(form) or before.day
        problems.append(Problem(code="day-unreadable", field="day", args={"typed": inert(form.day)[:40]}))
    start = _time("start", form.start, problems)
    end = _time("end", form.end, problems)
    quantity = _quantity(form.quantity, problems)
    if form.plan_words.strip() and not form.plan:
        problems.append(Problem(code="plan-no-match", field="plan", args={"typed": inert(form.plan_words)[:40]}))
    entry = Entry(
        id=before.id,
        owner=before.owner,
        day=day,
        start=start,
        end=end,
        zone=before.zone,
        activity=one_paragraph(form.activity),
        plan=form.plan or None,
        quantity=quantity,
        unit=one_paragraph(form.unit),
        evidence=inert(form.evidence).strip(),
        status=before.status,
        rev=before.rev,
        position=before.position,
        recognised=before.recognised,
        late=before.late,
        received=before.received,
        amends=before.amends,
        claimed=before.claimed,
        timing=before.timing,
    )
    return Reading(entry=entry, problems=tuple(problems))


def write_form(entry: Entry) -> Form:
    """Return ``entry`` as a person would type it."""
    return Form(
        id=entry.id,
        plan=entry.plan or "",
        day=entry.day.isoformat(),
        start=show_clock(entry.start, mark="."),
        end=show_clock(entry.end, mark="."),
        activity=entry.activity,
        quantity="" if entry.quantity is None else str(entry.quantity),
        unit=entry.unit,
        evidence=entry.evidence,
        base=msgspec.json.encode(entry).decode() if entry.id else "",
        opened=entry.day.isoformat(),
    )


def opened_with(form: Form) -> Entry | None:
    """Return the entry that ``form`` was opened with; None when nobody knows."""
    try:
        return msgspec.json.decode(form.base, type=Entry) if form.base else None
    except msgspec.MsgspecError:
        return None


def meant(form: Form, *, base: Entry, today: date) -> Entry:
    """Return ``base`` with the fields in which ``form`` says something else than ``base`` would as a form.

    A field that nobody touched stays as it is, even where the centre has a text that would be typed otherwise.
    """
    now = read_form(form, before=base, today=today).entry
    untouched = read_form(write_form(base), before=base, today=today).entry
    return taken(base, now, [name for name in CONTENT if getattr(now, name) != getattr(untouched, name)])


def typed(form: Form) -> dict[str, str]:
    """Return the fields of ``form`` as they stand on the screen, with what it was opened with."""
    return {name: getattr(form, name) for name in FIELDS}


def form_from(entry_id: str, fields: Mapping[str, str]) -> Form:
    """Return the form that :func:`typed` took apart."""
    return Form(id=entry_id, **{name: fields.get(name, "") for name in FIELDS})


def _opened_for(form: Form) -> date | None:
    try:
        return date.fromisoformat(form.opened)
    except ValueError:
        return None


def _time(name: str, text: str, problems: list[Problem]) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_clock(text)
    except ValueError:
        problems.append(Problem(code="time-unreadable", field=name, args={"typed": inert(text)[:40]}))
        return None


def _quantity(text: str, problems: list[Problem]) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_whole(text)
    except ValueError:
        problems.append(Problem(code="quantity-not-whole", field="quantity", args={"typed": inert(text)[:40]}))
        return None
