"""The agency's sign-in: an OpenID provider, named by its issuer, and what is asked of it.

RFC 8414 (discovery), RFC 8628 (device grant), RFC 6749 6 (refresh), RFC 7009 (revocation), RFC 7636 (PKCE). The issuer
is the one that settings name; what it says of itself is held against that, and nothing it says leads off https.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import SplitResult, urlencode

import msgspec

from ekin_tui.sync.line import Answer, Line, read_address
from ekin_tui.sync.remote import Unreachable
from ekin_tui.wire import JSON

_T = TypeVar("_T")
_CONFIGURATION = "/.well-known/openid-configuration"
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": JSON}
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "openid offline_access"
LONGEST = 512
"""Characters of what a provider says that is shown to people."""
_LIFE_S = (1.0, 366 * 86_400.0)
"""Seconds that an access token may be said to live; anything else is taken for the nearer of the two."""


class NoSignIn(Exception):  # noqa: N818 - an answer, not a fault
    """The provider, or what it says, lets nobody in.

    Codes: ``issuer-insecure``, ``issuer-mismatch``, ``issuer-answer``, ``issuer-no-device``, ``issuer-page``,
    ``sign-in-denied``, ``sign-in-late``, ``sign-in-refused``.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        """``details`` fill the sentence of ``code``."""
        super().__init__(code)
        self.code, self.details = code, details


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of itself."""

    issuer: str
    token_endpoint: str = ""
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""
    jwks_uri: str = ""
    code_challenge_methods_supported: list[str] = []


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens as a provider hands them out. ``expires_in`` is in seconds; 0 where it doesn't say."""

    access_token: str
    refresh_token: str = ""
    expires_in: float = 0

    @property
    def lives_s(self) -> float:
        """Seconds that the access token lives: an hour where nobody says."""
        return min(max(self.expires_in or 3_600.0, _LIFE_S[0]), _LIFE_S[1])


class _Device(msgspec.Struct, frozen=True, kw_only=True):
    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str = ""
    expires_in: float = 600
    interval: float = 5


