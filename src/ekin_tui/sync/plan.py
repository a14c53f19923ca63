"""What a sync decides, without doing anything: the queue and the answers in, steps out. Pure.

A verdict settles one op. Ops of one entry form a chain: each rests on the one before, so what becomes of one
decides about those behind it. Ops of other entries are never held up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from ekin_tui.domain.model import CONTENT, Entry, Problem, Status
from ekin_tui.sync.steps import (
    Absorbed,
    Advance,
    Attention,
    Clash,
    Done,
    Drop,
    FallBack,
    Forget,
    ForgetNote,
    Replace,
    Requeue,
    Stamp,
    Step,
    TakeDoc,
)
from ekin_tui.wire import KINDS, EntryDoc, Item, Op, Verdict, entry_of
from ekin_tui.wire import Problem as Said

SOFT = ("note", "mark")
"""Ops that rest on no revision."""
_DONE = ("applied", "duplicate")
_OPEN = (Status.DRAFT, Status.RETURNED)
_CAP_S = 3600.0
"""A next try further away than this was set by a clock that went wrong; it is due."""
_op = msgspec.json.Decoder(Op).decode
_docs = msgspec.json.Decoder(list[EntryDoc]).decode
_doc = msgspec.json.Decoder(EntryDoc).decode


class Queued(Protocol):
    """One op in the queue, as the store gives it."""

    @property
    def seq(self) -> int: ...
    @property
    def op(self) -> str: ...
    @property
    def entry(self) -> str: ...
    @property
    def t(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def tries(self) -> int: ...
    @property
    def next_at(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Local[Q]:
    """What this machine has of an entry whose op met trouble."""
