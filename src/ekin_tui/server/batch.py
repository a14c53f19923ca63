"""The records that one push needs, read in a few set queries and written in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from ekin_tui import wire
from ekin_tui.domain.clean import inert
from ekin_tui.domain.lateness import Outage
from ekin_tui.domain.model import Action, DayMark, Entry, Note, Period, Plan, Policy, Status
from ekin_tui.server import chain
from ekin_tui.server.access import Caller, Span, position_on, spans_of
from ekin_tui.server.outages import read_outages
from ekin_tui.server.rows import Row, add_rows, find_rows, lock_rows, put_rows
from ekin_tui.server.schema import entries, facts, notes, ops
from ekin_tui.server.staff import hold_person
from ekin_tui.wire import EntryDoc, Op, Verdict

_entry_doc = msgspec.json.Decoder(EntryDoc)
_plan = msgspec.json.Decoder(Plan)
_period = msgspec.json.Decoder(Period)
_policy = msgspec.json.Decoder(Policy)
_verdict = msgspec.json.Decoder(Verdict)
_MOVES = frozenset({Action.SUBMIT.value, Action.WITHDRAW.value})
_SILENT = frozenset({Action.PUT.value, Action.DISCARD.value, "mark"}) | _MOVES
"""Ops that write no note."""


@dataclass(slots=True)
class Batch:
    """What the ops of one batch touch, as it stands while they are decided."""

    caller: Caller
    scope: tuple[str, str]
    """The condition that holds every question to the caller's agency."""
    ledger: dict[str, tuple[str, str, Verdict]] = field(default_factory=dict)
    """Op → who asked, the hash of what was asked, and what became of it."""
    entries: dict[str, Entry] = field(default_factory=dict)
    own_plans: dict[str, Plan] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    """Entries that have been submitted at least once."""
    note_ids: set[str] = field(default_factory=set)
    marks: dict[str, DayMark] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    outages: list[Outage] = field(default_factory=list)
    """When the centre was away; empty where the policy lets that change nothing."""
    _spans: list[Span] = field(default_factory=list)
    _docs: dict[str, EntryDoc] = field(default_factory=dict)
    _notes: dict[str, list[str]] = field(default_factory=dict)
    _mark_owners: dict[str, str] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _new_notes: list[Note] = field(default_factory=list)
    _new_ops: list[Row] = field(default_factory=list)
    _stored: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, connection: Connection, caller: Caller, asked: Sequence[Op], now: datetime) -> "Batch":
        """Read what ``asked`` needs, and keep others from changing those entries until the commit."""
        batch = cls(caller=caller, scope=("agency", caller.agency))
        reviewed = any(op.t in {Action.SUBMIT, "mark"} for op in asked)
        if reviewed:
            hold_person(connection, caller.agency, caller.person)  # a move comes before this or after, never between
        batch._read_entries(connection, {op.entry for op in asked if op.t != "mark"})
        batch._read_ledger(connection, asked)  # after the locks: the same push sent twice at once is in it by then
        batch._read_common(connection)
        batch._read_plans(connection, asked)
        batch._read_marks(connection, {op.mark.id for op in asked if op.mark})
        batch._read_notes(connection, asked)
        if reviewed:
            batch._spans = spans_of(connection, caller.agency, caller.person)
        if batch.policy.outage_moves_deadline and any(op.t == Action.SUBMIT for op in asked):
            batch.outages = read_outages(connection, now)
        return batch

    def doc(self, entry: str) -> EntryDoc:
        """Return an entry as it is sent and stored."""
        known = self._docs.get(entry)
        if known is None:
            known = self._docs[entry] = wire.doc_of(self.entries[entry])
        return known

    def keep(self, entry: Entry) -> None:
        """Take ``entry`` as it now stands."""
        self.entries[entry.id] = entry
        self._docs.pop(entry.id, None)
        self._changed.add(entry.id)
        if entry.status is Status.SUBMITTED:
            self.sent.add(entry.id)

    def may_mark(self, mark: str) -> bool:
        """Tell whether the day mark of that id is the caller's own, or new."""
        return self._mark_owners.get(mark, self.caller.person) == self.caller.person

    def reviewer(self, day: date) -> str | None:
        """Return the position that reviews the caller on ``day``."""
        return position_on(self._spans, day)

    def notes_of(self, entry: str) -> list[str]:
        """Return the ids of all notes of an entry that is sent or withdrawn here, those of this batch among them."""
        return self._notes.get(entry, [])

    def add_note(self, note: Note) -> None:
        """Keep a note on its entry as that stands before the act; it is never changed afterwards."""
        self._new_notes.append(replace(note, name=inert(note.name), rev=self.entries[note.entry].rev))
        self._notes.setdefault(note.entry, []).append(note.id)
        self.note_ids.add(note.id)

    def record(self, op: Op, body: str, verdict: Verdict) -> None:
        """Enter a verdict into the ledger."""
        self.ledger[op.op] = (self.caller.person, body, verdict)
        kept = msgspec.structs.replace(verdict, doc=None)
        self._new_ops.append((self.caller.agency, op.op, self.caller.person, body, op.entry, _text(kept)))

    def write(self, connection: Connection) -> None:
        """Write all that the ops have changed."""
        agency = self.caller.agency
        add_rows(connection, entries, [_entry_row(self, entry) for entry in sorted(self._changed - self._stored)])
        put_rows(connection, entries, [_entry_row(self, entry) for entry in sorted(self._changed & self._stored)])
        rows = {mark.id: (agency, "day", mark.id, self.caller.person, _text(mark)) for mark in self.marks.values()}
        add_rows(connection, facts, [row for mark, row in rows.items() if mark not in self._mark_owners])
        put_rows(connection, facts, [row for mark, row in rows.items() if mark in self._mark_owners])
        linked = chain.extend(connection, agency, [(self.entries[note.entry].owner, note) for note in self._new_notes])
        add_rows(connection, notes, [(agency, note.id, note.entry, _text(note)) for note in linked])
        add_rows(connection, ops, self._new_ops)

    def _read_ledger(self, connection: Connection, asked: Iterable[Op]) -> None:
        named = {op.op for op in asked} | {op.base[1:] for op in asked if op.base and op.base.startswith("@")}
        for op, person, body, verdict in find_rows(
            connection, ops, "op, person, hash, verdict", "op", named, self.scope
        ):
            self.ledger[op] = (person, body, _verdict.decode(verdict))

    def _read_entries(self, connection: Connection, ids: Iterable[str]) -> None:
        for entry, sent, doc in lock_rows(connection, entries, "id, sent, doc", "id", ids, self.scope):
            self.entries[entry] = wire.entry_of(_entry_doc.decode(doc))
            self._stored.add(entry)
            if sent:
                self.sent.add(entry)

    def _read_common(self, connection: Connection) -> None:
        both = ("period", "policy")
        for kind, doc in find_rows(connection, facts, "kind, doc", "kind", both, self.scope, ("owner", "")):
            if kind == "period":
                self.periods.append(_period.decode(doc))
            else:
                self.policy = _policy.decode(doc)

    def _read_plans(self, connection: Connection, asked: Iterable[Op]) -> None:
        plans = {op.fields.plan for op in asked if op.fields and op.fields.plan}
        stored = (self.entries.get(op.entry) for op in asked if op.t == Action.SUBMIT)
        plans |= {entry.plan for entry in stored if entry and entry.plan}
        mine = (self.scope, ("kind", "plan"), ("owner", self.caller.person))
        for plan, doc in find_rows(connection, facts, "id, doc", "id", plans, *mine):
            self.own_plans[plan] = _plan.decode(doc)

    def _read_marks(self, connection: Connection, marks: Iterable[str]) -> None:
        held = lock_rows(connection, facts, "id, owner", "id", marks, self.scope, ("kind", "day"))
        self._mark_owners = {mark: owner for mark, owner in held}  # noqa: C416 - dict() can't tell mypy the pair

    def _read_notes(self, connection: Connection, asked: Iterable[Op]) -> None:
        named = {op.note or op.op for op in asked if op.t not in _SILENT}
        self.note_ids = {note for (note,) in find_rows(connection, notes, "id", "id", named, self.scope)}
        moved = {op.entry for op in asked if op.t in _MOVES and op.entry in self.sent}
        for note, entry in find_rows(connection, notes, "id, entry", "entry", moved, self.scope):
            self._notes.setdefault(entry, []).append(note)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _entry_row(batch: Batch, name: str) -> Row:
    entry = batch.entries[name]
    return (
        batch.caller.agency,
        name,
        entry.owner,
        entry.day.isoformat(),
        entry.status.value,
        entry.position,
        name in batch.sent,
        _text(batch.doc(name)),
    )
