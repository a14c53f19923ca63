"""Reading the feeds: items and cursor in one transaction a page, the next page under way meanwhile."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from ekin_tui.store import Store
from ekin_tui.sync import plan
from ekin_tui.sync.carry import carry_in
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.sync.result import Progress
from ekin_tui.wire import PAGE, Feed, FeedAnswer, position_of

_EXPIRED = 410
_NOT_YOURS = (403, 404)


class Pull:
    """The feeds of one sync."""

    def __init__(
        self, store: Store, remote: Remote, tell: Callable[[Progress], None], stop: Callable[[], bool]
    ) -> None:
        """``stop`` is asked before each request."""
        self._store, self._remote, self._tell, self._stop = store, remote, tell, stop
        self.pulled = 0
        """Items read."""

    def run(self, epoch: str, feeds: Sequence[Feed], *, again: bool) -> None:
        """Read what is new. ``again``: heads are older than what was just sent, so ask every feed.

        Raises Unreachable or Refusal; pages that were read by then stay read.
        """
        for feed in sorted(feeds, key=lambda one: (one.id != "me", one.id)):
            if self._stop() or (not again and self._store.cursors.get(feed.id) == feed.head):
                continue
            try:
                self._read(epoch, feed)
            except Refusal as error:
                if error.problem.status == _EXPIRED:
                    with self._store.writing():
                        self._store.cursors.forget_cursor(feed.id)
                    self._read(epoch, feed)
                elif error.problem.status not in _NOT_YOURS:
                    raise

    def _read(self, epoch: str, feed: Feed) -> None:
        def ask(after: str) -> FeedAnswer:
            return self._remote.feed(feed.id, after, PAGE, epoch=epoch)

        after, done = self._store.cursors.get(feed.id), 0
        total = max(0, _position(feed.head) - _position(after))
        with ThreadPoolExecutor(1) as line:
            page = ask(after)
            while True:
                following = line.submit(ask, page.next) if page.more and not self._stop() else None
                self._keep(feed.id, epoch, page)
                done += page.n
                self._tell(Progress(feed=feed.id, done=done, total=max(done, total)))
                if following is None:
                    return
                page = following.result()

    def _keep(self, feed: str, epoch: str, page: FeedAnswer) -> None:
        absorbed = plan.absorb(page.items)
        with self._store.writing():
            carry_in(self._store, feed, absorbed)
            self._store.cursors.put(feed, epoch, page.next)
        self.pulled += page.n


def _position(cursor: str) -> int:
    """Return the position in a cursor, for a progress bar alone; 0 for one in another form."""
    try:
        return position_of(cursor)
    except ValueError:
        return 0
