"""Between the frozen facts of the domain and their forms on the wire."""

from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from ekin_tui.domain import model
from ekin_tui.domain.clock import parse_clock, show_clock
from ekin_tui.domain.model import DayMark, Entry
from ekin_tui.domain.ratings import Rating
from ekin_tui.wire.asked import Fields
from ekin_tui.wire.told import EntryDoc, Item

KINDS: dict[str, type] = {
    "person": model.Person,
    "skp": model.Skp,
    "rhk": model.Rhk,
    "plan": model.Plan,
    "period": model.Period,
    "day": DayMark,
    "policy": model.Policy,
    "assignment": model.Assignment,
    "rating": Rating,
    "note": model.Note,
}
"""Feed kinds that are facts of the domain as they stand. ``entry`` and ``gone`` have forms of their own."""


_ALIKE = tuple(name for name in EntryDoc.__struct_fields__ if name not in {"start", "end"})
"""Fields that an entry and its document hold alike; only times differ in form."""
_WRITTEN = tuple(name for name in Fields.__struct_fields__ if name not in {"start", "end"})
_alike, _written = attrgetter(*_ALIKE), attrgetter(*_WRITTEN)
_LARGEST = 2**63 - 1


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
    written: dict[str, Any] = dict(zip(_WRITTEN, _written(fields), strict=True))
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


def is_readable(doc: EntryDoc) -> bool:
    """Tell whether this version can read both times of an entry, and its numbers are ones that a cache can hold."""
    numbers = (doc.quantity or 0, doc.recognised or 0)
    return _is_time(doc.start) and _is_time(doc.end) and all(-_LARGEST <= number <= _LARGEST for number in numbers)


@lru_cache(maxsize=4_096)
def _is_time(text: str | None) -> bool:
    if text is not None:
        try:
            parse_clock(text)
        except ValueError:
            return False
    return True


def fact_of(item: Item) -> Any:
    """Return the domain fact in ``item`` (see KINDS). Raises msgspec.ValidationError when it is malformed."""
    return msgspec.json.decode(item.doc, type=KINDS[item.k])
