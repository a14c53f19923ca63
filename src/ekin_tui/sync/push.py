"""Sending the queue: chunks of batches out, verdicts in, one chunk under way while the one before is settled.

No transaction ever waits for the network. An op is marked as one that may have left before it does; until its
verdict is in the cache it stays queued, and a repeat is answered from the ledger of the centre.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from ekin_tui.domain.ids import RANDOM_BYTES, uuid7
from ekin_tui.domain.model import Problem
from ekin_tui.store import Store
from ekin_tui.store.wired import FRONT
from ekin_tui.sync import plan
from ekin_tui.sync.carry import carry_out, refused
from ekin_tui.sync.clashes import Local, op_of
from ekin_tui.sync.digest import Digest
from ekin_tui.sync.remote import Remote
from ekin_tui.sync.repair import check_loss
from ekin_tui.sync.result import Progress
from ekin_tui.sync.sending import Batch, Outcome, Sending
from ekin_tui.sync.steps import Done, Exchange, Queued, Requeue
from ekin_tui.wire import MAX_BODY, MAX_OPS, Verdict

_MOST_BATCHES = 5
"""Batches in a chunk: as many verdicts as one commit makes durable."""
_SHORT_S = 0.5
"""A chunk that took less may be followed by a larger one; on a slow line each batch is settled by itself."""
_PASSES = 10


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
        self._ops, self._bytes, self._batches = MAX_OPS, MAX_BODY, 1
        self._total, self._after, self._again = 0, FRONT, False
        self._held, self._flying = frozenset[str](), frozenset[str]()
        self._epoch = ""

    def run(self, epoch: str, limits: Mapping[str, int]) -> None:
        """Send all that is due. Raises Unreachable, Refusal or WentBack; what was settled by then stays settled."""
        self._epoch = epoch
        self._ops = max(1, min(MAX_OPS, limits.get("ops", MAX_OPS)))
        self._bytes = max(1_024, min(MAX_BODY, limits.get("bytes", MAX_BODY)))
        sending = Sending(self._remote, epoch, self._stop)
        digest = Digest(self._store, sending, self._settle_all, self._set_aside)
        for _ in range(_PASSES):
            self._after, self._again, self._held = FRONT, False, frozenset()
            waiting = self._store.outbox.count()
            if not waiting or self._stop():
                return
            self._total = self.pushed + waiting
            self._say()
            self._pass(sending, digest)
            if not self._again:
                return

    def _pass(self, sending: Sending, digest: Digest) -> None:
        """Send the queue once, front to back."""
        with ThreadPoolExecutor(1) as line:
            now, after = self._mark(), self._mark()
            flight = line.submit(sending.send, now) if after else None
            while now:
                begun = time.monotonic()
                outcome = flight.result() if flight else sending.send(now)
                if outcome.error is not None or outcome.unsent:
                    self._settle_all(outcome.answers)
                    digest.work_off(outcome)
                    outcome = Outcome(answers=[])
                flight = line.submit(sending.send, after) if after and not self._stop() else None
                then = self._settle(outcome.answers, mark=flight is not None)
                self._say()
                self._pace(time.monotonic() - begun)
                now, after = (after, then) if flight else ([], [])
        digest.judge(self.pushed > 0)

    def _pace(self, seconds: float) -> None:
        self._batches = min(_MOST_BATCHES, self._batches * 2) if seconds < _SHORT_S else 1

    def _say(self) -> None:
        self._tell(Progress(feed="push", done=min(self.pushed, self._total), total=self._total))

    def _mark(self) -> list[Batch]:
        """Choose the next chunk and note that it may leave."""
        chunk = self._choose()
        if chunk:
            with self._store.writing():
                self._leave(chunk)
        return chunk

    def _leave(self, chunk: Sequence[Batch]) -> None:
        self._store.outbox.leaving(queued.seq for batch in chunk for queued in batch)

    def _choose(self) -> list[Batch]:
        """Return the next batches. An entry whose ops are under way waits for the next pass."""
        chunk: list[Batch] = []
        away = set(self._flying)
        while len(chunk) < self._batches:
            waiting = [Queued._make(raw) for raw in self._store.outbox.raw(self._after, self._ops)]
            if not waiting:
                break
            now = self._clock().timestamp()
            batch, held = plan.batch(
                waiting, max_ops=self._ops, max_bytes=self._bytes, now=now, held=self._held.union(away)
            )
            self._again |= not away.isdisjoint(queued.entry for queued in waiting)
            self._held = held - away
            self._after = batch[-1].seq if batch else waiting[-1].seq
            if batch:
                chunk.append(batch)
                away.update(queued.entry for queued in batch)
        self._flying = frozenset(queued.entry for batch in chunk for queued in batch)
        return chunk

    def _settle_all(self, answers: Sequence[tuple[Batch, Sequence[Verdict]]]) -> None:
        self._settle(answers, mark=False)

    def _settle(self, answers: Sequence[tuple[Batch, Sequence[Verdict]]], *, mark: bool) -> list[Batch]:
        """Make the verdicts durable, and with ``mark`` the next chunk in the same transaction; returns that chunk."""
        if not answers and not mark:
            return []
        self._look_back(answers)
        steps: list[object] = []
        with self._store.writing():
            for batch, verdicts in answers:
                steps += self._carry(batch, verdicts)
            chunk = self._choose() if mark else []
            self._leave(chunk)
        self.pushed += sum(isinstance(step, Done) for step in steps)
        return chunk

    def _look_back(self, answers: Sequence[tuple[Batch, Sequence[Verdict]]]) -> None:
        """Ask whether a no comes of something that the centre has lost."""
        troubled = frozenset[str]().union(*(plan.troubled(batch, verdicts) for batch, verdicts in answers))
        if troubled:
            check_loss(self._store, self._remote, self._epoch, troubled)

    def _carry(self, batch: Batch, verdicts: Sequence[Verdict]) -> list[object]:
        counts = self._store.outbox.counts({queued.entry for queued in batch})
        here = Counter(queued.entry for queued in batch)
        later = frozenset(entry for entry, count in counts.items() if count > here[entry])
        local = {entry: self._local(entry, batch) for entry in plan.troubled(batch, verdicts)}
        steps = plan.settle(batch, verdicts, later=later, local=local)
        carry_out(self._store, steps, self._clock())
        self._held |= {q.entry for q, verdict in zip(batch, verdicts, strict=True) if verdict.v not in plan.DONE}
        self._again |= any(isinstance(step, Requeue | Exchange) for step in steps)
        self.refused += refused(steps)
        return list(steps)

    def _new_id(self) -> str:
        return uuid7(int(self._clock().timestamp() * 1000), os.urandom(RANDOM_BYTES))

    def _set_aside(self, queued: Queued, code: str) -> None:
        """Put an op that the centre can't digest on the list that waits for a person."""
        steps = plan.quarantine(queued, code)
        with self._store.writing():
            carry_out(self._store, steps, self._clock())
        self.refused += refused(steps)

    def _local(self, entry: str, batch: Sequence[Queued]) -> Local:
        sent = {queued.op for queued in batch}
        waiting = [Queued._make(raw) for raw in self._store.outbox.raw_of(entry)]
        stored = self._store.entries.get(entry)
        behind = [queued for queued in waiting if queued.op not in sent and queued.tries == 0]
        first = next((queued for queued in batch if queued.entry == entry and queued.t not in plan.SOFT), None)
        return Local(
            entry=stored.entry if stored else None,
            behind=behind,
            ground=self._store.entries.ground(entry, op_of(first)) if first else None,
            fresh=self._new_id(),
        )
