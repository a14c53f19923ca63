"""Plain data on the wire: what the client and the centre say to each other (docs/protocol.md).

Structs that come from a client forbid unknown fields, so that a request which names a status or an owner is
refused, not half read. What comes from the centre may grow within a major version, so those ignore what they
don't know. Reference data (person, plan, period …) travels as the frozen facts of :mod:`ekin_tui.domain.model`.
"""

from datetime import date, datetime
from operator import attrgetter
from typing import Any

import msgspec

from ekin_tui.domain import model
from ekin_tui.domain.clock import parse_clock, show_clock
from ekin_tui.domain.model import DayMark, Entry, Status

PROTOCOL = "1.0"
JSON = "application/json"
PROBLEM = "application/problem+json"
MAX_OPS = 200
MAX_BODY = 262_144
"""Bytes of a request after decoding."""
MAX_ENTRY = 16_384
PAGE = 500
MAX_REPAIR = 1_000
MAX_ANSWER = 4_194_304
"""Bytes of an answer after decoding; a larger one is no answer of a centre."""

KINDS: dict[str, type] = {
    "person": model.Person,
    "skp": model.Skp,
    "rhk": model.Rhk,
    "plan": model.Plan,
    "period": model.Period,
    "day": DayMark,
    "policy": model.Policy,
    "assignment": model.Assignment,
    "note": model.Note,
}
"""Feed kinds that are facts of the domain as they stand. ``entry`` and ``gone`` have forms of their own."""


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
    mark: DayMark | None = None
    beacon: str = ""
    """Of a submission: the last signed time of the centre that the client held when the person submitted."""
    before: Receipt | None = None
    """Of an op that was done before the centre was restored, and is offered again."""


class PushBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /push``."""

    ops: list[Op]


class EntryDoc(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as the centre has it, for somebody who may see it."""

    id: str
    owner: str
    day: date
    start: str | None = None
    end: str | None = None
    zone: str
    activity: str = ""
    plan: str | None = None
    quantity: int | None = None
    unit: str = ""
    evidence: str = ""
    status: Status
    rev: str
    position: str | None = None
    recognised: int | None = None
    late: bool = False
    received: datetime | None = None
    amends: str | None = None
    claimed: datetime | None = None
    timing: str = ""
    """Why a submission after its deadline is late, or is not (docs/rules.md)."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details; ``type`` is a URI whose last part is the code."""

    type: str
    title: str = ""
    status: int = 0
    detail: str = ""
    field: str | None = None
    args: dict[str, str | int] = {}
    max_ops: int = 0
    max_bytes: int = 0
    min: str = ""

    @property
    def code(self) -> str:
        """The last part of the type URI: ``stale-base``, ``token-expired`` …"""
        return self.type.rpartition("/")[2]


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one op: ``applied``, ``duplicate``, ``conflict``, ``rejected`` or ``deferred``."""

    op: str
    v: str
    rev: str = ""
    received: datetime | None = None
    late: bool = False
    receipt: str = ""
    """The proof that it was ``received`` then; to be kept, and offered again after a restore."""
    problem: Problem | None = None
    doc: EntryDoc | None = None
    """The entry as it stands now, if the caller may see it."""


class PushAnswer(msgspec.Struct, frozen=True):
    """Answer to a push; ``n`` must equal the number of results and of ops."""

    n: int
    results: list[Verdict]


class RepairBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Body of ``POST /repair``: op → the verdict that the client remembers, at most MAX_REPAIR of them."""

    ops: dict[str, str]


class RepairAnswer(msgspec.Struct, frozen=True):
    """Answer to a repair: the ops that the centre ``lacks``, and those that it judged ``other``wise, of ``n``."""

    n: int
    lacks: list[str]
    other: list[str] = []


class SessionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Body of ``POST /session``."""

    device: str
    epoch: str = ""
    have: dict[str, str] = {}
    tz: str = ""
    clock: str = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A feed that the caller may read now: ``me``, or ``pos:<position>`` for a supervising position."""

    id: str
    head: str
    role: str = ""
    assignment: str | None = None
    title: str = ""
    until: datetime | None = None
    lease_s: int = 0


class SessionAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answer to ``POST /session``."""

    person: str
    epoch: str
    server_time: datetime
    feeds: list[Feed]
    limits: dict[str, int] = {}
    notices: list[str] = []
    beacon: str = ""
    """``server_time``, signed: to be sent with the submissions that are made from now on."""
    outages: list[tuple[datetime, datetime]] = []
    """When the centre itself was away lately, so that a client knows a deadline that has moved."""


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change in a feed; ``k`` says how to read ``doc``."""

    pos: int
    k: str
    id: str
    doc: msgspec.Raw = msgspec.Raw(b"null")
    why: str = ""


class FeedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a feed. ``next`` is the cursor after its last item; ``n`` must equal the number of items."""

    feed: str
    n: int
    items: list[Item]
    next: str
    more: bool
    epoch: str


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /.well-known/ekin``, which needs no sign-in."""

    protocol: str
    min: str = PROTOCOL
    name: str = ""
    issuer: str = ""
    client_id: str = ""
    server_time: datetime | None = None
    limits: dict[str, int] = {}


_ALIKE = tuple(name for name in EntryDoc.__struct_fields__ if name not in {"start", "end"})
"""Fields that an entry and its document hold alike; only times differ in form."""
_WRITTEN = tuple(name for name in Fields.__struct_fields__ if name not in {"start", "end"})
_alike = attrgetter(*_ALIKE)


def cursor(pos: int) -> str:
    """Return the opaque cursor that follows position ``pos`` of a feed."""
    return f"c{pos}"


def position_of(text: str) -> int:
    """Return the position in a cursor. Raises ValueError when it is none of ours."""
    if not text.startswith("c") or not text[1:].isascii() or not text[1:].isdigit():
        raise ValueError(text)
    return int(text[1:])


def fields_of(entry: Entry) -> Fields:
    """Return the content of ``entry`` in wire form."""
    start, end = show_clock(entry.start) or None, show_clock(entry.end) or None
    return Fields(**{name: getattr(entry, name) for name in _WRITTEN}, start=start, end=end)


def content_of(fields: Fields, *, entry: str, owner: str) -> Entry:
    """Return an entry with the content of ``fields``. Raises ValueError naming the time that can't be read."""
    start = None if fields.start is None else parse_clock(fields.start)
    end = None if fields.end is None else parse_clock(fields.end)
    written: dict[str, Any] = {name: getattr(fields, name) for name in _WRITTEN}
    return Entry(id=entry, owner=owner, start=start, end=end, **written)


def doc_of(entry: Entry) -> EntryDoc:
    """Return ``entry`` as the centre sends it."""
    start, end = show_clock(entry.start) or None, show_clock(entry.end) or None
    return EntryDoc(**dict(zip(_ALIKE, _alike(entry), strict=True)), start=start, end=end)


def entry_of(doc: EntryDoc) -> Entry:
    """Return the entry that the centre sent. Raises ValueError when a time can't be read."""
    start = None if doc.start is None else parse_clock(doc.start)
    end = None if doc.end is None else parse_clock(doc.end)
    return Entry(**dict(zip(_ALIKE, _alike(doc), strict=True)), start=start, end=end)


def fact_of(item: Item) -> Any:
    """Return the domain fact in ``item`` (see KINDS). Raises msgspec.ValidationError when it is malformed."""
    return msgspec.json.decode(item.doc, type=KINDS[item.k])
