"""Plain data on the wire: what the client and the centre say to each other (docs/protocol.md).

``asked`` is what a client sends, ``told`` what a centre answers, ``forms`` leads from and to the facts of the domain.
Reference data (person, plan, period …) travels as the frozen facts of :mod:`ekin_tui.domain.model` themselves.
"""

from ekin_tui.wire.asked import Fields, Mark, Op, PushBody, Receipt, RepairBody, SessionBody
from ekin_tui.wire.forms import (
    KINDS,
    content_of,
    cursor,
    doc_of,
    entry_of,
    fact_of,
    fields_of,
    is_readable,
    position_of,
)
from ekin_tui.wire.told import (
    PROTOCOL,
    Discovery,
    EntryDoc,
    Feed,
    FeedAnswer,
    Item,
    Problem,
    PushAnswer,
    RepairAnswer,
    SessionAnswer,
    Verdict,
)

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

__all__ = [
    "JSON",
    "KINDS",
    "MAX_ANSWER",
    "MAX_BODY",
    "MAX_ENTRY",
    "MAX_OPS",
    "MAX_REPAIR",
    "PAGE",
    "PROBLEM",
    "PROTOCOL",
    "Discovery",
    "EntryDoc",
    "Feed",
    "FeedAnswer",
    "Fields",
    "Item",
    "Mark",
    "Op",
    "Problem",
    "PushAnswer",
    "PushBody",
    "Receipt",
    "RepairAnswer",
    "RepairBody",
    "SessionAnswer",
    "SessionBody",
    "Verdict",
    "content_of",
    "cursor",
    "doc_of",
    "entry_of",
    "fact_of",
    "fields_of",
    "is_readable",
    "position_of",
]
