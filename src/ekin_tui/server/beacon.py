"""Beacons: the time of the centre, signed, so that a person can prove later what they knew when they submitted.

A beacon is ``<milliseconds since 1970>.<mac>``: the first 128 bits of HMAC-SHA256 over the store, the person and the
moment, by the key of the receipts (:mod:`ekin_tui.server.epoch`). It is bound to a person, so that nobody proves
anything by that of a colleague, and to no era: what was known before a restore was known.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import msgspec

from ekin_tui.server.access import Caller
from ekin_tui.server.epoch import Standing

_MAC_BYTES = 16
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_DIGITS = 15
"""No moment that a calendar can name has more of them."""
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _ORIGIN) // _MS


def give_beacon(standing: Standing, caller: Caller, now: datetime) -> str:
    """Return the beacon that ``caller`` gets at ``now`` (aware)."""
    count = (now - _ORIGIN) // _MS
    return f"{count}.{_mac(standing, caller, count)}"


def read_beacon(standing: Standing, caller: Caller, text: str) -> datetime | None:
    """Return the moment that ``text`` proves for ``caller``; None when it is absent, forged or somebody else's."""
    digits, _, mac = text.partition(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS) or int(digits) > _LAST:
        return None
    count = int(digits)
    if not hmac.compare_digest(mac.encode(), _mac(standing, caller, count).encode()):
        return None
    return _ORIGIN + count * _MS


def _mac(standing: Standing, caller: Caller, count: int) -> str:
    said = ("beacon", standing.store, caller.agency, caller.person, count)
    whole = hmac.digest(standing.key, msgspec.json.encode(said), "sha256")
    return base64.urlsafe_b64encode(whole[:_MAC_BYTES]).rstrip(b"=").decode()
