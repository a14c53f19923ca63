"""RFC 9457 problem details for everything that is not a success."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import OperationalError

from ekin_tui import wire

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
_log = logging.getLogger("ekin_tui.server")
_LATER_S = "5"
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]{1,80})`")


class Stop(Exception):  # noqa: N818 - an answer, not a fault
    """The request ends here with this problem."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        """``more`` are further members of the problem document."""
        super().__init__(code)
        self.status, self.code, self.headers, self.more = status, code, dict(headers or {}), more


def problem_body(status: int, code: str, **more: object) -> bytes:
    """Return a problem document."""
    return msgspec.json.encode({"type": f"/ekin/problems/{code}", "title": code, "status": status, **more})


def answer_stop(_: Request[Any, Any, State], stop: Stop) -> Response[bytes]:
    """Answer a request that was stopped."""
    body = problem_body(stop.status, stop.code, **stop.more)
    return Response(body, status_code=stop.status, media_type=wire.PROBLEM, headers=stop.headers)


def answer_http(_: Request[Any, Any, State], error: HTTPException) -> Response[bytes]:
    """Answer what the framework refused: an unknown path or method, a body of the wrong shape."""
    code, status, more = TITLES.get(error.status_code, "bad-request"), error.status_code, {}
    if isinstance(error, ValidationException):
        found = _UNKNOWN.search(f"{error.detail} {error.extra}")
        code, status = ("unknown-field", 422) if found else ("bad-request", 400)
        more = {"field": found["name"]} if found else {}
    return Response(problem_body(status, code, **more), status_code=status, media_type=wire.PROBLEM)


def answer_database(request: Request[Any, Any, State], error: OperationalError) -> Response[bytes]:
    """Answer what a full disk or a writer that takes too long keeps from being done; nothing was committed."""
    why = str(error.orig)
    if "full" not in why and "locked" not in why:
        return answer_fault(request, error)
    status, code = (507, "storage-full") if "full" in why else (503, "overloaded")
    body = problem_body(status, code)
    return Response(body, status_code=status, media_type=wire.PROBLEM, headers={"Retry-After": _LATER_S})


def answer_deep(_: Request[Any, Any, State], __: RecursionError) -> Response[bytes]:
    """Answer a body that is nested deeper than any honest one."""
    return Response(problem_body(400, "bad-request"), status_code=400, media_type=wire.PROBLEM)


def answer_fault(_: Request[Any, Any, State], error: Exception) -> Response[bytes]:
    """Answer a fault of the centre: it is logged, nothing of it is told, and nothing was committed."""
    _log.error("a request failed", exc_info=error)
    return Response(problem_body(500, "server-error"), status_code=500, media_type=wire.PROBLEM)
