"""Sending the queue: batches out, verdicts in, and a way around an op that the centre can't digest."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ekin_tui.domain.model import Problem
from ekin_tui.store import Store
from ekin_tui.sync import plan
from ekin_tui.sync.carry import carry_out, refused
from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.result import Progress
from ekin_tui.sync.steps import Done, Queued, Requeue
from ekin_tui.wire import MAX_BODY, MAX_OPS, Verdict

STRIKES = 3
"""Equal failures of one batch, over several syncs, after which it is halved."""
_INDIGESTIBLE = frozenset({400, 413, 415, 422})
_PASSES = 3
_META = "push_strikes"


class Indigestible(Exception):  # noqa: N818 - an answer about a batch
    """The centre can't take the batch as it is. ``sure``: it said so; else it only failed again and again."""

    def __init__(self, cause: Refusal | Unreachable) -> None:
        """``cause`` is the last failure."""
        super().__init__(cause.code)
        self.cause = cause
        self.sure = isinstance(cause, Refusal)


class Push:
    """The queue of one sync."""

    def __init__(
        self,
        store: Store,
        remote: Remote,
        clock: Callable[[], datetime],
        tell: Callable[[Progress], None],
        stop: Callable[[], bool],
    ) -> None:
        """``stop`` is asked before each request."""
        self._store, self._remote, self._clock, self._tell, self._stop = store, remote, clock, tell, stop
        self.pushed = 0
        """Ops that the centre has taken, or had already."""
        self.refused: list[tuple[str, Problem]] = []
        self._suspects: list[tuple[Queued, Unreachable]] = []
        self._epoch, self._ops, self._bytes = "", MAX_OPS, MAX_BODY
        self._after, self._held, self._again = 0, frozenset[str](), False
        self._ready: list[Queued] | None = None

    def run(self, epoch: str, limits: Mapping[str, int]) -> None:
        """Send all that is due. Raises Unreachable or Refusal; what was settled by then stays settled."""
        self._epoch = epoch
        self._ops = max(1, min(MAX_OPS, limits.get("ops", MAX_OPS)))
        self._bytes = max(1_024, min(MAX_BODY, limits.get("bytes", MAX_BODY)))
        for _ in range(_PASSES):
            self._after, self._held, self._again = 0, frozenset(), False
            self._pass()
            if not self._again:
                return

    def _pass(self) -> None:
        """Send the queue once, front to back."""
        waiting = self._store.outbox.count()
        if not waiting:
            return
        total = self.pushed + waiting
        self._tell(Progress(feed="push", done=self.pushed, total=total))
        batch = self._next()
        while batch and not self._stop():
            self._deliver(batch, whole=True)
            self._tell(Progress(feed="push", done=self.pushed, total=total))
            batch = self._next()
        self._judge_suspects()

    def _next(self) -> list[Queued]:
        if self._ready is None:
            with self._store.writing():
                return self._mark()
        batch, self._ready = self._ready, None
        return batch

    def _mark(self) -> list[Queued]:
        """Choose the next batch and note that it may leave, in one transaction with what the last answer changed."""
        while waiting := [Queued._make(raw) for raw in self._store.outbox.raw(self._after, self._ops)]:
            now = self._clock().timestamp()
            chosen, self._held = plan.batch(waiting, max_ops=self._ops, max_bytes=self._bytes, now=now, held=self._held)
            self._after = chosen[-1].seq if chosen else waiting[-1].seq
            if chosen:
                self._store.outbox.leaving(queued.seq for queued in chosen)
                return chosen
        return []

    def _deliver(self, batch: Sequence[Queued], *, whole: bool) -> None:
        """Get a verdict on each op of ``batch``, halving it as often as need be."""
        if self._stop():
            return
        try:
            verdicts = self._ask(batch)
        except Indigestible as error:
            first, second = plan.halves(batch)
            if second:
                self._deliver(first, whole=False)
                self._deliver(second, whole=False)
            else:
                self._single(first[0], error)
        else:
            self._settle(batch, verdicts, whole=whole)

    def _ask(self, batch: Sequence[Queued]) -> Sequence[Verdict]:
        """Send a batch. Raises Indigestible when it is to be halved, else Unreachable or Refusal."""
        try:
            answer = self._remote.push([q.body for q in batch], [q.op for q in batch], epoch=self._epoch)
        except Refusal as error:
            if error.problem.status in _INDIGESTIBLE:
                raise Indigestible(error) from error
            raise
        except Unreachable as error:
            if error.code == "server-error" and not error.retry_after and self._strike(batch, error):
                raise Indigestible(error) from error
            raise
        return answer.results

    def _strike(self, batch: Sequence[Queued], error: Unreachable) -> bool:
        """Count a failure; returns whether this batch has failed alike often enough, now or before."""
        name = f"{error.code} {error.details.get('status', '')} {batch[0].op}"
        known, _, count = (self._store.meta.get(_META) or "").rpartition(" ")
        strikes = int(count) + 1 if known == name else 1
        if self._suspects or known.endswith(" halving"):
            return True
        struck = strikes >= STRIKES
        with self._store.writing():
            self._store.meta.put(_META, "x halving 0" if struck else f"{name} {strikes}")
        return struck

    def _single(self, queued: Queued, error: Indigestible) -> None:
        """Set one op aside that fails by itself; while nothing else gets through, the fault may be the centre's."""
        if error.sure:
            self._set_aside(queued, error.cause.code)
        elif self._suspects and not self.pushed:
            raise error.cause
        elif isinstance(error.cause, Unreachable):
            self._suspects.append((queued, error.cause))

    def _judge_suspects(self) -> None:
        suspects, self._suspects = self._suspects, []
        if suspects and not self.pushed:
            raise suspects[0][1]
        for queued, error in suspects:
            self._set_aside(queued, error.code)

    def _set_aside(self, queued: Queued, code: str) -> None:
        steps = plan.quarantine(queued, code)
        with self._store.writing():
            carry_out(self._store, steps, self._clock())
        self.refused += refused(steps)

    def _settle(self, batch: Sequence[Queued], verdicts: Sequence[Verdict], *, whole: bool) -> None:
        store = self._store
        with store.writing():
            counts = store.outbox.counts({queued.entry for queued in batch})
            here = Counter(queued.entry for queued in batch)
            later = frozenset(entry for entry, count in counts.items() if count > here[entry])
            local = {entry: self._local(entry, batch) for entry in plan.troubled(batch, verdicts)}
            steps = plan.settle(batch, verdicts, later=later, local=local)
            carry_out(store, steps, self._clock())
            if store.meta.get(_META):
                store.meta.put(_META, "")
            self._held |= {q.entry for q, verdict in zip(batch, verdicts, strict=True) if verdict.v not in plan.DONE}
            if whole:
                self._ready = self._mark()
        self.pushed += sum(isinstance(step, Done) for step in steps)
        self._again |= any(isinstance(step, Requeue) for step in steps)
        self.refused += refused(steps)

    def _local(self, entry: str, batch: Sequence[Queued]) -> plan.Local:
        sent = {queued.op for queued in batch}
        waiting = [Queued._make(raw) for raw in self._store.outbox.raw_of(entry)]
        stored = self._store.entries.get(entry)
        behind = [queued for queued in waiting if queued.op not in sent and queued.tries == 0]
        return plan.Local(entry=stored.entry if stored else None, behind=behind)
