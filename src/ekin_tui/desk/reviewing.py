"""Others' work: the queue of a supervisor, an entry with its whole picture, and the decision."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.queueing import Clock, NewId, Queueing
from ekin_tui.desk.views import EntryView, Outcome, ReviewView
from ekin_tui.domain.leases import Contact, Uptime, is_over
from ekin_tui.domain.model import Action, Assignment, Capacity, Entry, Note, Person, Problem
from ekin_tui.domain.nip import NipError, parse_nip
from ekin_tui.domain.periods import is_locked
from ekin_tui.domain.rules import Actor, Asked, Facts, Refused, Role, decide, role_of
from ekin_tui.store import Store, Stored
from ekin_tui.store.cursors import office_of
from ekin_tui.sync.timekeeping import last_contact

_READERS = (Role.SUPERVISOR, Role.AUDITOR)
_DECISIONS = frozenset({"approve", "return", "reject", "reopen", "note"})
"""What is taken back in the room of review; one's own work is taken back in the calendar."""


class Reviewing:
    """Reviews for the positions that the signed-in person speaks for today."""

    def __init__(
        self, store: Store, look: Callable[[], Looking], clock: Clock, new_id: NewId, uptime: Callable[[], Uptime]
    ) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._store, self._look, self._new_id, self._uptime = store, look, new_id, uptime
        self._queue = Queueing(store, clock, new_id)

    def acting(self) -> list[Assignment]:
        """Return the posts that this person speaks for today, their own first."""
        return sorted(self._look().assignments(), key=lambda a: a.capacity is not Capacity.HOLDER)

    def locked(self) -> list[Assignment]:
        """Return the posts whose lease is over: the centre has to be asked again before their entries are shown."""
        closed = self._closed()
        return [post for post in self.acting() if post.position in closed] if closed else []

    def auditing(self) -> list[Assignment]:
        """Return by which assignments this person reads others' work today as an auditor."""
        return self._look().audits()

    def is_supervisor(self) -> bool:
        """Tell whether anybody's work may come to this person today."""
        return bool(self._look().assignments())

    def queue(self, of: str = "") -> list[EntryView]:
        """Return what waits for a decision, oldest submission first; ``of`` is a NIP or part of a name."""
        look = self._look()
        actor = look.actor()
        people = {person.id: person for person in self._store.reference.persons()}
        wanted = _wanted(of)
        views = []
        for stored in self._store.entries.waiting(sorted(actor.positions - self._closed())):
            owner = people.get(stored.entry.owner) or Person(id=stored.entry.owner, nip="", name="")
            if stored.entry.owner != look.me.id and wanted(owner):
                views.append(look.brief(stored, owner, actor))
        return views

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
        same_day = self._store.entries.of_days(entry.owner, entry.day, entry.day)
        return ReviewView(
            view=look.view(stored, actor),
            realised=self._store.entries.realised(entry.owner, entry.plan) if entry.plan else 0,
            same_day=tuple(
                look.view(s, actor) for s in same_day if s.entry.id != entry.id and _readable(s, actor, closed)
            ),
            acting=_acting_for(self.acting(), entry),
        )

    def approve(self, entry_id: str, *, rev: str, minutes: int | None = None, note: str = "") -> Outcome:
        """Approve the revision that was read; ``minutes`` recognises fewer than claimed and then needs a note."""
        return self._act(entry_id, Action.APPROVE, rev, note, minutes)

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

    def undo(self) -> tuple[str, EntryView | None] | None:
        """Take the last decision back while it has not left; see :meth:`Queueing.undo` for the key."""
        done = self._queue.undo(_DECISIONS)
        if done is None:
            return None
        stored = self._store.entries.get(done.entry)
        return done.key, self._look().view(stored) if stored else None

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
        assignment = _acting_for(self.acting(), before)
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

    def _closed(self) -> frozenset[str]:
        """Return the positions whose lease is over."""
        leases = {office_of(feed.id): feed.lease_s for feed in self._store.cursors.feeds() if feed.lease_s}
        if not leases:
            return frozenset()
        last = last_contact(self._store)
        now = Contact(at=self._look().now, uptime=self._uptime())
        return frozenset(office for office, lease_s in leases.items() if is_over(lease_s, last, now))


def _readable(stored: Stored, actor: Actor, closed: frozenset[str]) -> bool:
    """Tell whether ``actor`` may read an entry of somebody else; ``closed`` are the positions whose lease is over."""
    return role_of(actor, stored.entry) in _READERS and stored.entry.position not in closed


def _acting_for(posts: list[Assignment], entry: Entry) -> Assignment | None:
    return next((post for post in posts if post.position == entry.position), None)


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
