"""Sending one's entries to the supervisor, and taking them back. Each is judged by the table of states."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ekin_tui.desk.looking import OPEN
from ekin_tui.desk.mending import UNMENDED, is_unmended
from ekin_tui.desk.own import Own, errors
from ekin_tui.desk.queueing import Act
from ekin_tui.desk.views import DayKind, EntryView, Outcome, Survey
from ekin_tui.domain.lateness import is_closed
from ekin_tui.domain.model import Action, Capacity, Entry, Note, Problem, Status
from ekin_tui.domain.periods import is_locked
from ekin_tui.domain.rules import Asked, Facts, Refused, decide

_SHOWN = timedelta(days=62)
"""How far back empty days are told; before that their periods are closed."""


class Sending(Own):
    """What leads an entry from one status to another, for its owner."""

    def submit(self, ids: Sequence[str], *, as_is: bool = False) -> list[Outcome]:
        """Send entries to the supervisor, each judged by itself: all that may go are queued in one transaction.

        What was returned and not mended since is left (``not-mended``), unless its owner wants it to go ``as_is``.
        Raises StoreError, and none of them is queued, where the cache can't be written.
        """
        judged = [self._to_send(entry_id, as_is=as_is) for entry_id in ids]
        self._queue.act(one for one in judged if isinstance(one, Act))
        return [one if isinstance(one, Outcome) else self._done(one) for one in judged]

    def withdraw(self, entry_id: str) -> Outcome:
        """Take a submitted entry back while it is undecided."""
        return self._act(entry_id, Action.WITHDRAW)

    def comment(self, entry_id: str, text: str) -> Outcome:
        """Answer in the thread of notes."""
        return self._act(entry_id, Action.NOTE, text)

    def discard(self, entry_id: str) -> Outcome:
        """Throw a draft away; it can be brought back by an undo."""
        return self._act(entry_id, Action.DISCARD)

    def unmended(self, entry_id: str) -> bool:
        """Tell whether an entry was returned and says the same as it did then."""
        stored = self._store.entries.get(entry_id)
        return stored is not None and is_unmended(self._store, stored)

    def survey(self, first: date, last: date) -> Survey:
        """Return what a submission of all days from ``first`` to ``last`` would send, and what stays and why."""
        look, entries = self._look(), self._store.entries
        me, actor = look.me.id, look.actor()
        unsent = entries.of_status(me, (*OPEN, Status.DISCARDED), first, last)
        open_ = [look.view(stored, actor) for stored in unsent if stored.entry.status in OPEN]
        stays = [(view, why) for view in open_ if (why := self._why_it_stays(view)) is not None]
        left = {view.entry.id for view, _ in stays}
        since = max(first, entries.first_filled_day(me) or first, look.today - _SHOWN)
        until = min(last, look.today)
        filled = entries.sums(me, since, until)
        days = look.days(since, max(since, until))
        span = [since + timedelta(days=n) for n in range((until - since).days + 1)]
        return Survey(
            first=first,
            last=last,
            goes=tuple(view for view in open_ if view.entry.id not in left),
            stays=tuple(stays),
            empty=tuple(day for day in span if day not in filled and days.kind(day) is DayKind.WORK),
            done=entries.count(me, first, last) - len(unsent),
        )

    def count_open(self, first: date, last: date) -> int:
        """Return how many drafts and returned entries lie between two days."""
        return self._store.entries.count_of_status(self._look().me.id, OPEN, first, last)

    def undo(self) -> str | None:
        """Take back what the last key changed. Returns what it was, or None when there is nothing to take back.

        ``left``: it is at the centre already; ``part``: some of it is, the rest was taken back.
        """
        done = self._queue.undo()
        return None if done is None else done.key

    def _act(self, entry_id: str, action: Action, text: str = "") -> Outcome:
        act = self._judged(entry_id, action, text)
        if isinstance(act, Outcome):
            return act
        if action is not Action.DISCARD or not self._queue.drop(act.before, act.after):
            self._queue.act([act])
        return self._done(act)

    def _done(self, act: Act) -> Outcome:
        return Outcome(id=act.before.id, view=self.view(act.before.id))

    def _why_it_stays(self, view: EntryView) -> Problem | None:
        found = errors(view.problems)
        if not found and self.unmended(view.entry.id):
            return UNMENDED
        return found[0] if found else None

    def _to_send(self, entry_id: str, *, as_is: bool) -> Act | Outcome:
        judged = self._judged(entry_id, Action.SUBMIT)
        if isinstance(judged, Act) and not as_is and self.unmended(entry_id):
            return Outcome(id=entry_id, view=self.view(entry_id), problem=UNMENDED)
        return judged

    def _judged(self, entry_id: str, action: Action, text: str = "") -> Act | Outcome:
        """Return what is to be done, or why it may not be."""
        stored = self._store.entries.get(entry_id)
        look = self._look()
        if stored is None or stored.entry.owner != look.me.id:
            return Outcome(id=entry_id, problem=Problem(code="not-found"))
        before = stored.entry
        try:
            after = decide(look.actor(), before, Asked(action=action, base=before.rev, text=text), self._facts(before))
        except Refused as no:
            problem = Problem(code=no.code, field=no.field, args=no.details)
            return Outcome(id=entry_id, view=look.view(stored), problem=problem)
        after = replace(after, rev=before.rev)
        return Act(action=action, before=before, after=after, text=text, note=self._note(before, action, text))

    def _facts(self, entry: Entry) -> Facts:
        look = self._look()
        periods, policy = self._store.reference.periods(), self._store.reference.policy()
        return Facts(
            problems=look.problems(entry),
            closed=is_closed(policy, look.timing(entry)),
            locked=is_locked(entry.day, periods),
            sent=entry.received is not None,
            withdraw=policy.withdraw,
        )

    def _note(self, entry: Entry, action: Action, text: str) -> Note | None:
        if action is not Action.NOTE:
            return None
        me = self._look().me
        return Note(
            id=self._new_id(),
            entry=entry.id,
            kind=action,
            text=text,
            by=me.id,
            name=me.name,
            capacity=Capacity.OWNER,
        )
