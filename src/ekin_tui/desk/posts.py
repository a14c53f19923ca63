"""By which posts a person reads others' work, and which of them are closed until the centre was asked again."""

from collections.abc import Callable, Sequence

from ekin_tui.desk.looking import Looking
from ekin_tui.domain.leases import Contact, Uptime, is_over
from ekin_tui.domain.model import Assignment, Capacity, Entry
from ekin_tui.store import Store
from ekin_tui.store.cursors import office_of
from ekin_tui.sync.timekeeping import last_contact


class Posts:
    """The posts of the signed-in person today."""

    def __init__(self, store: Store, look: Callable[[], Looking], uptime: Callable[[], Uptime]) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._store, self._look, self._uptime = store, look, uptime

    def acting(self) -> list[Assignment]:
        """Return the posts that this person speaks for today, their own first."""
        return sorted(self._look().assignments(), key=lambda a: a.capacity is not Capacity.HOLDER)

    def locked(self) -> list[Assignment]:
        """Return the posts whose lease is over: the centre has to be asked again before their entries are shown."""
        closed = self._closed()
        return [post for post in self.acting() if post.position in closed] if closed else []

    def auditing(self) -> list[Assignment]:
        """Return by which assignments this person reads others' work today as an auditor."""
        return self._look().audits()

    def is_supervisor(self) -> bool:
        """Tell whether anybody's work may come to this person today."""
        return bool(self._look().assignments())

    def _closed(self) -> frozenset[str]:
        """Return the positions whose lease is over."""
        leases = {office_of(feed.id): feed.lease_s for feed in self._store.cursors.feeds() if feed.lease_s}
        if not leases:
            return frozenset()
        last = last_contact(self._store)
        now = Contact(at=self._look().now, uptime=self._uptime())
        return frozenset(office for office, lease_s in leases.items() if is_over(lease_s, last, now))


def acting_for(posts: Sequence[Assignment], entry: Entry) -> Assignment | None:
    """Return the post by which one decides on ``entry``."""
    return next((post for post in posts if post.position == entry.position), None)
