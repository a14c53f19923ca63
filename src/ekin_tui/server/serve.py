"""Running the centre: one process, or a parent with several workers on one listening socket.

The parent migrates the database, listens, and starts the workers; it answers no request itself. Workers keep no state
that matters: one that dies is replaced, and a client whose request went with it asks again.
"""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

import uvicorn
from prometheus_client import CollectorRegistry

from ekin_tui.server.app import create_app
from ekin_tui.server.bearers import Trust
from ekin_tui.server.database import Database
from ekin_tui.server.limits import PERSON, Limits, Rate
from ekin_tui.server.line import Line
from ekin_tui.server.logs import log_event, start_log
from ekin_tui.server.metrics import Metrics, show_metrics, sum_of, write_into
from ekin_tui.server.workers import Workers

GRACE_S = 2
"""Seconds that requests get to end after a signal."""
LAST_S = 2.5
"""Seconds after a signal when a process goes whatever it is at; what it had not committed is rolled back."""
_BACKLOG = 2_048
THREADS = 16
"""Requests that are worked on at once; on SQLite those that write share a commit."""
KEEP_S = 75
"""Seconds that an idle connection is kept: longer than clients keep theirs, so that none meets a closing door."""


class AddressTaken(Exception):  # noqa: N818 - what happened to the address
    """Nobody can listen at this address: it is in use, forbidden, or not of this machine."""

    def __init__(self, host: str, port: int) -> None:
        """Name the address."""
        super().__init__(host, port)
        self.host, self.port = host, port


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a worker needs to know."""

    url: str
    """Of the database."""
    level: str = "warning"
    rate: int = PERSON.per_minute
    """Requests a minute and person; 0 for no limit."""
    counted: bool = False
    """Whether somebody wants to see figures."""
    trust: Trust | None = None
    """The agency's sign-in, where there is one."""

    def limits(self) -> Limits | None:
        """Return the limits that ``rate`` asks for; the burst grows and shrinks with it."""
        if not self.rate:
            return None
        return Limits.of(Rate(per_minute=self.rate, burst=self.rate * PERSON.burst // PERSON.per_minute))


class Server(uvicorn.Server):
    """A server that tells when it accepts, and for which a signal is an orderly end."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        """``ready`` is called once it accepts."""
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        await super().startup(sockets=sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in order, and surely; unlike uvicorn's, the process does not then end itself by the signal."""
        del sig, frame
        self.should_exit = True
        signal.signal(signal.SIGALRM, _go)
        signal.setitimer(signal.ITIMER_REAL, LAST_S)


def run(
    url: str,
    host: str,
    port: int,
    *,
    workers: int = 1,
    level: str = "warning",
    rate: int = PERSON.per_minute,
    metrics: tuple[str, int] | None = None,
    trust: Trust | None = None,
) -> None:
    """Serve the database at ``url`` until SIGTERM or SIGINT comes, then return.

    ``metrics`` is the address where the figures are shown, ``trust`` the agency's sign-in.
    Raises AdminError, AddressTaken, NotStarted.
    """
    start_log(level)
    serving = Serving(url=url, level=level, rate=rate, counted=metrics is not None, trust=trust)
    _migrate(url)
    with _listening(host, port) as listening:
        if workers == 1:
            _run_alone(serving, listening, metrics)
        else:
            _run_parent(serving, listening, workers, metrics)
    log_event("stopped")


def _run_alone(serving: Serving, listening: socket.socket, metrics: tuple[str, int] | None) -> None:
    figures = Metrics() if metrics is not None else None

    def ready() -> None:
        if metrics is not None:
            _say("metrics on", (metrics[0], port))
        _say("listening on", listening.getsockname())

    port = 0 if metrics is None or figures is None else _show(figures.registry, metrics)
    _finish(_server(serving, figures, ready).serve(sockets=[listening]))


def _run_parent(serving: Serving, listening: socket.socket, count: int, metrics: tuple[str, int] | None) -> None:
    with tempfile.TemporaryDirectory(prefix="ekin-metrics-") as folder:
        write_into(folder)
        if metrics is not None:
            _say("metrics on", (metrics[0], _show(sum_of(folder), metrics)))
        Workers(
            work=work,
            given=(serving, listening),
            count=count,
            ready=lambda: _say("listening on", listening.getsockname()),
            patience_s=LAST_S,
        ).run()


def work(serving: Serving, listening: socket.socket, line: Connection) -> None:
    """Be a worker: tell the parent through ``line`` when this one accepts, and end when the parent's end goes."""
    start_log(serving.level)
    server = _server(serving, Metrics() if serving.counted else None, lambda: line.send_bytes(b"ready"))

    async def serve() -> None:
        def parent_gone() -> None:
            server.should_exit = True
            asyncio.get_running_loop().remove_reader(line.fileno())

        asyncio.get_running_loop().add_reader(line.fileno(), parent_gone)
        await server.serve(sockets=[listening])

    _finish(serve())


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` to its end and disarm the alarm: the interpreter, as it goes, would die of it by the signal."""
    asyncio.run(work)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _server(serving: Serving, figures: Metrics | None, ready: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        create_app(serving.url, metrics=figures, limits=serving.limits(), trust=serving.trust),
        http=Line,
        ws="none",
        backlog=_BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    return Server(config, ready)


def _migrate(url: str) -> None:
    database = Database(url)
    try:
        database.create()
    finally:
        database.close()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with _named(host, port):
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    # Each connection takes this over. asyncio sees to it only where a socket names its protocol, which this one does
    # not; without it the end of an answer waits for the client to acknowledge its head: 40 ms on a connection in use.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listening:
        yield listening


def _show(registry: CollectorRegistry, address: tuple[str, int]) -> int:
    with _named(*address):
        return show_metrics(registry, *address)


@contextmanager
def _named(host: str, port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AddressTaken(host, port) from error


def _say(what: str, address: tuple[str, int]) -> None:
    """Tell an address on stderr: with port 0 the system has chosen one."""
    host, port = address[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"{what} http://{shown}:{port}\n")
    sys.stderr.flush()


def _go(_: int, __: FrameType | None) -> None:
    os._exit(0)
