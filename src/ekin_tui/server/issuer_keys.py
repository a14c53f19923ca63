"""The public keys of the agency's sign-in, kept in memory: one worker asks for them seldom, and never twice at once.

While the provider is away the keys that are known go on serving. A key that it took out of its document is dropped
when the document is read again, an hour later at the latest.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from ekin_tui.server.logs import log_trouble
from ekin_tui.sync.issuer import NoSignIn
from ekin_tui.sync.remote import Unreachable

OLD_S = 3_600.0
"""Seconds after which the document is read again."""
AGAIN_S = 60.0
"""Seconds between two readings because of a key that is not known: strangers can name as many as they like."""
RETRY_S = 5.0
"""Seconds between two readings while there are no keys at all."""
_LEAST_BITS = 2_048
_KINDS: dict[str, type[Key]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_FIT = {"RS256": ("RSA", None), "PS256": ("RSA", None), "ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}
ALGORITHMS = frozenset(_FIT)
"""How a token may be signed. Never ``none``, and nothing with a secret that both sides know."""


class NoKeys(Exception):  # noqa: N818 - a state, not a fault
    """The keys can't be read, or are just being read: nobody knows yet whether a token is good."""


class _Document(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class IssuerKeys:
    """The keys of one provider. Threads may share it."""

    def __init__(
        self,
        fetch: Callable[[], bytes],
        *,
        steady: Callable[[], float] = time.monotonic,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``fetch`` returns the document (raising Unreachable, NoSignIn); ``steady`` is a clock in seconds.

        ``tell`` is told ``read`` or ``failed`` after each reading.
        """
        self._fetch, self._steady, self._tell = fetch, steady, tell
        self._lock = threading.Lock()
        self._keys: Sequence[Key] | None = None
        self._failed = False
        self._read_at = self._asked_at = -OLD_S

    def find(self, kid: str | None, algorithm: str) -> Key | None:
        """Return the key that ``kid`` names and that fits ``algorithm``; without a name the only one.

        None only where the document does not have it. Waits for no other thread: a provider that is slow holds up one
        of them. Raises NoKeys.
        """
        found = _chosen(self._keys or (), kid, algorithm)
        if self._due(known=found is not None):
            self._read()
            found = _chosen(self._keys or (), kid, algorithm)
        if found is None and (self._keys is None or self._failed or self._lock.locked()):
            raise NoKeys
        return found

    def _due(self, *, known: bool) -> bool:
        since = self._steady() - self._asked_at
        if self._keys is None:
            return since >= RETRY_S
        if not known:
            return since >= AGAIN_S
        return self._steady() - self._read_at >= OLD_S and since >= AGAIN_S

    def _read(self) -> None:
        """Read the document, unless another thread is at it."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._asked_at = self._steady()
            self._keys = _keys_of(self._fetch())
            self._read_at, self._failed = self._steady(), False
            self._tell("read")
        except (Unreachable, NoSignIn) as no:
            self._failed = True
            log_trouble("issuer-away", why=no.code)
            self._tell("failed")
        finally:
            self._asked_at = self._steady()  # the pause begins when a slow reading is over
            self._lock.release()


def _keys_of(document: bytes) -> list[Key]:
    """Return the keys for signatures in a document. Raises NoSignIn where it is none or has none."""
    try:
        rows = msgspec.json.decode(document, type=_Document).keys
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NoSignIn("issuer-answer") from None
    found = [key for row in rows if (key := _key(row)) is not None]
    if not found:
        raise NoSignIn("issuer-answer")
    return found


def _key(row: dict[str, Any]) -> Key | None:
    kind = _KINDS.get(str(row.get("kty")))
    if kind is None or row.get("use", "sig") != "sig":
        return None
    try:
        key = kind.import_key({name: value for name, value in row.items() if name not in {"d", "key_ops"}})
        small = isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_BITS
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if small else key


def _chosen(keys: Sequence[Key], kid: str | None, algorithm: str) -> Key | None:
    kind, curve = _FIT[algorithm]
    fit = [
        key
        for key in keys
        if key.key_type == kind and curve in {None, key.get("crv")} and key.get("alg") in {None, algorithm}
    ]
    if kid is None:
        return fit[0] if len(fit) == 1 else None
    return next((key for key in fit if key.get("kid") == kid), None)
