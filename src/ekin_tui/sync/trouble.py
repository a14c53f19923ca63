"""From what the network library says to our codes for "nobody answered"."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ekin_tui.sync.schedule import ASKED_S

_NOT_YET, _EXPIRED = 9, 10
"""X509_V_ERR_CERT_NOT_YET_VALID and …_HAS_EXPIRED: the certificate, or this machine's clock."""
_WRONG_HOST = (62, 63, 64)


def explain(error: BaseException) -> str:
    """Return the code for an exchange that failed with ``error``."""
    chain = list(_causes(error))
    names = {type(one).__name__ for one in chain}
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return _certificate(one.verify_code)
        if isinstance(one, socket.gaierror | UnicodeError):  # the latter: no name can be written so (a..b, 64 letters)
            return "dns"
    if any(isinstance(one, ssl.SSLError) for one in chain):
        return "tls-failed"
    if "ProxyError" in names:
        return "proxy-auth" if "407" in str(error) else "proxy-refused"
    if names & {"TimeoutException", "ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout"}:
        return "timeout"
    if names & {"RemoteProtocolError", "ReadError", "WriteError", "LocalProtocolError"}:
        return "cut"
    return "offline"


def backoff(headers: Mapping[str, str]) -> float:
    """Return the seconds in ``Backoff``, by which a centre under load asks to be left alone; 0 when there is none."""
    text = headers.get("backoff", "").strip()
    return min(float(text[:9]), ASKED_S) if text.isascii() and text.isdigit() else 0.0


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds in ``Retry-After``, a number or a date, at most an hour; 0 when there is none."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), ASKED_S)
    try:
        wait = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(wait, 0.0), ASKED_S)


def _certificate(number: int) -> str:
    if number in (_NOT_YET, _EXPIRED):
        return "tls-expired" if number == _EXPIRED else "tls-not-yet"
    return "tls-wrong-host" if number in _WRONG_HOST else "tls-unknown-issuer"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__
