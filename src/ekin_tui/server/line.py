"""One connection: uvicorn's HTTP, with an end to the patience for a request that does not arrive."""

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Line(H11Protocol):
    """Lets a connection go whose request (head and body) is not here in time.

    uvicorn waits for ever for the first request, and for the rest of one that has begun.
    """

    request_s: ClassVar[float] = 40.0
    """Seconds from the connection, or from the first byte of a later request, to the last byte of a request."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and see whether it is a whole request."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state not in {h11.IDLE, h11.SEND_BODY}:
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.request_s, self.transport.close)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
