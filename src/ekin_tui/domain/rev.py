"""Revisions: a number that counts changes and a hash of the content, so that a number alone never names a text."""

import hashlib
import json
from dataclasses import fields

from ekin_tui.domain.model import CONTENT, Entry

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DAY = CONTENT.index("day")
_NAMES = tuple(field.name for field in fields(Entry))


def content_hash(entry: Entry) -> str:
    """Return 8 hex digits of SHA-256 over the canonical content of ``entry``."""
    values = [getattr(entry, name) for name in CONTENT]
    values[_DAY] = entry.day.isoformat()
    return hashlib.sha256(_encode(values).encode()).hexdigest()[:8]


def counter(rev: str) -> int:
    """Return the number in a revision; 0 for one that the centre has never seen."""
    return int(rev.partition("-")[0] or 0)


def advance(entry: Entry) -> Entry:
    """Return ``entry`` with the revision that follows its own. Faster than ``replace``."""
    new, put = object.__new__(Entry), object.__setattr__
    for name in _NAMES:
        put(new, name, getattr(entry, name))
    put(new, "rev", f"{counter(entry.rev) + 1}-{content_hash(entry)}")
    return new
