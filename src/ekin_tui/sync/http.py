"""The centre over HTTP: what counts as its answer, and what does not."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from ekin_tui import __version__
from ekin_tui.domain.sameness import Digest, is_month
from ekin_tui.sync.limits import Limits, pack
from ekin_tui.sync.line import Answer, Line, read_address
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.trouble import backoff, retry_after
from ekin_tui.wire import (
    JSON,
    PAGE,
    PROBLEM,
    PROTOCOL,
    Discovery,
    FeedAnswer,
    Problem,
    PushAnswer,
    RepairAnswer,
    RepairBody,
    SessionAnswer,
    SessionBody,
    is_readable,
)

if TYPE_CHECKING:
    import httpx

_PREFIX = "/ekin/v1"
_SIGN_IN = 401
_TOKEN = re.compile(r"[\x21-\x7e]+")
_T = TypeVar("_T")


class HttpRemote:
    """One centre. It keeps its connections between requests; close it after use. Threads of one sync may share it."""

    carried = False

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        device: str,
        *,
        ca_file: str | None = None,
        proxy: str | None = None,
        limits: Limits | None = None,
        compress: bool | None = None,
        transport: "httpx.BaseTransport | None" = None,
        renew: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``token`` is asked before each request.

        ``renew`` is called with a token that the centre refused; where it returns True there is another one now, and
        the request is sent once more. ``compress`` None: except on loopback, where there is no line to spare.
        ``transport`` takes the place of the network, with its certificates and proxies.
        Raises Unreachable ``insecure-url`` (only https, or http on loopback), ``ca-file`` or
        ``proxy-unfit``.
        """
        self._line = Line.to(url, ca_file=ca_file, proxy=proxy, limits=limits, transport=transport)
        self._origin, self._root, loopback = _read_url(url)
        self._token, self._renew, self._device, self._limits = token, renew, device, self._line.limits
        self._compress = not loopback if compress is None else compress
        self.backoff_s = 0.0
        """Seconds for which a centre under load has asked to be left alone; what is under way goes on."""

    @property
    def device(self) -> str:
        """Id of this device."""
        return self._device

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def end(self) -> None:
        """Nothing is left to ask: each question had its answer."""

    def discover(self) -> Discovery:
        """Ask who is there. Raises Unreachable or Refusal."""
        return self._ask("GET", f"{self._origin}/.well-known/ekin", Discovery, signed=False)

    def session(self, body: SessionBody) -> SessionAnswer:
        """Open a sync. Raises Unreachable or Refusal."""
        return self._ask("POST", f"{self._root}/session", SessionAnswer, body=msgspec.json.encode(body))

    def push(self, bodies: Sequence[str], ops: Sequence[str], *, epoch: str) -> PushAnswer:
        """Send ops. Raises Refusal; Unreachable, also when the verdicts aren't those of these ops or can't be read."""
        body = '{"ops":[' + ",".join(bodies) + "]}"
        answer = self._ask("POST", f"{self._root}/push", PushAnswer, body=body.encode(), epoch=epoch)
        if answer.n != len(ops) or [verdict.op for verdict in answer.results] != list(ops):
            raise Unreachable("cut")
        if not all(verdict.doc is None or is_readable(verdict.doc) for verdict in answer.results):
            raise Unreachable("not-json")
        return answer

    def repair(self, ops: Mapping[str, str], *, epoch: str) -> RepairAnswer:
        """Ask what the centre lacks. Raises Unreachable, also for an answer to another question, or Refusal."""
        body = msgspec.json.encode(RepairBody(ops=dict(ops)))
        answer = self._ask("POST", f"{self._root}/repair", RepairAnswer, body=body, epoch=epoch)
        if answer.n != len(ops):
            raise Unreachable("cut")
        return answer

    def feed(self, feed: str, after: str, limit: int, *, epoch: str) -> FeedAnswer:
        """Read a page of changes. Raises Unreachable, also for a page that is not whole, or Refusal."""
        return self._page(feed, "", {"limit": str(limit)}, after, epoch)

    def window(self, feed: str, part: str, until: str, after: str, *, epoch: str) -> FeedAnswer:
        """Read a page of a part of a feed. Raises as :meth:`feed` does."""
        name = "month" if is_month(part) else "of"
        return self._page(feed, "/window", {name: part, "until": until, "limit": str(PAGE)}, after, epoch)

    def digest(self, feed: str, *, epoch: str, sums: bool = True) -> Digest:
        """Ask what a feed holds. Raises Unreachable, also for another feed's digest, or Refusal."""
        url = f"{self._root}/feeds/{quote(feed, safe=':')}/digest{'' if sums else '?sums=false'}"
        answer = self._ask("GET", url, Digest, epoch=epoch)
        if answer.feed != feed or answer.epoch != epoch:
            raise Unreachable("cut")
        return answer

    def _page(self, feed: str, kind: str, query: dict[str, str], after: str, epoch: str) -> FeedAnswer:
        asked = urlencode(query | ({"after": after} if after else {}))
        url = f"{self._root}/feeds/{quote(feed, safe=':')}{kind}?{asked}"
        answer = self._ask("GET", url, FeedAnswer, epoch=epoch)
        whole = answer.n == len(answer.items) and answer.feed == feed and answer.epoch == epoch
        if not whole or (answer.more and answer.next == after):
            raise Unreachable("cut")
        return answer

    def _ask(
        self, method: str, url: str, kind: type[_T], *, body: bytes | None = None, epoch: str = "", signed: bool = True
    ) -> _T:
        if not signed:
            return self._ask_as(None, method, url, kind, body, epoch)
        token = self._token()
        try:
            return self._ask_as(token, method, url, kind, body, epoch)
        except Refusal as no:
            if no.problem.status != _SIGN_IN or not self._renew(token):
                raise
        return self._ask_as(self._token(), method, url, kind, body, epoch)

    def _ask_as(self, token: str | None, method: str, url: str, kind: type[_T], body: bytes | None, epoch: str) -> _T:
        """Ask with ``token``, or as nobody in particular."""
        nonce = secrets.token_urlsafe(8)
        headers = self._headers(nonce, epoch)
        if token is not None:
            if not _TOKEN.fullmatch(token):
                raise Refusal(Problem(type="token-missing", status=_SIGN_IN))
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = JSON
            if self._compress and len(body) > self._limits.plain:
                body, headers["Content-Encoding"] = pack(body), "gzip"
        response = self._line.exchange(method, url, headers, body)
        answer = _read(response, nonce, kind, self._limits)
        self.backoff_s = max(self.backoff_s, backoff(response.headers))
        return answer

    def _headers(self, nonce: str, epoch: str) -> dict[str, str]:
        headers = {
            "Accept-Encoding": "gzip" if self._compress else "identity",
            "Ekin-Client": f"ekin-tui/{__version__}",
            "Ekin-Protocol": PROTOCOL,
            "Ekin-Device": self._device,
            "Ekin-Request": nonce,
        }
        if epoch:
            headers["Ekin-Epoch"] = epoch
        return headers


