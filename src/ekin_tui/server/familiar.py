"""Whose token has proved good a moment ago.

A push looks its caller up in the transaction that does the work: that answer alone counts. It is asked once before, so
that nobody unknown has a body parsed or a writer wait; whoever was let through some seconds ago is spared that first
question, which waits for the commit that is under way and so would miss the next one.
"""

import threading
from collections import OrderedDict

from ekin_tui.server.access import digest

SECONDS = 30.0
"""So long a token is believed to be good until the work itself asks."""
_MOST = 10_000
"""Tokens that are remembered, as their hashes."""


class Familiar:
    """The tokens that one worker has let through lately. Threads may share it."""

    def __init__(self) -> None:
        """Nobody is known."""
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, float] = OrderedDict()

    def knows(self, token: str, now: float) -> bool:
        """Tell whether ``token`` proved good less than ``SECONDS`` before ``now`` (a steady clock)."""
        seen = self._seen.get(digest(token))
        return seen is not None and now - seen < SECONDS

    def met(self, token: str, now: float) -> None:
        """Take note that ``token`` has proved good."""
        name = digest(token)
        with self._lock:
            self._seen[name] = now
            self._seen.move_to_end(name)
            if len(self._seen) > _MOST:
                self._seen.popitem(last=False)

    def forget(self, token: str) -> None:
        """Take note that ``token`` is good no more."""
        with self._lock:
            self._seen.pop(digest(token), None)
