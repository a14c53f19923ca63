"""Carries out what the plan decided, each kind of step on all its values at once. The caller is in a transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from ekin_tui.domain.model import Note, Problem
from ekin_tui.store import Store
from ekin_tui.store.acknowledged import Sent
from ekin_tui.store.base import Row
from ekin_tui.store.rows import row_of_doc
from ekin_tui.sync import plan
from ekin_tui.sync.steps import (
    Absorbed,
    Advance,
    Attention,
    Clash,
    Done,
    Drop,
    Exchange,
    FallBack,
    Forget,
    ForgetNote,
    Replace,
    Requeue,
    Rest,
    Stamp,
    Step,
    TakeDoc,
)
from ekin_tui.wire import EntryDoc, FeedAnswer, Op, entry_of

_OWN = "me"
_decode = msgspec.json.Decoder(Op).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a feed, read as far as it can be before the cache is open for writing."""

    n: int
    next: str
    more: bool
    absorbed: Absorbed
    rows: Sequence[Row]
    """The columns of its entries, in their order."""


def read_page(answer: FeedAnswer) -> Page:
    """Return what ``answer`` brings."""
    absorbed = plan.absorb(answer.items)
    rows = [row_of_doc(doc) for doc in absorbed.entries]
    return Page(n=answer.n, next=answer.next, more=answer.more, absorbed=absorbed, rows=rows)


def carry_out(store: Store, steps: Iterable[Step], now: datetime) -> None:
    """Do all ``steps``. The order of kinds is that of :data:`_ORDER`: the queue first, then the records."""
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for step in steps:
        by_kind[type(step)].append(step)
    for kind, act in _ORDER:
        if kind in by_kind:
            act(store, by_kind[kind], now)


def carry_in(store: Store, feed: str, page: Absorbed, rows: Sequence[Row] | None = None) -> None:
    """Put a page of a feed into the store; notes of the own feed are taken by :func:`take_record`.

    ``rows`` are the columns of its entries, where they are made already.
    """
    _take_docs(store, page.entries, rows)
    if feed != _OWN:
        store.notes.take_all(notes_of(page))
    for kind, _, fact in page.facts:
        if kind != "note":
            store.reference.put(fact)  # type: ignore[arg-type]  # KINDS without notes are the facts
    came = [(kind, entity) for kind, entity, _ in page.facts if feed != _OWN or kind != "note"]
    if feed != _OWN:
        came += [("entry", doc.id) for doc in page.entries]
    store.cursors.came(feed, came)
    for entity in page.gone:
        store.cursors.gone(feed, entity)
    for kind, entity, raw in page.unknown:
        store.cursors.keep_unknown(feed, kind, entity, raw)


def notes_of(page: Absorbed) -> list[Note]:
    """Return the notes of a page in their order."""
    return [fact for _, _, fact in page.facts if isinstance(fact, Note)]


def _take_docs(store: Store, docs: Sequence[EntryDoc], rows: Sequence[Row] | None = None) -> None:
    take = store.entries.take_rows if rows is not None else store.entries.confirm_rows
    held = store.entries.pending([doc.id for doc in docs])
    made = rows if rows is not None else [row_of_doc(doc) for doc in docs if doc.id not in held]
    for doc in docs if held else ():
        if doc.id in held:
            store.entries.take(entry_of(doc))
    take(list({row[0]: row for row in made if row[0] not in held}.values()))


def _done(store: Store, steps: Sequence[Done], _: datetime) -> None:
    store.outbox.sent(
        Sent(
            step.op,
            step.entry,
            step.body,
            step.verdict,
            step.rev,
            step.received.isoformat() if step.received else None,
            step.receipt or None,
        )
        for step in steps
    )
    store.outbox.mended({step.entry for step in steps if step.t not in plan.SOFT})


def _drop(store: Store, steps: Sequence[Drop], _: datetime) -> None:
    for step in steps:
        store.outbox.remove(step.op)


def _attention(store: Store, steps: Sequence[Attention], _: datetime) -> None:
    for step in steps:
        store.outbox.set_aside(step.op, step.entry, step.body, step.problem)


def _requeue(store: Store, steps: Sequence[Requeue], _: datetime) -> None:
    for step in steps:
        body = store.outbox.body(step.op)
        if body is not None:
            op = msgspec.structs.replace(_decode(body), base=step.base)
            store.outbox.rewrite(step.op, msgspec.json.encode(op).decode())


def _clash(store: Store, steps: Sequence[Clash], now: datetime) -> None:
    for step in steps:
        ops = [_decode(body) for body in step.ops]
        store.conflicts.add(step.entry, step.mine, step.theirs, now, clash_id=step.id, base=step.base, ops=ops)


def _exchange(store: Store, steps: Sequence[Exchange], _: datetime) -> None:
    for step in steps:
        store.outbox.exchange(step.op, step.by)


def _stamp(store: Store, steps: Sequence[Stamp], _: datetime) -> None:
    for step in steps:
        store.notes.stamp(step.note, step.at)


def _forget_note(store: Store, steps: Sequence[ForgetNote], _: datetime) -> None:
    for step in steps:
        store.notes.forget(step.note)


def _take(store: Store, steps: Sequence[TakeDoc], _: datetime) -> None:
    _take_docs(store, [step.doc for step in steps])


def _replace(store: Store, steps: Sequence[Replace], _: datetime) -> None:
    for step in steps:
        store.entries.replace(entry_of(step.doc))


def _rest(store: Store, steps: Sequence[Rest], _: datetime) -> None:
    for step in steps:
        store.entries.merged(step.entry, entry_of(step.doc))


def _advance(store: Store, steps: Sequence[Advance], _: datetime) -> None:
    for step in steps:
        if not step.rev:
            continue
        store.entries.advance(step.entry, step.rev)
        for waiting in store.outbox.of_entry(step.entry):
            if waiting.op.base == f"@{step.op}" and waiting.tries == 0:
                op = msgspec.structs.replace(waiting.op, base=step.rev)
                store.outbox.rewrite(op.op, msgspec.json.encode(op).decode())


def _fall_back(store: Store, steps: Sequence[FallBack], _: datetime) -> None:
    mine = store.meta.get("person")
    for step in steps:
        stored = store.entries.get(step.entry)
        if step.doc is None and stored is not None and stored.entry.owner != mine:
            store.entries.forget(step.entry)
        else:
            store.entries.fall_back(step.entry, entry_of(step.doc) if step.doc else None, text=step.text)


def _forget(store: Store, steps: Sequence[Forget], _: datetime) -> None:
    for step in steps:
        store.entries.forget(step.entry)


_ORDER: tuple[tuple[type, Callable[[Store, Any, datetime], None]], ...] = (
    (Done, _done),
    (Clash, _clash),
    (Drop, _drop),
    (Attention, _attention),
    (Exchange, _exchange),
    (Requeue, _requeue),
    (Stamp, _stamp),
    (ForgetNote, _forget_note),
    (Forget, _forget),
    (FallBack, _fall_back),
    (Replace, _replace),
    (Rest, _rest),
    (TakeDoc, _take),
    (Advance, _advance),
)


def refused(steps: Iterable[Step]) -> list[tuple[str, Problem]]:
    """Return the entries of refused ops with the reasons."""
    return [(step.entry, step.problem) for step in steps if isinstance(step, Attention)]
