"""What a client asks. Unknown fields are forbidden, so that a request which names a status or an owner is refused."""

from datetime import date, datetime

import msgspec


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an owner writes: the content of a put. Times are ``HH:MM`` or ``HH:MM+1``, or null while unknown."""

    day: date
    start: str | None = None
    end: str | None = None
    zone: str
    activity: str = ""
    plan: str | None = None
    quantity: int | None = None
    unit: str = ""
    evidence: str = ""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The centre's proof (``mac``) that it received an op at that moment."""

    received: datetime
    mac: str


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A day that asks for no entry, or a working day again (``kind`` ``work``). Whose it is, the centre knows."""

    id: str
    day: date
    kind: str
    text: str = ""
    owner: str | None = None


class Op(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One thing that is asked of the centre. ``op`` is its idempotency key."""

    op: str
    t: str
    entry: str
    base: str | None = None
    """The revision that was read, or ``@<op>`` for the one that this op produced; null for a new entry."""
    at: str = ""
    """When the person did it, by their own clock (ISO with offset): a claim, shown beside the receipt."""
    fields: Fields | None = None
    note: str | None = None
    """Id of the note that comes with a decision or is the op itself."""
    text: str = ""
    minutes: int | None = None
    assignment: str | None = msgspec.field(default=None, name="as")
    """The assignment by which the person speaks for the position."""
    mark: Mark | None = None
    beacon: str = ""
    """Of a submission: the last signed time of the centre that the client held when the person submitted."""
    before: Receipt | None = None
    """Of an op that was done before the centre was restored, and is offered again."""


class PushBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /push``."""

    ops: list[Op]


class RepairBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /repair``: op → the verdict that the client remembers, at most MAX_REPAIR of them."""

    ops: dict[str, str]


class SessionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Body of ``POST /session``."""

    device: str
    epoch: str = ""
    have: dict[str, str] = {}
    tz: str = ""
    clock: str = ""
