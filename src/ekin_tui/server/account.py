"""The account of each request: a line in the log, and the figures."""

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from ekin_tui.server.logs import clean_nonce, log_request
from ekin_tui.server.metrics import Metrics

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_VERDICTS = "verdicts"
_HOLDER = "holder"


@dataclass(slots=True)
class Exchange:
    """What is known of one request while it is answered. ``status`` 0 means that there was no answer."""

    nonce: bytes
    status: int = 0
    received: int = 0
    """Bytes of the body that came."""
    sent: int = 0
    begun: float = field(default_factory=time.perf_counter)


@dataclass(frozen=True, slots=True)
class Account:
    """Closes the account of each request. Without ``metrics`` it is only logged."""

    metrics: Metrics | None = None

    def close(self, scope: MutableMapping[str, Any], seen: Exchange) -> None:
        """Log and count a request that is over."""
        seconds = time.perf_counter() - seen.begun
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = scope.get("path_template") or "none"
        verdicts: Mapping[str, int] = scope.get("state", {}).get(_VERDICTS, {})
        facts: dict[str, object] = {
            "id": clean_nonce(seen.nonce),
            "method": method,
            "route": route,
            "status": seen.status,
            "ms": round(seconds * 1_000, 2),
            "in": seen.received,
            "out": seen.sent,
        }
        if verdicts:
            facts |= {"ops": sum(verdicts.values()), _VERDICTS: dict(verdicts)}
        log_request(seen.status, facts)
        if self.metrics is not None:
            self.metrics.count(method, route, seen.status, seconds)
            self.metrics.count_bytes(seen.received, seen.sent)
            self.metrics.count_ops(verdicts)


def note_verdicts(scope: Any, verdicts: Mapping[str, int]) -> None:
    """Leave the verdicts of a push with its request; ``scope`` is the request's, of whatever framework."""
    scope["state"][_VERDICTS] = verdicts


def note_holder(scope: Any, holder: str) -> None:
    """Leave with a request whose token it bears, where that person's tokens change: all of them count as one."""
    scope["state"][_HOLDER] = holder


def holder_of(scope: MutableMapping[str, Any]) -> str:
    """Return what :func:`note_holder` has left; empty where it has left nothing."""
    return str(scope.get("state", {}).get(_HOLDER, ""))
