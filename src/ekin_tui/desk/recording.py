"""Recording an activity: the form as it is typed, the draft that it becomes, the copy of another day."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ekin_tui.desk.looking import OPEN, Looking
from ekin_tui.desk.own import Own
from ekin_tui.desk.planless import planless
from ekin_tui.desk.reading import form_from, meant, opened_with, read_form, typed, write_form
from ekin_tui.desk.views import Checked, EntryView, Form, Met
from ekin_tui.desk.writing import hints, recent_days
from ekin_tui.domain.merge import same_content, three_way
from ekin_tui.domain.model import Action, Entry, Severity, Status
from ekin_tui.domain.periods import is_locked
from ekin_tui.domain.rev import content_hash
from ekin_tui.domain.rules import Asked, Facts, decide

if TYPE_CHECKING:
    from ekin_tui.domain.writing import Recent


class Recording(Own):
    """Forms and drafts. A form is on disk before it is judged; a draft may lack anything."""

    def blank(self, day: date) -> Form:
        """Return an empty form for ``day``; it starts where the last entry of that day ends."""
        ends = [s.entry.end for s in self._store.entries.of_days(self._look().me.id, day, day) if s.entry.end]
        form = write_form(Entry(id="", owner="", day=day, start=max(ends, default=None)))
        return form if max(ends, default=0) < 1_440 else replace(form, start="")

    def form(self, entry_id: str) -> Form:
        """Return an entry as it would be typed; text that was being typed goes before what was saved.

        Raises KeyError when there is neither.
        """
        scratch = self._store.scratch.get(entry_id)
        if scratch is not None:
            return form_from(entry_id, scratch)
        stored = self._store.entries.get(entry_id)
        if stored is None:
            raise KeyError(entry_id)
        return write_form(stored.entry)

    def recent(self, day: date) -> "Recent":
        """Return what was written on the days around ``day``, for :meth:`check` at every key."""
        return recent_days(self._look(), day)

    def check(self, form: Form, recent: "Recent | None" = None) -> Checked:
        """Return what ``form`` says and what is wrong or odd about it. Writes nothing.

        ``recent`` spares a read of the days around: give it where this is asked at every key.
        """
        look = self._look()
        reading = read_form(form, before=self._before(form, look), today=look.today)
        unread = {p.field for p in reading.problems}
        found = [p for p in look.problems(reading.entry) if p.field not in unread]
        wrong = unread.union(p.field for p in found if p.severity is Severity.ERROR)
        days = recent_days(look, reading.entry.day) if recent is None else recent
        both = [
            *planless(self._store, look.me.id, reading.entry, reading.problems),
            *found,
            *(p for p in hints(look, reading.entry, days) if p.field not in wrong),
        ]
        return Checked(
            entry=reading.entry, problems=tuple(sorted(both, key=lambda p: p.severity is not Severity.ERROR))
        )

    def keep(self, form: Form) -> Form:
        """Put ``form`` on disk as it is typed, before anything is judged. Returns it with its id."""
        kept = form if form.id else replace(form, id=self._new_id())
        with self._store.writing():
            self._store.scratch.keep(kept.id, typed(kept), self._clock().isoformat())
        return kept

    def save(self, form: Form) -> tuple[EntryView, Checked]:
        """Keep ``form`` as a draft, complete or not. Parts that can't be read stay as they were typed.

        An entry that is another one than when the form was opened is merged with; see ``Checked.met``.
        Raises Refused when the entry can't be changed any more.
        """
        named = form if form.id else replace(form, id=self._new_id())
        stored, base = self._store.entries.get(named.id), opened_with(form)
        if stored is not None and form.base and (base is None or _moved(base, stored.entry)):
            return self._save_over(named, base, stored.entry)
        checked = self.check(named)
        before = stored.entry if stored else None
        if before is not None and before.status is Status.DISCARDED:
            before = None
        if before is not None:
            self._decide(before, checked.entry)
        if before is None or content_hash(before) != content_hash(checked.entry):
            self._queue.put(checked.entry, before=before)
        self._keep_unread(named, checked.entry)
        view = self.view(named.id)
        assert view is not None  # noqa: S101 - it was written a line above
        return view, checked

    def _save_over(self, form: Form, base: Entry | None, now: Entry) -> tuple[EntryView, Checked]:
        """Save what was typed on ``base`` into the entry that is ``now`` another one; nothing typed is lost.

        Without a base (its text went bad) nobody knows what was typed: all that differs is kept apart.
        """
        mine = meant(form, base=base, today=self._look().today) if base else self.check(form).entry
        merged = three_way(base, mine, now)
        if not merged.mine and not merged.clashes:
            met = Met.MERGED
            self._decide(now, now)
            self.drop_scratch(now.id)
        elif now.status not in OPEN or merged.clashes:
            met = Met.COPIED
            part = merged.entry if merged.mine and now.status in OPEN else None
            self._queue.keep_apart(part and self._decide(now, part), before=now, mine=mine, base=base)
        else:
            met = Met.MERGED
            self._queue.put(self._decide(now, merged.entry), before=now)
            self._keep_unread(form, merged.entry)
        stored = self._store.entries.get(now.id)
        assert stored is not None  # noqa: S101 - entries are never deleted by their owner
        checked = self.check(write_form(stored.entry))
        return self._look().view(stored), replace(checked, met=met)

    def _decide(self, before: Entry, content: Entry) -> Entry:
        """Return ``content`` when it may take the place of ``before``. Raises Refused."""
        locked = is_locked(before.day, self._store.reference.periods())
        asked = Asked(action=Action.PUT, base=before.rev, content=content)
        decide(self._look().actor(), before, asked, Facts(locked=locked))
        return content

    def _keep_unread(self, form: Form, entry: Entry) -> None:
        """Forget what was being typed, but for parts that can't be read; the rest is as ``entry`` has it."""
        unread = {p.field for p in read_form(form, before=entry, today=self._look().today).problems}
        self.drop_scratch(form.id)
        if unread:
            left = {name: text for name, text in typed(form).items() if name.removesuffix("_words") in unread}
            self.keep(replace(write_form(entry), **left))

    def keep_line(self, entry_id: str, line: str, day: date) -> str:
        """Put a quick line on disk as it is typed. Returns the id of its entry to be; saving that forgets the line."""
        kept = entry_id or self._new_id()
        with self._store.writing():
            self._store.scratch.keep(kept, {"line": line, "day": day.isoformat()}, self._clock().isoformat())
        return kept

    def unfinished(self) -> list[Form]:
        """Return the forms that were being typed when the program ended."""
        others = {"line", "note"}
        return [form_from(entry, fields) for entry, fields in self._store.scratch.all() if others.isdisjoint(fields)]

    def unfinished_line(self) -> tuple[str, str, date] | None:
        """Return the quick line that was typed last and not filed: its id, its text, its day."""
        lines = [(kept, f["line"], f.get("day", "")) for kept, f in self._store.scratch.all() if "line" in f]
        return next(((kept, line, date.fromisoformat(day)) for kept, line, day in reversed(lines)), None)

    def drop_scratch(self, entry_id: str) -> None:
        """Forget what was being typed, after it was saved or given up."""
        with self._store.writing():
            self._store.scratch.drop(entry_id)

    def copy_last(self, day: date) -> list[EntryView]:
        """Copy the entries of the last filled day before ``day`` as drafts; empty when there is none."""
        look = self._look()
        source = self._store.entries.last_filled_day(look.me.id, day)
        if source is None:
            return []
        old = self._store.entries.of_days(look.me.id, source, source)
        copies = [_copied(stored.entry, self._new_id(), day, look.me.zone) for stored in old]
        self._queue.put_all(copies, key="copy")
        return [view for view in (self.view(copy.id) for copy in copies) if view is not None]

    def _before(self, form: Form, look: Looking) -> Entry:
        stored = self._store.entries.get(form.id) if form.id else None
        return stored.entry if stored else Entry(id=form.id, owner=look.me.id, day=look.today, zone=look.me.zone)


def _moved(base: Entry, now: Entry) -> bool:
    """Tell whether an entry is another one than ``base``, or closed since."""
    return not same_content(base, now) or (base.status in OPEN and now.status not in OPEN)


def _copied(old: Entry, entry_id: str, day: date, zone: str) -> Entry:
    """Return the draft of ``day`` that says what ``old`` did. A link proves one piece of work and is not copied."""
    return Entry(
        id=entry_id,
        owner=old.owner,
        day=day,
        start=old.start,
        end=old.end,
        zone=zone,
        activity=old.activity,
        plan=old.plan,
        quantity=old.quantity,
        unit=old.unit,
    )
