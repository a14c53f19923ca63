"""After a restore: which ops of a person does the ledger lack, or judge otherwise than they remember?"""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection

from ekin_tui.server.access import Caller
from ekin_tui.server.rows import find_rows
from ekin_tui.server.schema import ops
from ekin_tui.wire import RepairAnswer, Verdict

_verdict = msgspec.json.Decoder(Verdict)
_DONE = frozenset({"applied", "duplicate"})


def compare(connection: Connection, caller: Caller, asked: Mapping[str, str]) -> RepairAnswer:
    """Compare the caller's own ops with the ledger. ``asked``: op → the verdict that is remembered of it.

    An op of somebody else is answered like one that is not there.
    """
    usable = [op for op in asked if op.isascii() and op.isprintable()]
    mine = (("agency", caller.agency), ("person", caller.person))
    found = {op: _verdict.decode(text).v for op, text in find_rows(connection, ops, "op, verdict", "op", usable, *mine)}
    other = [op for op, v in found.items() if (v in _DONE) != (asked[op] in _DONE)]
    return RepairAnswer(n=len(asked), lacks=[op for op in asked if op not in found], other=other)
