"""The records that one push needs, read in a few set queries and written in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select

from ekin_tui import wire
from ekin_tui.domain.model import Action, DayMark, Entry, Note, Period, Plan, Policy, Status
from ekin_tui.server.access import Caller
from ekin_tui.server.schema import entries, facts, notes, ops, people
from ekin_tui.wire import Op, Verdict

_entry_doc = msgspec.json.Decoder(wire.EntryDoc)
_plan = msgspec.json.Decoder(Plan)
_verdict = msgspec.json.Decoder(Verdict)


@dataclass(slots=True)
class Batch:
    """What the ops of one batch touch, as it stands while they are decided."""

    caller: Caller
    name: str = ""
    ledger: dict[str, tuple[str, str, Verdict]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    own_plans: dict[str, Plan] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    note_ids: set[str] = field(default_factory=set)
    marks: dict[str, DayMark] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    touched: set[str] = field(default_factory=set)
    _mark_owners: dict[str, str] = field(default_factory=dict)
    _new_notes: list[Note] = field(default_factory=list)
    _new_ops: list[tuple[Op, str, Verdict]] = field(default_factory=list)
    _stored: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, connection: Connection, caller: Caller, asked: list[Op]) -> "Batch":
        """Read what ``asked`` needs."""
        batch = cls(caller=caller)
        batch._read_ledger(connection, asked)
        batch._read_entries(connection, {op.entry for op in asked})
        batch._read_facts(connection, asked)
        batch._read_notes(connection, {op.note or op.op for op in asked if op.t not in {"put", "submit", "withdraw"}})
        batch.name = connection.execute(
            select(people.c.name).where(batch._of(people.c.agency), people.c.id == caller.person)
        ).scalar_one()
        return batch

    def may_mark(self, mark: str) -> bool:
        """Tell whether the day mark of that id is the caller's own, or new."""
        return self._mark_owners.get(mark, self.caller.person) == self.caller.person

    def notes_of(self, connection: Connection, entry: str) -> list[str]:
        """Return the ids of all notes of ``entry``, those of this batch among them."""
        stored = connection.execute(select(notes.c.id).where(self._of(notes.c.agency), notes.c.entry == entry))
        return [row.id for row in stored] + [note.id for note in self._new_notes if note.entry == entry]

    def add_note(self, note: Note) -> None:
        """Keep a note; it is never changed afterwards."""
        self._new_notes.append(note)
        self.note_ids.add(note.id)

    def record(self, op: Op, body: str, verdict: Verdict) -> None:
        """Enter a verdict into the ledger."""
        self.ledger[op.op] = (self.caller.person, body, verdict)
        self._new_ops.append((op, body, verdict))

    def write(self, connection: Connection) -> None:
        """Write all that the ops have changed."""
        agency = self.caller.agency
        changed = [self.entries[entry] for entry in sorted(self.touched)]
        self._replace(connection, entries, entries.c.id, [self._entry_row(entry) for entry in changed])
        marks: list[dict[str, object]] = [
            {"agency": agency, "kind": "day", "id": m.id, "owner": m.owner or "", "doc": _text(m)}
            for m in self.marks.values()
        ]
        self._replace(connection, facts, facts.c.id, marks, facts.c.kind == "day")
        if self._new_notes:
            rows = [{"agency": agency, "id": n.id, "entry": n.entry, "doc": _text(n)} for n in self._new_notes]
            connection.execute(insert(notes), rows)
        if self._new_ops:
            connection.execute(insert(ops), [self._op_row(*one) for one in self._new_ops])

    def _entry_row(self, entry: Entry) -> dict[str, object]:
        return {
            "agency": self.caller.agency,
            "id": entry.id,
            "author": entry.owner,
            "day": entry.day,
            "status": entry.status.value,
            "position": entry.position,
            "sent": entry.id in self.sent or entry.status is Status.SUBMITTED,
            "doc": _text(wire.doc_of(entry)),
        }

    def _op_row(self, op: Op, body: str, verdict: Verdict) -> dict[str, object]:
        kept = msgspec.structs.replace(verdict, doc=None)
        return {
            "agency": self.caller.agency,
            "op": op.op,
            "person": self.caller.person,
            "hash": body,
            "entry": op.entry,
            "verdict": _text(kept),
        }

    def _replace(
        self,
        connection: Connection,
        table: object,
        key: ColumnElement[str],
        rows: list[dict[str, object]],
        *more: ColumnElement[bool],
    ) -> None:
        old = [{"k": row["id"]} for row in rows if row["id"] in self._stored]
        if old:
            where = self._of(table.c.agency) & (key == bindparam("k"))  # type: ignore[attr-defined]
            connection.execute(delete(table).where(where, *more), old)  # type: ignore[arg-type]
        if rows:
            connection.execute(insert(table), rows)  # type: ignore[arg-type]

    def _of(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        return column == self.caller.agency

    def _read_ledger(self, connection: Connection, asked: list[Op]) -> None:
        named = {op.op for op in asked} | {op.base[1:] for op in asked if op.base and op.base.startswith("@")}
        query = select(ops.c.op, ops.c.person, ops.c.hash, ops.c.verdict).where(
            self._of(ops.c.agency), ops.c.op.in_(named)
        )
        for op, person, body, verdict in connection.execute(query):
            self.ledger[op] = (person, body, _verdict.decode(verdict))

    def _read_entries(self, connection: Connection, ids: Iterable[str]) -> None:
        query = select(entries.c.id, entries.c.sent, entries.c.doc).where(
            self._of(entries.c.agency), entries.c.id.in_(ids)
        )
        for entry, sent, doc in connection.execute(query.with_for_update()):
            self.entries[entry] = wire.entry_of(_entry_doc.decode(doc))
            self._stored.add(entry)
            if sent:
                self.sent.add(entry)

    def _read_facts(self, connection: Connection, asked: list[Op]) -> None:
        common = select(facts.c.kind, facts.c.doc).where(
            self._of(facts.c.agency), facts.c.owner == "", facts.c.kind.in_(("period", "policy"))
        )
        for kind, doc in connection.execute(common):
            if kind == "period":
                self.periods.append(msgspec.json.decode(doc, type=Period))
            else:
                self.policy = msgspec.json.decode(doc, type=Policy)
        plans = {op.fields.plan for op in asked if op.fields and op.fields.plan}
        plans |= {
            self.entries[op.entry].plan or "" for op in asked if op.t == Action.SUBMIT and op.entry in self.entries
        }
        mine = select(facts.c.id, facts.c.doc).where(
            self._of(facts.c.agency), facts.c.kind == "plan", facts.c.id.in_(plans), facts.c.owner == self.caller.person
        )
        self.own_plans = {plan: _plan.decode(doc) for plan, doc in connection.execute(mine)} if plans else {}
        marks = {op.mark.id for op in asked if op.mark}
        known = select(facts.c.id, facts.c.owner).where(
            self._of(facts.c.agency), facts.c.kind == "day", facts.c.id.in_(marks)
        )
        for mark, owner in connection.execute(known) if marks else ():
            self._mark_owners[mark] = owner
            self._stored.add(mark)

    def _read_notes(self, connection: Connection, ids: set[str]) -> None:
        query = select(notes.c.id).where(self._of(notes.c.agency), notes.c.id.in_(ids))
        self.note_ids = {row.id for row in connection.execute(query)} if ids else set()


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
