"""Writing an entry and what is asked of the centre in one transaction, with the way back while it has not left."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import msgspec

from ekin_tui.desk.taking_back import LET_GO, MARKED, Undo, Undone, remember, restore_mark
from ekin_tui.domain.checks import form
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Action, Entry, Note, Problem, Severity
from ekin_tui.domain.rev import content_hash
from ekin_tui.domain.rules import Actor, Asked, Refused, decide
from ekin_tui.store import Conflict, Store
from ekin_tui.wire import Op, fields_of

NewId = Callable[[], str]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action on an entry: as it was, and as it shall be."""

    action: Action
    before: Entry
    after: Entry
    text: str = ""
    minutes: int | None = None
    assignment: str | None = None
    note: Note | None = None


def fit_for_wire(entry: Entry) -> bool:
    """Tell whether the centre can take the content of ``entry`` as a draft."""
    return not any(problem.severity is Severity.ERROR for problem in form(entry))


class Queueing:
    """Queues what a person does. Each public method is one transaction."""

    def __init__(self, store: Store, clock: Clock, new_id: NewId) -> None:
        """``clock`` gives an aware local time, ``new_id`` UUIDv7."""
        self._store, self._clock, self._new_id = store, clock, new_id
        self._group = ""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that is queued inside one change: one undo takes it back."""
        self._group = self._new_id()
        try:
            yield
        finally:
            self._group = ""

    def put(self, entry: Entry, *, before: Entry | None, key: str = "save", over: Conflict | None = None) -> None:
        """Keep ``entry``. Its content is queued when it is fit for the wire, else it stays on this machine.

        ``over`` is the conflict copy that ends with it.
        """
        with self._store.writing():
            self._store.scratch.drop(entry.id)
            if over is not None:
                self._store.conflicts.resolve(over.id)
            self._put(entry, Undo(key=key, entry=entry.id, ops=[], before=before, clash=over))

    def put_all(self, entries: Iterable[Entry], *, key: str) -> None:
        """Keep new entries, all or none of them; one undo takes them back."""
        with self.together(), self._store.writing():
            for entry in entries:
                self._put(entry, Undo(key=key, entry=entry.id, ops=[]))

    def let_go(self, clash: Conflict) -> None:
        """End a clash with the entry as it stands."""
        with self._store.writing():
            self._store.conflicts.resolve(clash.id)
            remember(self._store, Undo(key=LET_GO, entry=clash.entry, ops=[], clash=clash), self._group)

    def keep_apart(self, entry: Entry | None, *, before: Entry, mine: Entry, base: Entry | None) -> None:
        """Keep ``mine`` as a conflict copy of ``before``, and ``entry`` (None: nothing) where a part could be merged.

        What was being typed is then in the copy and forgotten as such.
        """
        with self._store.writing():
            if entry is not None:
                self._put(entry, Undo(key="save", entry=entry.id, ops=[], before=before))
            self._store.conflicts.add(before.id, mine, before, self._clock(), clash_id=self._new_id(), base=base)
            self._store.scratch.drop(before.id)

    def act(self, acts: Iterable[Act]) -> None:
        """Keep each entry as it shall be and queue its action; a note is shown at once and goes with it.

        All of them or none, each entry once; one undo takes them back. Without any nothing is written.
        """
        once = {act.before.id: act for act in acts}
        if once:
            with self.together(), self._store.writing():
                for act in once.values():
                    self._act(act)

    def drop(self, before: Entry, after: Entry) -> bool:
        """Discard an entry that the centre has never seen: its queued ops go, the row stays for an undo.

        False, and nothing happens, when some of it has left, or another one stands there now.
        """
        with self._store.writing():
            waiting, stored = self._store.outbox.of_entry(before.id), self._store.entries.get(before.id)
            if stored is None or stored.base is not None or stored.entry != before or any(w.tries for w in waiting):
                return False
            gone = [one.op for one in waiting]
            for op in gone:
                self._store.outbox.remove(op.op)
            self._store.entries.keep(after, queued=None)
            remember(self._store, Undo(key="discard", entry=before.id, ops=[], before=before, gone=gone), self._group)
        return True

    def replace(self, mine: Entry, actor: Actor, over: Conflict) -> Problem | None:
        """Put the content of ``mine`` over the entry as it stands, which ends the clash ``over``.

        Returns why not when the table refuses.
        """
        stored = self._store.entries.get(mine.id)
        before = stored.entry if stored else None
        after = replace(mine, rev="")
        if before is not None:
            try:
                after = decide(actor, before, Asked(action=Action.PUT, base=before.rev, content=mine))
            except Refused as no:
                return Problem(code=no.code, field=no.field, args=no.details)
            after = replace(after, rev=before.rev)
        self.put(after, before=before, key="settle", over=over)
        return None

    def undo(self, only: frozenset[str] | None = None) -> Undone | None:
        """Take the last change back, with all that one key made with it. None: there is nothing to take back.

        Of what has reached the centre nothing is taken back, nor what was done to that entry before. With ``only``
        nothing happens where the last change is not one of those: a room takes back what was done in it.
        """
        with self._store.writing():
            last = self._store.undo.last()
            if only is not None and (last is None or msgspec.json.decode(last, type=Undo).key not in only):
                return None
            changes = self._last_changes()
            left = {change.entry for change in changes if _has_left(self._store, change)}
            for change in changes:
                if change.entry in left:
                    self._store.undo.clear(change.entry)
                else:
                    self._restore(change)
        if not changes:
            return None
        kept = {change.entry for change in changes} - left
        key = changes[0].key if not left else "part" if kept else "left"
        return Undone(key=key, entry=changes[-1].entry, count=len({one.entry for one in changes} - left))

    def _last_changes(self) -> list[Undo]:
        """Take the changes of the last key off, the latest first."""
        changes: list[Undo] = []
        while (payload := self._store.undo.last()) is not None:
            change = msgspec.json.decode(payload, type=Undo)
            if changes and (not change.group or change.group != changes[0].group):
                break
            self._store.undo.pop()
            changes.append(change)
        return changes

    def _act(self, act: Act) -> None:
        before, note = act.before, act.note
        ops = [self._op(Action.PUT, before)] if act.action is Action.SUBMIT and _unsaid(self._store, before) else []
        if ops:
            self._store.entries.keep(before, queued=ops[0])
        said = note.id if note else None
        op = self._op(act.action, act.after, text=act.text, minutes=act.minutes, assignment=act.assignment, note=said)
        self._store.entries.keep(act.after, queued=op)
        if note is not None:
            self._store.notes.add(note)
        ids = [one.op for one in [*ops, op]]
        remember(
            self._store, Undo(key=act.action.value, entry=before.id, ops=ids, before=before, note=said), self._group
        )

    def _put(self, entry: Entry, change: Undo) -> None:
        """Keep ``entry``, queue its content where it is fit for the wire, and remember ``change`` with its ops."""
        op = self._op(Action.PUT, entry) if fit_for_wire(entry) else None
        gone = self._store.outbox.replaceable(entry.id) if op else None
        self._store.entries.keep(entry, queued=op)
        change = msgspec.structs.replace(change, ops=[op.op] if op else [], gone=[gone] if gone else [])
        remember(self._store, change, self._group)

    def _restore(self, last: Undo) -> None:
        if last.clash is not None:
            self._store.conflicts.put_back(last.clash)
        if last.key == LET_GO:
            return
        for op in last.ops:
            self._store.outbox.remove(op)
        if last.key == MARKED:
            restore_mark(self._store, last)
            return
        for gone in last.gone:
            self._store.outbox.add(gone)
        if last.note is not None:
            self._store.notes.forget(last.note)
        if last.before is None:
            self._store.entries.forget(last.entry)
            return
        unsaid = _unsaid(self._store, last.before) and fit_for_wire(last.before)
        self._store.entries.keep(last.before, queued=self._op(Action.PUT, last.before) if unsaid else None)

    def _op(
        self,
        action: Action,
        entry: Entry,
        *,
        text: str = "",
        minutes: int | None = None,
        assignment: str | None = None,
        note: str | None = None,
    ) -> Op:
        return Op(
            op=self._new_id(),
            t=action.value,
            entry=entry.id,
            base=None if action is Action.NOTE else self._store.outbox.base_for(entry.id) or None,
            at=self._clock().isoformat(),
            fields=fields_of(entry) if action is Action.PUT else None,
            note=note,
            text=text,
            minutes=minutes,
            assignment=assignment,
            beacon=self._store.meta.get("beacon") or "" if action is Action.SUBMIT else "",
        )


def _unsaid(store: Store, entry: Entry) -> bool:
    """Tell whether the centre neither has nor will get the content of ``entry``."""
    if any(w.op.t == Action.PUT for w in store.outbox.of_entry(entry.id)):
        return False
    stored = store.entries.get(entry.id)
    return stored is None or stored.base is None or content_hash(stored.base) != content_hash(entry)


def _has_left(store: Store, change: Undo) -> bool:
    waiting = {w.op.op: w for w in store.outbox.of_entry(change.entry)}
    return any(op not in waiting or waiting[op].tries for op in change.ops)
