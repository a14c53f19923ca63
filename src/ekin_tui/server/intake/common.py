"""What holds for the whole agency: periods of assessment, days off, the policy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from ekin_tui.domain.model import DayMark, Period
from ekin_tui.server.intake.goals import fields_of
from ekin_tui.server.intake.seating import rows_of
from ekin_tui.server.intake.told import Change, Did
from ekin_tui.server.intake.tree import sole
from ekin_tui.server.intake.wanted import Asked, Days, Setting, Span, Wanted
from ekin_tui.server.policies import PolicyError, changed_policy, differs, key_of, policy_of, tell_all, write_policy
from ekin_tui.server.rejudge import rejudge
from ekin_tui.server.rows import put_rows
from ekin_tui.server.schema import facts

_TABLES = {"period": "periods", "day": "holidays"}
_period, _day = msgspec.json.Decoder(Period), msgspec.json.Decoder(DayMark)
Fact = tuple[str, Period | DayMark]
"""Kind and value."""


@dataclass(frozen=True, slots=True)
class CommonDelta:
    """What has to be written for the whole agency."""

    facts: Sequence[tuple[Fact, Change]]
    policy: Sequence[tuple[str, str]]
    """Values of the policy as they were written; empty where none changes."""
    settings: Sequence[Change]
    same: dict[str, int]


def compare_common(connection: Connection, agency: str, wanted: Wanted) -> CommonDelta:
    """Return what has to change; what is wrong is kept with the rows."""
    held = _held(connection, agency)
    same: dict[str, int] = {}
    found = []
    for kind, value in [*_periods(wanted.periods, held), *_holidays(wanted.holidays, held)]:
        table = _TABLES[kind]
        old = next((one for key, one in held if key == kind and one.id == value.id), None)
        if old == value:
            same[table] = same.get(table, 0) + 1
            continue
        day = value.start if isinstance(value, Period) else value.day
        did = Did.CHANGED if old else Did.ADDED
        change = Change(kind=table, name=day.isoformat(), did=did, fields=fields_of(old, value))
        found.append(((kind, value), change))
    asked = _settings(connection, agency, wanted.policy)
    policy = policy_of(connection, agency)
    differences = differs(policy, changed_policy(policy, asked))
    settings = [
        Change(kind="policy", name=key, did=Did.CHANGED, fields={key: pair}) for key, pair in differences.items()
    ]
    if len(asked) > len(differences):
        same["policy"] = len(asked) - len(differences)
    return CommonDelta(found, asked if differences else (), settings, same)


def write_facts(connection: Connection, agency: str, some: Sequence[Fact], now: datetime) -> int:
    """Write facts of the whole agency and tell everybody of them; returns how many entries are no longer late.

    The caller commits.
    """
    put_rows(
        connection, facts, [(agency, kind, value.id, "", msgspec.json.encode(value).decode()) for kind, value in some]
    )
    tell_all(connection, agency, [(kind, value.id) for kind, value in some])
    return rejudge(connection, now, agency) if any(kind == "period" for kind, _ in some) else 0


def write_settings(connection: Connection, agency: str, asked: Sequence[tuple[str, str]], now: datetime) -> int:
    """Put values of the policy in force, and judge again what waits; returns how many entries are no longer late."""
    write_policy(connection, agency, asked, now)
    return rejudge(connection, now, agency)


def _held(connection: Connection, agency: str) -> list[Fact]:
    query = select(facts.c.kind, facts.c.doc).where(
        facts.c.agency == agency, facts.c.owner == "", facts.c.kind.in_(("period", "day"))
    )
    return [
        (row.kind, _period.decode(row.doc) if row.kind == "period" else _day.decode(row.doc))
        for row in connection.execute(query)
    ]


def _periods(asked: Iterable[Asked[Span]], held: Iterable[Fact]) -> list[Fact]:
    """Return the periods that shall be; none of a kind overlaps another one of it."""
    kept, doubled = sole(asked, lambda one: (one.it.kind, one.it.start), lambda one: one.it)
    for group in doubled:
        for one in group:
            one.line.bad("start", "periods-twice", rows=rows_of(group))
    known = {(one.kind, one.start): one for kind, one in held if isinstance(one, Period)}
    shall = {}
    for key, one in kept.items():
        old, row = known.get(key), one.it
        locked = row.locked if row.locked is not None else bool(old and old.locked)
        shall[key] = Period(
            id=old.id if old else f"{row.kind}-{row.start.isoformat()}",
            start=row.start,
            end=row.end,
            due=row.due if old is None or row.due != old.due else old.due,
            kind=row.kind,
            locked=locked,
        )
    after = {**known, **shall}
    for key, period in list(shall.items()):
        others = [
            one
            for name, one in after.items()
            if name != key and one.kind == period.kind and one.start <= period.end and period.start <= one.end
        ]
        if others:
            kept[key].line.bad(
                "start", "periods-overlap", first=others[0].start.isoformat(), last=others[0].end.isoformat()
            )
            del shall[key]
    return [("period", period) for period in shall.values()]


def _holidays(asked: Iterable[Asked[Days]], held: Iterable[Fact]) -> list[Fact]:
    kept, doubled = sole(asked, lambda one: one.it.start, lambda one: one.it)
    for group in doubled:
        for one in group:
            one.line.bad("day", "row-twice", rows=rows_of(group))
    known = {one.day: one for _, one in held if isinstance(one, DayMark) and one.kind == "holiday"}
    found: list[Fact] = []
    for day, one in kept.items():
        old = known.get(day)
        mark = DayMark(id=f"libur-{day.isoformat()}", day=day, kind="holiday", text=one.it.text)
        found.append(("day", replace(old, text=mark.text) if old else mark))
    return found


def _settings(connection: Connection, agency: str, asked: Iterable[Asked[Setting]]) -> list[tuple[str, str]]:
    """Return the values of the policy that can be taken."""
    kept, doubled = sole(asked, lambda one: key_of(one.it.key), lambda one: one.it.value)
    for group in doubled:
        for one in group:
            one.line.bad("key", "row-twice", rows=rows_of(group))
    policy, found = policy_of(connection, agency), []
    for one in kept.values():
        try:
            changed_policy(policy, [(one.it.key, one.it.value)])
        except PolicyError as error:
            one.line.bad("key" if error.code == "unknown-key" else "value", f"policy-{error.code}", args=error.details)
        else:
            found.append((one.it.key, one.it.value))
    return found
