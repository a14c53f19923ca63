"""Who stands behind a bearer token, before any database is asked: a personal token, or one of the agency's sign-in.

Of the latter signature, issuer, audience, time and kind are checked here (RFC 8725, RFC 9068); who that is and what
they may do is for the centre's own tables to say, never for the token.
"""

import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning

from ekin_tui.domain.nip import NipError, parse_nip
from ekin_tui.server.bearers import Bearer, Personal, Subject, Trust
from ekin_tui.server.issuer_keys import ALGORITHMS, IssuerKeys, NoKeys
from ekin_tui.server.problems import Stop

LEEWAY_S = 60
"""Seconds by which the clocks of provider and centre may differ."""
UNSIGNED = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
_KINDS = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_OF_AN_ID = ("nonce", "at_hash", "c_hash", "s_hash")
"""Claims that only a token about a sign-in has, which is for the program that signs in and for nobody else."""
_LONGEST = 255
_LATEST = 2**53
"""The last second that a number in JSON can name exactly."""
_registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)  # in name only; providers go on using it


class Unfit(Exception):  # noqa: N818 - an answer, not a fault
    """The token lets nobody in.

    ``why``: ``form``, ``algorithm``, ``key``, ``signature``, ``issuer``, ``expired``, ``early``, ``audience``,
    ``client``, ``kind``, ``subject``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Gate:
    """Reads bearer tokens. Without ``trust`` all of them are personal ones."""

    def __init__(
        self,
        trust: Trust | None = None,
        keys: IssuerKeys | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``tell`` is told ``good``, ``unknown`` (no keys) or why not, for each token of the provider."""
        self.trust, self._keys, self._tell = trust, keys, tell

    def read(self, token: str, now: datetime) -> Bearer:
        """Return who bears ``token``. Stops with 401, or with 503 while the provider's keys are not known."""
        if self.trust is None or self._keys is None or token.count(".") != 2 or not token.startswith("ey"):
            return Personal(token)
        try:
            claims = _checked(token, self.trust, self._keys, now.timestamp())
        except Unfit as no:
            self._tell(no.why)
            code = "token-unfit" if no.why in {"audience", "client", "kind", "issuer", "algorithm"} else "token-expired"
            raise Stop(401, code, UNSIGNED) from None
        except NoKeys:
            self._tell("unknown")
            raise Stop(503, "overloaded", {"Retry-After": "10"}) from None
        self._tell("good")
        return Subject(issuer=self.trust.issuer, subject=claims["sub"], nip=_nip(claims, self.trust.claim))


def _checked(token: str, trust: Trust, keys: IssuerKeys, now: float) -> Mapping[str, Any]:
    """Return the claims of a token that holds. Raises Unfit, NoKeys."""
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise Unfit("algorithm")
    key = keys.find(kid if kid is None else str(kid), algorithm)
    if key is None:
        raise Unfit("key")
    try:
        claims = jwt.decode(token, key, registry=_registry).claims
    except (JoseError, ValueError, RecursionError, TypeError):
        raise Unfit("signature") from None
    _check_claims(claims, trust)
    _check_time(claims, now)
    if str(header.get("typ", "JWT")).lower() not in _KINDS or _is_another_kind(claims):
        raise Unfit("kind")
    return claims


def _header(token: str) -> Mapping[str, Any]:
    """Return the header, which nobody has vouched for yet."""
    try:
        return jws.extract_compact(token.encode("ascii"), registry=_registry).headers()
    except (JoseError, ValueError, RecursionError, TypeError):
        raise Unfit("form") from None


def _check_claims(claims: Mapping[str, Any], trust: Trust) -> None:
    audience, subject = claims.get("aud"), claims.get("sub")
    if claims.get("iss") != trust.issuer:
        raise Unfit("issuer")
    if trust.audience not in (audience if isinstance(audience, list) else [audience]):
        raise Unfit("audience")
    if any(claims.get(name, trust.client_id) != trust.client_id for name in ("azp", "client_id")):
        raise Unfit("client")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST or not subject.isprintable():
        raise Unfit("subject")


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    expires, begins = _second(claims.get("exp")), _second(claims.get("nbf", 0))
    if not now - LEEWAY_S < expires <= _LATEST:  # so that what is no number, or has no end, holds at no time
        raise Unfit("expired")
    if not begins <= now + LEEWAY_S:
        raise Unfit("early")


def _second(found: object) -> int | float:
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise Unfit("form")
    return found


def _is_another_kind(claims: Mapping[str, Any]) -> bool:
    """Tell whether this says of itself to be no access token: Keycloak names the kind in a claim of its own."""
    return claims.get("typ", "Bearer") != "Bearer" or any(name in claims for name in _OF_AN_ID)


def _nip(claims: Mapping[str, Any], claim: str) -> str:
    try:
        return parse_nip(str(claims.get(claim, ""))) if claim else ""
    except NipError:
        return ""
