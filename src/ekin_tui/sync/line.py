"""One line to one host: certificates, proxies, limits and what the network makes of them. All that knows httpx."""

import ssl
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ekin_tui.sync.limits import Limits, inflate
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.trouble import explain
from ekin_tui.sync.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Said(NamedTuple):
    """What came back, whoever said it; no redirect was followed."""

    status: int
    headers: "Mapping[str, str]"
    """By name, whatever its case."""
    raw: bytes
    """The body as it came over the wire."""

    @property
    def content(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self, limits: Limits) -> bytes:
        """Return the body decoded within the cap. Raises Unreachable."""
        return inflate(self.raw, self.headers.get("content-encoding", ""), limits)


class Line:
    """Keeps its connections between requests; close it after use. Threads of one sync may share it."""

    def __init__(
        self,
        url: str,
        *,
        ca_file: str | None = None,
        proxy: str | None = None,
        limits: Limits | None = None,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """``transport`` takes the place of the network, with its certificates and proxies.

        Raises Unreachable ``insecure-url`` (only https, or http on loopback) or ``ca-file``.
        """
        self.origin, self.address, self.loopback = _read_url(url)
        self.limits = limits or Limits()
        self._client = _client(ca_file, proxy, self.limits, trust_env=not self.loopback, transport=transport)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, method: str, url: str, headers: "Mapping[str, str]", body: bytes | None = None) -> Said:
        """Send one request. Raises Unreachable where nothing whole came back in time."""
        import httpx

        with Watch(self.limits.total_s(len(body or b""))) as watch:
            try:
                request = self._client.build_request(
                    method, url, headers=headers, content=body, extensions={"trace": watch.trace}
                )
                request.extensions["timeout"] = self._client.timeout.as_dict()
                response = self._client.send(request, stream=True)
                try:
                    watch.see(response.extensions.get("network_stream"))
                    return Said(response.status_code, response.headers, _collect(response, self.limits, watch))
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, UnicodeError) as error:
                raise Unreachable("timeout" if watch.expired else explain(error)) from error


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


def _read_url(url: str) -> tuple[str, str, bool]:
    """Return origin, address without a slash at its end, and whether it is this machine. Raises Unreachable."""
    parts = urlsplit(url.strip())
    loopback = parts.hostname in _LOOPBACK
    sound = parts.hostname and not parts.username and not parts.password and not parts.query and not parts.fragment
    if not sound or (parts.scheme != "https" and not (parts.scheme == "http" and loopback)):
        raise Unreachable("insecure-url", {"url": url})
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin, origin + parts.path.rstrip("/"), loopback


def _client(
    ca_file: str | None,
    proxy: str | None,
    limits: Limits,
    *,
    trust_env: bool,
    transport: "httpx.BaseTransport | None" = None,
) -> "httpx.Client":
    import httpx

    client = httpx.Client(
        verify=_trust(ca_file) if transport is None else True,
        proxy=proxy,
        trust_env=trust_env,
        follow_redirects=False,
        timeout=httpx.Timeout(limits.stall_s, connect=limits.connect_s),
        http2=False,
        transport=transport,
    )
    client.headers["User-Agent"] = "ekin-tui"
    for name in ("Accept", "Connection"):  # what HTTP/1.1 does anyway; a sync with nothing new is under 1 kB
        del client.headers[name]
    return client


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if ca_file:
            context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise Unreachable("ca-file", {"path": ca_file or ""}) from error
    return context
