"""Reading the feeds: items and cursor in one transaction, the next page under way meanwhile."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from ekin_tui.store import Store
from ekin_tui.sync import plan
from ekin_tui.sync.carry import carry_in
from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.result import Progress
from ekin_tui.wire import PAGE, Feed, FeedAnswer, position_of

_EXPIRED = 410
_NOT_YOURS = (403, 404)
_MOST_PAGES = 5
"""Pages that one commit makes durable."""
_LONG_S = 0.25
"""Seconds after which a page is kept without waiting for others: a slow line loses nothing of what it brought."""


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
            pages, since, page = list[FeedAnswer](), time.monotonic(), ask(after)
            while True:
                following = line.submit(ask, page.next) if page.more and not self._stop() else None
                pages.append(page)
                if following is None or len(pages) == _MOST_PAGES or time.monotonic() - since > _LONG_S:
                    done += self._keep(feed.id, epoch, pages)
                    self._tell(Progress(feed=feed.id, done=done, total=max(done, total)))
                    pages, since = [], time.monotonic()
                if following is None:
                    return
                page = self._await(feed.id, epoch, following, pages)

    def _await(self, feed: str, epoch: str, following: Future[FeedAnswer], pages: Sequence[FeedAnswer]) -> FeedAnswer:
        """Return the next page; when it fails, what was read so far is kept first."""
        try:
            return following.result()
        except (Refusal, Unreachable):
            self._keep(feed, epoch, pages)
            raise

    def _keep(self, feed: str, epoch: str, pages: Sequence[FeedAnswer]) -> int:
        """Put pages and the cursor behind them into the cache at once; returns how many items they hold."""
        if not pages:
            return 0
        absorbed = [plan.absorb(page.items) for page in pages]
        with self._store.writing():
            for page in absorbed:
                carry_in(self._store, feed, page)
            self._store.cursors.put(feed, epoch, pages[-1].next)
        count = sum(page.n for page in pages)
        self.pulled += count
        return count


def _position(cursor: str) -> int:
    """Return the position in a cursor, for a progress bar alone; 0 for one in another form."""
    try:
        return position_of(cursor)
    except ValueError:
        return 0
