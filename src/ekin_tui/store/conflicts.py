"""Conflict copies: texts of one's own that met a change of somebody else. Nothing typed is ever lost."""

import json
from collections.abc import Sequence
from datetime import datetime

import msgspec

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Entry
from ekin_tui.store.base import Base
from ekin_tui.store.rows import pack, unpack
from ekin_tui.wire import Op

_SELECT = (
    "select id, entry, mine, theirs, made, ops, (select body from grounds where grounds.id = conflicts.id) "
    "from conflicts"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two versions of an entry: mine was refused because theirs came first."""

    id: str
    entry: str
    mine: Entry
    theirs: Entry | None
    """As the centre had it then; None when it was no longer to be seen."""
    made: datetime
    base: Entry | None = None
    """What mine was written on, as the centre had it; None when nobody knows."""
    ops: tuple[Op, ...] = ()
    """What was waiting on mine and could not be done any more."""


class Conflicts:
    """The copies that wait for their author."""

    def __init__(self, base: Base) -> None:
        """Read and write through ``base``."""
        self._base = base

    def add(
        self,
        entry_id: str,
        mine: Entry,
        theirs: Entry | None,
        made: datetime,
        *,
        clash_id: str = "",
        base: Entry | None = None,
        ops: Sequence[Op] = (),
    ) -> str:
        """Keep a conflict copy and return its id: ``clash_id``, or the entry's with the moment."""
        key = clash_id or f"{entry_id}@{made.isoformat()}"
        packed = json.dumps([msgspec.json.encode(op).decode() for op in ops])
        row = (key, entry_id, pack(mine), pack(theirs) if theirs else None, packed, made.isoformat())
        self._base.write(
            "insert or replace into conflicts(id, entry, mine, theirs, ops, made) values(?, ?, ?, ?, ?, ?)", row
        )
        if base is not None:
            self._base.write("insert or replace into grounds(id, body) values(?, ?)", (key, pack(base)))
        return key

    def put_back(self, clash: Conflict) -> None:
        """Keep a copy again that was taken off the list."""
        self.add(clash.entry, clash.mine, clash.theirs, clash.made, clash_id=clash.id, base=clash.base, ops=clash.ops)

    def get(self, clash_id: str) -> Conflict | None:
        """Return one copy; None when it waits no longer."""
        return next(iter(self._list("where id = ?", (clash_id,))), None)

    def all(self) -> list[Conflict]:
        """Return all copies that wait, oldest first."""
        return self._list("order by made, id")

    def count(self) -> int:
        """Return how many copies wait."""
        row = self._base.row("select count(*) from conflicts")
        return int(row[0]) if row else 0

    def resolve(self, clash_id: str) -> None:
        """Take a copy off the list after its author has chosen."""
        self._base.write("delete from conflicts where id = ?", (clash_id,))
        self._base.write("delete from grounds where id = ?", (clash_id,))

    def _list(self, rest: str, args: Sequence[str] = ()) -> list[Conflict]:
        rows = self._base.rows(f"{_SELECT} {rest}", args)
        with self._base.reading():
            return [
                Conflict(
                    id=row[0],
                    entry=row[1],
                    mine=unpack(row[2]),
                    theirs=unpack(row[3]) if row[3] else None,
                    made=datetime.fromisoformat(row[4]),
                    ops=tuple(msgspec.json.decode(op, type=Op) for op in json.loads(row[5])),
                    base=unpack(row[6]) if row[6] else None,
                )
                for row in rows
            ]
