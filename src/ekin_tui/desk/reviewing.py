"""Others' work: the queue of a supervisor, an entry with its whole picture, and the decision."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date

from ekin_tui.desk.inbox import Inbox, Order
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.posts import Posts, acting_for
from ekin_tui.desk.queueing import Act, Clock, NewId, Queueing
from ekin_tui.desk.review_views import ReviewView, TakenBack
from ekin_tui.desk.seeing import readable, see
from ekin_tui.desk.sifting import read_wanted
from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.leases import Uptime
from ekin_tui.domain.model import Action, Assignment, Capacity, Entry, Note, Person, Problem
from ekin_tui.domain.nip import NipError, parse_nip
from ekin_tui.domain.periods import is_locked
from ekin_tui.domain.rules import Asked, Facts, Refused, decide
from ekin_tui.store import Store
from ekin_tui.store.undecided import Part, Sift

_DECISIONS = frozenset({"approve", "return", "reject", "reopen", "note"})
"""What is taken back in the room of review; one's own work is taken back in the calendar."""
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

    def inbox(self, typed: str = "", order: Order = Order.OLDEST, of: str = "") -> Inbox:
        """Return what waits for a decision, narrowed by the filter line ``typed`` (:mod:`ekin_tui.desk.sifting`).

        ``of`` leaves one person, or those of a name: a NIP or part of a name.
        """
        look, wanted = self._look(), _wanted(of)
        people = (
            tuple(person.id for person in self._store.reference.persons() if wanted(person)) if of.strip() else None
        )
        return Inbox(look, replace(_sift(look, self._closed()), owners=people), read_wanted(typed, look.today), order)

    def queue(self, of: str = "") -> list[EntryView]:
        """Return all that waits, oldest submission first, for who asks about a short queue; ``of`` as of the inbox."""
        inbox = self.inbox(of=of)
        return [view for view in map(inbox.at, range(inbox.total)) if view is not None]

    def of_day(self, owner: str, day: date) -> list[EntryView]:
        """Return what waits of one person and day, by start."""
        look = self._look()
        sift = replace(_sift(look, self._closed()), owners=(owner,), first=day, last=day)
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
            if readable(stored, actor, closed)
        ]

    def look(self, entry_id: str) -> ReviewView | None:
        """Return an entry of others with its plan, what was realised, and that day; None when it isn't here."""
        look, closed = self._look(), self._closed()
        actor = look.actor()
        stored = self._store.entries.get(entry_id)
        if stored is None or not readable(stored, actor, closed):
            return None
        return see(look, stored, actor, closed, self.acting())

    def read(self, inbox: Inbox, first: int, count: int) -> Iterator[EntryView]:
        """Yield entries of ``inbox`` from the number ``first`` on, each with its plan and notes, for lists."""
        look = self._look()
        actor = look.actor()
        for number in range(first, min(first + count, inbox.total)):
            brief = inbox.at(number)
            stored = self._store.entries.get(brief.entry.id) if brief else None
            if stored is not None:
                yield look.view(stored, actor)

    def approve(self, entry_id: str, *, rev: str, minutes: int | None = None, note: str = "") -> Outcome:
        """Approve the revision that was read; ``minutes`` recognises fewer than claimed and then needs a note."""
        return self._do(self._judged(entry_id, Action.APPROVE, rev, note, minutes))[0]

    def approve_all(self, read: Sequence[tuple[str, str]]) -> list[Outcome]:
        """Approve several entries, each by id and the revision that was read; one undo takes all of them back.

        Each is judged by itself; all that may be approved are so in one transaction. Raises StoreError, and none of
        them is approved, where the cache can't be written.
        """
        return self._do(*(self._judged(entry_id, Action.APPROVE, rev, "") for entry_id, rev in read))

    def send_back(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Return the entry to its owner with what is to be mended."""
        return self._do(self._judged(entry_id, Action.RETURN, rev, note))[0]

    def reject(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Reject the entry for good."""
        return self._do(self._judged(entry_id, Action.REJECT, rev, note))[0]

    def reopen(self, entry_id: str, *, rev: str, note: str) -> Outcome:
        """Take an approval back, with the reason, while the period is not locked."""
        return self._do(self._judged(entry_id, Action.REOPEN, rev, note))[0]

    def comment(self, entry_id: str, *, note: str) -> Outcome:
        """Add a note without deciding."""
        return self._do(self._judged(entry_id, Action.NOTE, None, note))[0]

    def undo(self) -> TakenBack | None:
        """Take the last decision back while it has not left; None when there is none."""
        done = self._queue.undo(_DECISIONS)
        if done is None:
            return None
        stored = self._store.entries.get(done.entry)
        return TakenBack(key=done.key, view=self._look().view(stored) if stored else None, count=done.count)

    def _do(self, *judged: Act | Outcome) -> list[Outcome]:
        """Do what may be done of it, all or nothing, and return what each has led to."""
        self._queue.act(one for one in judged if isinstance(one, Act))
        look = self._look()
        return [one if isinstance(one, Outcome) else _done(look, one.before.id) for one in judged]

    def _judged(
        self, entry_id: str, action: Action, rev: str | None, note: str, minutes: int | None = None
    ) -> Act | Outcome:
        """Return what is to be done, or why it may not be."""
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
        return Act(
            action=action,
            before=before,
            after=replace(after, rev=before.rev),
            text=note,
            minutes=minutes,
            assignment=assignment.id if assignment else None,
            note=_note(self._new_id(), look.me, before, asked, assignment),
        )


def _sift(look: Looking, closed: Set[str]) -> Sift:
    """Return what narrows the queue to the posts that the reader speaks for, without their own work."""
    return Sift(positions=tuple(sorted(look.actor().positions - closed)), but=look.me.id)


def _done(look: Looking, entry_id: str) -> Outcome:
    stored = look.store.entries.get(entry_id)
    return Outcome(id=entry_id, view=look.view(stored) if stored else None)


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
