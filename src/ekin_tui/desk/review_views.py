"""What the room of review shows: an entry with all that its supervisor decides by, and what was taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.model import Assignment, Note, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """That an entry had been returned, and what its owner has changed since."""

    note: Note
    """The last return, or the reopening, with its reason."""
    fields: Mapping[str, tuple[str, str]] | None
    """Field → (as returned, now) as shown text; None when this machine never had what was returned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """An entry before its supervisor: the work, its plan and target, and what else belongs to the picture."""

    view: EntryView
    realised: int = 0
    """Quantity approved so far of this person on the same plan, in units that count what it counts."""
    same_day: tuple[EntryView, ...] = ()
    acting: Assignment | None = None
    """The assignment by which the reader speaks; shown when it is not their own post."""
    back: Back | None = None
    """None for an entry that was never returned."""
    minutes: int = 0
    """Minutes that its owner claims on that day in all, as far as the reader may see; rejected work aside."""
    target: int = 0
    """Minutes of such a day: the agency's fixed target, else those of the week."""
    hints: tuple[Problem, ...] = ()
    """What may be odd about how it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What an undo in the room of review has led to."""

    key: str
    """The decision that was taken back; ``left`` when all of it is at the centre, ``part`` when some of it is."""
    view: EntryView | None
    """The first of the entries, as it stands now."""
    count: int
    """How many entries wait again."""
