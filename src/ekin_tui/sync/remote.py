"""What a sync asks of a centre, and the two ways in which it can fail to answer."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ekin_tui.domain.sameness import Digest
from ekin_tui.wire import Discovery, FeedAnswer, Problem, PushAnswer, RepairAnswer, SessionAnswer, SessionBody


class Unreachable(Exception):  # noqa: N818 - the ordinary state of a laptop in the field, not a fault
    """Nobody knows what became of the request: ask again later. Never a verdict.

    Codes: ``offline``, ``dns``, ``timeout``, ``tls-expired``, ``tls-not-yet``, ``tls-unknown-issuer``,
    ``tls-wrong-host``, ``tls-failed``, ``proxy``, ``proxy-refused``, ``proxy-unfit``, ``proxy-auth``, ``portal``,
    ``not-json``, ``cut``, ``too-big``, ``server-error``, ``overloaded``, ``storage-full``, ``insecure-url``,
    ``ca-file``.
    """

    def __init__(self, code: str, args: Mapping[str, str | int] | None = None, *, retry_after: float = 0) -> None:
        """``retry_after`` is how many seconds the centre asks for; 0 when it doesn't say."""
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = args or {}
        self.retry_after = retry_after


class Refusal(Exception):  # noqa: N818 - an answer of the centre, not a fault of the program
    """The centre itself, recognised by its echo, said no to the whole request."""

    def __init__(self, problem: Problem, *, retry_after: float = 0, epoch: str = "") -> None:
        """``problem`` carries the status and the code, ``epoch`` names the store that the centre stands on."""
        super().__init__(problem.code)
        self.problem = problem
        self.code = problem.code
        self.retry_after = retry_after
        self.epoch = epoch


class Remote(Protocol):
    """A centre. Every method raises Unreachable or Refusal."""

    @property
    def carried(self) -> bool:
        """Whether its answers are carried here: what they tell of time is as old as they are."""

    @property
    def device(self) -> str:
        """Id of this device."""

    def discover(self) -> Discovery:
        """Ask who is there; needs no sign-in."""

    def session(self, body: SessionBody) -> SessionAnswer:
        """Open a sync."""

    def push(self, bodies: Sequence[str], ops: Sequence[str], *, epoch: str) -> PushAnswer:
        """Send ops, given as JSON with their ids; the answer holds one verdict for each, in the same order."""

    def repair(self, ops: Mapping[str, str], *, epoch: str) -> RepairAnswer:
        """Ask which of ``ops`` (op → remembered verdict) the centre lacks or judges otherwise."""

    def feed(self, feed: str, after: str, limit: int, *, epoch: str) -> FeedAnswer:
        """Read a page of changes after a cursor."""

    def window(self, feed: str, part: str, until: str, after: str, *, epoch: str) -> FeedAnswer:
        """Read a page of one part of a feed as it was at the cursor ``until``."""

    def digest(self, feed: str, *, epoch: str, sums: bool = True) -> Digest:
        """Ask what a feed holds, by part; without ``sums`` only how much."""

    def end(self) -> None:
        """End the exchange: whoever is asked by what lies somewhere is asked now."""
