"""A way around an op that the centre can't digest: halve its batch down to it, set it aside, go on with the rest."""

from collections.abc import Callable, Sequence

from ekin_tui.store import Store
from ekin_tui.sync import plan
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.sending import Batch, Outcome, Sending
from ekin_tui.sync.steps import Queued
from ekin_tui.wire import Verdict

STRIKES = 3
"""Equal failures of one batch, over several syncs, after which it is halved."""
_INDIGESTIBLE = frozenset({400, 413, 415, 422})
_META = "push_strikes"
Settle = Callable[[Sequence[tuple[Batch, Sequence[Verdict]]]], None]


class Digest:
    """Works off what a chunk left behind.

    A refusal of the batch as such (400, 413 …) is sure and halved at once. An error of the server is halved after
    three equal ones, and its op set aside only when something else got through: else the server is what fails.
    """

    def __init__(
        self, store: Store, sending: Sending, settle: Settle, set_aside: Callable[[Queued, str], None]
    ) -> None:
        """``settle`` makes answers durable, ``set_aside`` puts an op on the list that waits for a person."""
        self._store, self._sending, self._settle, self._set_aside = store, sending, settle, set_aside
        self._halving = False
        self._through = False
        self._suspects: list[tuple[Queued, Unreachable]] = []

    def work_off(self, outcome: Outcome) -> None:
        """Get a verdict on each op of the unsent batches. Raises what can't be helped by halving."""
        unsent = list(outcome.unsent)
        if outcome.error is not None:
            self._split(unsent.pop(0), outcome.error)
        for batch in unsent:
            self._deliver(batch)

    def judge(self, through: bool) -> None:
        """Set the suspects aside when something else got ``through``, else raise their error."""
        suspects, self._suspects = self._suspects, []
        if suspects and not (through or self._through):
            raise suspects[0][1]
        for queued, error in suspects:
            self._set_aside(queued, error.code)

    def _deliver(self, batch: Batch) -> None:
        left = self._sending.send([batch])
        if left.error is not None:
            self._split(batch, left.error)
        elif left.answers:
            self._through = True
            self._settle(left.answers)

    def _split(self, batch: Batch, error: Refusal | Unreachable) -> None:
        if not self._indigestible(batch, error):
            raise error
        first, second = plan.halves(batch)
        if second:
            self._deliver(first)
            self._deliver(second)
        else:
            self._single(first[0], error)

    def _single(self, queued: Queued, error: Refusal | Unreachable) -> None:
        if isinstance(error, Refusal):
            self._set_aside(queued, error.code)
        elif self._suspects and not self._through:
            raise error
        else:
            self._suspects.append((queued, error))

    def _indigestible(self, batch: Batch, error: Refusal | Unreachable) -> bool:
        if isinstance(error, Refusal):
            return error.problem.status in _INDIGESTIBLE
        return error.code == "server-error" and not error.retry_after and (self._halving or self._strike(batch, error))

    def _strike(self, batch: Batch, error: Unreachable) -> bool:
        """Count a failure; returns whether this batch has failed alike often enough."""
        name = f"{error.code}/{error.details.get('status', '')}/{batch[0].op}"
        known, _, count = (self._store.meta.get(_META) or "").rpartition(" ")
        strikes = int(count) + 1 if known == name else 1
        self._halving = strikes >= STRIKES
        with self._store.writing():
            self._store.meta.put(_META, "" if self._halving else f"{name} {strikes}")
        return self._halving
