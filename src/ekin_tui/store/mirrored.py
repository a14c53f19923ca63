"""What the other targets have of one's own entries: which text was sent where, what it is called there, how it stands.

There is no queue of its own to lose: what is to be sent is what the default target has taken (the base copies) and a
mirror has not been told of. A copy that may have left is kept as it was until it is known what became of it.
"""

import json
from collections.abc import Sequence

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Entry, Problem
from ekin_tui.store.base import NOW, Base
from ekin_tui.store.outbox import pack_problem, read_problem
from ekin_tui.store.rows import COLUMNS, NAMES, SAME, entry_from, pack, unpack
from ekin_tui.store.small import Meta

_AT = len(NAMES)
_REV = f"case when entries.base = '{SAME}' then entries.rev else json_extract(entries.base, '$[12]') end"
_STATUS = f"case when entries.base = '{SAME}' then entries.status else json_extract(entries.base, '$[11]') end"
_TOLD = "('submitted', 'returned', 'approved', 'rejected')"
"""What was never submitted stays between its author and the default target."""
_FROM = "from entries left join mirrored m on m.target = :target and m.entry = entries.id"
_DUE = (
    f"where entries.owner = :me and entries.base is not null and ({_STATUS} in {_TOLD} or m.entry is not null) "
    f"and (m.entry is null or m.leaving is not null or m.rev <> {_REV})"
)
_LAST = "and coalesce(m.refused, '') <> " + _REV
"""What was refused as it stands is not sent again before it changes, or its author says so."""
_FIELDS = "m.rev, m.content, m.theirs, m.their_rev, m.their_status, m.attempt, m.leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An entry as the default target has it, with what is known of it at a mirror."""

    entry: Entry
    rev: str = ""
    """The revision that the mirror was told of last; empty for none."""
    content: str = ""
    """The hash of the text that it has."""
    theirs: str = ""
    """The id that it has there."""
    their_rev: str = ""
    their_status: str = ""
    attempt: int = 0
    """How often it was refused: what is asked anew is another asking."""
    again: bool = False
    """Whether it is a copy that may have left before, and goes as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a mirror said of one copy."""

    entry: str
    rev: str
    content: str = ""
    theirs: str = ""
    their_rev: str = ""
    their_status: str = ""
    problem: Problem | None = None
    """Why it was refused; the mirror has what it had."""
    retry: bool = False
    """Whether it is to be asked anew, with what is known of it now."""
    told: bool = True
    """Whether the mirror was asked; False where it had nothing to hear."""
    gone: bool = False
    """Whether the mirror has it no more, so that it has no id there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the last exchange with a mirror went."""

    code: str = ""
    """``ok`` or why not; empty before the first."""
    details: str = "{}"
    """JSON: what the sentence of ``code`` is filled with."""
    at: str = ""
    """When one last succeeded (ISO)."""
    pushed: int = 0
    address: str = ""
    """Where it was; at another address nothing is known to have been sent."""
    cursor: str = ""
    epoch: str = ""
    person: str = ""
    """Who its token names there."""


