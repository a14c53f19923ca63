"""The log: one line of JSON an event, on stderr. It holds facts of ours and never what somebody wrote.

No token, NIP, name, text or query value: a request is told by its route's template, a fault by its kind and the places
in the code it went through, without its message, since messages of the database and of the parser quote values. What a
library logs is told by its place alone, for the same reason.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

NAME = "ekin_tui.server"
_NONCE = re.compile(r"(?=.*[A-Za-z])(?!.*\d{16})[A-Za-z0-9-]{1,40}")
"""What a request may be called: too short for a token, no run of digits as long as a NIP."""
_MOST = 40
"""Places that are told of one fault, the innermost ones."""
_log = logging.getLogger(NAME)


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. Fields stand in ``record.facts``; a record without them is of a library."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "process": record.process}
        own = record.name == NAME
        facts: Mapping[str, object] = getattr(record, "facts", {})
        line |= {"event": str(record.msg), **facts} if own else {"event": "library", **_place(record)}
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, separators=(",", ":"))


def start_log(level: str = "warning", stream: TextIO | None = None) -> None:
    """Send all that is logged in this process, also by libraries, to ``stream`` (stderr) from ``level`` on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a log that can't be written must not write its own traceback, with values
    _log.setLevel(level.upper())


def log_event(event: str, **facts: object) -> None:
    """Log that something happened to the centre itself."""
    _log.info(event, extra={"facts": facts})


def log_trouble(event: str, **facts: object) -> None:
    """Log that something happened that whoever runs the centre should know of."""
    _log.warning(event, extra={"facts": facts})


def log_request(status: int, facts: Mapping[str, object]) -> None:
    """Log one answered request: a fault of ours from ``warning`` on, all else from ``info`` on."""
    _log.log(logging.WARNING if status >= 500 else logging.INFO, "request", extra={"facts": facts})


def clean_nonce(raw: bytes) -> str:
    """Return what the client calls its request, or nothing when it could be more than a nonce."""
    text = raw.decode("latin-1")
    return text if _NONCE.fullmatch(text) else ""


def told(error: BaseException) -> list[dict[str, object]]:
    """Return a fault and what caused it, outermost first: kinds and places, no messages."""
    found: list[dict[str, object]] = []
    step: BaseException | None = error
    while step is not None and len(found) < 5:
        one: dict[str, object] = {"type": f"{type(step).__module__}.{type(step).__qualname__}"}
        code = getattr(step, "sqlite_errorname", None) or getattr(step, "sqlstate", None)
        found.append(one | ({"code": str(code)} if code else {}) | {"at": _places(step.__traceback__)})
        step = step.__cause__ or step.__context__
    return found


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-_MOST:]


def _short(name: str) -> str:
    return "/".join(Path(name).parts[-2:])


def _place(record: logging.LogRecord) -> dict[str, object]:
    return {"logger": record.name, "where": f"{_short(record.pathname)}:{record.lineno}"}
