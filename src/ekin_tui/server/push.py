"""The one write path: ops in, a verdict per op out, all in one transaction.

What a batch needs is read in a few set queries, each op is decided in memory by the rules that the client runs too,
and what came of it is written in bulk. An unexpected fault rolls the whole batch back: nothing is ever called applied
that was not committed.
"""

import hashlib
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ekin_tui.server.access import Caller
from ekin_tui.server.asked import unusable_id
from ekin_tui.server.batch import Batch
from ekin_tui.server.deadlines import Deadlines
from ekin_tui.server.epoch import Standing, begin_era
from ekin_tui.server.inbox import Changes
from ekin_tui.server.judge import Judge
from ekin_tui.server.receipts import Seal, bare, check_receipts
from ekin_tui.server.staff import leave_offices
from ekin_tui.wire import Op, Verdict

_HELD = frozenset({"applied", "duplicate"})
"""Verdicts that the centre gives its word for."""


def take_push(
    connection: Connection, caller: Caller, ops: list[Op], now: datetime, standing: Standing
) -> list[Verdict]:
    """Decide ``ops`` in their order and return a verdict for each. The caller commits.

    A receipt of the present era for an op that the ledger lacks proves that the store went back: a new one begins.
    """
    hashes = [hashlib.sha256(msgspec.json.encode(bare(op))).hexdigest() for op in ops]
    unusable = [unusable_id(op) for op in ops]
    usable = [op for op, field in zip(ops, unusable, strict=True) if field is None]
    batch = Batch.load(connection, caller, usable, now)
    changes = Changes(agency=caller.agency)
    offers = check_receipts(standing, caller, ops, hashes, now)
    lost = not offers.present <= batch.ledger.keys()
    judge = Judge(caller, batch, changes, offers, Deadlines.of(batch, standing))
    seal = Seal(standing, caller)
    verdicts = []
    for op, body, field in zip(ops, hashes, unusable, strict=True):
        verdict = judge.answer(op, body) if field is None else judge.refuse(op, field)
        if verdict.v in _HELD and verdict.received is not None:
            receipt = seal.receipt(op.op, body, verdict.received)
            verdict = msgspec.structs.replace(verdict, receipt=receipt)
        verdicts.append(verdict)
    batch.write(connection)
    leave_offices(connection, changes, caller.person)
    changes.publish(connection)
    if lost:
        begin_era(connection)
    return verdicts
