"""What one change was, so that it can be taken back while it has not left."""

from datetime import date

import msgspec

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import DayMark, Entry
from ekin_tui.store import Conflict, Store
from ekin_tui.wire import Op

MARKED = "mark"
"""The key of a day that was marked."""
LET_GO = "theirs"
"""The key of a clash that ended with the entry as it stood: nothing of the entry is to be brought back."""


class Undo(msgspec.Struct, frozen=True):
    """What brings one change back: the ops that were queued for it and the entry as it was (None: it was new)."""

    key: str
    entry: str
    ops: list[str]
    before: Entry | None = None
    note: str | None = None
    clash: Conflict | None = None
    """The conflict copy that the change ended."""
    gone: list[Op] = []
    """The ops that it took out of the queue: an earlier save that its own took the place of, or all of a draft."""
    group: str = ""
    """Changes with one such name were made by one key, and are taken back by one."""
    mark: DayMark | None = None
    """The day of one's own as it was marked before; ``entry`` is then the id of its mark."""
    day: date | None = None
    """The day that was marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an undo has led to. ``key`` is ``left`` when all of it is at the centre, ``part`` when some of it is."""

    key: str
    entry: str
    count: int = 1
    """How many entries stand again as they were."""


def remember(store: Store, change: Undo, group: str = "") -> None:
    """Keep ``change`` as the last one."""
    named = msgspec.structs.replace(change, group=group)
    store.undo.push(named.key, msgspec.json.encode(named).decode())


def last_day(store: Store) -> date | None:
    """Return the day that the last change is about; None when there is nothing to take back."""
    payload = store.undo.last()
    if payload is None:
        return None
    change = msgspec.json.decode(payload, type=Undo)
    stored = store.entries.get(change.entry)
    return change.day if stored is None else stored.entry.day


def restore_mark(store: Store, change: Undo) -> None:
    """Give a day the mark that it had before, or none."""
    if change.mark is None:
        store.reference.drop("day", change.entry)
    else:
        store.reference.put(change.mark)
