"""The rows that a damaged database file still holds, read page by page without SQLite (sqlite.org, *File Format*).

A tree is followed from its root as far as its pages are whole. Pages that no tree reaches any more are told apart by
the shape of their rows, which the caller knows. Pages that SQLite had freed are left out: they hold what was deleted.
"""

from collections.abc import Callable, Iterator
from struct import unpack_from
from typing import Any

Values = tuple[Any, ...]
Shape = Callable[[Values], str | None]
"""Names the table that a row belongs to by what is in it; None for none that is wanted."""
_PAGE = 4_096
"""The size that every cache is made with; taken where the header says nothing sensible."""
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_KINDS = frozenset({_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE})
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FRAME = 24
_DERIVED = "search_"
"""How the tables of the index of words begin. A virtual table itself has no root."""
_TOO_LONG = 1 << 26


class DamageError(ValueError):
    """These bytes are not what the format says."""


class Image:
    """A database file as bytes, with the committed frames of its write-ahead log laid over it."""

    def __init__(self, raw: bytes, log: bytes = b"") -> None:
        """``raw`` is the file, ``log`` the file beside it whose name ends in ``-wal``."""
        self._raw = raw
        self.size = _page_size(raw)
        self._over = _frames(log, self.size)
        self.count = max(len(raw) // self.size, max(self._over, default=0))

    def page(self, number: int) -> bytes:
        """Return one page, counted from 1. Raises DamageError for one that is not there whole."""
        if number in self._over:
            return self._over[number]
        page = self._raw[(number - 1) * self.size : number * self.size] if number > 0 else b""
        if len(page) < self.size:
            raise DamageError(number)
        return page

    def freed(self) -> frozenset[int]:
        """Return the pages of the free list, as far as it can be followed."""
        found: set[int] = set()
        try:
            trunk = unpack_from(">I", self.page(1), 32)[0]
            while trunk and trunk not in found:
                page = self.page(trunk)
                found.add(trunk)
                trunk, count = unpack_from(">II", page)
                found.update(unpack_from(f">{min(count, self.size // 4 - 2)}I", page, 8))
        except DamageError:
            pass
        return frozenset(found)


class Reader:
    """Reads the rows of an :class:`Image`. ``damaged`` counts the pages and rows that were met and could not be."""

    def __init__(self, image: Image, shape: Shape) -> None:
        """``shape`` names the table of a row on a page that no tree reaches."""
        self._image, self._shape = image, shape
        self._seen: set[int] = set()
        self.damaged = 0

    def rows(self) -> Iterator[tuple[str, Values]]:
        """Return each row with the name of its table; an ``integer primary key`` stands where its null was stored."""
        roots = self._roots()
        for name, root in roots:
            before = self.damaged
            for values in self._tree(root):
                yield name, values
            if not name:  # an index tells nothing that its table does not
                self.damaged = before
        orphans = set(range(1, self._image.count + 1)) - self._seen - self._image.freed()
        for number in sorted(orphans):
            yield from self._orphan(number)

    def _roots(self) -> list[tuple[str, int]]:
        found = []
        for values in self._tree(1):
            if len(values) == 5 and isinstance(values[3], int) and values[3] > 0 and values[0] in ("table", "index"):
                derived = values[0] == "index" or str(values[1]).startswith(_DERIVED)
                name = "" if derived else values[1]
                found.append((str(name), values[3]))
        return found

    def _tree(self, root: int) -> Iterator[Values]:
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self._seen:
                continue
            try:
                page = self._image.page(number)
                kind, starts = _starts(page, number)
            except DamageError:
                self.damaged += 1
                continue
            self._seen.add(number)
            waiting += self._below(page, number, kind, starts)
            yield from self._cells(page, kind, starts)

    def _below(self, page: bytes, number: int, kind: int, starts: list[int]) -> list[int]:
        if kind not in (_INTERIOR_INDEX, _INTERIOR_TABLE):
            return []
        last = unpack_from(">I", page, (100 if number == 1 else 0) + 8)[0]
        return [last, *(unpack_from(">I", page, at)[0] for at in reversed(starts) if at + 4 <= len(page))]

    def _orphan(self, number: int) -> Iterator[tuple[str, Values]]:
        try:
            page = self._image.page(number)
            kind, starts = _starts(page, number)
        except DamageError:
            return
        for values in self._cells(page, kind, starts):
            name = self._shape(values)
            if name is not None:
                yield name, values

    def _cells(self, page: bytes, kind: int, starts: list[int]) -> Iterator[Values]:
        if kind == _INTERIOR_TABLE:
            return
        for at in starts:
            try:
                yield self._cell(page, kind, at)
            except (DamageError, IndexError, UnicodeDecodeError):
                self.damaged += 1

    def _cell(self, page: bytes, kind: int, at: int) -> Values:
        at += 4 if kind == _INTERIOR_INDEX else 0
        length, at = _varint(page, at)
        rowid = 0
        if kind == _LEAF_TABLE:
            rowid, at = _varint(page, at)
        values = _record(self._payload(page, at, length, table=kind == _LEAF_TABLE))
        return (rowid, *values[1:]) if kind == _LEAF_TABLE and values and values[0] is None else values

    def _payload(self, page: bytes, at: int, length: int, *, table: bool) -> bytes:
        size = self._image.size
        least = (size - 12) * 32 // 255 - 23
        most = size - 35 if table else (size - 12) * 64 // 255 - 23
        if length > _TOO_LONG:
            raise DamageError(length)
        if length <= most:
            return page[at : at + length]
        here = least + (length - least) % (size - 4)
        here = here if here <= most else least
        return page[at : at + here] + self._overflow(page, at + here, length - here)

    def _overflow(self, page: bytes, at: int, length: int) -> bytes:
        parts, chain = [], set[int]()
        while length > 0:
            number = int.from_bytes(page[at : at + 4], "big")
            if number in chain:
                raise DamageError(number)
            chain.add(number)
            page, at = self._image.page(number), 0
            parts.append(page[4 : 4 + length])
            length -= len(parts[-1])
        self._seen |= chain
        return b"".join(parts)


def _page_size(raw: bytes) -> int:
    said = int.from_bytes(raw[16:18], "big")
    said = 65_536 if said == 1 else said
    return said if 512 <= said <= 65_536 and said & (said - 1) == 0 else _PAGE


def _frames(log: bytes, size: int) -> dict[int, bytes]:
    """Return the pages of a write-ahead log up to its last commit; a frame of an earlier round ends it."""
    kept: dict[int, bytes] = {}
    open_: dict[int, bytes] = {}
    salt = log[16:24]
    for at in range(32, len(log) - _FRAME - size + 1, _FRAME + size):
        number, commit = unpack_from(">II", log, at)
        if log[at + 8 : at + 16] != salt:
            break
        open_[number] = log[at + _FRAME : at + _FRAME + size]
        if commit:
            kept |= open_
            open_ = {}
    return kept


def _starts(page: bytes, number: int) -> tuple[int, list[int]]:
    """Return the kind of a page of a tree and where its cells begin. Raises DamageError for another page."""
    base = 100 if number == 1 else 0
    kind = page[base]
    if kind not in _KINDS:
        raise DamageError(number)
    head = base + (12 if kind in (_INTERIOR_INDEX, _INTERIOR_TABLE) else 8)
    count = unpack_from(">H", page, base + 3)[0]
    if head + 2 * count > len(page):
        raise DamageError(number)
    return kind, list(unpack_from(f">{count}H", page, head))


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = page[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    value = value << 8 | page[at + 8]
    return value - (1 << 64) if value >> 63 else value, at + 9


def _record(payload: bytes) -> Values:
    head, at = _varint(payload, 0)
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        value, at = _value(payload, kind, at)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), at
    length = _INTEGERS.get(kind) or (8 if kind == 7 else (kind - 12) // 2)
    part = payload[at : at + length]
    if length < 0 or len(part) < length:
        raise DamageError(kind)
    if kind in _INTEGERS:
        return int.from_bytes(part, "big", signed=True), at + length
    if kind == 7:
        return unpack_from(">d", part)[0], at + length
    return (part.decode() if kind % 2 else part), at + length