class _Wrong(msgspec.Struct, frozen=True):
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A grant that waits for the person: the code they type, and the page where."""

    user_code: str
    page: str
    whole_page: str = ""
    """The page with the code in its address, for a QR code; empty where the provider has none."""
    lives_s: float
    interval_s: float
    device_code: str = field(repr=False)
    verifier: str = field(default="", repr=False)


class Issuer:
    """One provider, as one client sees it. ``configuration`` is asked for once."""

    def __init__(self, url: str, client_id: str, line: Line) -> None:
        """``url`` is the issuer as settings name it. Raises NoSignIn ``issuer-insecure``."""
        if read_address(url) is None:
            raise NoSignIn("issuer-insecure", issuer=url)
        self.url, self.client_id, self._line = url, client_id, line
        self._said: Configuration | None = None

    @property
    def host(self) -> str:
        """The host, to be shown."""
        return _parts(self.url).netloc

    def configuration(self) -> Configuration:
        """Return what the provider says of itself. Raises Unreachable, NoSignIn."""
        if self._said is None:
            answer = self._exchange("GET", self.url.rstrip("/") + _CONFIGURATION)
            if answer.status != 200:
                raise NoSignIn("issuer-answer", host=self.host)
            said = self._read(answer, Configuration)
            if said.issuer != self.url:
                raise NoSignIn("issuer-mismatch", issuer=self.url, found=said.issuer[:LONGEST])
            self._said = said
        return self._said

    def keys(self) -> bytes:
        """Return the document of the provider's public keys. Raises Unreachable, NoSignIn."""
        answer = self._exchange("GET", self._endpoint(self.configuration().jwks_uri))
        if answer.status != 200:
            raise Unreachable("issuer-away", {"host": self.host, "why": f"http-{answer.status}"})
        return answer.raw

    def ask(self) -> Asked:
        """Begin a device grant. Raises Unreachable, NoSignIn."""
        said = self.configuration()
        if not said.device_authorization_endpoint:
            raise NoSignIn("issuer-no-device", host=self.host)
        verifier = secrets.token_urlsafe(48) if "S256" in said.code_challenge_methods_supported else ""
        challenge = {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"} if verifier else {}
        answer = self._post(said.device_authorization_endpoint, {"scope": SCOPE, **challenge})
        if answer.status != 200:
            raise self._refused(answer)
        device = self._read(answer, _Device)
        if not device.user_code.strip() or not device.device_code:
            raise NoSignIn("issuer-answer", host=self.host)
        return Asked(
            user_code=device.user_code.strip()[:64],
            page=self._page(device.verification_uri),
            whole_page=self._page(device.verification_uri_complete) if device.verification_uri_complete else "",
            lives_s=min(max(device.expires_in, 1.0), 3_600.0),
            interval_s=min(max(device.interval, 0.1), 60.0),
            device_code=device.device_code,
            verifier=verifier,
        )

    def poll(self, asked: Asked) -> Granted | str:
        """Return the tokens, or ``authorization_pending`` or ``slow_down``. Raises Unreachable, NoSignIn."""
        form = {"grant_type": _DEVICE, "device_code": asked.device_code}
        if asked.verifier:
            form["code_verifier"] = asked.verifier
        answer = self._post(self.configuration().token_endpoint, form)
        if answer.status == 200:
            return self._granted(answer)
        error = self._error(answer)
        if error in {"authorization_pending", "slow_down"}:
            return error
        codes = {"access_denied": "sign-in-denied", "expired_token": "sign-in-late"}
        raise NoSignIn(codes[error]) if error in codes else self._refused(answer)

    def refresh(self, refresh_token: str) -> Granted | None:
        """Return new tokens; None where the provider says that ``refresh_token`` is good no more.

        Raises Unreachable, NoSignIn.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = self._post(self.configuration().token_endpoint, form)
        if answer.status == 200:
            return self._granted(answer)
        if self._error(answer) == "invalid_grant":
            return None
        raise self._refused(answer)

    def revoke(self, token: str, kind: str) -> bool:
        """Have the provider take ``token`` back; ``kind`` is ``refresh_token`` or ``access_token``.

        Returns False where it has no place for that. Raises Unreachable, NoSignIn.
        """
        place = self.configuration().revocation_endpoint
        if not place:
            return False
        answer = self._post(place, {"token": token, "token_type_hint": kind})
        if answer.status != 200:
            raise self._refused(answer)
        return True

    def _post(self, url: str, form: dict[str, str]) -> Answer:
        body = urlencode({"client_id": self.client_id, **form}).encode()
        return self._exchange("POST", self._endpoint(url), body)

    def _exchange(self, method: str, url: str, body: bytes | None = None) -> Answer:
        headers = _FORM if body is not None else {"Accept": JSON}
        try:
            answer = self._line.exchange(method, url, {**headers, "Accept-Encoding": "identity"}, body)
        except Unreachable as error:
            raise Unreachable("issuer-away", {"host": self.host, "why": error.code}) from error
        if answer.status >= 500 or answer.status in {407, 429}:
            raise Unreachable("issuer-away", {"host": self.host, "why": f"http-{answer.status}"})
        return answer

    def _endpoint(self, url: str) -> str:
        """Return an address that the provider named. Raises NoSignIn ``issuer-answer`` for one off https."""
        if read_address(url) is None or (_parts(url).scheme == "http" and _parts(self.url).scheme == "https"):
            raise NoSignIn("issuer-answer", host=self.host)
        return url

    def _page(self, url: str) -> str:
        """Return a page for people, which has to be of the issuer's own host and hold nothing but an address."""
        fine = read_address(url) is not None and url.isascii() and url.isprintable() and len(url) <= LONGEST
        if not fine or " " in url or _parts(url).hostname != _parts(self.url).hostname:
            raise NoSignIn("issuer-page", host=self.host)
        return self._endpoint(url)

    def _granted(self, answer: Answer) -> Granted:
        granted = self._read(answer, Granted)
        for token in (granted.access_token, granted.refresh_token or "-"):
            if not token.isascii() or not token.isprintable() or " " in token or not token:
                raise NoSignIn("issuer-answer", host=self.host)
        return granted

    def _read(self, answer: Answer, kind: type[_T]) -> _T:
        try:
            return msgspec.json.decode(answer.raw, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise NoSignIn("issuer-answer", host=self.host) from error

    def _error(self, answer: Answer) -> str:
        return self._read(answer, _Wrong).error

    def _refused(self, answer: Answer) -> NoSignIn:
        return NoSignIn("sign-in-refused", host=self.host, error=self._error(answer)[:80] or str(answer.status))


def _parts(url: str) -> SplitResult:
    found = read_address(url)
    if found is None:
        raise NoSignIn("issuer-insecure", issuer=url)
    return found[0]


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
