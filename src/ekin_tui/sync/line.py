"""A line to somebody over HTTP: certificates, proxies, and caps on bytes and seconds. Only this module knows httpx."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from ekin_tui.sync.limits import Limits, inflate
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.trouble import explain
from ekin_tui.sync.watch import Watch

if TYPE_CHECKING:
    import httpx

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``raw`` is the body as it came over the wire, ``headers`` know no case."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def content(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self, limits: Limits) -> bytes:
        """Return the body decoded within the cap. Raises Unreachable."""
        return inflate(self.raw, self.headers.get("content-encoding", ""), limits)


class Line:
    """Keeps its connections between requests; close it after use. Threads may share it."""

    def __init__(
        self,
        *,
        ca_file: str | None = None,
        proxy: str | None = None,
        limits: Limits | None = None,
        trust_env: bool = True,
        in_the_open: bool = False,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """``transport`` takes the place of the network, with its certificates and proxies.

        ``trust_env``: whether the environment may name a proxy. ``in_the_open``: that nothing goes by TLS; then this
        machine's authorities are not read, and no certificate is taken. Raises Unreachable ``ca-file`` or
        ``proxy-unfit``.
        """
        self.limits = limits or Limits()
        trust = _trust(ca_file, in_the_open=in_the_open) if transport is None else None
        self._client = _client(trust, proxy, self.limits, trust_env=trust_env, transport=transport)

    @classmethod
    def to(
        cls,
        url: str,
        *,
        ca_file: str | None = None,
        proxy: str | None = None,
        limits: Limits | None = None,
        transport: "httpx.BaseTransport | None" = None,
    ) -> "Line":
        """Return a line for what is at ``url``; one to this machine in the open goes by way of nobody.

        Raises Unreachable ``insecure-url`` (only https, or http on loopback), ``ca-file`` or ``proxy-unfit``.
        """
        found = read_address(url)
        if found is None or found[0].query:
            raise Unreachable("insecure-url", {"url": url})
        parts, loopback = found
        is_open = parts.scheme == "http"
        return cls(
            ca_file=ca_file,
            proxy=None if is_open else proxy,
            limits=limits,
            trust_env=not loopback,
            in_the_open=is_open,
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send a request and return the answer, whatever its status. Raises Unreachable."""
        import httpx

        with Watch(self.limits.total_s(len(body or b""))) as watch:
            try:
                request = self._client.build_request(
                    method, url, headers=dict(headers), content=body, extensions={"trace": watch.trace}
                )
                request.extensions["timeout"] = self._client.timeout.as_dict()
                response = self._client.send(request, stream=True)
                try:
                    watch.see(response.extensions.get("network_stream"))
                    raw = _collect(response, self.limits, watch)
                    return Answer(response.status_code, response.headers, raw)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, UnicodeError) as error:
                raise Unreachable(_code(error, watch, url)) from error


def read_address(url: str) -> tuple[SplitResult, bool] | None:
    """Return the parts of ``url`` and whether it is this machine; None unless it is https, or http on loopback."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    loopback = parts.hostname in _LOOPBACK
    sound = parts.hostname and not parts.username and not parts.password and not parts.fragment
    if not sound or (parts.scheme != "https" and not (parts.scheme == "http" and loopback)):
        return None
    return parts, loopback


def _code(error: Exception, watch: Watch, url: str) -> str:
    """Return the code for what became of the exchange; a proxy that is not reached is not the host."""
    parts = urlsplit(url)
    if watch.reaching not in {None, (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))}:
        return "proxy"
    return "timeout" if watch.expired else explain(error)


def _collect(response: "httpx.Response", limits: Limits, watch: Watch) -> bytes:
    """Return the body as it came over the wire, within the caps."""
    parts, size = [], 0
    for part in response.iter_raw():
        size += len(part)
        if size > limits.raw:
            raise Unreachable("too-big", {"limit": limits.raw})
        if watch.expired:
            raise Unreachable("timeout")
        parts.append(part)
    return b"".join(parts)


def _client(
    trust: ssl.SSLContext | None,
    proxy: str | None,
    limits: Limits,
    *,
    trust_env: bool,
    transport: "httpx.BaseTransport | None",
) -> "httpx.Client":
    import httpx

    try:
        client = httpx.Client(
            verify=trust or True,
            proxy=httpx.Proxy(proxy, ssl_context=trust if urlsplit(proxy).scheme == "https" else None)
            if proxy
            else None,
            trust_env=trust_env,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.stall_s, connect=limits.connect_s),
            http2=False,
            transport=transport,
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:  # of the settings or HTTPS_PROXY: socks, no address
        raise Unreachable("proxy-unfit") from error
    client.headers["User-Agent"] = "ekin-tui"
    for name in ("Accept", "Connection"):  # what HTTP/1.1 does anyway; a sync with nothing new is under 1 kB
        del client.headers[name]
    return client


def _trust(ca_file: str | None, *, in_the_open: bool) -> ssl.SSLContext:
    found = ssl.get_default_verify_paths()
    stamps = tuple(_stamp(path) for path in (ca_file, found.cafile, found.capath))
    return _authorities(ca_file, stamps, in_the_open=in_the_open)


def _stamp(path: str | None) -> tuple[str, int, int, int] | None:
    """Return what tells that a file or folder of authorities is another one; None where there is none."""
    try:
        said = os.stat(path) if path else None  # noqa: PTH116 - a place of OpenSSL's
    except OSError:
        return None
    return None if said is None or path is None else (path, said.st_ino, said.st_size, said.st_mtime_ns)


@lru_cache(maxsize=4)
def _authorities(ca_file: str | None, _stamps: tuple[object, ...], *, in_the_open: bool) -> ssl.SSLContext:
    """Return who is trusted: this machine's authorities, which take 50 ms to read, and those in ``ca_file``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if in_the_open else ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if ca_file:
            context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise Unreachable("ca-file", {"path": ca_file or ""}) from error
    return context
