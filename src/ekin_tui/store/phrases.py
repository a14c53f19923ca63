"""Notes of a reviewer that are to be used again: only this machine has them."""

from ekin_tui.store.base import Base

KINDS_OF_NOTES = frozenset({"return", "reject", "comment", "minutes_note"})
"""What a note is written for."""


class Phrases:
    """Texts by what they are for: one of ``KINDS_OF_NOTES``."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def all(self, kind: str) -> list[str]:
        """Return the texts for ``kind``, the most used first."""
        sql = "select text from phrases where kind = ? order by used desc, at desc, text"
        return [row[0] for row in self._base.rows(sql, (kind,))]

    def keep(self, text: str, kind: str, at: str) -> None:
        """Keep a text; one that is kept already stays. ``at`` is when (ISO)."""
        self._base.write("insert or ignore into phrases(text, kind, at) values(?, ?, ?)", (text, kind, at))

    def count(self, text: str, kind: str, at: str) -> None:
        """Note that a text was used."""
        sql = "update phrases set used = used + 1, at = ? where text = ? and kind = ?"
        self._base.write(sql, (at, text, kind))

    def drop(self, text: str, kind: str) -> None:
        """Delete a text."""
        self._base.write("delete from phrases where text = ? and kind = ?", (text, kind))
