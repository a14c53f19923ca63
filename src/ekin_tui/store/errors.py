"""What can go wrong with the cache, translated once from SQLite's words into codes."""

import sqlite3
from collections.abc import Mapping


class StoreError(Exception):
    """The cache can't do what was asked.

    Codes: ``store-locked`` (another program holds it for more than five seconds), ``store-readonly``,
    ``store-corrupt`` (never overwritten), ``store-newer`` (made by a later version), ``disk-full``, ``store-failed``.
    """

    def __init__(self, code: str, args: Mapping[str, str | int] | None = None) -> None:
        """``args`` fill the sentence that belongs to ``code``."""
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = args or {}


_CODES = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_READONLY: "store-readonly",
    sqlite3.SQLITE_CORRUPT: "store-corrupt",
    sqlite3.SQLITE_NOTADB: "store-corrupt",
    sqlite3.SQLITE_FULL: "disk-full",
}


def translate(error: sqlite3.Error) -> StoreError:
    """Return ``error`` in the words of this family; an unknown one is ``store-failed`` with what SQLite said."""
    number = getattr(error, "sqlite_errorcode", None)
    code = _CODES.get((number or 0) & 0xFF, "store-failed")
    return StoreError(code, {"reason": str(error)})
