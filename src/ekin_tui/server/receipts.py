"""Receipts: what a centre gave its word for, and takes its own word back from after it was restored.

A receipt is ``<era><mac>``: the era in which it was given (8 hex digits) and the first 128 bits of HMAC-SHA256 over
who asked, the op, the hash of its body and the moment of receipt. A restored centre has lost the op and the moment
alike; the client offers both again with the receipt, and is judged by the moment it was first received.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from ekin_tui.domain.model import Entry
from ekin_tui.domain.rev import counter
from ekin_tui.server.access import Caller
from ekin_tui.server.epoch import Standing
from ekin_tui.wire import Op

_ERA = 8
_MAC_BYTES = 16
_PATIENCE = timedelta(days=30)
"""How long after its first receipt an op waits for what it rests on: others bring that back at their own time."""


def bare(op: Op) -> Op:
    """Return ``op`` as it was first sent, which is what its hash is over."""
    return op if op.before is None else msgspec.structs.replace(op, before=None)


class Seal:
    """What the receipts for one caller are made with; key and caller are worked into the hash once for all of them.

    What is sealed is one JSON array: store, era, agency, person, op, body, moment.
    """

    def __init__(self, standing: Standing, caller: Caller, era: str | None = None) -> None:
        """``era`` is the present one unless a receipt of another is to be checked."""
        self._era = standing.era if era is None else era
        who = msgspec.json.encode((standing.store, self._era, caller.agency, caller.person))
        self._begun = hmac.new(standing.key, who[:-1] + b",", "sha256")
        self._moment: tuple[datetime | None, str] = (None, "")

    def receipt(self, op: str, body: str, received: datetime) -> str:
        """Return the receipt for an op with the hash ``body`` that was received at that moment."""
        return self._era + self.mac(op, body, received)

    def mac(self, op: str, body: str, received: datetime) -> str:
        """Return the receipt without its era."""
        if received is not self._moment[0]:
            self._moment = (received, received.astimezone(UTC).isoformat())
        whole = self._begun.copy()
        whole.update(msgspec.json.encode((op, body, self._moment[1]))[1:])
        return base64.urlsafe_b64encode(whole.digest()[:_MAC_BYTES]).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The ops of a push that are offered again, with receipts that hold."""

    now: datetime
    times: Mapping[str, datetime] = field(default_factory=dict)
    """Op → when it was first received."""
    present: frozenset[str] = frozenset()
    """Ops whose receipt is of the present era: where the ledger lacks one, the store has gone back unnoticed."""

    def received(self, op: str) -> datetime:
        """Return the time of record of ``op``."""
        return self.times.get(op, self.now)

    def waits(self, op: Op, entry: Entry | None) -> bool:
        """Tell whether ``op`` was done before, and rests on what somebody else has yet to bring back."""
        first = self.times.get(op.op)
        base = op.base or ""
        if first is None or self.now - first > _PATIENCE or base.startswith("@") or (op.t == "put" and not base):
            return False
        return op.t != "mark" and (entry is None or counter(entry.rev) < counter(base))


def check_receipts(
    standing: Standing, caller: Caller, ops: Sequence[Op], bodies: Sequence[str], now: datetime
) -> Offers:
    """Return which of ``ops`` come with a receipt that holds. One that is absent or forged counts for nothing."""
    times: dict[str, datetime] = {}
    present = set()
    for op, body in zip(ops, bodies, strict=True):
        before = op.before
        if before is None or before.received.tzinfo is None or before.received > now:
            continue
        era, mac = before.mac[:_ERA], before.mac[_ERA:]
        proof = Seal(standing, caller, era).mac(op.op, body, before.received)
        if hmac.compare_digest(mac.encode(), proof.encode()):
            times[op.op] = before.received
            if era == standing.era:
                present.add(op.op)
    return Offers(now=now, times=times, present=frozenset(present))
