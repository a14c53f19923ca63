"""Whether the cache is the same as the centre, found by sums and mended by reading anew what differs.

Nothing is ever deleted for being absent there; a record that is here alone is told by ``ekin-tui doctor``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from ekin_tui.domain.sameness import NOTES, Difference, differences
from ekin_tui.store import Store
from ekin_tui.store.cursors import OWN
from ekin_tui.sync.carry import Page, carry_in, notes_of
from ekin_tui.sync.pages import follow
from ekin_tui.sync.record import take_record
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.sync.repair import find_loss
from ekin_tui.sync.windows import slice_of
from ekin_tui.wire import Feed, FeedAnswer, entry_of

EVERY = timedelta(days=1)
"""How often a sync compares by itself."""
_DIFFERS, _COMPARED, _MENDED = "differs", "compared", "mended"
_UNKNOWN = (403, 404)


class Sameness:
    """Compares and mends the feeds of one cache; asks before that whether what was acknowledged is still there."""

    def __init__(self, store: Store, remote: Remote, stop: Callable[[], bool] = lambda: False) -> None:
        """``stop`` is asked before each request."""
        self._store, self._remote, self._stop = store, remote, stop

    def compare(self, epoch: str, feed: str) -> list[Difference] | None:
        """Return where ``feed`` differs; None when there are changes at the centre that were not read yet.

        Raises Unreachable or Refusal (404 from a centre that does not know sums).
        """
        digest = self._remote.digest(feed, epoch=epoch)
        if digest.head != self._store.cursors.get(feed):
            return None
        return list(differences(digest, self._store.held.sums(feed)))

    def note(self, found: Iterable[Difference]) -> None:
        """Have the next sync read anew what differs. Inside a transaction of the store."""
        parts = sorted({(one.feed, slice_of(one.part)) for one in found if one.there})
        self._store.meta.put(_DIFFERS, msgspec.json.encode(parts).decode() if parts else "")

    def keep(self, epoch: str, feeds: Sequence[Feed], now: datetime) -> None:
        """Mend what was found to differ; once a day compare first. Raises Unreachable or Refusal."""
        if self._is_due(now) and not self._went_back(epoch, now):
            self._compare_all(epoch, feeds, now)
        listed = {feed.id for feed in feeds}
        for feed, part in self._noted():
            if self._stop():
                return
            if feed in listed:
                self._mend(epoch, feed, part, now)
            with self._store.writing():
                left = [one for one in self._noted() if one != (feed, part)]
                self._store.meta.put(_DIFFERS, msgspec.json.encode(left).decode() if left else "")

    def _noted(self) -> list[tuple[str, str]]:
        text = self._store.meta.get(_DIFFERS)
        return msgspec.json.decode(text, type=list[tuple[str, str]]) if text else []

    def _is_due(self, now: datetime) -> bool:
        """Tell whether it is time to compare; the first sync of all has just read everything."""
        last = self._store.meta.get(_COMPARED)
        if last:
            return not timedelta() <= now - datetime.fromisoformat(last) < EVERY
        with self._store.writing():
            self._store.meta.put(_COMPARED, now.isoformat())
        return False

    def _went_back(self, epoch: str, now: datetime) -> bool:
        """Tell whether the centre has lost what it acknowledged: it is read anew then, and not compared."""
        try:
            lost = find_loss(self._store, self._remote, epoch, self._stop)
        except Refusal as error:
            if error.problem.status not in _UNKNOWN:
                raise
            return False
        if lost:
            with self._store.writing():
                self._store.meta.put(_COMPARED, now.isoformat())
        return lost

    def _compare_all(self, epoch: str, feeds: Sequence[Feed], now: datetime) -> None:
        found: list[Difference] = []
        for feed in feeds:
            if self._stop():
                return
            try:
                found += self.compare(epoch, feed.id) or ()
            except Refusal as error:
                if error.problem.status not in _UNKNOWN:
                    raise
        with self._store.writing():
            self._store.meta.put(_COMPARED, now.isoformat())
            self.note(found)

    def _mend(self, epoch: str, feed: str, part: str, now: datetime) -> None:
        """Read a part anew, over what is here: what the centre last sent, not what was typed."""
        until = self._store.cursors.get(feed)
        if not until:
            return

        def ask(after: str) -> FeedAnswer:
            return self._remote.window(feed, part, until, after, epoch=epoch)

        begun = False

        def keep(pages: Sequence[Page]) -> None:
            nonlocal begun
            with self._store.writing():
                for page in pages:
                    carry_in(self._store, feed, page.absorbed, page.rows)
                    for doc in page.absorbed.entries:  # carry_in spares rows of a revision that is here
                        self._store.entries.take(entry_of(doc))
                if part == NOTES and feed == OWN:
                    notes = [note for page in pages for note in notes_of(page.absorbed)]
                    take_record(self._store, notes, anew=not begun, last=not pages[-1].more)
                self._store.meta.put(_MENDED, now.isoformat())
            begun = True

        follow(ask, "", keep, self._stop)
