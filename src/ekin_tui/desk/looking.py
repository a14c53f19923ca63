"""From what is stored to what is shown: an entry with its plan, notes, problems and possible actions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ekin_tui.desk.days import Days, Holidays, find_days
from ekin_tui.desk.planless import planless
from ekin_tui.desk.views import DayKind, EntryView
from ekin_tui.domain.checks import Around, problems
from ekin_tui.domain.clock import show_clock
from ekin_tui.domain.lateness import ON_TIME, Outage, Sending, Timing, stand
from ekin_tui.domain.model import CONTENT, Assignment, Entry, Note, Person, Problem, Status
from ekin_tui.domain.periods import is_locked, period_of
from ekin_tui.domain.rules import Actor, Role, allowed
from ekin_tui.store import Store, Stored
from ekin_tui.store.cursors import office_of

OPEN = (Status.DRAFT, Status.RETURNED)
"""Statuses in which the owner writes."""
SPAN = timedelta(weeks=8)
"""How far back habits are counted."""


class Looking:
    """Reads one person's desk. Every answer is made fresh from the store: nothing here can go stale."""

    def __init__(self, store: Store, me: Person, now: datetime, holidays: Holidays) -> None:
        """``now`` is aware; days are judged in the zone of ``me``."""
        self.store, self.me, self.now, self.holidays = store, me, now, holidays
        self.today = now.astimezone(ZoneInfo(me.zone)).date()

    def assignments(self) -> list[Assignment]:
        """Return the posts that this person speaks for today."""
        return [a for a in _held(self) if a.speaks]

    def audits(self) -> list[Assignment]:
        """Return by which assignments this person reads others' work today, and changes nothing."""
        return [a for a in _held(self) if not a.speaks]

    def actor(self) -> Actor:
        """Return this person as the table of states knows people."""
        spoken = frozenset(a.position for a in self.assignments())
        return Actor(person=self.me.id, positions=spoken, audited=_audited(self))

    def days(self, first: date, last: date, person: Person | None = None) -> Days:
        """Return what the days of ``person`` (or one's own) ask for."""
        return find_days(self.store, person or self.me, first, last, self.holidays)

    def around(self, entry: Entry, others: Sequence[Entry], days: Days) -> Around:
        """Return what the content of ``entry`` is judged by."""
        periods = self.store.reference.periods()
        line = self.store.reference.plan(entry.plan) if entry.plan else None
        mine = line is not None and line.skp.person == entry.owner
        return Around(
            today=self.today,
            others=[other for other in others if other.id != entry.id],
            plan=line.plan if line and mine else None,
            plan_known=not entry.plan or mine,
            period=period_of(entry.day, periods),
            closed=self.timing(entry) not in ON_TIME,
            locked=is_locked(entry.day, periods),
            policy=days.policy,
            off={day: name for day, name in days.off.items() if days.kinds.get(day) is DayKind.HOLIDAY},
            leave={day: name for day, name in days.off.items() if days.kinds.get(day) is DayKind.LEAVE},
            week=days.person.week,
        )

    def timing(self, entry: Entry) -> Timing:
        """Return how ``entry`` would stand to its deadline if it were submitted at this moment."""
        periods, policy = self.store.reference.periods(), self.store.reference.policy()
        outages = self.outages() if policy.outage_moves_deadline else []
        return stand(entry, Sending(received=self.now), periods, policy, outages)

    def outages(self) -> list[Outage]:
        """Return when the centre was away, as it says itself."""
        said = self.store.meta.get("outages")
        return msgspec.json.decode(said, type=list[Outage]) if said else []

    def problems(self, entry: Entry) -> tuple[Problem, ...]:
        """Return what is wrong or odd with ``entry``, errors first."""
        near = timedelta(days=1)
        others = [s.entry for s in self.store.entries.of_days(entry.owner, entry.day - near, entry.day + near)]
        found = problems(entry, self.around(entry, others, self.days(entry.day - near, entry.day + near)))
        return tuple(planless(self.store, self.me.id, entry, found))

    def view(self, stored: Stored, actor: Actor | None = None) -> EntryView:
        """Return ``stored`` with all that is shown around it."""
        entry = stored.entry
        owner = self.me if entry.owner == self.me.id else self.store.reference.person(entry.owner)
        refused = next(iter(self.store.outbox.attention_of(entry.id)), None)
        return EntryView(
            entry=entry,
            owner=owner or Person(id=entry.owner, nip="", name=""),
            plan=self.store.reference.plan(entry.plan) if entry.plan else None,
            where=stored.where,
            problems=self.problems(entry) if entry.status in OPEN and entry.owner == self.me.id else (),
            notes=tuple(_here(note, ZoneInfo(self.me.zone)) for note in self.store.notes.of_entry(entry.id)),
            conflict=stored.conflict,
            refused=refused,
            changes=self._changes(stored),
            actions=allowed(actor or self.actor(), entry),
            waiting_hours=self.waiting(entry),
            times=_times(entry, ZoneInfo(self.me.zone)),
        )

    def brief(self, stored: Stored, owner: Person, actor: Actor) -> EntryView:
        """Return ``stored`` for one line of a list: without notes, plan and problems."""
        return EntryView(
            entry=stored.entry,
            owner=owner,
            where=stored.where,
            conflict=stored.conflict,
            actions=allowed(actor, stored.entry),
            waiting_hours=self.waiting(stored.entry),
        )

    def last_sync(self) -> datetime | None:
        """Return when the last exchange with the centre succeeded, in this person's zone."""
        said = self.store.meta.get("last_sync")
        return datetime.fromisoformat(said).astimezone(ZoneInfo(self.me.zone)) if said else None

    def waiting(self, entry: Entry) -> int:
        """Return the whole hours that a submitted entry has waited."""
        if entry.status is not Status.SUBMITTED or entry.received is None:
            return 0
        return max(0, int((self.now - entry.received).total_seconds() // 3600))

    def _changes(self, stored: Stored) -> Mapping[str, tuple[str, str]]:
        if stored.entry.status is not Status.RETURNED or stored.base is None:
            return {}
        return self.differences(stored.base, stored.entry)

    def differences(self, before: Entry, after: Entry) -> dict[str, tuple[str, str]]:
        """Return the content fields that differ, as shown text."""
        pairs = {name: (self.shown(before, name), self.shown(after, name)) for name in CONTENT}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def shown(self, entry: Entry, name: str) -> str:
        """Return a field as text that a form would hold."""
        value = getattr(entry, name)
        if name in {"start", "end"}:
            return show_clock(value)
        if name == "plan" and value:
            line = self.store.reference.plan(value)
            return line.plan.text if line else str(value)
        return "" if value is None else str(value)


def _held(look: Looking) -> list[Assignment]:
    return [a for a in look.store.reference.assignments(look.me.id) if a.holds(look.today)]


def _audited(look: Looking) -> frozenset[str]:
    """Return the positions of an audit: the centre names them in each session, with the end of each."""
    if not look.audits():
        return frozenset()
    feeds = [feed for feed in look.store.cursors.feeds() if feed.role == Role.AUDITOR]
    return frozenset(office_of(feed.id) for feed in feeds if feed.until is None or look.now <= feed.until)


def _here(note: Note, zone: ZoneInfo) -> Note:
    """Return ``note`` with its time in ``zone``."""
    return note if note.at is None else replace(note, at=note.at.astimezone(zone))


def _times(entry: Entry, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    if entry.claimed is None or entry.received is None:
        return None
    return entry.claimed.astimezone(zone), entry.received.astimezone(zone)
