"""Notes that are being written: on disk while they are typed, and offered again until they are kept or emptied."""

from contextlib import suppress

from ekin_tui.desk.queueing import Clock
from ekin_tui.store import Store, StoreError

KINDS = ("return", "reject", "comment", "minutes_note", "own")
"""What a note can be for: the decisions of a reviewer, and ``own`` for the comment on one's own entry."""
FIELD = "note"
"""The field of the scratch that tells a note from a form and a line."""


class Begun:
    """Begun notes by entry and kind. ``keep`` and ``drop`` are one transaction each."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """``clock`` gives an aware local time."""
        self._store, self._clock = store, clock

    def note(self, entry_id: str, kind: str) -> str:
        """Return what was written for ``kind``, the empty text for nothing."""
        return (self._store.scratch.get(_place(entry_id, kind)) or {}).get(FIELD, "")

    def keep(self, entry_id: str, kind: str, text: str) -> None:
        """Put a note on disk as it is typed; an empty one is forgotten. StoreError where the disk takes nothing."""
        with self._store.writing():
            if text.strip():
                self._store.scratch.keep(_place(entry_id, kind), {FIELD: text}, self._clock().isoformat())
            else:
                self._store.scratch.drop(_place(entry_id, kind))

    def drop(self, entry_id: str, *kinds: str) -> None:
        """Forget the notes of an entry that are for ``kinds``; a disk that takes nothing now has them offered again."""
        with suppress(StoreError), self._store.writing():
            for kind in kinds:
                self._store.scratch.drop(_place(entry_id, kind))


def _place(entry_id: str, kind: str) -> str:
    """Return where a note stands in the scratch, whose other rows have the bare id of an entry."""
    return f"{FIELD}:{kind}:{entry_id}"
