"""The small rooms: settings of the cache, text that is being typed, what can be taken back."""

import json
from collections.abc import Mapping

from ekin_tui.store.base import Base


class Meta:
    """Single values: ``person``, ``device``, ``epoch``, ``target``, ``last_sync``, ``last_result`` …"""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def get(self, key: str) -> str | None:
        """Return a value, or None."""
        row = self._base.row("select value from meta where key = ?", (key,))
        return row[0] if row else None

    def put(self, key: str, value: str) -> None:
        """Keep a value."""
        self._base.write("insert or replace into meta(key, value) values(?, ?)", (key, value))


class Scratch:
    """Raw text of forms that are being typed, before anything is judged."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def keep(self, entry_id: str, fields: Mapping[str, str], at: str) -> None:
        """Keep what stands in the fields; ``at`` is when (ISO)."""
        text = json.dumps(dict(fields), ensure_ascii=False)
        self._base.write_aside(
            "insert or replace into scratch(entry, fields, at) values(?, ?, ?)", (entry_id, text, at)
        )

    def get(self, entry_id: str) -> dict[str, str] | None:
        """Return what was being typed for an entry, or None."""
        row = self._base.row("select fields from scratch where entry = ?", (entry_id,))
        with self._base.reading():
            return dict(json.loads(row[0])) if row else None

    def all(self) -> list[tuple[str, dict[str, str]]]:
        """Return everything that is being typed, oldest first."""
        rows = self._base.rows("select entry, fields from scratch order by at, entry")
        with self._base.reading():
            return [(entry, dict(json.loads(fields))) for entry, fields in rows]

    def drop(self, entry_id: str) -> None:
        """Forget what was being typed."""
        self._base.write("delete from scratch where entry = ?", (entry_id,))


class Undo:
    """What can be taken back, last first. The payload is JSON of the desk with a key ``entry``."""

    KEPT = 12_000
    """More than one act changes at once (a year sent is some 1,200, a file up to 10,000), so that none is taken back
    in part."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def push(self, kind: str, payload: str) -> None:
        """Remember one change; the last :attr:`KEPT` are kept."""
        self._base.write("insert into undo(kind, payload) values(?, ?)", (kind, payload))
        self._base.write("delete from undo where seq <= (select max(seq) from undo) - ?", (self.KEPT,))

    def last(self) -> str | None:
        """Return the payload of the last change, which stays."""
        row = self._base.row("select payload from undo order by seq desc limit 1")
        return row[0] if row else None

    def pop(self) -> tuple[str, str] | None:
        """Take the last change off and return its kind and payload."""
        row = self._base.row("select seq, kind, payload from undo order by seq desc limit 1")
        if row is None:
            return None
        self._base.write("delete from undo where seq = ?", (row[0],))
        return row[1], row[2]

    def clear(self, entry_id: str) -> None:
        """Forget what could be taken back of one entry."""
        self._base.write("delete from undo where json_extract(payload, '$.entry') = ?", (entry_id,))
