"""When to try again: full jitter, so that an office that comes back from a power cut does not come all at once."""

from collections.abc import Callable
from dataclasses import dataclass

FIRST_S = 2.0
LONGEST_S = 900.0
ASKED_S = 3600.0
"""The longest wait that a centre may ask for."""


def wait_s(failures: int, retry_after: float, draw: Callable[[], float]) -> float:
    """Return the seconds to wait after ``failures`` in a row; ``draw`` gives a number from 0 to 1.

    What the centre asks for goes before, with a jitter of a tenth, up to an hour.
    """
    if retry_after > 0:
        return min(retry_after, ASKED_S) * (1 + draw() / 10)
    return FIRST_S + draw() * (min(LONGEST_S, FIRST_S * 2.0 ** min(failures, 20)) - FIRST_S)


def next_s(interval_s: float, draw: Callable[[], float]) -> float:
    """Return the seconds to the next sync of its own: the interval, a fifth more or less."""
    return interval_s * (0.8 + 0.4 * draw())


@dataclass(slots=True, kw_only=True)
class Pace:
    """When the next exchange of the program's own is due. Seconds are those of a clock that nobody sets."""

    interval_s: float
    """Between two exchanges that succeed; 0 for none of its own."""
    draw: Callable[[], float]
    """Gives a number from 0 to 1."""
    clock: Callable[[], float]
    failures: int = 0
    """In a row."""
    rest_until: float = 0.0
    """The centre asked for no exchange before."""

    def after_success(self, backoff: float = 0.0) -> float:
        """Return the seconds to the next exchange after one that succeeded; ``backoff`` is what the centre asks for."""
        self.failures, self.rest_until = 0, 0.0
        if backoff > 0:
            wait = wait_s(0, backoff, self.draw)
            self.rest_until = self.clock() + wait
            return max(wait, next_s(self.interval_s, self.draw))
        return next_s(self.interval_s, self.draw)

    def after_failure(self, retry_after: float = 0.0, *, hopeless: bool = False) -> float:
        """Return the seconds to the next exchange after one that failed.

        ``hopeless``: trying again helps nobody before a person does something; the interval is soon enough.
        """
        self.failures += 1
        wait = wait_s(self.failures, retry_after, self.draw)
        if retry_after > 0:
            self.rest_until = self.clock() + wait
            return wait
        return max(wait, next_s(self.interval_s, self.draw)) if hopeless else wait

    def forgive(self) -> None:
        """Begin again with short waits: it worked, or a person did something that may have helped."""
        self.failures = 0

    @property
    def rest_s(self) -> float:
        """Seconds that are left of what the centre asked for."""
        return max(0.0, self.rest_until - self.clock())
