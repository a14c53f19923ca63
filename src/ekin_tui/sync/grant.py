"""Waiting for a person to agree on another screen (RFC 8628): how often the provider is asked, and when that ends."""

import time
from collections.abc import Callable

from ekin_tui.sync.issuer import Asked, Granted, Issuer, NoSignIn
from ekin_tui.sync.remote import Unreachable

SLOWER_S = 5.0
"""Seconds by which the pause grows each time that the provider says ``slow_down``."""
_MOST_DOUBLED = 4
"""How often the pause is doubled while the provider can't be reached."""


def wait_for(
    issuer: Issuer,
    asked: Asked,
    wait: Callable[[float], object],
    *,
    steady: Callable[[], float] = time.monotonic,
) -> Granted:
    """Return the tokens once the person has agreed.

    ``wait`` lets so many seconds pass; whatever it raises ends the waiting, with nothing changed anywhere. A network
    that fails in between does not end it. Raises NoSignIn.
    """
    pause, vain, end = asked.interval_s, 0, steady() + asked.lives_s
    while True:
        wait(pause * 2 ** min(vain, _MOST_DOUBLED))
        if steady() >= end:
            raise NoSignIn("sign-in-late")
        try:
            answer = issuer.poll(asked)
        except Unreachable:
            vain += 1
            continue
        except NoSignIn as no:
            if no.code != "issuer-answer":  # the page of a network that wants a sign-in of its own, or half an answer
                raise
            vain += 1
            continue
        vain = 0
        if isinstance(answer, Granted):
            return answer
        if answer == "slow_down":
            pause += SLOWER_S
