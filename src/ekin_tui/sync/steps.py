"""What a sync decides to do, as plain values. The engine carries them out in this order of words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ekin_tui.domain.model import Entry, Problem
from ekin_tui.wire import EntryDoc, Op


class Queued(NamedTuple):
    """One op in the queue: its body is JSON; at 0 tries it has certainly not left this machine."""

    seq: int
    op: str
    entry: str
    t: str
    body: str
    tries: int
    next_at: float
    """Unix time before which it is not to be sent."""


class Done(NamedTuple):
    """The centre has judged the op for good: out of the queue, kept among the acknowledged ones."""

    op: str
    entry: str
    body: str
    verdict: str
    t: str = ""
    rev: str = ""
    received: datetime | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The op makes no sense any more; what it rested on is told elsewhere."""

    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """The centre refused the op: onto the list that waits for a person."""

    op: str
    entry: str
    body: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeue:
    """The op is to be asked again, resting on ``base``; it has had no effect so far."""

    op: str
    base: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The op's place in the queue goes to ``by``, which says what a merge has left to be said."""

    op: str
    by: Op


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """My text met another change: it becomes a conflict copy, together with what waited on it."""

    id: str
    entry: str
    mine: Entry
    theirs: Entry | None
    base: Entry | None = None
    """What mine was written on, where that is known."""
    ops: Sequence[str] = ()
    """Bodies (JSON) of the ops that can't be done any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A note of one's own was received."""

    note: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetNote:
    """A note of one's own was not received: it leaves the thread, its text stays in the op."""

    note: str


class TakeDoc(NamedTuple):
    """The centre's record becomes the row, or its base alone while changes of one's own wait."""

    doc: EntryDoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """The centre's record becomes the row in any case; my text is safe in a conflict copy."""

    doc: EntryDoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The row stands as ``entry``, merged from both texts, on the centre's record ``doc``."""

    entry: Entry
    doc: EntryDoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Ops still wait on an entry whose op ``op`` gave ``rev``: they rest on it from now on."""

    entry: str
    op: str
    rev: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FallBack:
    """The entry stands where the centre says (None: nowhere)."""

    entry: str
    doc: EntryDoc | None
    text: bool = False
    """The text stays as it was typed, though the centre has another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """The entry is no longer for this person to see."""

    entry: str


Step = (
    Done
    | Drop
    | Attention
    | Requeue
    | Exchange
    | Clash
    | Stamp
    | ForgetNote
    | TakeDoc
    | Replace
    | Rest
    | Advance
    | FallBack
    | Forget
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """A page of a feed, sorted by what is to be done with each item."""

    entries: list[EntryDoc] = field(default_factory=list)
    facts: list[tuple[str, str, object]] = field(default_factory=list)
    """Kind, id and fact of the domain; notes among them."""
    gone: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, id and raw document of what this version can't read."""
