"""A line to the real centre that fails where a test says: before the request arrives, or after it was carried out."""

from collections.abc import Callable, Mapping, Sequence

from ekin_tui.domain.sameness import Digest
from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.wire import Discovery, FeedAnswer, Problem, PushAnswer, RepairAnswer, SessionAnswer, SessionBody

SERVER_ERROR = ("server-error", {"status": 500})


class Line:
    """Passes every request on to ``inner``, unless ``fault`` (asked with the ops of a push) raises before or after."""

    def __init__(
        self,
        inner: Remote,
        *,
        before: Callable[[Sequence[str]], None] = lambda _: None,
        after: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        self._inner, self._before, self._after = inner, before, after
        self.pushes: list[int] = []

    carried = False

    def end(self) -> None:
        self._inner.end()

    @property
    def device(self) -> str:
        return self._inner.device

    def discover(self) -> Discovery:
        return self._inner.discover()

    def session(self, body: SessionBody) -> SessionAnswer:
        return self._inner.session(body)

    def push(self, bodies: Sequence[str], ops: Sequence[str], *, epoch: str) -> PushAnswer:
        self.pushes.append(len(ops))
        self._before(bodies)
        answer = self._inner.push(bodies, ops, epoch=epoch)
        self._after(bodies)
        return answer

    def repair(self, ops: Mapping[str, str], *, epoch: str) -> RepairAnswer:
        return self._inner.repair(ops, epoch=epoch)

    def feed(self, feed: str, after: str, limit: int, *, epoch: str) -> FeedAnswer:
        return self._inner.feed(feed, after, limit, epoch=epoch)

    def window(self, feed: str, part: str, until: str, after: str, *, epoch: str) -> FeedAnswer:
        return self._inner.window(feed, part, until, after, epoch=epoch)

    def digest(self, feed: str, *, epoch: str, sums: bool = True) -> Digest:
        return self._inner.digest(feed, epoch=epoch, sums=sums)


def server_error() -> Unreachable:
    """Return what a server that fails without a word makes of a request."""
    return Unreachable(SERVER_ERROR[0], SERVER_ERROR[1])


def refusal(status: int, code: str) -> Refusal:
    """Return a refusal of a whole request."""
    return Refusal(Problem(type=f"/ekin/problems/{code}", status=status))
