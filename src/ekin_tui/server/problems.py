"""RFC 9457 problem details for everything that is not a success."""

import logging
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from ekin_tui import wire
from ekin_tui.server.faults import is_busy, is_full

TITLES = {
    400: "bad-request",
    401: "token-expired",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "bad-encoding",
    422: "unknown-field",
    500: "server-error",
    503: "overloaded",
}
_T = TypeVar("_T")
_log = logging.getLogger("ekin_tui.server")
_LATER_S = "5"
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]{1,80})`")


class Stop(Exception):  # noqa: N818 - an answer, not a fault
    """The request ends here with this problem."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        """``more`` are further members of the problem document."""
        super().__init__(code)
        self.status, self.code, self.headers, self.more = status, code, dict(headers or {}), more


def read_body(decoder: msgspec.json.Decoder[_T], body: bytes) -> _T:
    """Return what ``body`` says, taken at its word: a number in quotes is no number.

    Stops with 422 naming a field that we don't know, or with 400.
    """
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        found = _UNKNOWN.search(str(error))
        if found:
            raise Stop(422, "unknown-field", field=found["name"]) from None
        raise Stop(400, "bad-request") from None


def problem_body(status: int, code: str, **more: object) -> bytes:
    """Return a problem document."""
    return msgspec.json.encode({"type": f"/ekin/problems/{code}", "title": code, "status": status, **more})


def answer_stop(_: Request[Any, Any, State], stop: Stop) -> Response[bytes]:
    """Answer a request that was stopped."""
    body = problem_body(stop.status, stop.code, **stop.more)
    return Response(body, status_code=stop.status, media_type=wire.PROBLEM, headers=stop.headers)


def answer_http(_: Request[Any, Any, State], error: HTTPException) -> Response[bytes]:
    """Answer what the framework refused: an unknown path or method, a query of the wrong shape."""
    code = TITLES.get(error.status_code, "bad-request")
    return Response(problem_body(error.status_code, code), status_code=error.status_code, media_type=wire.PROBLEM)


def answer_database(request: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """Answer what a full disk, a busy or a lost database keeps from being done; never a verdict.

    Nothing was committed, or the answer to the commit was lost: asked again, each op is answered from the ledger.
    """
    if not is_full(error) and not is_busy(error):
        return answer_fault(request, error)
    status, code = (507, "storage-full") if is_full(error) else (503, "overloaded")
    _log.warning(code, exc_info=error)
    body = problem_body(status, code)
    return Response(body, status_code=status, media_type=wire.PROBLEM, headers={"Retry-After": _LATER_S})


def answer_fault(_: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """Answer a fault of the centre: it is logged, nothing of it is told, and nothing was committed."""
    _log.error("a request failed", exc_info=error)
    return Response(problem_body(500, "server-error"), status_code=500, media_type=wire.PROBLEM)
