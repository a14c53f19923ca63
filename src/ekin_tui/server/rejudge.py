"""Judging again what waits for a decision: an outage that is recorded later may have made it late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from ekin_tui import wire
from ekin_tui.domain.lateness import Sending, Timing, judge
from ekin_tui.domain.model import Entry, Period, Policy, Status
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.outages import read_outages
from ekin_tui.server.rows import find_rows, lock_rows
from ekin_tui.server.schema import entries, facts


def rejudge(connection: Connection, now: datetime) -> int:
    """Take the mark from undecided work that is late through an outage alone, and return how many entries that are.

    Only where the agency's policy lets an outage move a deadline. A decision that was made stands. The caller commits.
    """
    away = read_outages(connection, now)
    policies = select(facts.c.agency, facts.c.doc).where(facts.c.kind == "policy", facts.c.owner == "")
    count = 0
    for agency, doc in connection.execute(policies).all():
        policy = msgspec.json.decode(doc, type=Policy)
        if not policy.outage_moves_deadline:
            continue
        periods, changes = _periods(connection, agency), Changes(agency=agency)
        for entry in _late(connection, agency):
            received = entry.received
            if received and judge(entry.day, Sending(received=received), periods, policy, away) is Timing.OUTAGE:
                _clear(connection, agency, entry, changes)
                count += 1
        changes.publish(connection)
    return count


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


def _clear(connection: Connection, agency: str, entry: Entry, changes: Changes) -> None:
    doc = msgspec.json.encode(wire.doc_of(replace(entry, late=False, timing=Timing.OUTAGE.value))).decode()
    where = (entries.c.agency == agency, entries.c.id == entry.id)
    connection.execute(entries.update().where(*where).values(doc=doc))
    changes.tell(own(entry.owner), "entry", entry.id)
    if entry.position:
        changes.tell(desk(entry.position), "entry", entry.id)
