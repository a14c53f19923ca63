"""One's own record as it is read: each note is verified against the one before it and against the copy that is here.

Of one's own record alone, for nobody else but an auditor sees a record whole. What does not hold is kept and told; it
never keeps anything from being read. A note that no longer says what it said here is not overwritten.
"""

from collections.abc import Sequence
from dataclasses import replace

from ekin_tui.domain.chain import Break, Fault, Place, same_words, step
from ekin_tui.domain.model import Note
from ekin_tui.store import Store
from ekin_tui.store.chains import Record


def take_record(store: Store, notes: Sequence[Note], *, anew: bool, last: bool) -> None:
    """Verify and keep ``notes`` of the own feed, in its order; the caller is in a transaction.

    ``anew``: the feed is read from its beginning. ``last``: it ends here, so what went further before is missing.
    Links are compared within one epoch of the centre: one that was restored gives them out anew, what is said stays.
    """
    before = store.chains.get()
    record = _begin(store, before) if anew or before.epoch != _epoch(store) else before
    known = store.notes.known(note.id for note in notes)
    taken = []
    for note in notes:
        if not _told_again(store, record, known.get(note.id), note):
            record = _read(record, note)
        fault = _differs(known.get(note.id), note)
        if fault is None:
            taken.append(note)
        elif fault is Fault.CHANGED or not record.breaks:
            record = _tell(record, Break(fault=fault, seq=note.seq, note=note.id, entry=note.entry))
    store.notes.take_all(taken)
    if last and record.place.seq < record.longest:
        record = _tell(record, Break(fault=Fault.MISSING, seq=record.place.seq + 1))
    if last and record.restored:
        record = _tell_lost(store, record)
    if record != before:
        store.chains.put(_named(store, record))


def _epoch(store: Store) -> str:
    return store.meta.get("epoch") or ""


def _me(store: Store) -> str:
    return store.meta.get("person") or ""


def _begin(store: Store, before: Record) -> Record:
    """Return the record at its beginning, where a restored centre has begun as well."""
    epoch = _epoch(store)
    if before.epoch == epoch:
        return replace(before, place=Place(), breaks=())
    store.notes.unlink()
    return Record(epoch=epoch, restored=bool(before.longest or before.restored))


def _told_again(store: Store, record: Record, mine: Note | None, note: Note) -> bool:
    """Tell whether a note that was read and verified has come once more, and is not one that took another's place."""
    if mine is None or mine.link != note.link or not 0 < note.seq <= record.place.seq:
        return False
    return not any(one.seq == note.seq and one.id != note.id for one in store.notes.record(_me(store)))


def _read(record: Record, note: Note) -> Record:
    """Go on by ``note``. What an older centre sends without links is no record yet."""
    if not note.link and not record.longest:
        return record
    place, broken = step(record.place if record.place.seq else None, note)
    place = place or Place()
    record = replace(record, place=place, longest=max(record.longest, place.seq))
    return record if broken is None else _tell(record, broken)


def _differs(mine: Note | None, note: Note) -> Fault | None:
    """Return in what way the centre's copy of a note contradicts the one that is here."""
    if mine is None:
        return None
    if not same_words(mine, note):
        return Fault.CHANGED
    if not mine.link or mine.link == note.link:
        return None
    return Fault.REWRITTEN


def _tell(record: Record, broken: Break) -> Record:
    told = any(
        (one.fault, one.seq) == (broken.fault, broken.seq) and (broken.note in {one.note, ""}) for one in record.breaks
    )
    return record if told else replace(record, breaks=(*record.breaks, broken))


def _tell_lost(store: Store, record: Record) -> Record:
    """Name, and name only, notes that a restored centre has not sent again; its writer may bring one back later."""
    lost = store.notes.unlinked(_me(store))
    found = (Break(fault=Fault.LOST, seq=note.seq, note=note.id, entry=note.entry) for note in lost)
    others = (one for one in record.breaks if one.fault is not Fault.LOST)
    return replace(record, breaks=(*others, *found), restored=bool(lost))


def _named(store: Store, record: Record) -> Record:
    """Name missing notes that are still here."""
    if all(one.note for one in record.breaks):
        return record
    here = {note.seq: note for note in store.notes.record(_me(store))}
    return replace(record, breaks=tuple(_name(one, here.get(one.seq)) for one in record.breaks))


def _name(broken: Break, note: Note | None) -> Break:
    return broken if broken.note or note is None else replace(broken, note=note.id, entry=note.entry)
