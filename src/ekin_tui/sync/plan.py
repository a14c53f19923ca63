"""What a sync decides, without doing anything: the queue and the answers in, steps out. Pure.

A verdict settles one op. Ops of one entry form a chain: each rests on the one before, so what becomes of one
decides about those behind it. Ops of other entries are never held up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from ekin_tui.domain.merge import taken
from ekin_tui.domain.model import CONTENT, Entry, Problem, Status
from ekin_tui.sync.clashes import (
    Local,
    aside,
    ask_again,
    conflict,
    given_up,
    is_open,
    kept_apart,
    note_of,
    op_of,
    problem_of,
)
from ekin_tui.sync.steps import (
    Absorbed,
    Advance,
    Attention,
    Done,
    FallBack,
    Forget,
    Queued,
    Stamp,
    Step,
    TakeDoc,
)
from ekin_tui.wire import KINDS, EntryDoc, Item, Verdict, content_of, is_readable

SOFT = ("note", "mark")
"""Ops that rest on no revision."""
DONE = ("applied", "duplicate")
"""Verdicts after which an op has had its effect."""
_FRAME = 16
"""Bytes around the ops of a body."""
_CAP_S = 3600.0
"""A next try further away than this was set by a clock that went wrong; it is due."""
_docs = msgspec.json.Decoder(list[EntryDoc]).decode
_doc = msgspec.json.Decoder(EntryDoc).decode


Answered = tuple[Queued, Verdict]


def batch(
    waiting: Iterable[Queued], *, max_ops: int, max_bytes: int, now: float, held: frozenset[str] = frozenset()
) -> tuple[list[Queued], frozenset[str]]:
    """Return the ops to send next and the entries held back: those that are due and fit, an entry's own in turn.

    ``now`` is Unix time; ``held`` are entries with an op in front that waits still.
    """
    chosen: list[Queued] = []
    waits = set(held)
    size = _FRAME
    for queued in waiting:
        if queued.entry in waits or now < queued.next_at < now + _CAP_S:
            waits.add(queued.entry)
            continue
        size += len(queued.body.encode()) + 1
        if chosen and (len(chosen) >= max_ops or size > max_bytes):
            break
        chosen.append(queued)
    return chosen, frozenset(waits)


def halves(ops: Sequence[Queued]) -> tuple[Sequence[Queued], Sequence[Queued]]:
    """Return the two halves of a batch that could not be answered; the second is empty for a single op."""
    middle = (len(ops) + 1) // 2
    return ops[:middle], ops[middle:]


def settle(
    sent: Sequence[Queued], verdicts: Sequence[Verdict], *, later: frozenset[str], local: Mapping[str, Local]
) -> list[Step]:
    """Return what is to be done about the answer to a batch.

    ``later`` holds the entries that have ops behind the batch, ``local`` what this machine has of :func:`troubled`.
    """
    chains: dict[str, list[Answered]] = {}
    for queued, verdict in zip(sent, verdicts, strict=True):
        chains.setdefault(queued.entry, []).append((queued, verdict))
    steps: list[Step] = []
    for entry, chain in chains.items():
        steps += _chain(entry, chain, entry in later, local.get(entry))
    return steps


def troubled(sent: Sequence[Queued], verdicts: Sequence[Verdict]) -> frozenset[str]:
    """Return the entries for which :func:`settle` needs to know what this machine has."""
    return frozenset(q.entry for q, verdict in zip(sent, verdicts, strict=True) if verdict.v not in DONE)


def quarantine(queued: Queued, code: str) -> list[Step]:
    """Return what is to be done about an op that the centre can't take by itself."""
    return [Attention(op=queued.op, entry=queued.entry, body=queued.body, problem=Problem(code=code))]


def absorb(items: Sequence[Item]) -> Absorbed:
    """Return the items of a page, read and sorted. What can't be read is kept raw, never an error."""
    page = Absorbed()
    entries = [item for item in items if item.k == "entry"]
    docs = _whole(entries)
    if docs is not None:
        page.entries.extend(docs)
    else:
        for item in entries:
            _absorb_entry(item, page)
    for item in items:
        if item.k == "gone":
            page.gone.append(item.id)
        elif item.k != "entry":
            _absorb_fact(item, page)
    return page


def _whole(entries: Sequence[Item]) -> list[EntryDoc] | None:
    """Return the entries of a page, read at once; None where any of them can't be read."""
    try:
        docs = _docs(b"[" + b",".join(bytes(item.doc) for item in entries) + b"]")
    except msgspec.MsgspecError:
        return None
    return docs if all(map(is_readable, docs)) else None


