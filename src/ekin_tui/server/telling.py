"""Who is told of what an op has changed."""

from ekin_tui.domain.model import DayMark, Entry, Note, Status
from ekin_tui.server.batch import Batch
from ekin_tui.server.inbox import Changes, desk, own


def tell_entry(changes: Changes, batch: Batch, before: Entry | None, after: Entry) -> None:
    """Tell the owner, and the position that reads the entry now or no longer does, with its notes."""
    changes.stand(after)
    changes.tell(own(after.owner), "entry", after.id)
    old, new = _reader(before), _reader(after)
    if new is not None:
        changes.tell(desk(new), "entry", after.id)
    if old is not None and old != new:
        changes.take_away(desk(old), "entry", after.id, "moved" if new else "withdrawn")
    for note in batch.notes_of(after.id) if old != new else ():
        if new is not None:
            changes.tell(desk(new), "note", note)
        if old is not None:
            changes.take_away(desk(old), "note", note, "moved" if new else "withdrawn")


def tell_note(changes: Changes, note: Note, entry: Entry) -> None:
    """Tell the owner and the position of a new note."""
    changes.tell(own(entry.owner), "note", note.id)
    if entry.position and entry.status is not Status.DRAFT:
        changes.tell(desk(entry.position), "note", note.id)


def tell_mark(changes: Changes, mark: DayMark, person: str, position: str | None) -> None:
    """Tell the person whose day it is, and the position that reviews them."""
    changes.tell(own(person), "day", mark.id)
    if position is not None:
        changes.tell(desk(position), "day", mark.id)


def _reader(entry: Entry | None) -> str | None:
    """Return the position whose inbox shows ``entry``."""
    return None if entry is None or entry.status in {Status.DRAFT, Status.DISCARDED} else entry.position
