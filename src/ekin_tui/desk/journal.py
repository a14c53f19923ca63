"""One's own log. The door of the calendar, the editor and the command line."""

from dataclasses import asdict
from datetime import date, timedelta

from ekin_tui import wire
from ekin_tui.desk.beneath import Beneath, find_beneath
from ekin_tui.desk.months import day_view, month_view, own_log_begins
from ekin_tui.desk.recording import Recording
from ekin_tui.desk.sending import Sending
from ekin_tui.desk.taking_back import MARKED, Undo, last_day, remember
from ekin_tui.desk.views import DayKind, DayView, EntryView, Form, MonthView
from ekin_tui.desk.years import YearView, year_view
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import DayMark
from ekin_tui.domain.periods import is_locked
from ekin_tui.wire import Op


class Journal(Recording, Sending):
    """Recording and sending, with the days and months around them."""

    def month(self, month: Month) -> MonthView:
        """Return ``month`` in cells and figures."""
        return month_view(self._look(), month)

    def year(self, year: int) -> YearView:
        """Return ``year`` in days, for a map of it."""
        return year_view(self._look(), year)

    def day(self, day: date) -> DayView:
        """Return ``day`` with its entries."""
        return day_view(self._look(), day)

    def next_unfilled(self, after: date) -> date | None:
        """Return the next working day without an entry, starting over at the oldest one; None when all are filled.

        Days before the log begins and days of locked periods are passed over: nothing can be done about them.
        """
        look = self._look()
        first = look.today - timedelta(days=62)
        days = look.days(first, look.today)
        filled = {s.entry.day for s in self._store.entries.of_days(look.me.id, first, look.today)}
        span = (first + timedelta(days=n) for n in range((look.today - first).days + 1))
        periods, begun = self._store.reference.periods(), own_log_begins(look)
        open_days = [
            day
            for day in span
            if days.kind(day) is DayKind.WORK and day >= begun and day not in filled and not is_locked(day, periods)
        ]
        later = [day for day in open_days if day > after]
        return next(iter(later or open_days), None)

    def search(self, words: str, limit: int = 200) -> list[EntryView]:
        """Return one's own entries that hold all ``words``, newest first; the newest ones without words."""
        look = self._look()
        actor = look.actor()
        return [look.brief(s, look.me, actor) for s in self._store.entries.search(look.me.id, words, limit)]

    def learn_words(self) -> bool:
        """Take up a portion of what the search does not know by its index yet; tell whether more is left."""
        return self._store.entries.words.catch_up() > 0

    def mark(self, day: date, kind: str, text: str = "") -> DayMark:
        """Mark a day of one's own: ``leave``, ``duty``, ``training``, or ``work`` to make it a working day again.

        One undo takes it back.
        """
        me = self._look().me
        known = [m for m in self._store.reference.marks(me.id, day, day) if m.owner == me.id]
        mark = DayMark(id=known[0].id if known else self._new_id(), day=day, kind=kind, text=text, owner=me.id)
        op = Op(
            op=self._new_id(), t="mark", entry=mark.id, at=self._clock().isoformat(), mark=wire.Mark(**asdict(mark))
        )
        with self._store.writing():
            self._store.reference.put(mark)
            self._store.outbox.add(op)
            before = known[0] if known else None
            remember(self._store, Undo(key=MARKED, entry=mark.id, ops=[op.op], mark=before, day=day))
        return mark

    def day_of_undo(self) -> date | None:
        """Return the day that the next undo would change; None when it would change none."""
        return last_day(self._store)

    def beneath(self, form: Form, seen: EntryView) -> Beneath | None:
        """Return what happened to the entry of ``form`` since it was opened and shown as ``seen``; None for nothing."""
        look, stored = self._look(), self._store.entries.get(seen.entry.id)
        return find_beneath(form, seen, look.view(stored), look.today) if stored is not None else None

    def pins(self) -> frozenset[str]:
        """Return the ids of the rencana aksi that are kept at the head of the suggestions."""
        return self._store.reference.pins()

    def pin(self, plan_id: str, on: bool) -> None:
        """Keep a rencana aksi at the head of the suggestions, or no longer."""
        with self._store.writing():
            self._store.reference.pin(plan_id, on)
