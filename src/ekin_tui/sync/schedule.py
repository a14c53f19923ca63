"""When to try again: full jitter, so that an office that comes back from a power cut does not come all at once."""

from collections.abc import Callable

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
