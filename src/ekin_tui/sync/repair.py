"""After the centre was restored: what it has lost goes out again, in its old order and before everything else.

The centre is asked, by op id and remembered verdict, which ops it lacks or judges otherwise. Those go back to the
front of the queue as they first were, each with the proof of when it was received. They stay among the acknowledged
ops too, and the flag that a repair is due falls only with the commit that queues them: whatever is cut short is done
again, and does no harm twice.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from ekin_tui.domain.rev import counter
from ekin_tui.store import Store
from ekin_tui.store.acknowledged import Sent
from ekin_tui.store.base import Row
from ekin_tui.sync.plan import SOFT
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.sync.result import Progress
from ekin_tui.wire import MAX_REPAIR, Op, Receipt, SessionAnswer, SessionBody, position_of

LATELY_DAYS = 30
"""How far back a centre is asked by itself for what it acknowledged: as far as it lets what waits for others wait."""
_DUE = "repair"
_UNKNOWN = (403, 404)
_decode = msgspec.json.Decoder(Op).decode


class OtherCentre(Exception):  # noqa: N818 - an answer, not a fault
    """What answers stands on another store than the one that this cache belongs to; nothing was changed."""


class WentBack(Exception):  # noqa: N818 - what an answer tells, not a fault
    """What the centre says rests on its having lost what it acknowledged; a repair is due, nothing was settled."""


def check_centre(known: str, found: str) -> None:
    """Raise OtherCentre when two epochs name two stores; one that names none is no reason to stop."""
    ours, theirs = (epoch.partition(":")[0] if ":" in epoch else "" for epoch in (known, found))
    if ours and theirs and ours != theirs:
        raise OtherCentre


def went_back(asked: SessionBody, session: SessionAnswer) -> bool:
    """Tell whether the centre is no longer in the state that this cache has read.

    A head below a cursor tells it too, where the epoch does not: a machine that was put back whole, its mark with it.
    """
    if asked.epoch and asked.epoch != session.epoch:
        return True
    return any(_position(asked.have.get(feed.id, "")) > _position(feed.head) for feed in session.feeds)


def is_due(store: Store) -> bool:
    """Tell whether the centre went back and has not been asked yet what it lacks."""
    return store.meta.get(_DUE) == "due"


def set_due(store: Store, *, due: bool) -> None:
    """Note whether a repair is due. The caller is in a transaction."""
    store.meta.put(_DUE, "due" if due else "")


def find_loss(store: Store, remote: Remote, epoch: str, stop: Callable[[], bool]) -> bool:
    """Ask whether the centre lacks what it acknowledged lately; if so it went back unnoticed, and a repair is due.

    The heads tell it only while they are below the cursors. Raises Unreachable or Refusal; ``stop`` is asked before
    each request.
    """
    last = ""
    while page := store.outbox.settled(last, MAX_REPAIR, days=LATELY_DAYS):
        if stop():
            return False
        answer = remote.repair(page, epoch=epoch)
        if any(op in page for op in answer.lacks):
            with store.writing():
                store.cursors.reset()
                set_due(store, due=True)
            return True
        last = max(page)
    return False


def check_loss(store: Store, remote: Remote, epoch: str, entries: Collection[str]) -> None:
    """Ask, before what is said of ``entries`` is believed, whether the centre still has what it acknowledged of them.

    A centre that went back unnoticed says no to what rests on something lost, and another text, old or new, would take
    the place of the one that it took and lost. Raises WentBack, with nothing changed but that a repair is due;
    Unreachable or Refusal.
    """
    page = store.outbox.settled_of(entries, MAX_REPAIR)
    if not page or not any(op in page for op in _lacks(remote, page, epoch)):
        return
    with store.writing():
        store.cursors.reset()
        set_due(store, due=True)
    raise WentBack


def check_texts(store: Store, remote: Remote, epoch: str, rows: Iterable[Row]) -> None:
    """Ask like :func:`check_loss` before the centre's copies ``rows`` cover other texts that were sent from here."""
    changed = store.outbox.said_otherwise(rows)
    if changed:
        check_loss(store, remote, epoch, changed)


def _lacks(remote: Remote, page: Mapping[str, str], epoch: str) -> Sequence[str]:
    try:
        return remote.repair(page, epoch=epoch).lacks
    except Refusal as error:
        if error.problem.status not in _UNKNOWN:
            raise
        return ()  # a centre that knows no repair


def repair(
    store: Store, remote: Remote, epoch: str, *, tell: Callable[[Progress], None], stop: Callable[[], bool]
) -> int:
    """Queue again what the centre lost, and return how many ops that is. Raises Unreachable or Refusal.

    ``stop`` is asked before each request; a repair that was stopped stays due.
    """
    total, done, last = store.outbox.count_kept(), 0, ""
    named: list[str] = []
    while page := store.outbox.kept(last, MAX_REPAIR):
        if stop():
            return 0
        answer = remote.repair(page, epoch=epoch)
        named += [op for op in (*answer.lacks, *answer.other) if op in page]
        done, last = done + len(page), max(page)
        tell(Progress(feed="repair", done=done, total=total))
    with store.writing():
        again = _in_order(store.outbox.kept_ops(named))
        store.outbox.offer_again([(sent, _body(sent, op), op.t) for sent, op in again])
        set_due(store, due=False)
    return len(named)


def _position(cursor: str) -> int:
    try:
        return position_of(cursor)
    except ValueError:
        return 0


def _in_order(ops: Iterable[Sent]) -> list[tuple[Sent, Op]]:
    """Return ops by the time of their receipt; those of one entry by the revision that each gave.

    What rests on no revision follows what made the one that it was received with.
    """
    pairs = [(sent, _decode(sent.body)) for sent in ops]
    first: dict[str, str] = {}
    for sent, _ in pairs:
        at = sent.received or ""
        first[sent.entry] = min(first.get(sent.entry, at), at)
    return sorted(
        pairs,
        key=lambda p: (first[p[0].entry], p[0].entry, counter(p[0].rev), p[1].t in SOFT, p[0].received or "", p[0].op),
    )


def _body(sent: Sent, op: Op) -> str:
    """Return the body to offer: the old one, with the proof of its receipt where there is one."""
    if not sent.receipt or not sent.received:
        return sent.body
    before = msgspec.convert({"received": sent.received, "mac": sent.receipt}, Receipt)
    return msgspec.json.encode(msgspec.structs.replace(op, before=before)).decode()
