"""What happened to an entry while its form is open: told at once, before anything is saved."""

from datetime import date
from enum import StrEnum

from ekin_tui.desk.looking import OPEN
from ekin_tui.desk.reading import meant, opened_with
from ekin_tui.desk.views import EntryView, Form
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.merge import same_content, three_way
from ekin_tui.domain.model import CONTENT, Entry, Note, Status


class AtSave(StrEnum):
    """What saving a form would lead to, after its entry changed beneath it."""

    USUAL = "usual"
    """What it always does."""
    NOTHING = "nothing"
    """Nothing: the form says nothing of its own."""
    MERGED = "merged"
    APART = "apart"
    """The same fields: what was typed becomes a conflict copy."""
    CLOSED = "closed"
    """The entry takes no changes any more: what was typed becomes a conflict copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """What happened to an entry while its form is open."""

    fields: tuple[str, ...] = ()
    """Fields that say something else than when the form was opened."""
    status: Status | None = None
    """Where it stands now, if that is another status."""
    note: Note | None = None
    """The latest note that came."""
    save: AtSave = AtSave.USUAL


def find_beneath(form: Form, seen: EntryView, now: EntryView, today: date) -> Beneath | None:
    """Return how ``now`` differs from the entry that ``form`` was opened with; None when it does not.

    ``seen`` is what was shown of it when the form was opened.
    """
    base = opened_with(form) or seen.entry
    fields = tuple(name for name in CONTENT if getattr(base, name) != getattr(now.entry, name))
    status = now.entry.status if now.entry.status is not base.status else None
    note = _latest(seen, now)
    if not fields and status is None and note is None:
        return None
    return Beneath(fields=fields, status=status, note=note, save=_at_save(form, base, now.entry, today))


def _latest(seen: EntryView, now: EntryView) -> Note | None:
    known = {note.id for note in seen.notes}
    came = [note for note in now.notes if note.id not in known]
    return came[-1] if came else None


def _at_save(form: Form, base: Entry, now: Entry, today: date) -> AtSave:
    """Return what saving ``form`` as it stands would lead to; the same that :meth:`Recording.save` then does."""
    if same_content(base, now) and now.status in OPEN:
        return AtSave.USUAL
    merged = three_way(base, meant(form, base=base, today=today), now)
    if not merged.mine and not merged.clashes:
        return AtSave.NOTHING
    if now.status not in OPEN:
        return AtSave.CLOSED
    return AtSave.APART if merged.clashes else AtSave.MERGED
