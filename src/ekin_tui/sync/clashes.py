"""What becomes of a text that met another change of its entry: merged where it can be, kept apart where not. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from ekin_tui.domain.merge import Merged, same_content, three_way
from ekin_tui.domain.model import Entry, Problem, Status
from ekin_tui.sync.steps import (
    Attention,
    Clash,
    Drop,
    Exchange,
    FallBack,
    Forget,
    ForgetNote,
    Queued,
    Replace,
    Requeue,
    Rest,
    Step,
    TakeDoc,
)
from ekin_tui.wire import EntryDoc, Op, Verdict, entry_of, fields_of
from ekin_tui.wire import Problem as Said

_WITHOUT_NOTE = frozenset({"put", "submit", "withdraw", "discard", "mark"})
_decode = msgspec.json.Decoder(Op).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """What this machine has of an entry whose op met trouble."""

    entry: Entry | None
    behind: Sequence[Queued] = ()
    """Ops of the entry that wait behind the batch and have certainly not left."""
    ground: Entry | None = None
    """What the text here was written on, as the centre had it; None when no copy of that is left."""
    fresh: str = ""
    """An id for the op that a merge may leave."""


def conflict(entry: str, chain: Sequence[Queued], verdict: Verdict, local: Local) -> Iterator[Step]:
    """Yield what becomes of ``chain``, whose first op rested on another revision than the centre has."""
    doc, mine = verdict.doc, local.entry
    if mine is None or not any(queued.t == "put" for queued in chain):
        yield from aside(chain[0], problem_of(verdict))
        for queued in chain[1:]:
            yield from given_up(queued, problem_of(verdict))
        yield FallBack(entry=entry, doc=doc)
    elif doc is not None and is_open(doc) and mine.status is not Status.DISCARDED:
        yield from _merged(chain, verdict, doc, mine, local)
    elif doc is not None and same_content(mine, entry_of(doc)):
        yield from _agreed(chain, verdict, doc)
    else:
        yield from kept_apart(entry, chain[0].op, local, doc, ops=chain)


def kept_apart(entry: str, clash: str, local: Local, doc: EntryDoc | None, *, ops: Sequence[Queued]) -> Iterator[Step]:
    """Yield how my text becomes the conflict copy ``clash``, with ``ops`` of it, and the centre's the row."""
    theirs = None if doc is None else entry_of(doc)
    mine = local.entry
    if mine is not None and (theirs is None or not same_content(mine, theirs)):
        bodies = [queued.body for queued in ops]
        yield Clash(id=clash, entry=entry, mine=mine, theirs=theirs, base=local.ground, ops=bodies)
    for queued in ops:
        yield Drop(op=queued.op)
        if note := note_of(queued):
            yield ForgetNote(note=note)
    yield Forget(entry=entry) if doc is None else Replace(doc=doc)


def _merged(chain: Sequence[Queued], verdict: Verdict, doc: EntryDoc, mine: Entry, local: Local) -> Iterator[Step]:
    """Yield the merge of my text with an open entry.

    The chain shrinks to what its author wanted in the end: one put of what is left of mine, and the submission if one
    stands. After a clash no submission goes out by itself, for its author has not seen the text that it would send.
    """
    merged = three_way(local.ground, mine, entry_of(doc))
    submit = _submission(chain)
    if merged.clashes:
        bodies = [queued.body for queued in chain]
        theirs = entry_of(doc)
        yield Clash(id=chain[0].op, entry=doc.id, mine=mine, theirs=theirs, base=local.ground, ops=bodies)
        submit = None
    elif submit is not None and _unread(doc, local.ground):
        yield from aside(submit, problem_of(verdict))
        chain, submit = [queued for queued in chain if queued is not submit], None
    yield from _shrunk(chain, merged, doc, local.fresh, submit)
    status = doc.status if submit is None else Status.SUBMITTED
    yield Rest(entry=replace(merged.entry, status=status), doc=doc)


def _shrunk(
    chain: Sequence[Queued], merged: Merged, doc: EntryDoc, fresh: str, submit: Queued | None
) -> Iterator[Step]:
    """Yield what stays in the queue: a put of ``merged`` at the head where anything of mine is left, and ``submit``."""
    base = doc.rev
    for queued in chain:
        if queued is chain[0] and merged.mine:
            yield Exchange(op=queued.op, by=_put(chain, merged.entry, fresh, base))
            base = f"@{fresh}"
        elif queued is submit:
            yield Requeue(op=queued.op, base=base)
        else:
            yield Drop(op=queued.op)


def _put(chain: Sequence[Queued], entry: Entry, fresh: str, base: str) -> Op:
    """Return the put of the merged text; it was typed when the last one was."""
    typed = [op_of(queued).at for queued in chain if queued.t == "put"]
    return Op(op=fresh, t="put", entry=entry.id, base=base, at=typed[-1] if typed else "", fields=fields_of(entry))


def _submission(chain: Sequence[Queued]) -> Queued | None:
    """Return the submission that stands at the end of a chain, behind the text that it sends."""
    turns = [queued for queued in chain[1:] if queued.t in {"submit", "withdraw"}]
    return turns[-1] if turns and turns[-1].t == "submit" else None


def _unread(doc: EntryDoc, ground: Entry | None) -> bool:
    """Tell whether a supervisor has returned the entry since; what they wrote comes before sending it again."""
    return doc.status is Status.RETURNED and (ground is None or ground.status is not Status.RETURNED)


def _agreed(chain: Sequence[Queued], verdict: Verdict, doc: EntryDoc) -> Iterator[Step]:
    """Yield what becomes of a chain whose text the centre already has from elsewhere: its other ops are asked again."""
    again = []
    for queued in chain:
        if queued.t == "put" or (queued.t == "submit" and doc.status is Status.SUBMITTED):
            yield Drop(op=queued.op)
        elif queued.t == "submit" and not is_open(doc):
            yield from aside(queued, problem_of(verdict))
        else:
            again.append(queued)
    yield from ask_again(again, doc.rev)
    yield TakeDoc(doc=doc)


def ask_again(ops: Sequence[Queued], base: str | None) -> Iterator[Step]:
    """Yield the steps by which ``ops`` are asked again, the first resting on ``base``."""
    for queued in ops:
        yield Requeue(op=queued.op, base=base)
        base = f"@{queued.op}"


def given_up(queued: Queued, problem: Problem) -> Iterator[Step]:
    """Yield the end of an op that rested on a failed one; one that carries words of its author goes to the list."""
    if op_of(queued).text:
        yield from aside(queued, problem)
    else:
        yield Drop(op=queued.op)
        if note := note_of(queued):
            yield ForgetNote(note=note)


def aside(queued: Queued, problem: Problem) -> Iterator[Step]:
    """Yield the steps that put an op on the list that waits for a person."""
    yield Attention(op=queued.op, entry=queued.entry, body=queued.body, problem=problem)
    if note := note_of(queued):
        yield ForgetNote(note=note)


def is_open(doc: EntryDoc) -> bool:
    """Tell whether the owner may write in the entry still."""
    return doc.status in {Status.DRAFT, Status.RETURNED}


def op_of(queued: Queued) -> Op:
    """Return the op in a waiting row."""
    return _decode(queued.body)


def note_of(queued: Queued) -> str | None:
    """Return the id of the note that an op carries."""
    return None if queued.t in _WITHOUT_NOTE else op_of(queued).note


def problem_of(verdict: Verdict) -> Problem:
    """Return why the centre said no."""
    said = verdict.problem or Said(type=verdict.v)
    return Problem(code=said.code, field=said.field, args=said.args)
