"""Others' work: the queue of a supervisor, an entry with its whole picture, and the decision."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ekin_tui.desk.inbox import Inbox, Order
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.posts import Posts, acting_for
from ekin_tui.desk.queueing import Clock, NewId, Queueing
from ekin_tui.desk.review_views import Back, ReviewView, TakenBack
from ekin_tui.desk.sifting import Wanted, read_wanted
from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.leases import Uptime
from ekin_tui.domain.model import Action, Assignment, Capacity, Entry, Note, Person, Problem, Status
from ekin_tui.domain.nip import NipError, parse_nip
from ekin_tui.domain.periods import is_locked
from ekin_tui.domain.rev import content_hash
from ekin_tui.domain.rules import Actor, Asked, Facts, Refused, Role, decide, role_of
from ekin_tui.domain.worktime import usual_minutes
from ekin_tui.domain.writing import REACH, Beside, advise, read_recent
from ekin_tui.store import Store, Stored
from ekin_tui.store.undecided import Part, Sift

_READERS = (Role.SUPERVISOR, Role.AUDITOR)
_DECISIONS = frozenset({"approve", "return", "reject", "reopen", "note"})
"""What is taken back in the room of review; one's own work is taken back in the calendar."""
_BACK = (Action.RETURN, Action.REOPEN)
_MOST = 200
"""Entries of one person and day that are approved at once."""


