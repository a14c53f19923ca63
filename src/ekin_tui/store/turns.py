"""Who writes next, among the connections of one program: a person's save goes before the exchange's next page.

SQLite alone lets a second writer ask again after 1, 2, 5 … 100 ms, and the exchange would take the lock anew before
that: a letter would wait for many pages. Here it waits for the one that is being written, and no longer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic


class Turns:
    """Shared by the connections of all threads. Another program is waited for by SQLite's own lock."""

    def __init__(self) -> None:
        self._changed, self._waiting, self._taken = Condition(), 0, False

    @property
    def waiting(self) -> int:
        """How many wait that are not patient."""
        return self._waiting

    @property
    def busy(self) -> bool:
        """Whether somebody has the turn."""
        return self._taken

    @contextmanager
    def taken(self, *, patient: bool, seconds: float) -> Iterator[None]:
        """Hold the turn to write; ``patient``: after all who are not. Gives up waiting after ``seconds``.

        Who gave up goes on without the turn: SQLite's lock says then why the other one does not end.
        """
        held = self._take(patient=patient, until=monotonic() + seconds)
        try:
            yield
        finally:
            if held:
                self._give()

    def _take(self, *, patient: bool, until: float) -> bool:
        with self._changed:
            self._waiting += not patient
            try:
                free = self._changed.wait_for(
                    lambda: not self._taken and not (patient and self._waiting), max(0.0, until - monotonic())
                )
            finally:
                self._waiting -= not patient
            self._taken = self._taken or free
            return free

    def _give(self) -> None:
        with self._changed:
            self._taken = False
            self._changed.notify_all()
