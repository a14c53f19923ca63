"""What a reviewer has had before their eyes, and how fast they decide. Nothing unseen is ever approved with others."""

from collections import deque
from collections.abc import Callable
from time import monotonic

SEEN_S = 1.0
"""Seconds that an entry has to be in view with all its fields before it counts as seen."""
FAST, WITHIN_S = 8, 10.0
"""So many approvals within so many seconds are asked about, once."""
Read = tuple[str, str]
"""Id and revision of an entry."""
Clock = Callable[[], float]


class InFront:
    """Seconds for which a screen was in front: it stands still while another one, or a question, covers it."""

    def __init__(self, clock: Clock = monotonic) -> None:
        """``clock`` counts seconds."""
        self._clock, self._before = clock, 0.0
        self._since: float | None = clock()

    def __call__(self) -> float:
        """Return how long it was in front up to now."""
        return self._before + (self._clock() - self._since if self._since is not None else 0.0)

    def covered(self) -> None:
        """Something stands before it from now on."""
        self._before, self._since = self(), None

    def shown(self) -> None:
        """It is in front again."""
        if self._since is None:
            self._since = self._clock()


class Sight:
    """Which revisions were in view long enough."""

    def __init__(self, clock: Clock) -> None:
        """``clock`` counts seconds."""
        self._clock, self._seen = clock, set[Read]()
        self._now: Read | None = None
        self._since = clock()

    def show(self, read: Read | None, *, whole: bool) -> None:
        """Something else comes into view; ``whole``: of what was there until now all fields had been in view."""
        self.look(whole=whole)
        if read != self._now:
            self._now, self._since = read, self._clock()

    def look(self, *, whole: bool) -> None:
        """Note what is in view at this moment."""
        if self._now is not None and whole and self._clock() - self._since >= SEEN_S:
            self._seen.add(self._now)

    def begin(self) -> None:
        """What was hidden comes into view now."""
        self._since = self._clock()

    def has(self, read: Read) -> bool:
        """Tell whether that revision was seen."""
        return read in self._seen


class Pace:
    """How many were approved in the last seconds."""

    def __init__(self, clock: Clock) -> None:
        """``clock`` counts seconds."""
        self._clock, self._times, self._asked = clock, deque[float](maxlen=FAST), False

    def hurries(self) -> bool:
        """Tell whether one more approval now would be the one to ask about. Once answered, never again."""
        return not self._asked and self.recent() >= FAST - 1

    def recent(self) -> int:
        """Return how many were approved within the last seconds."""
        return len(self._late())

    def seconds(self) -> int:
        """Return how many seconds ago the first of those was, at least 1."""
        return max(1, round(self._clock() - min(self._late(), default=self._clock())))

    def count(self) -> None:
        """One was approved."""
        self._times.append(self._clock())

    def answered(self) -> None:
        """The reviewer means it."""
        self._asked = True

    def _late(self) -> list[float]:
        since = self._clock() - WITHIN_S
        return [at for at in self._times if at > since]
