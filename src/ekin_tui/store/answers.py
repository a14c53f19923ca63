"""Answers of the cache that hold until something is written: every key asks for the same few facts."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ekin_tui.store.base import Base, Row

T = TypeVar("T")
_MOST = 1_000
"""Answers that are kept; a year of days turned through is some 400."""


class Answers:
    """What was asked once. Who never calls :meth:`renew` reads the file each time."""

    def __init__(self, base: Base) -> None:
        """Ask through ``base``."""
        self._base = base
        self._kept: dict[tuple[str, tuple[str | int, ...]], list[Any]] = {}
        self._as_of: tuple[int, int] | None = None

    def renew(self) -> None:
        """Begin a question: what was read for those before holds on if nothing was written since, by anybody."""
        now = self._base.changes()
        if now != self._as_of or len(self._kept) >= _MOST:
            self._kept.clear()
            self._as_of = now

    def once(self, sql: str, args: tuple[str | int, ...], read: Callable[[Iterable[Row]], list[T]]) -> list[T]:
        """Return what ``read`` makes of the rows of a query. What is not committed may be taken back: never kept."""
        if self._as_of is None or self._base.inside or self._base.written != self._as_of[1]:
            return self._read(sql, args, read)
        found = self._kept.get((sql, args))
        if found is None:
            found = self._kept[sql, args] = self._read(sql, args, read)
        return list(found)

    def _read(self, sql: str, args: tuple[str | int, ...], read: Callable[[Iterable[Row]], list[T]]) -> list[T]:
        rows = self._base.rows(sql, args)
        with self._base.reading():
            return read(rows)
