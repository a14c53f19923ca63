"""The first sync of a long feed: what waits for somebody first, then month by month, the newest before the older.

All parts are read as they stood at one position, the head; what changes meanwhile has a higher one and comes by the
feed itself, read from there. So no copy of a part is ever newer or older than what follows it. How far it has come
stands where the cursor will stand, in the transaction that keeps the pages: it goes on there after any end.
"""

from collections.abc import Callable, Sequence

import msgspec

from ekin_tui.domain.model import Note
from ekin_tui.domain.sameness import BETWEEN, GONE, NOTES, OPEN, REFERENCE, Digest, is_month
from ekin_tui.store import Store
from ekin_tui.store.cursors import OWN
from ekin_tui.sync.carry import Page, carry_in, notes_of
from ekin_tui.sync.pages import follow
from ekin_tui.sync.record import take_record
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.sync.repair import check_texts
from ekin_tui.sync.result import Progress
from ekin_tui.wire import PAGE, Feed, FeedAnswer, position_of

FAR = 12_000
"""Positions from which on a first sync reads by parts: years of one person, or the inbox of an office.

Parts bring what is open and new first. They cost the cache a commit each: 10,000 entries took 1.3 s by parts and 0.7 s
by the feed in the same minute, so a feed that is through in a second is read as it is.
"""
_LAST = (NOTES, GONE)
_UNKNOWN = 404


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far a first sync has come; the first of ``parts`` is being read, from ``after`` on."""

    epoch: str
    head: str
    parts: list[str]
    after: str = ""
    done: int = 0
    total: int = 0


class Windows:
    """Reads feeds by parts."""

    def __init__(
        self, store: Store, remote: Remote, tell: Callable[[Progress], None], stop: Callable[[], bool]
    ) -> None:
        """``stop`` is asked before each request."""
        self._store, self._remote, self._tell, self._stop = store, remote, tell, stop
        self.pulled = 0
        """Items read."""

    def are_due(self, feed: Feed) -> bool:
        """Tell whether ``feed`` is to be read by parts: it was begun so, or never read and is long."""
        cursors = self._store.cursors
        if cursors.begun(feed.id):
            return True
        return not reached(cursors.get(feed.id)) and reached(feed.head) > FAR

    def read(self, epoch: str, feed: Feed) -> bool:
        """Read what is left of the parts; the cursor then stands at their head. Returns False when stopped before.

        A centre that does not know parts leaves the cursor at the start. Raises Unreachable, Refusal or
        WentBack.
        """
        standing = self._standing(epoch, feed)
        while standing is not None and standing.parts:
            if self._stop():
                return False
            standing, whole = self._part(epoch, feed.id, standing)
            if not whole:
                return False
        return True

    def _standing(self, epoch: str, feed: Feed) -> Standing | None:
        begun = self._store.cursors.begun(feed.id)
        if begun:
            known = msgspec.json.decode(begun, type=Standing)
            if known.epoch == epoch and reached(known.head) <= reached(feed.head):
                return known
        fresh = self._ask_plan(epoch, feed.id)
        with self._store.writing():
            self._store.cursors.forget_cursor(feed.id)
            if fresh is not None:
                self._put(feed.id, fresh)
        return fresh

    def _ask_plan(self, epoch: str, feed: str) -> Standing | None:
        try:
            return _plan(self._remote.digest(feed, epoch=epoch, sums=False))
        except Refusal as error:
            if error.problem.status == _UNKNOWN:
                return None
            raise

    def _part(self, epoch: str, feed: str, standing: Standing) -> tuple[Standing, bool]:
        part, now = standing.parts[0], standing

        def ask(after: str) -> FeedAnswer:
            return self._remote.window(feed, part, now.head, after, epoch=epoch)

        def keep(pages: Sequence[Page]) -> None:
            nonlocal now
            now = self._keep(feed, now, pages)

        whole = follow(ask, standing.after, keep, self._stop)
        return now, whole

    def _keep(self, feed: str, standing: Standing, pages: Sequence[Page]) -> Standing:
        """Put pages into the cache with how far they lead."""
        count, last = sum(page.n for page in pages), pages[-1]
        done = standing.done + (0 if standing.parts[0] == OPEN else count)
        parts, after = (standing.parts, last.next) if last.more else (standing.parts[1:], "")
        further = msgspec.structs.replace(standing, parts=parts, after=after, done=done)
        check_texts(self._store, self._remote, standing.epoch, (row for page in pages for row in page.rows))
        with self._store.writing():
            for page in pages:
                carry_in(self._store, feed, page.absorbed, page.rows)
            if feed == OWN:
                self._take_notes(standing, [note for page in pages for note in notes_of(page.absorbed)])
            self._put(feed, further)
        self.pulled += count
        self._tell(Progress(feed=feed, done=min(done, standing.total), total=standing.total))
        return further

    def _take_notes(self, standing: Standing, notes: Sequence[Note]) -> None:
        """Keep notes of the own feed: those of the record in its order, those of open entries ahead of it."""
        if standing.parts[0] == NOTES:
            take_record(self._store, notes, anew=not standing.after, last=False)
        else:
            known = self._store.notes.known(note.id for note in notes)
            self._store.notes.take_all(note for note in notes if note.id not in known)

    def _put(self, feed: str, standing: Standing) -> None:
        text = msgspec.json.encode(standing).decode() if standing.parts else standing.head
        self._store.cursors.put(feed, standing.epoch, text)


def slice_of(part: str) -> str:
    """Return what to ask for to get a part of a digest: other kinds than entries and notes come as one."""
    return part if is_month(part) or part == NOTES else REFERENCE


def reached(cursor: str) -> int:
    """Return the position in a cursor; 0 for one in another form."""
    try:
        return position_of(cursor)
    except ValueError:
        return 0


def _plan(digest: Digest) -> Standing:
    total = sum(found.n for part, found in digest.parts.items() if part != OPEN)
    first = [REFERENCE, *([OPEN] if OPEN in digest.parts else [])]
    last = [part for part in _LAST if part in digest.parts]
    return Standing(epoch=digest.epoch, head=digest.head, parts=[*first, *_pages(digest), *last], total=total)


def _pages(digest: Digest) -> list[str]:
    """Return the months, newest first, as many together as a page holds."""
    groups, room = list[tuple[str, str]](), 0
    for month in digest.months():
        room -= digest.parts[month].n
        if groups and room >= 0:
            groups[-1] = month, groups[-1][1]
        else:
            groups.append((month, month))
            room = PAGE - digest.parts[month].n
    return [first if first == last else f"{first}{BETWEEN}{last}" for first, last in groups]
