"""Reading the feeds: items and cursor in one transaction, a long one by parts when it is read for the first time."""

from collections.abc import Callable, Sequence

from ekin_tui.store import Store
from ekin_tui.store.cursors import OWN
from ekin_tui.sync.carry import Page, carry_in, notes_of
from ekin_tui.sync.pages import follow
from ekin_tui.sync.record import take_record
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.sync.repair import check_texts
from ekin_tui.sync.result import Progress
from ekin_tui.sync.windows import Windows, reached
from ekin_tui.wire import PAGE, Feed, FeedAnswer

_EXPIRED = 410
_NOT_YOURS = (403, 404)


class Pull:
    """The feeds of one sync."""

    def __init__(
        self, store: Store, remote: Remote, tell: Callable[[Progress], None], stop: Callable[[], bool]
    ) -> None:
        """``stop`` is asked before each request."""
        self._store, self._remote, self._tell, self._stop = store, remote, tell, stop
        self._windows = Windows(store, remote, tell, stop)
        self._changes = 0

    @property
    def pulled(self) -> int:
        """Items read."""
        return self._changes + self._windows.pulled

    def run(self, epoch: str, feeds: Sequence[Feed], *, again: bool) -> None:
        """Read what is new. ``again``: heads are older than what was just sent, so ask every feed.

        Raises Unreachable, Refusal or WentBack; pages that were read by then stay read.
        """
        for feed in sorted(feeds, key=lambda one: (one.id != "me", one.id)):
            if self._stop():
                return
            if self._reaches_end(epoch, feed, again=again) and self._store.cursors.has_unseen(feed.id):
                with self._store.writing():
                    self._store.cursors.drop_unseen(feed.id)

    def _reaches_end(self, epoch: str, feed: Feed, *, again: bool) -> bool:
        """Read ``feed`` where there is anything new, and tell whether all of it is here then."""
        if not again and self._store.cursors.get(feed.id) == feed.head:
            return True
        try:
            return self._read(epoch, feed)
        except Refusal as error:
            if error.problem.status == _EXPIRED:
                with self._store.writing():
                    self._store.cursors.forget_cursor(feed.id)
                return self._read(epoch, feed)
            if error.problem.status not in _NOT_YOURS:
                raise
            return False

    def _read(self, epoch: str, feed: Feed) -> bool:
        """Read ``feed`` from where it was left; returns whether to its end."""
        if self._windows.are_due(feed) and not self._windows.read(epoch, feed):
            return False
        after, done = self._store.cursors.get(feed.id), 0
        total = max(0, reached(feed.head) - reached(after))

        def ask(cursor: str) -> FeedAnswer:
            return self._remote.feed(feed.id, cursor, PAGE, epoch=epoch)

        def keep(pages: Sequence[Page]) -> None:
            nonlocal done
            done += self._keep(feed.id, epoch, pages, anew=not (after or done))
            self._tell(Progress(feed=feed.id, done=done, total=max(done, total)))

        return follow(ask, after, keep, self._stop)

    def _keep(self, feed: str, epoch: str, pages: Sequence[Page], *, anew: bool) -> int:
        """Put pages and the cursor behind them into the cache at once; returns how many items they hold.

        ``anew``: they are the first ones of the whole feed.
        """
        check_texts(self._store, self._remote, epoch, (row for page in pages for row in page.rows))
        with self._store.writing():
            for page in pages:
                carry_in(self._store, feed, page.absorbed, page.rows)
            if feed == OWN:
                notes = [note for page in pages for note in notes_of(page.absorbed)]
                take_record(self._store, notes, anew=anew, last=not pages[-1].more)
            self._store.cursors.put(feed, epoch, pages[-1].next)
        count = sum(page.n for page in pages)
        self._changes += count
        return count
