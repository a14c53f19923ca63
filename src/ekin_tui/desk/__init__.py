"""Use cases of a signed-in person: the only door that the screens and the command line have.

What the calendar does not need for its first picture is loaded when it is first asked for.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ekin_tui.desk.days import Holidays
from ekin_tui.desk.holidays import official
from ekin_tui.desk.journal import Journal
from ekin_tui.desk.looking import SPAN, Looking
from ekin_tui.desk.queueing import Clock, NewId
from ekin_tui.desk.rooms import Rooms
from ekin_tui.desk.syncing import Syncing
from ekin_tui.domain.model import Person
from ekin_tui.store import Store

if TYPE_CHECKING:
    from ekin_tui.desk.habits import Habits
    from ekin_tui.desk.quick import Quick
    from ekin_tui.desk.record import RecordCheck
    from ekin_tui.desk.reviewing import Reviewing
    from ekin_tui.desk.spans import Span
    from ekin_tui.desk.suggest import Suggest
    from ekin_tui.domain.leases import Uptime


class SignInNeeded(Exception):  # noqa: N818 - a state of the desk, not a fault
    """The cache belongs to nobody yet: sign in and fetch once."""


class Desk(Rooms):
    """One person's desk over one cache. Give it the clock and ids; it reaches for nothing."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        new_id: NewId,
        holidays: Holidays = official,
        uptime: "Callable[[], Uptime] | None" = None,
    ) -> None:
        """``uptime`` is the clock that nobody sets (None: the machine's).

        Raises SignInNeeded when the cache does not know whose it is.
        """
        self._store, self._clock, self._holidays = store, clock, holidays
        self._new_id, self._uptime = new_id, uptime
        if store.reference.me() is None:
            raise SignInNeeded
        look: Callable[[], Looking] = self._look
        self.journal = Journal(store, look, clock, new_id)
        self.syncing = Syncing(store, look, clock, new_id)
        self._seen = store.changed()

    @cached_property
    def reviewing(self) -> "Reviewing":
        """The work of others, for who speaks for a supervising position."""
        from ekin_tui.desk.reviewing import Reviewing
        from ekin_tui.sync.timekeeping import read_uptime

        return Reviewing(self._store, self._look, self._clock, self._new_id, self._uptime or read_uptime)

    @cached_property
    def record(self) -> "RecordCheck":
        """One's own record: whether its chain holds."""
        from ekin_tui.desk.record import RecordCheck

        return RecordCheck(self._store)

    @property
    def me(self) -> Person:
        """The signed-in person, as the centre last described them."""
        me = self._store.reference.me()
        if me is None:
            raise SignInNeeded
        return me

    @property
    def readonly(self) -> bool:
        """Whether the disk takes no changes."""
        return self._store.readonly

    def suggest(self, day: date | None = None) -> "Suggest":
        """Return the rencana aksi that hold on ``day`` (default: today), ready to be searched."""
        from ekin_tui.desk.suggest import USED_WITHIN, Suggest

        look = self._look()
        when = day or look.today
        return Suggest(
            self._store.reference.plans(look.me.id, when),
            pins=self._store.reference.pins(),
            uses=self._store.reference.uses(look.me.id, look.today - USED_WITHIN),
            today=look.today,
        )

    def habits(self, day: date | None = None) -> "Habits":
        """Return what the person usually did in the weeks up to ``day`` (default: today)."""
        from ekin_tui.desk.habits import Habits

        look = self._look()
        when = day or look.today
        entries, reference, me = self._store.entries, self._store.reference, look.me.id
        return Habits(
            lambda: (stored.entry for stored in entries.of_days(me, when - SPAN, when)),
            lambda: reference.plans(me, when),
        )

    def quick(self, day: date) -> "Quick":
        """Return the reader of quick lines of ``day``."""
        from ekin_tui.desk.quick import Quick

        return Quick(self.journal, self.suggest(day), self.suggest_all(), self.habits(day), day)

    def suggest_all(self) -> "Suggest":
        """Return all rencana aksi that are known, whatever day they hold on."""
        from ekin_tui.desk.suggest import Suggest

        return Suggest(self._store.reference.plans(self.me.id, None))

    def spans(self, days: int) -> "Sequence[Span]":
        """Return the spans of time, from now on, in each of which the calendar stays as it is while nobody writes."""
        from ekin_tui.desk.spans import spans

        return spans(self._look(), days)

    def unknown_years(self) -> "Sequence[int]":
        """Return the years around today whose free days nobody has looked up yet."""
        this = self._look().today.year
        return [year for year in (this, this + 1, this - 1) if self._store.reference.holidays(year) is None]

    def changed(self) -> bool:
        """Tell whether anything was written since this was last asked."""
        seen, self._seen = self._seen, self._store.changed()
        return seen != self._seen

    def stamp(self) -> int:
        """Return a number that differs after any write, for who asks beside :meth:`changed`."""
        return self._store.changed()

    def _look(self) -> Looking:
        self._store.renew()
        return Looking(self._store, self.me, self._clock(), self._holidays)


__all__ = ["Desk", "SignInNeeded"]
