"""The one write path: ops in, a verdict per op out, all in one transaction.

What a batch needs is read in a few set queries, each op is decided in memory by the rules that the client runs too,
and what came of it is written in bulk. An unexpected fault rolls the whole batch back: nothing is ever called applied
that was not committed.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ekin_tui import wire
from ekin_tui.domain import checks
from ekin_tui.domain.clean import hostile
from ekin_tui.domain.lateness import Timing, is_closed
from ekin_tui.domain.model import MAX_NOTE, Action, Capacity, Entry, Note, Problem, Severity, Status
from ekin_tui.domain.periods import is_locked, period_of
from ekin_tui.domain.rev import advance
from ekin_tui.domain.rules import Actor, Asked, Facts, Refused, Role, Stale, decide, role_of
from ekin_tui.server.access import Caller
from ekin_tui.server.batch import Batch
from ekin_tui.server.deadlines import Deadlines, mark_sent, mark_withdrawn
from ekin_tui.server.epoch import Standing, begin_era
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.receipts import Offers, Seal, bare, check_receipts
from ekin_tui.wire import Op, Verdict

_ID = re.compile(r"[\x21-\x2e\x30-\x7e]{1,64}")  # no slash: it would part the path under which an entry is asked for
_HELD = frozenset({"applied", "duplicate"})
"""Verdicts that the centre gives its word for."""
_DECISIONS = frozenset({Action.APPROVE, Action.RETURN, Action.REJECT, Action.REOPEN, Action.NOTE})


def take_push(
    connection: Connection, caller: Caller, ops: list[Op], now: datetime, standing: Standing
) -> list[Verdict]:
    """Decide ``ops`` in their order and return a verdict for each. The caller commits.

    A receipt of the present era for an op that the ledger lacks proves that the store went back: a new one begins.
    """
    hashes = [hashlib.sha256(msgspec.json.encode(bare(op))).hexdigest() for op in ops]
    unusable = [_unusable(op) for op in ops]
    usable = [op for op, field in zip(ops, unusable, strict=True) if field is None]
    batch = Batch.load(connection, caller, usable, now)
    changes = Changes(agency=caller.agency)
    offers = check_receipts(standing, caller, ops, hashes, now)
    lost = not offers.present <= batch.ledger.keys()
    judge = Judge(caller, batch, changes, offers, Deadlines.of(batch, standing))
    seal = Seal(standing, caller)
    verdicts = []
    for op, body, field in zip(ops, hashes, unusable, strict=True):
        verdict = judge.answer(op, body) if field is None else judge.refuse(op, field)
        if verdict.v in _HELD and verdict.received is not None:
            receipt = seal.receipt(op.op, body, verdict.received)
            verdict = msgspec.structs.replace(verdict, receipt=receipt)
        verdicts.append(verdict)
    batch.write(connection)
    changes.publish(connection)
    if lost:
        begin_era(connection)
    return verdicts


def problem(code: str, field: str | None = None, args: dict[str, str | int] | None = None) -> wire.Problem:
    """Return a refusal in wire form."""
    return wire.Problem(type=f"/ekin/problems/{code}", title=code, field=field, args=args or {})


class Judge:
    """Decides the ops of one batch over the records that were loaded for it."""

    def __init__(self, caller: Caller, batch: Batch, changes: Changes, offers: Offers, deadlines: Deadlines) -> None:
        """``offers`` gives the time of record: now, or when an op was received before the centre was restored."""
        self._caller, self._batch, self._changes, self._offers = caller, batch, changes, offers
        self._now, self._deadlines = offers.now, deadlines
        self._who = Actor(person=caller.person, positions=frozenset(post.position for post in caller.posts))
        self._failed: set[str] = set()

    def answer(self, op: Op, body: str) -> Verdict:
        """Return what becomes of ``op``; asked again, it is answered from the ledger."""
        known = self._batch.ledger.get(op.op)
        if known is not None:
            return self._again(op, body, known)
        self._now = self._offers.received(op.op)
        try:
            if op.base is not None and op.base[:1] == "@" and op.base[1:] in self._failed:
                self._failed.add(op.op)
                return self._verdict(op, "deferred", problem("depends-on-failed"))
            if self._offers.waits(op, self._batch.entries.get(op.entry)):
                self._failed.add(op.op)
                return self._verdict(op, "deferred", problem("waits-for-repair"))
            verdict = self._carry_out(op)
        except Stale:
            verdict = self._verdict(op, "conflict", problem("stale-base"))
        except Refused as no:
            verdict = self._verdict(op, "rejected", problem(no.code, no.field, dict(no.details)))
        if verdict.v != "applied":
            self._failed.add(op.op)
        self._batch.record(op, body, verdict)
        return verdict

    def refuse(self, op: Op, field: str) -> Verdict:
        """Return the verdict on an op whose ``field`` is no identifier; nothing is kept of it."""
        self._failed.add(op.op)
        return Verdict(op=op.op, v="rejected", problem=problem("bad-id", field))

    def _again(self, op: Op, body: str, known: tuple[str, str, Verdict]) -> Verdict:
        person, hashed, verdict = known
        if person != self._caller.person or hashed != body:
            self._failed.add(op.op)
            return Verdict(op=op.op, v="rejected", problem=problem("op-id-reused"))
        if verdict.v != "applied":
            self._failed.add(op.op)
            return msgspec.structs.replace(verdict, doc=self._doc(op.entry))
        return msgspec.structs.replace(verdict, v="duplicate", doc=self._doc(op.entry))

    def _carry_out(self, op: Op) -> Verdict:
        if op.t == "mark":
            self._mark(op)
            return Verdict(op=op.op, v="applied", received=self._now)
        try:
            action = Action(op.t)
        except ValueError:
            raise Refused("unknown-action", "t") from None
        before = self._batch.entries.get(op.entry)
        if before is None and action is Action.PUT and op.base is None:
            after = advance(self._content(op))
            if is_locked(after.day, self._batch.periods):
                raise Refused("period-locked", "day")
        elif before is None:
            raise Refused("not-found")
        else:
            after = self._change(op, action, before)
        if before is not after:
            self._batch.keep(after)
        self._tell(before, after)
        return self._verdict(op, "applied", rev=after.rev, received=self._now, late=after.late)

    def _change(self, op: Op, action: Action, before: Entry) -> Entry:
        if role_of(self._who, before) is Role.STRANGER:
            raise Refused("not-found")
        actor = self._actor(op, before)
        note = self._note(op, action, before, role_of(actor, before))
        content = self._content(op) if action is Action.PUT and before.owner == self._caller.person else None
        asked = Asked(action=action, base=self._base(op), text=op.text, minutes=op.minutes, content=content)
        sent = action is Action.SUBMIT
        timing = self._deadlines.judge(op, before, self._now) if sent else Timing.IN_TIME
        after = decide(actor, before, asked, self._facts(action, before, content or before, timing))
        if sent:
            position = self._batch.reviewer(self._caller.today)  # as undecided work follows a move, so does this
            after = mark_sent(op, before, replace(after, position=position, received=self._now), timing)
        elif action is Action.WITHDRAW:
            after = mark_withdrawn(after)
        if note is not None:
            note = replace(note, minutes=after.recognised if action is Action.APPROVE else None)
            self._batch.add_note(note)
            self._tell_note(note, after)
        return after

    def _actor(self, op: Op, entry: Entry) -> Actor:
        if op.assignment is None or entry.owner == self._caller.person:
            return self._who
        posts = {post.position for post in self._caller.posts if post.id == op.assignment}
        if entry.position not in posts:
            raise Refused("assignment-invalid")
        return Actor(person=self._caller.person, positions=frozenset(posts))

    def _base(self, op: Op) -> str:
        if op.base is None or not op.base.startswith("@"):
            return op.base or ""
        earlier = self._batch.ledger.get(op.base[1:])
        if earlier is None or earlier[0] != self._caller.person:
            raise Stale
        return earlier[2].rev

    def _content(self, op: Op) -> Entry:
        if op.fields is None:
            raise Refused("bad-request", "fields")
        try:
            entry = wire.content_of(op.fields, entry=op.entry, owner=self._caller.person)
        except ValueError as error:
            name = "start" if str(error) == op.fields.start else "end"
            raise Refused("time-out-of-range", name, {"field": name}) from None
        for found in checks.form(entry):
            if found.severity is Severity.ERROR:
                raise Refused(found.code, found.field, found.args)
        if entry.plan is not None and entry.plan not in self._batch.own_plans:
            raise Refused("plan-unknown", "plan")
        return entry

    def _facts(self, action: Action, entry: Entry, content: Entry, timing: Timing) -> Facts:
        periods, policy = self._batch.periods, self._batch.policy
        found: tuple[Problem, ...] = ()
        if action is Action.SUBMIT:
            plan = self._batch.own_plans.get(entry.plan or "")
            around = checks.Around(
                today=self._caller.today,
                plan=plan,
                plan_known=plan is not None,
                period=period_of(entry.day, periods),
                policy=policy,
                week=self._caller.week,
            )
            found = checks.problems(entry, around)
        return Facts(
            problems=found,
            closed=is_closed(policy, timing),
            locked=is_locked(entry.day, periods) or is_locked(content.day, periods),
            sent=entry.id in self._batch.sent,
            withdraw=policy.withdraw,
        )

    def _note(self, op: Op, action: Action, entry: Entry, role: Role) -> Note | None:
        if action not in _DECISIONS:
            return None
        if hostile(op.text, lines=True) or len(op.text) > MAX_NOTE:
            raise Refused(
                "hostile-text" if len(op.text) <= MAX_NOTE else "note-too-long",
                "note",
                {"limit": MAX_NOTE, "field": "note"},
            )
        if op.note is not None and op.note in self._batch.note_ids:
            raise Refused("op-id-reused", "note")
        spoken = [p for p in self._caller.posts if p.position == entry.position]
        post = next((p for p in spoken if op.assignment in {None, p.id}), None)
        capacity = Capacity.OWNER if role is Role.OWNER or post is None else post.capacity
        return Note(
            id=op.note or op.op,
            entry=entry.id,
            kind=action,
            text=op.text,
            by=self._caller.person,
            name=self._caller.name,
            capacity=capacity,
            at=self._now,
        )

    def _mark(self, op: Op) -> None:
        mark = op.mark
        if mark is None or mark.kind not in {"leave", "duty", "training", "work"}:
            raise Refused("bad-request", "mark")
        if hostile(mark.text) or len(mark.text) > 200:
            raise Refused("hostile-text", "mark", {"field": "mark"})
        if not self._batch.may_mark(mark.id):
            raise Refused("not-found")
        self._batch.marks[mark.id] = replace(mark, owner=self._caller.person)
        self._changes.tell(own(self._caller.person), "day", mark.id)
        position = self._batch.reviewer(self._caller.today)
        if position is not None:
            self._changes.tell(desk(position), "day", mark.id)

    def _tell(self, before: Entry | None, after: Entry) -> None:
        self._changes.tell(own(after.owner), "entry", after.id)
        old, new = _reader(before), _reader(after)
        if new is not None:
            self._changes.tell(desk(new), "entry", after.id)
        if old is not None and old != new:
            self._changes.take_away(desk(old), "entry", after.id, "moved" if new else "withdrawn")
        for note in self._batch.notes_of(after.id) if old != new else ():
            if new is not None:
                self._changes.tell(desk(new), "note", note)
            if old is not None:
                self._changes.take_away(desk(old), "note", note, "moved" if new else "withdrawn")

    def _tell_note(self, note: Note, entry: Entry) -> None:
        self._changes.tell(own(entry.owner), "note", note.id)
        if entry.position and entry.status is not Status.DRAFT:
            self._changes.tell(desk(entry.position), "note", note.id)

    def _doc(self, entry_id: str) -> wire.EntryDoc | None:
        entry = self._batch.entries.get(entry_id)
        if entry is None or role_of(self._who, entry) is Role.STRANGER:
            return None
        return self._batch.doc(entry_id)

    def _verdict(
        self,
        op: Op,
        v: str,
        said: wire.Problem | None = None,
        *,
        rev: str = "",
        received: datetime | None = None,
        late: bool = False,
    ) -> Verdict:
        return Verdict(op=op.op, v=v, rev=rev, received=received, late=late, problem=said, doc=self._doc(op.entry))


def _reader(entry: Entry | None) -> str | None:
    """Return the position whose inbox shows ``entry``."""
    return None if entry is None or entry.status in {Status.DRAFT, Status.DISCARDED} else entry.position


def _unusable(op: Op) -> str | None:
    """Return the field of ``op`` that is no identifier."""
    if not _ID.fullmatch(op.op):
        return "op"
    if not _ID.fullmatch(op.entry):
        return "entry"
    if op.note is not None and not _ID.fullmatch(op.note):
        return "note"
    return "mark" if op.mark is not None and not _ID.fullmatch(op.mark.id) else None
