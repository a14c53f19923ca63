"""The record of an employee: all notes and decisions around their entries, each linked to the one before.

``link = SHA-256(link before, content)``, so that whoever changes, drops, adds or moves a note must write every later
link anew, and then differs from each copy that was made before. The whole hash is kept, not half of it: the one who
holds the database may also have chosen the texts, and against a pair of texts made to collide half of it would be
worth 64 bits only.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from enum import StrEnum
from itertools import groupby
from unicodedata import normalize

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Note

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class Fault(StrEnum):
    """What is wrong at a place of the record."""

    CHANGED = "changed"
    """A note is not the one that was linked, or not the one that was received here."""
    MISSING = "missing"
    """A place is empty."""
    LOST = "lost"
    """A note had a place and has not come again from a centre that was restored from an older copy."""
    ADDED = "added"
    """A note has no place, or that of another."""
    REWRITTEN = "rewritten"
    """A note is the same, but its link is not: something before it was changed and all links were made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a record goes: the number of its last note and that note's link. Nothing yet: 0 and the empty text."""

    seq: int = 0
    link: str = ""


START = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where a record does not hold. A note that is missing can be named by those alone who knew it."""

    fault: Fault
    seq: int
    note: str = ""
    entry: str = ""


def link(before: str, note: Note, *, seq: int | None = None) -> str:
    """Return the link of ``note`` behind the link ``before``: 64 hex digits. ``seq``: as if it bore that number.

    Texts count in their normal form NFC, for a client keeps no other; the moment counts in UTC.
    """
    from hashlib import sha256  # not before the first screen, as in `domain.rev`

    at = "" if note.at is None else note.at.astimezone(UTC).isoformat(timespec="microseconds")
    about = (before, note.seq if seq is None else seq, note.id, note.entry, note.kind, _plain(note.text))
    told = (*about, note.by, _plain(note.name), note.capacity, at, note.minutes, note.rev)
    return sha256(_encode(told).encode()).hexdigest()


def join(place: Place, note: Note) -> tuple[Place, Note]:
    """Return the record with ``note`` at its end, and the note with its number and link."""
    end = Place(seq=place.seq + 1, link=link(place.link, note, seq=place.seq + 1))
    return end, replace(note, seq=end.seq, link=end.link)


def step(place: Place | None, note: Note) -> tuple[Place | None, Break | None]:
    """Return how far the record goes with ``note``, and what is wrong with it.

    ``place`` is None where nothing before ``note`` is known: it is then taken as the anchor.
    """
    if note.seq < 1 or not note.link or (place is not None and note.seq <= place.seq):
        return place, _broken(Fault.ADDED, note)
    here = Place(seq=note.seq, link=note.link)
    if place is None and note.seq > 1:
        return here, None
    before = place or START
    if note.seq > before.seq + 1:
        return here, Break(fault=Fault.MISSING, seq=before.seq + 1)
    return here, None if fits(before.link, note) else _broken(Fault.CHANGED, note)


def fits(before: str, note: Note) -> bool:
    """Tell whether ``note`` is what was linked behind the link ``before``."""
    return note.link == link(before, note)


def breaks(notes: Iterable[Note], *, after: Place | None = START, head: Place | None = None) -> Iterator[Break]:
    """Give every break of a record, in its order; ``head`` is what the record is said to end with, if that is known.

    Each note is judged by the link that the one before it bears, so that one changed note is one break.
    """
    place, last = after, Break(fault=Fault.CHANGED, seq=0)
    for _, same in groupby(sorted(notes, key=lambda note: note.seq), key=lambda note: note.seq):
        before = "" if place is None else place.link
        group = list(same)
        for note in sorted(group, key=lambda one: not fits(before, one)) if len(group) > 1 else group:
            place, broken = step(place, note)
            last = _broken(Fault.CHANGED, note)
            if broken is not None:
                yield broken
    if head is not None:
        yield from _end(place or START, last, head)


def verify(notes: Iterable[Note], *, after: Place | None = START, head: Place | None = None) -> Break | None:
    """Return the first break of a record, or None when it holds."""
    return next(breaks(notes, after=after, head=head), None)


def same_words(one: Note, other: Note) -> bool:
    """Tell whether two copies of a note say the same, whatever their place: kind, text and recognised minutes."""
    return (one.kind, one.minutes, _plain(one.text)) == (other.kind, other.minutes, _plain(other.text))


def _plain(text: str) -> str:
    return text if text.isascii() else normalize("NFC", text)


def _end(place: Place, last: Break, head: Place) -> Iterator[Break]:
    if place.seq < head.seq:
        yield Break(fault=Fault.MISSING, seq=place.seq + 1)
    elif place.seq > head.seq:
        yield replace(last, fault=Fault.ADDED)
    elif place.link != head.link:
        yield last


def _broken(fault: Fault, note: Note) -> Break:
    return Break(fault=fault, seq=note.seq, note=note.id, entry=note.entry)