def _absorb_entry(item: Item, page: Absorbed) -> None:
    try:
        doc = _doc(item.doc)
    except msgspec.MsgspecError:
        doc = None
    if doc is not None and is_readable(doc):
        page.entries.append(doc)
    else:
        page.unknown.append(_raw(item))


def _absorb_fact(item: Item, page: Absorbed) -> None:
    kind = KINDS.get(item.k)
    try:
        if kind is not None:
            page.facts.append((item.k, item.id, msgspec.json.decode(item.doc, type=kind)))
            return
    except msgspec.MsgspecError:
        pass
    page.unknown.append(_raw(item))


def _raw(item: Item) -> tuple[str, str, str]:
    return item.k, item.id, bytes(item.doc).decode(errors="replace")


def _chain(entry: str, chain: Sequence[Answered], more: bool, local: Local | None) -> Iterator[Step]:
    hard = [pair for pair in chain if pair[0].t not in SOFT]
    if len(hard) < len(chain):
        for queued, verdict in chain:
            if queued.t in SOFT:
                yield from _soft(queued, verdict)
    last: Answered | None = None
    for at, (queued, verdict) in enumerate(hard):
        if verdict.v not in DONE:
            if last is not None:
                yield Advance(entry=entry, op=last[0].op, rev=_rev(last[1]))
            here = local or Local(entry=None)
            yield from _trouble(entry, hard[at:], replace(here, ground=_written(hard[:at], here)))
            return
        yield from _done(queued, verdict)
        last = queued, verdict
    if last is not None:
        yield TakeDoc(doc=last[1].doc) if last[1].doc is not None else Forget(entry=entry)
        if more:
            yield Advance(entry=entry, op=last[0].op, rev=_rev(last[1]))


def _rev(verdict: Verdict) -> str:
    return verdict.rev or (verdict.doc.rev if verdict.doc else "")


def _done(queued: Queued, verdict: Verdict) -> Iterator[Step]:
    said = (verdict.v, queued.t, verdict.rev, verdict.received, verdict.receipt)
    yield Done(queued.op, queued.entry, queued.body, *said)
    note = note_of(queued)
    if note:
        yield Stamp(note=note, at=verdict.received)


def _soft(queued: Queued, verdict: Verdict) -> Iterator[Step]:
    if verdict.v in DONE:
        yield from _done(queued, verdict)
        if verdict.doc is not None:
            yield TakeDoc(doc=verdict.doc)
    elif verdict.v in {"rejected", "conflict"}:
        yield from aside(queued, problem_of(verdict))


def _written(done: Sequence[Answered], local: Local) -> Entry | None:
    """Return what the text behind ``done`` was written on: the last of one's own puts that the centre took."""
    for queued, _ in reversed(done):
        fields = op_of(queued).fields
        if fields is not None and local.entry is not None:
            ground = local.ground or replace(local.entry, status=Status.DRAFT)
            return taken(ground, content_of(fields, entry=ground.id, owner=ground.owner), CONTENT)
    return local.ground


def _trouble(entry: str, rest: Sequence[Answered], local: Local) -> Iterator[Step]:
    """Yield what becomes of a chain whose first op was not done."""
    verdict = rest[0][1]
    chain = [queued for queued, _ in rest] + [q for q in local.behind if q.t not in SOFT]
    if verdict.v == "rejected":
        yield from _rejected(entry, chain, verdict, local)
    elif verdict.v == "conflict":
        yield from conflict(entry, chain, verdict, local)


def _rejected(entry: str, chain: Sequence[Queued], verdict: Verdict, local: Local) -> Iterator[Step]:
    failed, behind, doc = chain[0], chain[1:], verdict.doc
    yield from aside(failed, problem_of(verdict))
    if failed.t == "put" and local.entry is not None and doc is not None and not is_open(doc):
        yield from kept_apart(entry, chain[0].op, local, doc, ops=behind)
        return
    first_put = next((at for at, queued in enumerate(behind) if queued.t == "put"), len(behind))
    for queued in behind[:first_put]:
        yield from given_up(queued, problem_of(verdict))
    again = behind[first_put:]
    yield from ask_again(again, op_of(failed).base if failed.t == "put" else _rev(verdict) or None)
    if not again:
        yield FallBack(entry=entry, doc=doc, text=failed.t == "put")
