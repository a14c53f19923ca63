"""An entry of somebody else with all that a decision rests on."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.posts import acting_for
from ekin_tui.desk.review_views import Back, ReviewView
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.model import Action, Assignment, Problem, Status
from ekin_tui.domain.rev import content_hash
from ekin_tui.domain.rules import Actor, Role, role_of
from ekin_tui.domain.units import fits
from ekin_tui.domain.worktime import usual_minutes
from ekin_tui.domain.writing import REACH, Beside, advise, read_recent
from ekin_tui.store import Stored

_READERS = (Role.SUPERVISOR, Role.AUDITOR)
_BACK = (Action.RETURN, Action.REOPEN)


def readable(stored: Stored, actor: Actor, closed: Collection[str]) -> bool:
    """Tell whether ``actor`` may read an entry of somebody else; ``closed`` are the positions whose lease is over."""
    return role_of(actor, stored.entry) in _READERS and stored.entry.position not in closed


def see(
    look: Looking, stored: Stored, actor: Actor, closed: Collection[str], posts: Sequence[Assignment]
) -> ReviewView:
    """Return what is to be seen of ``stored`` and its day; ``posts`` are those that the reader speaks for."""
    entry, entries = stored.entry, look.store.entries
    day = entries.of_days(entry.owner, entry.day, entry.day)
    same_day = [other for other in day if other.entry.id != entry.id and readable(other, actor, closed)]
    counted = [entry, *(other.entry for other in same_day if other.entry.status is not Status.REJECTED)]
    view, policy = look.view(stored, actor), look.store.reference.policy()
    return ReviewView(
        view=view,
        realised=_realised(look, view),
        same_day=tuple(look.view(other, actor) for other in same_day),
        acting=acting_for(posts, entry),
        back=_back(look, view),
        minutes=sum(one.minutes for one in counted),
        target=policy.day_target or usual_minutes(entry.day, week=view.owner.week, policy=policy),
        hints=_hints(look, view, actor, closed),
    )


def _realised(look: Looking, view: EntryView) -> int:
    """Return what is approved of the plan so far: only what its unit can count, as in its owner's SKP."""
    if view.plan is None:
        return 0
    plan = view.plan.plan
    found = look.store.entries.realised(view.entry.owner, plan.id)
    return sum(quantity for unit, quantity in found.items() if fits(plan.unit, unit))


def _back(look: Looking, view: EntryView) -> Back | None:
    """Return the last return of an entry that waits again, with what has changed since.

    A note names the revision that was returned by a hash of its text; a copy that is another text is not shown for it.
    """
    note = next((note for note in reversed(view.notes) if note.kind in _BACK), None)
    if note is None or view.entry.status is not Status.SUBMITTED:
        return None
    before = look.store.undecided.returned(view.entry.id)
    if before is None or (note.rev and content_hash(before) != note.rev.partition("-")[2]):
        return Back(note=note, fields=None)
    return Back(note=note, fields=look.differences(before, view.entry))


def _hints(look: Looking, view: EntryView, actor: Actor, closed: Collection[str]) -> tuple[Problem, ...]:
    """Return what may be odd about the writing, judged beside what one may read of the days around."""
    entry, line, reach = view.entry, view.plan, timedelta(days=REACH)
    if entry.status is not Status.SUBMITTED:
        return ()
    near = look.store.entries.of_days(entry.owner, entry.day - reach, entry.day + reach)
    recent = read_recent(stored.entry for stored in near if readable(stored, actor, closed))
    beside = Beside(
        plan=line.plan if line else None,
        result=line.rhk.text if line else "",
        recent=recent,
        silent=look.store.reference.policy().silent,
    )
    return advise(entry, beside)
