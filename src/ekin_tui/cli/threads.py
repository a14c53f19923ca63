"""What the program on the screen does beside the keys: in threads, over connections of their own, whose writes wait.

What an exchange needs is loaded by the first one: it would be a thirtieth of the start.
"""

import json
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from ekin_tui.cli.ending import Code, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.store.errors import StoreError

if TYPE_CHECKING:
    from ekin_tui.store import Store
    from ekin_tui.sync.engine import Tell
    from ekin_tui.sync.result import Result

PAUSE_S = 0.02
"""Seconds between two portions of what the index of words takes up."""
PATIENCE_S = 0.5
"""Seconds for which leaving waits for a portion; what is written after it only makes the next first frame untrue."""


class Threads:
    """Those of one run of the program. What is public but :meth:`stop` is called in one, or begins one."""

    def __init__(self, joined: Joined, *, copies: bool) -> None:
        """``copies`` of the cache are kept; a demonstration keeps none."""
        self._joined, self._copies = joined, copies
        self._years = joined.desk.unknown_years()
        self._stopped = Event()
        self._learning: Thread | None = None
        self._beginning = Lock()

    def exchange(self, tell: "Tell") -> "Result":
        """Exchange with the centre, then copy the cache and have what came be found."""
        from ekin_tui.cli.reach import exchange

        store = self._joined.open_store(patient=True)
        try:
            return exchange(self._joined, store, tell)
        except EndRefused as no:
            return _not_begun(store, no)
        finally:
            store.close()
            self.copy()
            self.learn()

    def copy_to(self, name: str, told: bool) -> "Result":
        """Tell the target ``name``, which only takes copies; ``told``: a person asked for it."""
        from ekin_tui.cli.reach import exchange_mirror

        return exchange_mirror(self._joined, name, again=told)

    def get_ahead(self) -> None:
        """Do once what no key should wait for: free days that nobody has looked up, words that nobody can find yet."""
        if self._years:
            self._look_up()
        self.learn()

    def copy(self) -> None:
        """Copy what a new day has no copy of."""
        from ekin_tui.cli.keeping import keep_daily

        if self._copies:
            keep_daily(self._joined)

    def learn(self) -> None:
        """Begin to take up what the index of words lacks, until nothing is left.

        A first sync or an import brings thousands of rows at once, which a search would look through at each letter.
        """
        with self._beginning:
            if not self._stopped.is_set() and (self._learning is None or not self._learning.is_alive()):
                self._learning = Thread(target=self._learn, name="learning", daemon=True)
                self._learning.start()

    def stop(self) -> None:
        """Write nothing from now on; waits for the portion that is being taken up, but not for another program."""
        with self._beginning:  # what is being begun can't be waited for
            self._stopped.set()
        if self._learning is not None:
            self._learning.join(PATIENCE_S)

    def _learn(self) -> None:
        """Go on until all is known; what can't be read or written now waits for the next time."""
        with suppress(StoreError):
            store = self._joined.open_store(patient=True)
            try:
                while not self._stopped.wait(PAUSE_S) and store.entries.words.catch_up():
                    pass
            finally:
                store.close()

    def _look_up(self) -> None:
        """Look up the free days of the years that the cache lacks, once for a cache.

        What can't be kept is asked again by whoever turns to such a year.
        """
        from ekin_tui.desk.holidays import apart

        found = {year: apart(year) for year in self._years}
        store = self._joined.open_store(patient=True)
        try:
            if not store.readonly:
                with suppress(StoreError), store.writing():
                    for year, days in found.items():
                        store.reference.set_holidays(year, days)
        finally:
            store.close()


def _not_begun(store: "Store", no: EndRefused) -> "Result":
    """Return, and keep for *Sinkron*, why an exchange could not even begin: no token, settings that can't be used."""
    from ekin_tui.sync.result import Result

    if not store.readonly and store.meta.get("last_result") != no.problem:
        with store.writing():
            store.meta.put("last_result", no.problem)
            store.meta.put("last_details", json.dumps(no.details))
    return Result(code=no.problem, details=no.details, sign_in=no.code is Code.SIGN_IN)