class Reviewing(Posts):
    """Reviews for the positions that the signed-in person speaks for today."""

    def __init__(
        self, store: Store, look: Callable[[], Looking], clock: Clock, new_id: NewId, uptime: Callable[[], Uptime]
    ) -> None:
        """``look`` gives a view of the desk at this moment."""
        super().__init__(store, look, uptime)
        self._new_id = new_id
        self._queue = Queueing(store, clock, new_id)

    def inbox(self, typed: str = "", order: Order = Order.OLDEST) -> Inbox:
        """Return what waits for a decision, narrowed by the filter line ``typed`` (:mod:`ekin_tui.desk.sifting`)."""
        look = self._look()
        return Inbox(look, self._sift(look), read_wanted(typed, look.today), order)

    def queue(self, of: str = "") -> list[EntryView]:
        """Return all that waits, oldest submission first; ``of`` is a NIP or part of a name. For lists that end."""
        look = self._look()
        wanted = _wanted(of)
        people = [person.id for person in self._store.reference.persons() if wanted(person)]
        sift = replace(self._sift(look), owners=tuple(people) if of.strip() else None)
        inbox = Inbox(look, sift, Wanted())
        return [view for view in map(inbox.at, range(inbox.total)) if view is not None]

    def of_day(self, owner: str, day: date) -> list[EntryView]:
        """Return what waits of one person and day, by start."""
        look = self._look()
        sift = replace(self._sift(look), owners=(owner,), first=day, last=day)
        actor = look.actor()
        found = self._store.undecided.window(sift, Part(owner=owner), 0, _MOST)
        person = self._store.reference.person(owner) or Person(id=owner, nip="", name="")
        return [look.brief(stored, person, actor) for stored in found]

    def entries_of(self, of: str, first: date, last: date) -> list[EntryView]:
        """Return what this person may read of others' days, by name and day; ``of`` is a NIP or part of a name.

        That is what was sent to a position that they speak for or audit.
        """
        look, closed, wanted = self._look(), self._closed(), _wanted(of)
        actor = look.actor()
        people = [person for person in self._store.reference.persons() if person.id != look.me.id and wanted(person)]
        return [
            look.brief(stored, owner, actor)
            for owner in sorted(people, key=lambda person: (person.name, person.id))
            for stored in self._store.entries.of_days(owner.id, first, last)
            if _readable(stored, actor, closed)
        ]

    def look(self, entry_id: str) -> ReviewView | None:
        """Return an entry of others with its plan, what was realised, and that day; None when it isn't here."""
        look, closed = self._look(), self._closed()
        actor = look.actor()
        stored = self._store.entries.get(entry_id)
        if stored is None or not _readable(stored, actor, closed):
            return None
        entry = stored.entry
        day = self._store.entries.of_days(entry.owner, entry.day, entry.day)
        same_day = [s for s in day if s.entry.id != entry.id and _readable(s, actor, closed)]
        view = look.view(stored, actor)
        counted = [entry, *(s.entry for s in same_day if s.entry.status is not Status.REJECTED)]
        policy = self._store.reference.policy()
        usual = usual_minutes(entry.day, week=view.owner.week, policy=policy)
        return ReviewView(
            view=view,
            realised=self._store.entries.realised(entry.owner, entry.plan) if entry.plan else 0,
            same_day=tuple(look.view(s, actor) for s in same_day),
            acting=acting_for(self.acting(), entry),
            back=self._back(look, view),
            minutes=sum(one.minutes for one in counted),
            target=policy.day_target or usual,
            hints=self._hints(look, view, actor, closed),
        )

    def approve(self, entry_id: str, *, rev: str, minutes: int | None = None, note: str = "") -> Outcome:
        """Approve the revision that was read; ``minutes`` recognises fewer than claimed and then needs a note."""
        return self._act(entry_id, Action.APPROVE, rev, note, minutes)

    def approve_all(self, read: Sequence[tuple[str, str]]) -> list[Outcome]:
        """Approve several entries, each by id and the revision that was read; one undo takes all of them back."""
        with self._queue.together():
            return [self._act(entry_id, Action.APPROVE, rev, "") for entry_id, rev in read]

    def send_back(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Return the entry to its owner with what is to be mended."""
        return self._act(entry_id, Action.RETURN, rev, note)

    def reject(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Reject the entry for good."""
        return self._act(entry_id, Action.REJECT, rev, note)

    def reopen(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Take an approval back, with the reason, while the period is not locked."""
        return self._act(entry_id, Action.REOPEN, rev, note)

    def comment(self, entry_id: str, *, note: str) -> Outcome:
        """Add a note without deciding."""
        return self._act(entry_id, Action.NOTE, None, note)

    def undo(self) -> TakenBack | None:
        """Take the last decision back while it has not left; None when there is none."""
        done = self._queue.undo(_DECISIONS)
        if done is None:
            return None
        stored = self._store.entries.get(done.entry)
        return TakenBack(key=done.key, view=self._look().view(stored) if stored else None, count=done.count)

    def _act(self, entry_id: str, action: Action, rev: str | None, note: str, minutes: int | None = None) -> Outcome:
        stored = self._store.entries.get(entry_id)
        if stored is None:
            return Outcome(id=entry_id, problem=Problem(code="not-found"))
        if stored.entry.position in self._closed():
            return Outcome(id=entry_id, problem=Problem(code="lease-over"))
        look, before = self._look(), stored.entry
        locked = is_locked(before.day, self._store.reference.periods())
        asked = Asked(action=action, base=before.rev if rev is None else rev, text=note, minutes=minutes)
        try:
            after = decide(look.actor(), before, asked, Facts(locked=locked))
        except Refused as no:
            problem = Problem(code=no.code, field=no.field, args=no.details)
            shown = None if no.code == "not-found" else look.view(stored)
            return Outcome(id=entry_id, view=shown, problem=problem)
        assignment = acting_for(self.acting(), before)
        self._queue.act(
            action,
            before,
            replace(after, rev=before.rev),
            text=note,
            minutes=minutes,
            assignment=assignment.id if assignment else None,
            note=_note(self._new_id(), look.me, before, asked, assignment),
        )
        now = self._store.entries.get(entry_id)
        return Outcome(id=entry_id, view=look.view(now) if now else None)

    def _sift(self, look: Looking) -> Sift:
        return Sift(positions=tuple(sorted(look.actor().positions - self._closed())), but=look.me.id)

    def _back(self, look: Looking, view: EntryView) -> Back | None:
        """Return the last return of an entry that waits again, with what has changed since."""
        note = next((note for note in reversed(view.notes) if note.kind in _BACK), None)
        if note is None or view.entry.status is not Status.SUBMITTED:
            return None
        before = self._store.undecided.returned(view.entry.id)
        if before is None or (note.rev and content_hash(before) != note.rev.partition("-")[2]):
            return Back(note=note, fields=None)
        return Back(note=note, fields=look.differences(before, view.entry))

    def _hints(self, look: Looking, view: EntryView, actor: Actor, closed: Collection[str]) -> tuple[Problem, ...]:
        """Return what may be odd about the writing, judged beside what one may read of the days around."""
        entry, line, reach = view.entry, view.plan, timedelta(days=REACH)
        if entry.status is not Status.SUBMITTED:
            return ()
        near = self._store.entries.of_days(entry.owner, entry.day - reach, entry.day + reach)
        recent = read_recent(stored.entry for stored in near if _readable(stored, actor, closed))
        beside = Beside(
            plan=line.plan if line else None,
            result=line.rhk.text if line else "",
            recent=recent,
            silent=look.store.reference.policy().silent,
        )
        return advise(entry, beside)


def _readable(stored: Stored, actor: Actor, closed: Collection[str]) -> bool:
    """Tell whether ``actor`` may read an entry of somebody else; ``closed`` are the positions whose lease is over."""
    return role_of(actor, stored.entry) in _READERS and stored.entry.position not in closed


def _note(note_id: str, me: Person, entry: Entry, asked: Asked, assignment: Assignment | None) -> Note:
    return Note(
        id=note_id,
        entry=entry.id,
        kind=asked.action,
        text=asked.text,
        minutes=asked.minutes,
        by=me.id,
        name=me.name,
        capacity=assignment.capacity if assignment else Capacity.HOLDER,
    )


def _wanted(of: str) -> Callable[[Person], bool]:
    if not of.strip():
        return lambda _: True
    try:
        nip = parse_nip(of)
    except NipError:
        words = of.casefold().split()
        return lambda person: all(word in person.name.casefold() for word in words)
    return lambda person: person.nip == nip
