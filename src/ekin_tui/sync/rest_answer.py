"""What an agency's JSON interface answered, where it can be believed, and whom an answer without a text speaks of."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from ekin_tui.sync.line import Answer as Came
from ekin_tui.sync.line import Line
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.trouble import retry_after
from ekin_tui.wire import Problem as Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back and can be believed; ``value`` None for an empty one."""

    status: int
    value: Any


def beside(url: str, said: str) -> str:
    """Return the whole address that is meant by ``said`` in an answer of ``url``; empty for one at another host."""
    try:
        there = urljoin(url, said).partition("#")[0]
        here, parts = urlsplit(url), urlsplit(there)
    except ValueError:
        return ""
    same = (parts.scheme, parts.netloc.lower()) == (here.scheme, here.netloc.lower())
    return there if same and there.isascii() and there.isprintable() and " " not in there else ""


def believed(said: Came, line: Line) -> Answer:
    """Return an answer that is one, in JSON or empty. Raises Unreachable for all else, Refusal of whoever asks."""
    status = said.status
    if status == 407:
        raise Unreachable("proxy-auth")
    if status == 401 or (status == 403 and (not _is_json(said) or "www-authenticate" in said.headers)):
        raise of_caller()
    wait = retry_after(said.headers)
    if status in {429, 503}:
        raise Unreachable("overloaded", {"status": status}, retry_after=wait)
    if status >= 500 and status != 511:
        raise Unreachable("server-error", {"status": status}, retry_after=wait)
    if status in {408, 425}:
        raise Unreachable("timeout")
    text = said.text(line.limits)
    if status in {202, 204, 205} and not text:
        return Answer(status=status, value=None)
    value = _json(said, text)
    if value is None or status == 511 or 300 <= status < 400 or status < 200:
        raise Unreachable("portal", {"status": status})
    return Answer(status=status, value=value)


def of_caller() -> Refusal:
    """Return the refusal of whoever asks, whatever was asked."""
    return Refusal(Told(type="mirror-sign-in", status=401))


def _is_json(said: Came) -> bool:
    return said.content == "application/json" or said.content.endswith("+json")


def _json(said: Came, text: bytes) -> Any:
    """Return the JSON of an answer; None for what is none."""
    if not _is_json(said):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unreachable("not-json") from None
