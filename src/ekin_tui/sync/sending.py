"""The part of a push that speaks to the network; it touches no store, so it may run beside the settling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.steps import Queued
from ekin_tui.wire import Verdict

Batch = Sequence[Queued]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a chunk: the answers, and where and why it ended before its end."""

    answers: Sequence[tuple[Batch, Sequence[Verdict]]]
    unsent: Sequence[Batch] = field(default_factory=list)
    """The batch that failed, and those behind it."""
    error: Refusal | Unreachable | None = None


class Sending:
    """Sends batches one after the other."""

    def __init__(self, remote: Remote, epoch: str, stop: Callable[[], bool]) -> None:
        """``stop`` is asked before each request."""
        self._remote, self._epoch, self._stop = remote, epoch, stop

    def send(self, chunk: Sequence[Batch]) -> Outcome:
        """Send a chunk up to its first failure; never raises for one."""
        answers: list[tuple[Batch, Sequence[Verdict]]] = []
        for at, batch in enumerate(chunk):
            if self._stop():
                return Outcome(answers=answers, unsent=chunk[at:])
            try:
                answers.append((batch, self.ask(batch)))
            except (Refusal, Unreachable) as error:
                return Outcome(answers=answers, unsent=chunk[at:], error=error)
        return Outcome(answers=answers)

    def ask(self, batch: Batch) -> Sequence[Verdict]:
        """Send one batch. Raises Unreachable or Refusal."""
        ops = [queued.op for queued in batch]
        return self._remote.push([queued.body for queued in batch], ops, epoch=self._epoch).results
