"""What can go wrong with the cache, translated once from SQLite's words into codes."""

import sqlite3
from collections.abc import Mapping
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS


class StoreError(Exception):
    """The cache can't do what was asked.

    Codes: ``store-locked`` (another program holds it for more than five seconds), ``store-readonly``,
    ``store-corrupt`` (met while it was in use; the next start salvages it), ``store-replaced`` (another window has put
    a new cache in its place), ``store-newer`` (made by a later version), ``disk-full``, ``store-failed``. Inside the
    package also ``search-damaged``: the index of words alone, which is made anew.
    """

    def __init__(self, code: str, args: Mapping[str, str | int] | None = None) -> None:
        """``args`` fill the sentence that belongs to ``code``."""
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = args or {}


def of_disk(error: OSError) -> StoreError:
    """Return what the disk said in the words of this family."""
    return StoreError(_DISK.get(error.errno or 0, "store-failed"), {"reason": str(error)})


_DISK = {
    ENOSPC: "disk-full",
    EDQUOT: "disk-full",
    EROFS: "store-readonly",
    EACCES: "store-readonly",
    EPERM: "store-readonly",
}
_CODES = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_READONLY: "store-readonly",
    sqlite3.SQLITE_CORRUPT: "store-corrupt",
    sqlite3.SQLITE_NOTADB: "store-corrupt",
    sqlite3.SQLITE_FULL: "disk-full",
}


Fault = (sqlite3.Error, UnicodeDecodeError)
"""What Python's sqlite3 raises; the second when a word of damage itself quotes bytes that are no text."""
_DAMAGE = ("Could not decode", "unsupported file format")
"""How words begin that stand for damage though they come without its number: SQLite never looks whether text is UTF-8,
and takes a flipped bit in the header for a format to come."""


def translate(error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """Return ``error`` in the words of this family; an unknown one is ``store-failed`` with what SQLite said."""
    number = getattr(error, "sqlite_errorcode", None)
    code = _CODES.get((number or 0) & 0xFF, "store-failed")
    if number == sqlite3.SQLITE_CORRUPT_VTAB:
        return StoreError("search-damaged", {"reason": str(error)})
    if isinstance(error, UnicodeDecodeError) or str(error).startswith(_DAMAGE):
        code = "store-corrupt"
    return StoreError(code, {"reason": str(error)})
