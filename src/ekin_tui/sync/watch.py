"""A limit on the whole of one exchange: a server that sends a byte now and then passes every limit per read."""

import socket
import threading
from contextlib import suppress
from typing import Any, Self


class Watch:
    """Shuts the connection when the time is over, wherever the exchange stands. A context manager."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` by the monotonic clock, from entering."""
        self.expired = False
        self.reaching: tuple[str, int] | None = None
        """Host and port that a connection is being made to; None once it stands."""
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the clock."""
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the clock."""
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Learn of the connection as httpx reports it."""
        if event.endswith("connect_tcp.started"):
            self.reaching = (info["host"], info["port"])
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.reaching = None
            self.see(info.get("return_value"))

    def see(self, stream: Any) -> None:
        """Learn of the connection's stream."""
        found = stream.get_extra_info("socket") if stream is not None else None
        if isinstance(found, socket.socket):
            self._socket = found

    def _end(self) -> None:
        self.expired = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
