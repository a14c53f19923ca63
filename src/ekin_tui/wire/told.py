"""What a centre answers. It may grow within a major version, so a client ignores what it does not know."""

from datetime import date, datetime

import msgspec

from ekin_tui.domain.model import Status

PROTOCOL = "1.0"


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


class RepairAnswer(msgspec.Struct, frozen=True):
    """Answer to a repair: the ops that the centre ``lacks``, and those that it judged ``other``wise, of ``n``."""

    n: int
    lacks: list[str]
    other: list[str] = []


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
