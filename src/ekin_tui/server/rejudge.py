"""Judging again what waits for a decision: an outage, a moved deadline or a longer grace may take its mark away.

Only ever to its owner's good: what was in time when it was sent stays in time, and a decision that was made stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, select

from ekin_tui import wire
from ekin_tui.domain.lateness import ON_TIME, Outage, Sending, Timing, judge, moved
from ekin_tui.domain.model import Entry, Period, Policy, Status
from ekin_tui.domain.periods import period_of
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.outages import read_outages
from ekin_tui.server.rows import find_rows, lock_rows
from ekin_tui.server.schema import entries, facts


def rejudge(connection: Connection, now: datetime, agency: str | None = None) -> int:
    """Take the mark from undecided work that is no longer late, and return how many entries that are.

    Of one ``agency``, or of all. An outage counts only where the agency's policy lets it move a deadline. The caller
    commits.
    """
    away = read_outages(connection, now)
    where = (facts.c.kind.in_(("policy", "period")), facts.c.owner == "")
    rows = connection.execute(select(facts.c.agency, facts.c.kind, facts.c.doc).where(*where)).all()
    policies = {row.agency: Policy() for row in rows if agency is None or row.agency == agency}
    for row in rows:
        if row.kind == "policy" and row.agency in policies:
            policies[row.agency] = msgspec.json.decode(row.doc, type=Policy)
    return sum(_rejudge(connection, name, policy, away) for name, policy in policies.items())


def _rejudge(connection: Connection, agency: str, policy: Policy, away: Sequence[Outage]) -> int:
    periods, changes, count = _periods(connection, agency), Changes(agency=agency), 0
    for entry in _late(connection, agency):
        timing = _timing(entry, periods, policy, away)
        if timing in ON_TIME:
            _clear(connection, agency, entry, changes, timing)
            count += 1
    changes.publish(connection)
    return count


def _timing(entry: Entry, periods: Sequence[Period], policy: Policy, away: Sequence[Outage]) -> Timing:
    """Return how an entry that was late stands now: by its receipt, or by a grace that was all that it lacked."""
    if entry.received is None:
        return Timing.AFTER_DUE
    found = judge(entry.day, Sending(received=entry.received), periods, policy, away)
    period = period_of(entry.day, periods)
    if found in ON_TIME or entry.timing != Timing.BEYOND_GRACE or period is None:
        return found
    due = moved(period.due, away) if policy.outage_moves_deadline else period.due
    return Timing.OFFLINE if entry.received - due <= timedelta(hours=policy.grace_offline_h) else found


def _periods(connection: Connection, agency: str) -> list[Period]:
    scope = (("agency", agency), ("owner", ""))
    rows = find_rows(connection, facts, "doc", "kind", ["period"], *scope)
    return [msgspec.json.decode(doc, type=Period) for (doc,) in rows]


def _late(connection: Connection, agency: str) -> Iterator[Entry]:
    """Give the undecided entries that are marked late, and keep others from changing them."""
    waiting = select(entries.c.id).where(
        entries.c.agency == agency, entries.c.status == Status.SUBMITTED.value, entries.c.doc.like('%"late":true%')
    )
    ids = [row.id for row in connection.execute(waiting)]
    for (doc,) in lock_rows(connection, entries, "doc", "id", ids, ("agency", agency)):
        entry = wire.entry_of(msgspec.json.decode(doc, type=wire.EntryDoc))
        if entry.late and entry.status is Status.SUBMITTED:
            yield entry


def _clear(connection: Connection, agency: str, entry: Entry, changes: Changes, timing: Timing) -> None:
    doc = msgspec.json.encode(wire.doc_of(replace(entry, late=False, timing=timing.value))).decode()
    where = (entries.c.agency == agency, entries.c.id == entry.id)
    connection.execute(entries.update().where(*where).values(doc=doc))
    changes.tell(own(entry.owner), "entry", entry.id)
    if entry.position:
        changes.tell(desk(entry.position), "entry", entry.id)
