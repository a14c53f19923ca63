"""Entries: the local copy, the centre's last copy (base), and where each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from ekin_tui.domain.model import CONTENT, Entry, Status
from ekin_tui.store.base import NOW, Base, Row
from ekin_tui.store.outbox import Outbox
from ekin_tui.store.rows import COLUMNS, INSERT, NAMES, SAME, clean_entry, entry_from, pack, row_of, unpack
from ekin_tui.wire import Op, content_of

_AT = len(NAMES)
_SELECT = (
    f"select {COLUMNS}, base, unsent, changed, "
    "exists(select 1 from outbox where outbox.entry = entries.id), "
    "exists(select 1 from conflicts where conflicts.entry = entries.id) from entries "
)
_QUEUED = "exists(select 1 from outbox where outbox.entry = entries.id and t not in ('note', 'mark'))"


class Where(StrEnum):
    """Where the last change of an entry stands."""

    LOCAL = "local"
    """On this machine alone, and nothing of it is on its way."""
    QUEUED = "queued"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entry as this machine has it."""

    entry: Entry
    base: Entry | None
    """As the centre last sent it; None while the centre has never seen it."""
    where: Where
    conflict: bool
    """A conflict copy of it waits for its author."""
    changed: datetime


class Entries:
    """The entries in the cache. ``keep`` is what a person does, ``take`` what the centre sends."""

    def __init__(self, base: Base, outbox: Outbox) -> None:
        """Read and write through ``base``."""
        self._base, self._outbox = base, outbox

    def get(self, entry_id: str) -> Stored | None:
        """Return one entry, discarded ones too; None when it isn't here."""
        row = self._base.row(f"{_SELECT} where id = ?", (entry_id,))
        return _stored(row) if row else None

    def of_days(self, owner: str, first: date, last: date) -> list[Stored]:
        """Return the entries of ``owner`` from ``first`` to ``last`` but the discarded, by day, start and id."""
        return self._list(
            "where owner = ? and day between ? and ? and status <> 'discarded' order by day, start, id",
            (owner, first.isoformat(), last.isoformat()),
        )

    def last_filled_day(self, owner: str, before: date) -> date | None:
        """Return the last day before ``before`` that has an entry."""
        row = self._base.row(
            "select max(day) from entries where owner = ? and day < ? and status <> 'discarded'",
            (owner, before.isoformat()),
        )
        return date.fromisoformat(row[0]) if row and row[0] else None

    def waiting(self, positions: Sequence[str]) -> list[Stored]:
        """Return what was submitted to ``positions`` and is undecided, oldest submission first."""
        marks = ", ".join("?" * len(positions))
        return self._list(
            f"where position in ({marks}) and status = 'submitted' order by received is null, received, id", positions
        )

    def decided(self, positions: Sequence[str], limit: int) -> list[Stored]:
        """Return what was decided for ``positions``, latest day first."""
        marks = ", ".join("?" * len(positions))
        where = f"where position in ({marks}) and status in ('approved', 'returned', 'rejected')"
        return self._list(f"{where} order by day desc, start desc, id limit ?", (*positions, limit))

    def search(self, owner: str, words: str, limit: int) -> list[Stored]:
        """Return the entries of ``owner`` that hold all ``words`` somewhere, newest day first."""
        texts = [f"%{_escaped(word)}%" for word in words.split()]
        like = "".join(" and (activity || ' ' || unit || ' ' || evidence) like ? escape '\\'" for _ in texts)
        rest = f"where owner = ? and status <> 'discarded'{like} order by day desc, start desc, id limit ?"
        return self._list(rest, (owner, *texts, limit))

    def count_by_status(self, owner: str, first: date, last: date) -> dict[Status, int]:
        """Return how many entries of each status lie between two days."""
        rows = self._base.rows(
            "select status, count(*) from entries where owner = ? and day between ? and ? group by status",
            (owner, first.isoformat(), last.isoformat()),
        )
        return {Status(status): count for status, count in rows}

    def realised(self, owner: str, plan: str) -> int:
        """Return the quantity that was approved so far on one plan."""
        row = self._base.row(
            "select coalesce(sum(quantity), 0) from entries where owner = ? and plan = ? and status = 'approved'",
            (owner, plan),
        )
        return int(row[0]) if row else 0

    def keep(self, entry: Entry, *, queued: Op | None) -> None:
        """Keep what the person made of an entry, and queue ``queued`` with it in the same transaction."""
        before = self.get(entry.id)
        base = before.base if before else None
        if queued is not None:
            self._outbox.add(queued)
        packed = None if base is None else SAME if base == entry else pack(base)
        self._write(entry, (packed, int(self._says_more(entry, base, queued))))

    def take(self, entry: Entry) -> None:
        """Take the centre's copy: row and base, or the base alone while changes of one's own wait."""
        cleaned = clean_entry(entry)
        if self._holds_back(cleaned):
            self._base.write("update entries set base = ? where id = ?", (pack(cleaned), cleaned.id))
        else:
            self._write(cleaned, (SAME, 0))

    def replace(self, entry: Entry) -> None:
        """Take the centre's copy in any case: one's own text is safe elsewhere."""
        self._write(clean_entry(entry), (SAME, 0))

    def fall_back(self, entry_id: str, theirs: Entry | None, *, text: bool) -> None:
        """Stand where the centre says after a refusal; with ``text`` what was typed stays, as does what no op carries.

        ``theirs`` None: the centre has nothing to show, so the entry is a draft of this machine alone.
        """
        row = self._base.row(f"select {COLUMNS}, unsent from entries where id = ?", (entry_id,))
        if row is None or (theirs is not None and not (text or row[_AT])):
            if theirs is not None:
                self.replace(theirs)
            return
        mine, cleaned = entry_from(row), clean_entry(theirs) if theirs is not None else None
        if cleaned is None:
            self._write(standing(mine, Entry(id=mine.id, owner=mine.owner, day=mine.day)), (None, 1))
        elif same_content(mine, cleaned):
            self.replace(cleaned)
        else:
            self._write(standing(mine, cleaned), (pack(cleaned), 1))

    def advance(self, entry_id: str, rev: str) -> None:
        """Note which revision of the centre the local copy rests on now."""
        self._base.write("update entries set rev = ? where id = ?", (rev, entry_id))

    def take_rows(self, rows: Iterable[Row]) -> None:
        """Take many of the centre's copies whose columns are clean; nothing may wait on them (:meth:`pending`)."""
        row = self._base.row(f"select {NOW}")
        rest = (SAME, 0, row[0] if row else "")
        self._base.write_all(INSERT, [(*columns, *rest) for columns in rows])

    def pending(self) -> frozenset[str]:
        """Return the ids of all entries for which changes of one's own wait, sent or not."""
        rows = self._base.rows(
            "select entry from outbox where t not in ('note', 'mark') union select id from entries where unsent"
        )
        return frozenset(row[0] for row in rows)

    def forget(self, entry_id: str) -> None:
        """Delete the local copy."""
        self._base.write("delete from entries where id = ?", (entry_id,))

    def _list(self, rest: str, args: Sequence[str | int]) -> list[Stored]:
        return [_stored(row) for row in self._base.rows(_SELECT + rest, args)]

    def _write(self, entry: Entry, rest: tuple[str | None, int]) -> None:
        row = self._base.row(f"select {NOW}")
        self._base.write(INSERT, (*row_of(entry), *rest, row[0] if row else ""))

    def _says_more(self, entry: Entry, base: Entry | None, queued: Op | None) -> bool:
        """Tell whether the row holds content that no op carries and the centre does not have."""
        if queued is not None and queued.t == "put":
            return False
        return not (base is not None and same_content(base, entry)) and not self._carried(entry)

    def _carried(self, entry: Entry) -> bool:
        puts = [waiting.op for waiting in self._outbox.of_entry(entry.id) if waiting.op.t == "put"]
        last = puts[-1].fields if puts else None
        return last is not None and same_content(content_of(last, entry=entry.id, owner=entry.owner), entry)

    def _holds_back(self, theirs: Entry) -> bool:
        row = self._base.row(f"select {COLUMNS}, unsent, {_QUEUED} from entries where id = ?", (theirs.id,))
        if row is None:
            return False
        return bool(row[_AT + 1]) or (bool(row[_AT]) and not same_content(entry_from(row), theirs))


def standing(mine: Entry, theirs: Entry) -> Entry:
    """Return my text in the state of ``theirs``."""
    return replace(
        mine,
        status=theirs.status,
        position=theirs.position,
        recognised=theirs.recognised,
        late=theirs.late,
        received=theirs.received,
        rev=mine.rev if theirs.rev else "",
    )


def same_content(one: Entry, other: Entry) -> bool:
    """Return whether the owner's own fields are alike."""
    return all(getattr(one, name) == getattr(other, name) for name in CONTENT)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stored(row: Row) -> Stored:
    entry = entry_from(row)
    packed, unsent, changed, queued, conflict = row[_AT : _AT + 5]
    base = entry if packed == SAME else unpack(packed) if packed else None
    where = Where.QUEUED if queued else Where.LOCAL if unsent or base is None else Where.RECEIVED
    return Stored(entry=entry, base=base, where=where, conflict=bool(conflict), changed=datetime.fromisoformat(changed))
