"""What may stand between a machine and the real centre: it sees every request, and decides what comes back."""

import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.result import Result
from tests.centre import Centre
from tests.sync.device import Device, now

USUAL = Limits()
BRIEF = Limits(stall_s=2, total_least_s=4)
"""Limits of a machine that soon leaves a dead line, yet not one that is slow because this machine is busy."""


@dataclass(frozen=True)
class Request:
    """A request as it came, byte for byte."""

    raw: bytes
    to: int
    """Port of the centre."""

    @property
    def path(self) -> str:
        return self.raw.split(b" ", 2)[1].decode()

    @property
    def nonce(self) -> str:
        found = re.search(rb"(?i)\r\nekin-request: (.*?)\r\n", self.raw)
        return found[1].decode() if found else ""

    def ask(self) -> bytes:
        """Put the request to the centre and return its answer, byte for byte."""
        head, _, body = self.raw.partition(b"\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.to), timeout=10) as line:
            line.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            with line.makefile("rb") as reader:
                return reader.read()


Fault = Callable[[socket.socket, Request], None]


class Between:
    """Listens; hands a request whose path has ``at`` in it to ``fault``, and passes on all others."""

    def __init__(self, centre: Centre, fault: Fault, at: str, context: ssl.SSLContext | None) -> None:
        self._to, self._fault, self._at, self._context = centre.port, fault, at, context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[Request] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who waits for a caller
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            secure = self._context.wrap_socket(line, server_side=True) if self._context else line
            with secure, secure.makefile("rb") as reader:
                while raw := _read(reader.readline, reader.read):
                    request = Request(raw, self._to)
                    self.requests.append(request)
                    (self._fault if self._at in request.path else pass_on)(secure, request)


def _read(line: Callable[[], bytes], some: Callable[[int], bytes]) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        row = line()
        if not row:
            return b""
        head += row
    found = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return head + some(int(found[1]) if found else 0)


@contextmanager
def between(centre: Centre, fault: Fault, at: str, context: ssl.SSLContext | None = None) -> Iterator[Between]:
    """Stand between a machine and ``centre`` until the block ends."""
    middle = Between(centre, fault, at, context)
    try:
        yield middle
    finally:
        middle.close()


def sync_over(device: Device, url: str, limits: Limits = USUAL, ca_file: str | None = None) -> Result:
    """Sync ``device`` over what listens at ``url``."""
    remote = HttpRemote(url, lambda: device.token, device.name, limits=limits, ca_file=ca_file, compress=True)
    try:
        return sync(device.store, remote, now, tell=device.told.append)
    finally:
        remote.close()


def pass_on(line: socket.socket, request: Request) -> None:
    """Give the centre's own answer."""
    line.sendall(request.ask())
    line.shutdown(socket.SHUT_RDWR)


def instead(status: str, body: bytes = b"", *, echo: str | None = "", **headers: str) -> Fault:
    """Return a fault that answers in the centre's place, which never hears of the request.

    ``echo`` is the nonce that it gives back: None for the right one, the empty text for none.
    """

    def answer(line: socket.socket, request: Request) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += [f"Ekin-Request: {request.nonce if echo is None else echo}"] if echo != "" else []
        line.sendall("\r\n".join((*lines, "", "")).encode() + body)

    return answer


def parts(answer: bytes) -> tuple[bytes, bytes]:
    """Return the head of an answer without its length and coding, and its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    kept = [
        row for row in head.split(b"\r\n") if not re.match(rb"(?i)(content-length|connection|content-encoding)", row)
    ]
    return b"\r\n".join(kept) + b"\r\n", body


def cut_by_length(line: socket.socket, request: Request) -> None:
    """Promise the whole body and send half of it."""
    head, body = parts(request.ask())
    line.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2])
    line.shutdown(socket.SHUT_RDWR)


def cut_by_close(line: socket.socket, request: Request) -> None:
    """Promise no length, send half of the body and close: only the content can tell."""
    head, body = parts(request.ask())
    line.sendall(head + b"Connection: close\r\n\r\n" + body[: len(body) // 2])
    line.shutdown(socket.SHUT_RDWR)


def cut_in_chunk(line: socket.socket, request: Request) -> None:
    """Send the body in chunks and close in the middle of one."""
    head, body = parts(request.ask())
    line.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body[: len(body) // 2])
    line.shutdown(socket.SHUT_RDWR)


def cut_before_last_chunk(line: socket.socket, request: Request) -> None:
    """Send the body whole, but not the empty chunk that says that it is."""
    head, body = parts(request.ask())
    line.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n")
    line.shutdown(socket.SHUT_RDWR)


def cut_gzip(line: socket.socket, request: Request) -> None:
    """Send a packed body of the right length that ends before its time."""
    head, body = parts(request.ask())
    packed = gzip.compress(body)[:-12]
    line.sendall(head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)


def drip(line: socket.socket, request: Request) -> None:
    """Send the body byte after byte: never silent for long, never done."""
    head, body = parts(request.ask())
    line.sendall(head + b"Content-Length: %d\r\n\r\n" % (len(body) + 10_000))
    for byte in body + bytes(10_000):  # the client hangs up long before
        line.sendall(bytes([byte]))
        time.sleep(0.05)


def stall(line: socket.socket, request: Request) -> None:
    """Send half of the body and nothing more, with the line open."""
    head, body = parts(request.ask())
    line.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2])
    line.recv(1)  # until the client hangs up


def silence(line: socket.socket, request: Request) -> None:
    """Let the centre do its work and say nothing."""
    request.ask()
    line.recv(1)
