"""Whether its owner has mended what was returned."""

from ekin_tui.domain.merge import same_content
from ekin_tui.domain.model import Action, Problem, Severity, Status
from ekin_tui.domain.rev import content_hash
from ekin_tui.store import Store, Stored

_BACK = frozenset({Action.RETURN, Action.REOPEN})
UNMENDED = Problem(code="not-mended", severity=Severity.WARNING)
"""Said of a returned entry that nobody has changed: it may be sent alone, on purpose, and never among several."""


def is_unmended(store: Store, stored: Stored) -> bool:
    """Tell whether a returned entry still says, word for word, what was returned.

    The note of the return names the revision that was read, and a revision its text: so what was mended elsewhere, or
    has reached the centre already, counts as mended. Where no note names one, the
    centre's own copy is what was returned.
    """
    if stored.entry.status is not Status.RETURNED:
        return False
    revs = [note.rev for note in store.notes.of_entry(stored.entry.id) if note.kind in _BACK and note.at is not None]
    if revs and revs[-1]:
        return content_hash(stored.entry) == revs[-1].partition("-")[2]
    return stored.base is not None and same_content(stored.base, stored.entry)
