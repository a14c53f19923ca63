"""Revisions: a number that counts changes and a hash of the content, so that a number alone never names a text."""

import hashlib
import json
from dataclasses import replace

from ekin_tui.domain.model import CONTENT, Entry


def content_hash(entry: Entry) -> str:
    """Return 8 hex digits of SHA-256 over the canonical content of ``entry``."""
    values = [str(value) if name == "day" else value for name in CONTENT for value in [getattr(entry, name)]]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def counter(rev: str) -> int:
    """Return the number in a revision; 0 for one that the centre has never seen."""
    return int(rev.partition("-")[0] or 0)


def advance(entry: Entry) -> Entry:
    """Return ``entry`` with the revision that follows its own."""
    return replace(entry, rev=f"{counter(entry.rev) + 1}-{content_hash(entry)}")
