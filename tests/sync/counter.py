"""A line in front of the centre that counts what passes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Line:
    """What passed in both directions."""

    url: str
    requests: int = 0
    size: int = 0


@contextmanager
def counting(port: int) -> Iterator[Line]:
    """Pass on to ``port`` of this machine, and count."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def pump(source: socket.socket, sink: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while part := source.recv(65_536):
                line.size += len(part)
                line.requests += asking and part.count(b" HTTP/1.1\r\n")
                sink.sendall(part)

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=pump, args=(near, far, True), daemon=True).start()
                threading.Thread(target=pump, args=(far, near, False), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield line
    finally:
        listener.close()
