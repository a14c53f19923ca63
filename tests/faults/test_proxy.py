"""The line leads through a proxy of the office: used as told, never shown the token, and each of its faults named."""

import base64
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trustme

from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.result import Result
from tests.centre import SITI, Centre
from tests.faults.between import between, instead, pass_on
from tests.sync.device import Device, now
from tests.sync.test_http import DEVICE
from tests.sync.wire_server import say, serving

Machine = Callable[[str], Device]
HOST = "pusat.example.go.id"
BRIEF = Limits(stall_s=2, total_least_s=3, connect_s=2)


class Proxy:
    """Opens a way to ``port`` here, whatever host is asked for, to who gives ``login``; keeps what it was shown."""

    def __init__(self, port: int, *, login: str = "", refusal: bytes = b"") -> None:
        self._port, self._login, self._refusal = port, login, refusal
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._open, args=(line,), daemon=True).start()

    def _open(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += line.recv(1)
            self.heads.append(head)
            known = base64.b64encode(self._login.encode())
            if self._refusal or (self._login and b"Basic " + known not in head):
                line.sendall(
                    self._refusal or b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                )
                return
            with socket.create_connection(("127.0.0.1", self._port)) as there:
                line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=_pour, args=(there, line), daemon=True)
                back.start()
                _pour(line, there)
                back.join()


def _pour(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(65_536):
            other.sendall(some)
        other.shutdown(socket.SHUT_WR)


@contextmanager
def proxied(port: int, **options: str | bytes) -> Iterator[Proxy]:
    proxy = Proxy(port, **options)  # type: ignore[arg-type] # the options of a proxy, by their names
    try:
        yield proxy
    finally:
        proxy.close()


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def door(centre: Centre, tmp_path: Path) -> Iterator[tuple[int, str]]:
    """Port of the real centre behind TLS by the name of an agency, and the file of its authority."""
    import ssl

    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with between(centre, pass_on, "/", context) as there:
        yield int(there.url.rpartition(":")[2]), str(tmp_path / "ca.pem")


def sync_by(device: Device, ca_file: str, proxy: str | None) -> Result:
    url = f"https://{HOST}"
    remote = HttpRemote(url, lambda: device.token, device.name, limits=BRIEF, ca_file=ca_file, proxy=proxy)
    try:
        return sync(device.store, remote, now)
    finally:
        remote.close()


def test_a_proxy_of_the_settings_is_used_with_its_password_and_never_shown_the_token(
    machine: Machine, door: tuple[int, str]
) -> None:
    siti = machine(SITI)
    siti.write()
    with proxied(door[0], login="siti:rahasia") as proxy:
        done = sync_by(siti, door[1], f"http://siti:rahasia@{proxy.address}")
    assert (done.code, done.pushed) == ("ok", 1)
    for head in proxy.heads:
        assert head.startswith(f"CONNECT {HOST}:443".encode())
        assert siti.token.encode() not in head


def test_a_proxy_of_the_environment_is_used_unless_it_is_told_not_to(
    machine: Machine, door: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = machine(SITI)
    with proxied(door[0]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        assert sync_by(siti, door[1], None).code == "ok"
        seen = len(proxy.heads)
        assert seen
        monkeypatch.setenv("NO_PROXY", "example.go.id")
        assert sync_by(siti, door[1], None).offline, "the name is found by nobody here"
        assert len(proxy.heads) == seen


def test_a_proxy_of_the_settings_goes_before_that_of_the_environment(
    machine: Machine, door: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = machine(SITI)
    with proxied(door[0]) as own, proxied(door[0]) as other:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{other.address}")
        assert sync_by(siti, door[1], f"http://{own.address}").code == "ok"
    assert own.heads
    assert not other.heads


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"login": "siti:rahasia"}, "proxy-auth"),
        ({"refusal": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}, "proxy-refused"),
        ({"refusal": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"}, "proxy-refused"),
    ],
)
def test_a_proxy_that_does_not_let_through_is_told_by_its_fault_and_the_work_is_kept(
    machine: Machine, door: tuple[int, str], options: dict[str, str | bytes], code: str
) -> None:
    siti = machine(SITI)
    siti.write()
    with proxied(door[0], **options) as proxy:
        done = sync_by(siti, door[1], f"http://{proxy.address}")
    assert (done.code, done.offline, siti.store.outbox.count()) == (code, True, 1)


@pytest.mark.parametrize("address", ["127.0.0.1:{free}", "proksi.invalid:3128"])
def test_a_proxy_that_is_not_there_is_not_taken_for_the_centre(
    machine: Machine, door: tuple[int, str], address: str
) -> None:
    siti = machine(SITI)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert sync_by(siti, door[1], "http://" + address.format(free=port)).code == "proxy"


@pytest.mark.parametrize("address", ["socks5://proksi:1080", "ftp://proksi", "proksi:3128"])
def test_an_address_that_is_none_of_a_proxy_is_named_and_nothing_falls(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with pytest.raises(Unreachable) as caught:
        HttpRemote(f"https://{HOST}", lambda: "t", DEVICE, proxy=address)
    assert caught.value.code == "proxy-unfit"
    if address.startswith("socks5"):
        monkeypatch.setenv("ALL_PROXY", address)
        with pytest.raises(Unreachable) as caught:
            HttpRemote(f"https://{HOST}", lambda: "t", DEVICE)
        assert caught.value.code == "proxy-unfit"


def test_a_centre_on_this_machine_is_never_asked_by_way_of_a_proxy(
    machine: Machine, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti = machine(SITI)
    with proxied(centre.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("ALL_PROXY", f"http://{proxy.address}")
        remote = HttpRemote(centre.url, lambda: siti.token, siti.name, proxy=f"http://{proxy.address}")
        assert sync(siti.store, remote, now).code == "ok"
        remote.close()
    assert proxy.heads == []


@pytest.mark.parametrize(
    "status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_no_redirect_is_followed_so_the_token_stays_here(machine: Machine, centre: Centre, status: str) -> None:
    siti = machine(SITI)
    siti.write()
    with serving(say()) as elsewhere, between(centre, instead(status, echo=None, Location=elsewhere.url), "/") as door:
        remote = HttpRemote(door.url, lambda: siti.token, siti.name, limits=BRIEF)
        done = sync(siti.store, remote, now)
        remote.close()
        assert door.requests
        assert elsewhere.requests == []
    assert (done.code, siti.store.outbox.count()) == ("portal", 1)