def _read(response: Answer, nonce: str, kind: type[_T], limits: Limits) -> _T:
    """Return the answer, if it is one. Raises Unreachable or Refusal."""
    status, headers, content = response.status, response.headers, response.content
    if status == 407:
        raise Unreachable("proxy-auth")
    if headers.get("ekin-request") != nonce:
        if status >= 500 and status != 511:
            raise Unreachable("server-error", {"status": status}, retry_after=retry_after(headers))
        raise Unreachable("portal", {"status": status})
    text = response.text(limits)
    if status == 200:
        if content != JSON:
            raise Unreachable("portal", {"status": status})
        return _decode(text, kind)
    if status < 400:
        raise Unreachable("portal", {"status": status})
    wait = retry_after(headers)
    if status >= 500:
        full = "storage-full" if status == 507 else "server-error"
        code = "overloaded" if status == 503 and content == PROBLEM else full
        raise Unreachable(code, {"status": status}, retry_after=wait)
    problem = _problem(status, text if content == PROBLEM else b"")
    raise Refusal(problem, retry_after=wait, epoch=headers.get("ekin-epoch", ""))


def _problem(status: int, text: bytes) -> Problem:
    with suppress(msgspec.MsgspecError):
        return msgspec.structs.replace(msgspec.json.decode(text, type=Problem), status=status)
    return Problem(type=f"http-{status}", status=status)


def _decode(text: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreachable("not-json") from error


def _read_url(url: str) -> tuple[str, str, bool]:
    """Return origin, root of the interface, and whether it is this machine. Raises Unreachable ``insecure-url``."""
    found = read_address(url)
    if found is None:
        raise Unreachable("insecure-url", {"url": url})
    parts, loopback = found
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path.rstrip("/")
    return origin, origin + (path if path.endswith(_PREFIX) else path + _PREFIX), loopback
