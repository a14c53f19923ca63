"""Figures for Prometheus: requests by route and status, seconds, ops by verdict, bytes.

Every label is a word of ours: no address, token, person, agency or id becomes one. With several workers each writes
into files of a folder that the parent makes and sums when it is asked (the library's multiprocess mode, switched on by
an environment variable before the library is loaded).
"""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_VERDICTS = frozenset({"applied", "duplicate", "conflict", "rejected", "deferred"})


class Metrics:
    """The figures of one worker."""

    def __init__(self) -> None:
        """The figures begin at nothing, in a registry of their own."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "ekin_requests", "Answered requests.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "ekin_request_seconds", "Seconds until the answer.", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self._ops = Counter("ekin_ops", "Ops that were decided.", ("verdict",), registry=self.registry)
        self._tokens = Counter(
            "ekin_access_tokens", "Tokens of the agency's sign-in that were read.", ("outcome",), registry=self.registry
        )
        self._keys = Counter(
            "ekin_issuer_keys", "Readings of the keys of the agency's sign-in.", ("outcome",), registry=self.registry
        )
        self._bytes = Counter(
            "ekin_bytes", "Bytes of bodies, as they travelled.", ("direction",), registry=self.registry
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request. ``route`` is a template, never a path."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_token(self, outcome: str) -> None:
        """Count one token of the agency's sign-in; ``outcome`` is a word of :mod:`ekin_tui.server.gate`."""
        self._tokens.labels(outcome).inc()

    def count_keys(self, outcome: str) -> None:
        """Count one reading of the provider's keys: ``read`` or ``failed``."""
        self._keys.labels(outcome).inc()

    def count_bytes(self, received: int, sent: int) -> None:
        """Count the bodies of one request."""
        self._bytes.labels("in").inc(received)
        self._bytes.labels("out").inc(sent)

    def count_ops(self, verdicts: Mapping[str, int]) -> None:
        """Count the verdicts of one push."""
        for verdict, number in verdicts.items():
            self._ops.labels(verdict if verdict in _VERDICTS else "other").inc(number)


def sum_of(folder: str) -> CollectorRegistry:
    """Return what all workers that write into ``folder`` have counted, those that have died among them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # the library says no types here
    return registry


class _Quiet(WSGIRequestHandler):
    timeout = 5
    """Seconds until somebody who says nothing is let go."""

    def log_message(self, *_: object) -> None:
        """Say nothing: who asked is of no interest."""


class _Page(WSGIServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing: somebody hung up."""


def show_metrics(registry: CollectorRegistry, host: str, port: int) -> int:
    """Answer ``/metrics`` at an address of its own until the process ends; returns the port. Raises OSError."""
    page = make_wsgi_app(registry)

    def only_metrics(
        environment: Mapping[str, object], start: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        if environment.get("PATH_INFO") != "/metrics" or environment.get("REQUEST_METHOD") != "GET":
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        answer: Iterable[bytes] = page(environment, start)
        return answer

    server = make_server(host, port, only_metrics, server_class=_Page, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def write_into(folder: str) -> None:
    """Have the processes that are started from now on keep their figures in ``folder``."""
    os.environ[FOLDER] = folder
