"""The way to the centre, step by step: how far it goes, by how much the clocks differ, whether both hold the same."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ekin_tui.desk.checkup import Finding, State
from ekin_tui.domain.sameness import Difference
from ekin_tui.store import Store
from ekin_tui.sync.lock import sole
from ekin_tui.sync.remote import Refusal, Remote, Unreachable
from ekin_tui.sync.repair import OtherCentre, check_centre
from ekin_tui.sync.sameness import Sameness
from ekin_tui.wire import Discovery, Feed, SessionAnswer, SessionBody

STEPS = ("address", "dns", "connection", "tls", "centre", "sign-in")
_STEP_OF: Mapping[str, str] = {
    "insecure-url": "address",
    "dns": "dns",
    "offline": "connection",
    "timeout": "connection",
    "proxy": "connection",
    "proxy-refused": "connection",
    "proxy-unfit": "address",
    "proxy-auth": "connection",
    "ca-file": "tls",
    "tls-expired": "tls",
    "tls-not-yet": "tls",
    "tls-unknown-issuer": "tls",
    "tls-wrong-host": "tls",
    "tls-failed": "tls",
}
"""Where a code of :class:`Unreachable` ends the way; any other one ends it at the centre."""
_AWAY = frozenset({"offline", "dns", "timeout", "portal", "server-error", "overloaded"})
"""What an ordinary day brings: no fault of this machine."""
SKEW_S = 300
"""Seconds of difference between the clocks from which on there is a warning."""
_UNKNOWN = (403, 404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The centre's answer to who it is, and how the clocks compare."""

    discovery: Discovery
    ahead_s: float | None
    """Seconds that this machine's clock is ahead of the centre's, half the way there and back taken into account."""


def greet(remote: Remote, clock: Callable[[], datetime]) -> Greeting:
    """Ask the centre who it is. Raises Unreachable or Refusal."""
    asked, began = clock(), time.monotonic()
    discovery = remote.discover()
    half = (time.monotonic() - began) / 2
    there = discovery.server_time
    ahead = None if there is None else (asked - there).total_seconds() + half
    return Greeting(discovery=discovery, ahead_s=ahead)


def failed_at(error: Unreachable | Refusal, step: str = "") -> Iterator[Finding]:
    """Yield the steps that went well, the one that failed with the reason, and that the rest was not reached."""
    at = step or (_STEP_OF.get(error.code, "centre") if isinstance(error, Unreachable) else "centre")
    yield from passed(STEPS[: STEPS.index(at)])
    details = error.details if isinstance(error, Unreachable) else error.problem.args
    away = error.code in _AWAY or (isinstance(error, Unreachable) and at in {"centre", "sign-in"})
    state = State.WARNING if away else State.ERROR
    yield Finding(section="line", code=error.code, state=state, args=dict(details), refusal=True)
    yield from not_reached("line" if at != STEPS[-1] else "", "sameness")


def passed(steps: Iterable[str]) -> Iterator[Finding]:
    """Yield that these steps went well."""
    return (Finding(section="line", code=f"line-{step}") for step in steps)


def not_reached(*sections: str) -> Iterator[Finding]:
    """Yield that these sections could not be looked at."""
    return (Finding(section=one, code="not-reached", state=State.WARNING) for one in sections if one)


def check_clock(ahead_s: float | None) -> Finding:
    """Return how the clock of this machine compares with the centre's."""
    if ahead_s is None:
        return Finding(section="clock", code="not-reached", state=State.WARNING)
    seconds = round(abs(ahead_s))
    if seconds <= SKEW_S:
        return Finding(section="clock", code="clock-fine", args={"seconds": seconds})
    code = "clock-ahead" if ahead_s > 0 else "clock-behind"
    return Finding(section="clock", code=code, state=State.WARNING, args={"seconds": seconds, "minutes": seconds // 60})


def open_session(remote: Remote, store: Store | None) -> SessionAnswer | Finding:
    """Return the session of the person whose cache this is, or what speaks against it. Raises Unreachable, Refusal."""
    session = remote.session(SessionBody(device=remote.device))
    person = store.meta.get("person") if store is not None else None
    try:
        check_centre((store.meta.get("epoch") or "") if store is not None else "", session.epoch)
    except OtherCentre:
        return Finding(section="line", code="other-centre", state=State.ERROR, refusal=True)
    if person and person != session.person:
        return Finding(section="line", code="other-person", state=State.ERROR, refusal=True)
    return session


def check_sameness(store: Store, remote: Remote, session: SessionAnswer) -> Iterator[Finding]:
    """Yield feed by feed whether the cache is the same as the centre; what differs is read anew by the next sync.

    Raises Unreachable or Refusal.
    """
    with sole(store.path) as held:  # what another window is receiving would look like a difference
        if held:
            yield from _check_feeds(store, remote, session)
        else:
            yield Finding(section="sameness", code="sameness-busy", state=State.WARNING)


def _check_feeds(store: Store, remote: Remote, session: SessionAnswer) -> Iterator[Finding]:
    sameness, found = Sameness(store, remote), list[Difference]()
    for feed in session.feeds:
        if not store.cursors.get(feed.id):
            yield _of(feed, "sameness-unread", State.WARNING)
            continue
        try:
            differ = sameness.compare(session.epoch, feed.id)
        except Refusal as error:
            if error.problem.status not in _UNKNOWN:
                raise
            yield _of(feed, "sameness-unknown", State.OK)
            continue
        found += differ or ()
        yield from _compared(feed, differ)
    if found and not store.readonly:
        with store.writing():
            sameness.note(found)


def _compared(feed: Feed, differ: Sequence[Difference] | None) -> Iterator[Finding]:
    if differ is None:
        yield _of(feed, "sameness-behind", State.WARNING)
    elif not differ:
        yield _of(feed, "sameness-same", State.OK)
    for one in differ or ():
        code = "sameness-extra" if one.here > one.there else "sameness-differs"
        yield _of(feed, code, State.ERROR, part=one.part, here=one.here, there=one.there)


def _of(feed: Feed, code: str, state: State, **more: str | int) -> Finding:
    return Finding(section="sameness", code=code, state=state, args={"feed": feed.title or feed.id, **more})
