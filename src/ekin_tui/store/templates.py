"""Entries under a short name, to be used again: only this machine has them."""

import json
from collections.abc import Mapping

from ekin_tui.domain.facts import dataclass
from ekin_tui.store.base import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One template: its name, the text of its fields, how often it was used."""

    name: str
    fields: Mapping[str, str]
    used: int


class Templates:
    """The templates of this cache."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def all(self) -> list[Kept]:
        """Return all templates, the most used first."""
        rows = self._base.rows("select name, fields, used from templates order by used desc, at desc, name")
        with self._base.reading():
            return [Kept(name=name, fields=dict(json.loads(fields)), used=used) for name, fields, used in rows]

    def keep(self, name: str, fields: Mapping[str, str], at: str) -> None:
        """Keep a template in place of the one of its name, whose count goes on; ``at`` is when (ISO)."""
        text = json.dumps(dict(fields), ensure_ascii=False)
        sql = "insert into templates(name, fields, at) values(?, ?, ?) on conflict(name) do update set fields=?2, at=?3"
        self._base.write(sql, (name, text, at))

    def rename(self, name: str, to: str) -> None:
        """Give a template another name, one that is free."""
        self._base.write("update templates set name = ? where name = ?", (to, name))

    def count(self, name: str, at: str) -> None:
        """Note that a template was used."""
        self._base.write("update templates set used = used + 1, at = ? where name = ?", (at, name))

    def drop(self, name: str) -> None:
        """Delete a template."""
        self._base.write("delete from templates where name = ?", (name,))
