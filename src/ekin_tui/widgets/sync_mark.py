"""Where the work stands, in the few words of a title line."""

from datetime import datetime

from ekin_tui.desk.views import SyncMark
from ekin_tui.text import Words
from ekin_tui.widgets.lines import PART

OFFLINE = frozenset(
    {
        "offline",
        "dns",
        "timeout",
        "cut",
        "portal",
        "html",
        "not-json",
        "proxy",
        "proxy-refused",
        "server-error",
        "overloaded",
        "storage-full",
        "issuer-away",
        "folder-waits",
        "folder-missing",
    }
)
"""Codes of an exchange that only say that the centre was out of reach: a normal state."""

SIGN_IN = frozenset(
    {
        "token-expired",
        "token-unfit",
        "no-token",
        "token-missing",
        "token-open",
        "token-unreadable",
        "token-elsewhere",
        "sign-in-ended",
        "sign-in-elsewhere",
        "sign-in-refused",
        "subject-unbound",
    }
)
"""Codes of an exchange for which somebody has to sign in."""


ENDED = frozenset({"token-expired", "no-token", "token-missing", "sign-in-ended"})
"""Those of them that signing in again mends, whatever else may be wrong."""


def states_of(words: Words, mark: SyncMark) -> tuple[list[str], str]:
    """Return the words, shorter forms of them, and the name of their style.

    ``1 perlu tindakan · luring · 3 menunggu sinkron``, then ``3 antre``, then without ``perlu``, and where there is no
    room for that either the part that comes first alone; ``diterima 14.02``.
    """
    named = (("attention", "waiting"), ("attention", "queued"), ("acts", "queued"))
    forms = [_parts(words, mark, f"app.state.{acts}", f"app.state.{waiting}") for acts, waiting in named]
    said = [PART.join(parts) for parts in [*forms, forms[-1][:1]]]
    return list(dict.fromkeys(said)), "warning" if mark.attention or mark.skew_s else "dim"


def _parts(words: Words, mark: SyncMark, acts: str, waiting: str) -> list[str]:
    parts = []
    if mark.attention:
        parts.append(words(acts, n=mark.attention))
    if mark.code in OFFLINE:
        parts.append(words("app.state.offline"))
    elif mark.code in SIGN_IN:
        parts.append(words("app.state.sign_in"))
    if mark.waiting:
        parts.append(words(waiting, n=mark.waiting))
    elif mark.last_sync is not None and not parts:
        parts.append(words("app.state.received", at=_when(words, mark.last_sync, mark.now)))
    if mark.skew_s:
        parts.append(words("app.state.clock", off=words.minutes(round(abs(mark.skew_s) / 60))))
    return parts


def _when(words: Words, at: datetime, now: datetime) -> str:
    if at.date() == now.date():
        return words.clock(at.hour * 60 + at.minute)
    return words.instant(at)
