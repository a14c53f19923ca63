"""What an exchange tells of time: the beacon to prove it by, how far off this clock is, when the centre answered."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from ekin_tui.domain.leases import Contact, Uptime
from ekin_tui.store import Store
from ekin_tui.store.base import UNSOUND
from ekin_tui.wire import SessionAnswer

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_BEACON, _OUTAGES, _SKEW, _CONTACT = "beacon", "outages", "skew", "contact"


def read_uptime() -> Uptime:
    """Return the clock that nobody sets and that runs on in sleep; an unnamed one where the system has none."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
        return Uptime() if clock is None else Uptime(boot=boot, seconds=time.clock_gettime(clock))
    except (OSError, UnicodeDecodeError):
        return Uptime()


def keep_time(store: Store, session: SessionAnswer, now: Contact, trip_s: float) -> None:
    """Keep what ``session``, which was answered at ``now`` after ``trip_s`` seconds, tells. The caller writes."""
    put = store.meta.put
    put(_BEACON, session.beacon)
    put(_OUTAGES, msgspec.json.encode(session.outages).decode())
    put(_SKEW, str(round(skew(session.server_time, now.at, trip_s).total_seconds())))
    put(_CONTACT, msgspec.json.encode(now).decode())


def skew(centre: datetime, here: datetime, trip_s: float) -> timedelta:
    """Return how far this clock is behind the centre's (negative: ahead). Both times are aware.

    The centre read its clock half a round trip before its answer was here.
    """
    return centre + timedelta(seconds=trip_s / 2) - here


def last_contact(store: Store) -> Contact | None:
    """Return when the centre last opened an exchange; None when that is not known."""
    said = store.meta.get(_CONTACT)
    try:
        return msgspec.json.decode(said, type=Contact) if said else None
    except UNSOUND:
        return None


def known_skew(store: Store) -> int:
    """Return how many seconds this clock was behind the centre's when they last spoke; negative: ahead."""
    return int(store.meta.get(_SKEW) or 0)
