"""A server on a raw socket that answers bytes as they are told, so that every kind of non-answer can be given."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket, dict[str, str], bytes], None]


def say(
    status: str = "200 OK",
    body: bytes = b"{}",
    *,
    echo: bool = True,
    close: bool = False,
    length: int | None = None,
    **headers: str,
) -> Answer:
    """Return an answer: by default a sound empty JSON object with the echo. ``length`` lies about the body."""

    def answer(line: socket.socket, asked: dict[str, str], _: bytes) -> None:
        lines = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if echo:
            lines["Ekin-Request"] = asked.get("ekin-request", "")
        if length is not None or not close:
            lines["Content-Length"] = str(len(body) if length is None else length)
        if close:
            lines["Connection"] = "close"
        head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        line.sendall(head.encode() + body)
        if close or length is not None:
            line.shutdown(socket.SHUT_RDWR)

    return answer


class WireServer:
    """Answers each request with the next of its answers; the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, suppress(OSError, ValueError), line.makefile("rb") as reader:
            while first := reader.readline():
                headers = {}
                while text := reader.readline().strip():
                    name, _, value = text.decode().partition(":")
                    headers[name.strip().lower()] = value.strip()
                body = reader.read(int(headers.get("content-length", 0)))
                self.requests.append((first.decode().strip(), headers, body))
                answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                answer(line, headers, body)


@contextmanager
def serving(*answers: Answer) -> Iterator[WireServer]:
    """Run a server for the time of a test."""
    server = WireServer(*answers)
    try:
        yield server
    finally:
        server.close()
