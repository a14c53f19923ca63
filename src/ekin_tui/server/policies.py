"""The policy of an agency: what it may say, how it is written, and the history of what was in force.

A policy is one record that every client pulls; a change is a new revision of it. Work that waits for a decision is
judged again, and only ever to its owner's good (:mod:`ekin_tui.server.rejudge`).
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from ekin_tui.domain.model import Policy
from ekin_tui.domain.wholes import parse_whole
from ekin_tui.domain.writing import CHECKS
from ekin_tui.server.inbox import Changes, own
from ekin_tui.server.rows import add_missing, lock_rows, put_rows
from ekin_tui.server.schema import facts, people, policies

_policy = msgspec.json.Decoder(Policy)
_MINUTES_A_WEEK = 7 * 24 * 60
_YES = frozenset({"ya", "yes", "true", "1"})
_NO = frozenset({"tidak", "no", "false", "0"})
_NONE = frozenset({"", "-", "tidak ada", "none"})
_MOST_HOURS = 24 * 366
_MOST_TEXT = 500
CODES = tuple(row[0] for row in CHECKS)
"""What an agency may silence."""


class PolicyError(Exception):
    """A value that a policy can't have; ``code`` has its sentence under ``policy``."""

    def __init__(self, code: str, **args: str | int) -> None:
        """``args`` fill the sentence."""
        super().__init__(code)
        self.code, self.details = code, args


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A policy that was in force from ``at`` on (ISO, UTC; empty where that was not kept)."""

    rev: int
    at: str
    changed: Mapping[str, tuple[str, str]]
    """Key → what it was and what it became."""


def _whole(first: int, last: int, *, may_lack: bool = False) -> Callable[[str], int | None]:
    def read(said: str) -> int | None:
        if may_lack and said.strip().casefold() in _NONE:
            return None
        try:
            found = parse_whole(said)
        except ValueError as error:
            raise PolicyError("bad-number", first=first, last=last) from error
        if not first <= found <= last:
            raise PolicyError("bad-number", first=first, last=last)
        return found

    return read


def _truth(said: str) -> bool:
    word = said.strip().casefold()
    if word not in _YES | _NO:
        raise PolicyError("bad-truth")
    return word in _YES


def _late(said: str) -> str:
    word = {"tandai": "mark", "tolak": "refuse"}.get(said.strip().casefold(), said.strip().casefold())
    if word not in {"mark", "refuse"}:
        raise PolicyError("bad-late")
    return word


def _spans(said: str) -> tuple[tuple[date, date], ...]:
    found = []
    for part in (one.strip() for one in said.replace(";", ",").split(",")):
        if part.casefold() in _NONE:
            continue
        first, mark, last = part.partition("/")
        try:
            span = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        except ValueError as error:
            raise PolicyError("bad-spans") from error
        if not mark or not 0 <= (span[1] - span[0]).days <= 31:
            raise PolicyError("bad-spans")
        found.append(span)
    found.sort()
    if any(one[1] >= after[0] for one, after in pairwise(found)):
        raise PolicyError("bad-spans")
    return tuple(found)


def _silent(said: str) -> tuple[str, ...]:
    codes = sorted({one.strip().casefold() for one in said.replace(";", ",").split(",")} - _NONE)
    for code in codes:
        if code not in CODES:
            raise PolicyError("bad-hint", hint=code, known=", ".join(CODES))
    return tuple(codes)


READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "week_minutes": _whole(60, _MINUTES_A_WEEK),
        "ramadan_week_minutes": _whole(60, _MINUTES_A_WEEK),
        "ramadan": _spans,
        "day_target": _whole(1, 24 * 60, may_lack=True),
        "month_target": _whole(1, 31 * 24 * 60, may_lack=True),
        "min_text": _whole(1, _MOST_TEXT),
        "late": _late,
        "grace_offline_h": _whole(0, _MOST_HOURS),
        "outage_moves_deadline": _truth,
        "withdraw": _truth,
        "silent": _silent,
    }
)
"""Key → how its value is read."""


def key_of(said: str) -> str:
    """Return the key that is meant: ``Min-Text`` is ``min_text``. It may be none that there is."""
    return said.strip().casefold().replace("-", "_")


def changed_policy(policy: Policy, asked: Iterable[tuple[str, str]]) -> Policy:
    """Return ``policy`` with the values ``asked``, its revision as it was. Raises PolicyError, with ``key``.

    A key that is asked for twice, however it is spelt, has one value.
    """
    told: dict[str, str] = {}
    for key, said in asked:
        name = key_of(key)
        if name not in READERS:
            near = next(iter(difflib.get_close_matches(name, READERS, n=1, cutoff=0.0)))
            raise PolicyError("unknown-key", key=key[:60], near=near)
        if told.setdefault(name, said) != said:
            raise PolicyError("key-twice", key=name, value=told[name][:60], other=said[:60])
        try:
            policy = replace(policy, **{name: READERS[name](said)})
        except PolicyError as error:
            raise PolicyError(error.code, **{**error.details, "key": name, "value": said[:60]}) from error
    return policy


def shown(policy: Policy) -> dict[str, str]:
    """Return every value of a policy as it is written, in its order."""
    return {name: _shown(getattr(policy, name)) for name in READERS}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return ", ".join("/".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value) or "-"
    return str(value)


def differs(old: Policy, new: Policy) -> dict[str, tuple[str, str]]:
    """Return which values differ, as they are written."""
    before, after = shown(old), shown(new)
    return {key: (before[key], after[key]) for key in READERS if before[key] != after[key]}


def policy_of(connection: Connection, agency: str) -> Policy:
    """Return the policy in force; that of the program where the agency has said nothing."""
    where = (facts.c.agency == agency, facts.c.kind == "policy", facts.c.owner == "")
    doc = connection.execute(select(facts.c.doc).where(*where).order_by(facts.c.id)).scalar()
    return Policy() if doc is None else _policy.decode(doc)


def write_policy(
    connection: Connection, agency: str, asked: Sequence[tuple[str, str]], now: datetime
) -> dict[str, tuple[str, str]]:
    """Put the values ``asked`` in force, tell everybody of it, and return what that changed. The caller commits.

    Raises PolicyError.
    """
    list(lock_rows(connection, facts, "id", "id", ["policy"], ("agency", agency), ("kind", "policy")))
    old = policy_of(connection, agency)
    new = changed_policy(old, asked)
    found = differs(old, new)
    if not found:
        return {}
    new = replace(new, rev=old.rev + 1)
    add_missing(connection, policies, [(agency, old.rev, "", _doc(old))])
    put_rows(connection, policies, [(agency, new.rev, now.astimezone(UTC).isoformat(), _doc(new))])
    put_rows(connection, facts, [(agency, "policy", "policy", "", _doc(new))])
    tell_all(connection, agency, [("policy", "policy")])
    return found


def tell_all(connection: Connection, agency: str, told: Iterable[tuple[str, str]]) -> None:
    """Tell everybody of the agency that facts of the whole agency have changed: kind and id of each."""
    changes, some = Changes(agency=agency), list(told)
    for person in connection.execute(select(people.c.id).where(people.c.agency == agency)).scalars():
        for kind, name in some:
            changes.tell(own(person), kind, name)
    changes.publish(connection)


def history(connection: Connection, agency: str) -> list[Revision]:
    """Return every revision of the policy that was kept, the oldest first; without one, the policy in force."""
    query = select(policies.c.rev, policies.c.at, policies.c.doc).where(policies.c.agency == agency)
    kept = [(row.rev, row.at, _policy.decode(row.doc)) for row in connection.execute(query.order_by(policies.c.rev))]
    now = policy_of(connection, agency)
    if not kept or kept[-1][0] != now.rev:
        kept.append((now.rev, "", now))
    before, found = Policy(), []
    for rev, at, policy in kept:
        found.append(Revision(rev=rev, at=at, changed=differs(before, policy)))
        before = policy
    return found


def _doc(policy: Policy) -> str:
    return msgspec.json.encode(policy).decode()
