"""The part of a push that speaks to the network; it touches no store, so it may run beside the settling.

The batches of a chunk hold each an entry's whole chain, so none rests on another and two may be under way at once: the
centre has the next one at hand while the answer to the last is read. On SQLite both then share a commit.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.steps import Queued
from ekin_tui.wire import Verdict

Batch = Sequence[Queued]
LINES = 2
"""Batches under way at once. The centre works on one, the other waits at its door; a third would only wait longer."""


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
        """Send a chunk up to its first failure; never raises for one. No two batches may hold ops of one entry.

        What was under way beside the batch that failed is waited for: its answer counts like any other.
        """
        said: list[Sequence[Verdict] | Refusal | Unreachable] = []
        with ThreadPoolExecutor(LINES) as lines:
            flights: deque[Future[Sequence[Verdict] | Refusal | Unreachable]] = deque()
            for batch in chunk:
                if len(flights) == LINES:
                    said.append(flights.popleft().result())
                if self._stop() or any(isinstance(one, Exception) for one in said):
                    break
                flights.append(lines.submit(self._try, batch))
            said += [flight.result() for flight in flights]
        return _outcome(chunk, said)

    def _try(self, batch: Batch) -> Sequence[Verdict] | Refusal | Unreachable:
        try:
            return self.ask(batch)
        except (Refusal, Unreachable) as error:
            return error

    def ask(self, batch: Batch) -> Sequence[Verdict]:
        """Send one batch. Raises Unreachable or Refusal."""
        ops = [queued.op for queued in batch]
        return self._remote.push([queued.body for queued in batch], ops, epoch=self._epoch).results


def _outcome(chunk: Sequence[Batch], said: Sequence[Sequence[Verdict] | Refusal | Unreachable]) -> Outcome:
    """Return what became of ``chunk``, where something was said to its first batches."""
    answers: list[tuple[Batch, Sequence[Verdict]]] = []
    unsent: list[Batch] = []
    errors: list[Refusal | Unreachable] = []
    for batch, one in zip(chunk, said, strict=False):  # nothing is said to those that were not sent
        if isinstance(one, Refusal | Unreachable):
            unsent.append(batch)
            errors.append(one)
        else:
            answers.append((batch, one))
    unsent += chunk[len(said) :]
    return Outcome(answers=answers, unsent=unsent, error=errors[0] if errors else None)
