"""Whether a sign-in that another one has replaced can be ended at its provider without ending that one too.

Revoking a refresh token ends more than that token: Keycloak ends the client's whole session, others all of the grant.
Somebody who agreed twice in one browser has both sign-ins in one session, and would be signed out by signing in.
"""

import base64
import binascii
from typing import Any

import msgspec

from ekin_tui.sync.login import Kept, Personal, SignIn


def ends_alone(before: SignIn, after: Kept) -> bool:
    """Tell whether ending ``before`` leaves ``after`` as it is; not where nobody can know."""
    if isinstance(after, Personal) or (before.issuer, before.client_id) != (after.issuer, after.client_id):
        return True
    sessions = {session_of(before.access), session_of(after.access)}
    return len(sessions) == 2 and "" not in sessions


def session_of(token: str) -> str:
    """Return what an access token calls its session (``sid``), which nobody has vouched for; empty for none."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        raw = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims: Any = msgspec.json.decode(raw)
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        return ""
    found = claims.get("sid") if isinstance(claims, dict) else None
    return found if isinstance(found, str) else ""
