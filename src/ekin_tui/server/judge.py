"""Decides one op after the other, by the rules that the client runs too, over the records of its batch."""

from dataclasses import replace
from datetime import datetime

import msgspec

from ekin_tui import wire
from ekin_tui.domain import checks
from ekin_tui.domain.lateness import Timing, is_closed
from ekin_tui.domain.model import EVENTS, Action, Entry, Problem
from ekin_tui.domain.periods import is_locked, period_of
from ekin_tui.domain.rev import advance
from ekin_tui.domain.rules import Actor, Asked, Facts, Refused, Role, Stale, decide, role_of
from ekin_tui.server.access import Caller
from ekin_tui.server.asked import content_asked, mark_asked, note_asked
from ekin_tui.server.batch import Batch
from ekin_tui.server.deadlines import Deadlines, mark_sent, mark_withdrawn
from ekin_tui.server.inbox import Changes
from ekin_tui.server.receipts import Offers
from ekin_tui.server.telling import tell_entry, tell_mark, tell_note
from ekin_tui.wire import Op, Verdict

_ASKED = {action.value: action for action in Action if action not in EVENTS}


def problem(code: str, field: str | None = None, args: dict[str, str | int] | None = None) -> wire.Problem:
    """Return a refusal in wire form."""
    return wire.Problem(type=f"/ekin/problems/{code}", title=code, field=field, args=args or {})


class Judge:
    """Decides the ops of one batch over the records that were loaded for it."""

    def __init__(self, caller: Caller, batch: Batch, changes: Changes, offers: Offers, deadlines: Deadlines) -> None:
        """``offers`` gives the time of record: now, or when an op was received before the centre was restored."""
        self._caller, self._batch, self._changes, self._offers = caller, batch, changes, offers
        self._now, self._deadlines = offers.now, deadlines
        self._who = caller.actor
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
        action = _ASKED.get(op.t)
        if action is None:
            raise Refused("unknown-action", "t")
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
        tell_entry(self._changes, self._batch, before, after)
        return self._verdict(op, "applied", rev=after.rev, received=self._now, late=after.late)

    def _change(self, op: Op, action: Action, before: Entry) -> Entry:
        if role_of(self._who, before) is Role.STRANGER:
            raise Refused("not-found")
        actor = self._actor(op, before)
        note = note_asked(op, action, before, role_of(actor, before), self._caller, self._batch.note_ids, self._now)
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
            tell_note(self._changes, note, after)
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

    def _mark(self, op: Op) -> None:
        mark = mark_asked(op, self._caller)
        if not self._batch.may_mark(mark.id):
            raise Refused("not-found")
        self._batch.marks[mark.id] = mark
        tell_mark(self._changes, mark, self._caller.person, self._batch.reviewer(self._caller.today))

    def _content(self, op: Op) -> Entry:
        return content_asked(op, self._caller, self._batch.own_plans)

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