class Mirrored:
    """What each mirror has."""

    def __init__(self, base: Base, meta: Meta) -> None:
        """Read and write through ``base``; ``meta`` tells whose cache it is."""
        self._base, self._meta = base, meta

    def due(self, target: str, limit: int) -> list[Copy]:
        """Return copies to be sent, those that may have left before first."""
        sql = f"select {COLUMNS}, entries.base, {_FIELDS} {_FROM} {_DUE} {_LAST} "
        sql += "order by m.leaving is null, entries.day, entries.id limit :limit"
        rows = self._base.rows(sql, {"target": target, "me": self._me(), "limit": limit})
        with self._base.reading():
            return [_copy(row) for row in rows]

    def count(self, target: str) -> int:
        """Return how many copies wait for a mirror, those that it refused not counted."""
        rows = self._base.rows(f"select count(*) {_FROM} {_DUE} {_LAST}", {"target": target, "me": self._me()})
        return int(rows[0][0])

    def leaving(self, target: str, copies: Sequence[Copy]) -> None:
        """Note, before they are sent, that these copies may have left."""
        sql = (
            "insert into mirrored(target, entry, leaving) values(?, ?, ?) "
            "on conflict(target, entry) do update set leaving = excluded.leaving"
        )
        self._base.write_all(sql, [(target, one.entry.id, pack(one.entry)) for one in copies if not one.again])

    def settle(self, target: str, outcomes: Sequence[Outcome]) -> None:
        """Keep what a mirror said, in one transaction with the end of the leaving."""
        for one in outcomes:
            told = {"theirs": one.theirs, "their_rev": one.their_rev, "their_status": one.their_status}
            put: dict[str, object] = {name: value for name, value in told.items() if value}
            if one.content and one.told:
                put["content"] = one.content
                put["asked"] = 0  # whatever was decided on the text before
            if one.gone:
                put |= {"theirs": "", "their_rev": "", "content": ""}
            if one.problem is None and not one.retry:
                put["rev"] = one.rev
            put["refused"] = one.rev if one.problem is not None else None
            put["problem"] = pack_problem(one.problem) if one.problem is not None else None
            more = int(one.retry or one.problem is not None)
            names = "".join(f"{name} = ?, " for name in put)
            sql = f"update mirrored set {names}leaving = null, attempt = attempt + ?, at = {NOW} "
            self._base.write(f"{sql} where target = ? and entry = ?", (*put.values(), more, target, one.entry))

    def stands(self, target: str, entry: str, status: str, rev: str = "", *, at: float) -> None:
        """Keep how an entry stood at a mirror ``at`` (Unix time); one that was not sent from here is none of ours."""
        held = "and leaving is null"  # of one that is under way its own answer tells
        sql = "update mirrored set their_status = ?, their_rev = case when ? = '' then their_rev else ? end, asked = ? "
        args = (status, rev, rev, at, target, entry)
        self._base.write(f"{sql} where target = ? and entry = ? {held}", args)

    def open(self, target: str, limit: int) -> list[Copy]:
        """Return what a mirror has and has not decided, longest unasked first."""
        sql = (
            f"select {COLUMNS}, entries.base, {_FIELDS} {_FROM} where m.theirs <> '' and entries.base is not null and "
            "(m.asked = 0 or m.their_status not in ('approved', 'rejected')) order by m.asked, entries.id limit :limit"
        )
        rows = self._base.rows(sql, {"target": target, "limit": limit})
        with self._base.reading():
            return [_copy(row) for row in rows]

    def entry_of(self, target: str, theirs: str) -> str | None:
        """Return our id of the entry that a mirror calls ``theirs``."""
        row = self._base.row("select entry from mirrored where target = ? and theirs = ?", (target, theirs))
        return row[0] if row else None

    def refusals(self, target: str) -> list[tuple[Entry, Problem]]:
        """Return what a mirror refused and has not taken since, newest first."""
        sql = (
            f"select {COLUMNS}, entries.base, {_FIELDS}, m.problem {_FROM} where m.problem is not null "
            "and entries.base is not null order by m.at desc, entries.id"
        )
        rows = self._base.rows(sql, {"target": target})
        with self._base.reading():
            return [(_copy(row).entry, read_problem(row[-1])) for row in rows]

    def again(self, target: str) -> None:
        """Have what was refused sent once more."""
        self._base.write("update mirrored set refused = null where target = ?", (target,))

    def standing(self, target: str) -> dict[str, int]:
        """Return how many entries stand how at a mirror."""
        sql = "select their_status, count(*) from mirrored where target = ? and their_status <> '' group by 1"
        return dict(self._base.rows(sql, (target,)))

    def health(self, target: str) -> Health:
        """Return how it went last."""
        said = self._meta.get(f"mirror:{target}")
        with self._base.reading():
            return Health(**json.loads(said)) if said else Health()

    def put_health(self, target: str, health: Health) -> None:
        """Keep how it went."""
        names = ("code", "details", "at", "pushed", "address", "cursor", "epoch", "person")
        self._meta.put(f"mirror:{target}", json.dumps({name: getattr(health, name) for name in names}))

    def forget(self, target: str) -> None:
        """Note that nothing is known to be at a mirror: it stands at another address, or went back."""
        sql = "rev = '', content = '', theirs = '', their_rev = '', their_status = '', leaving = null, refused = null"
        self._base.write(
            f"update mirrored set {sql}, problem = null, attempt = attempt + 1 where target = ?", (target,)
        )

    def _me(self) -> str:
        return self._meta.get("person") or ""


def _copy(row: Sequence[object]) -> Copy:
    base, rev, content, theirs, their_rev, their_status, attempt, leaving = row[_AT : _AT + 8]
    entry = unpack(str(leaving)) if leaving else entry_from(row) if base == SAME else unpack(str(base))
    return Copy(
        entry=entry,
        rev=str(rev or ""),
        content=str(content or ""),
        theirs=str(theirs or ""),
        their_rev=str(their_rev or ""),
        their_status=str(their_status or ""),
        attempt=int(str(attempt or 0)),
        again=leaving is not None,
    )
