import gzip
import json
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.wire import SessionBody
from tests.sync.wire_server import Answer, WireServer, say, serving

TOKEN = "t0ken"
DEVICE = "0198aaaa-0000-7000-8000-000000000001"
SESSION = {
    "person": "p-1",
    "epoch": "e-1",
    "server_time": "2026-11-25T01:00:00Z",
    "feeds": [{"id": "me", "head": "c0"}],
}
SOUND = json.dumps(SESSION).encode()
PUSHED = {"n": 1, "results": [{"op": "o-1", "v": "applied"}]}
QUICK = Limits(stall_s=0.3, total_least_s=0.6, connect_s=0.5)
"""Where nothing is to be waited for."""
SMALL = Limits(raw=100_000, decoded=100_000)


def remote(server: WireServer, *, limits: Limits = SMALL, token: str = TOKEN, compress: bool = True) -> HttpRemote:
    return HttpRemote(server.url, lambda: token, DEVICE, limits=limits, compress=compress)


def session(server: WireServer, **options: object) -> object:
    return remote(server, **options).session(SessionBody(device=DEVICE))  # type: ignore[arg-type]


def test_a_sound_answer_is_read_and_the_connection_kept() -> None:
    with serving(say(body=SOUND)) as server:
        centre = remote(server)
        assert centre.session(SessionBody(device=DEVICE)).person == "p-1"
        assert centre.session(SessionBody(device=DEVICE)).feeds[0].id == "me"
        nonces = [headers["ekin-request"] for _, headers, _ in server.requests]
        first, headers, _ = server.requests[0]
    assert first == "POST /ekin/v1/session HTTP/1.1"
    assert len(set(nonces)) == 2
    assert headers["authorization"] == "Bearer t0ken"
    assert (headers["ekin-device"], headers["ekin-protocol"]) == (DEVICE, "1.0")


@pytest.mark.parametrize(("said", "seconds"), [("60", 60), ("99999999", 3600), ("soon", 0), ("-5", 0), ("", 0)])
def test_a_centre_under_load_is_heard_and_no_longer_than_an_hour(said: str, seconds: int) -> None:
    with serving(say(body=SOUND, Backoff=said)) as server:
        centre = remote(server)
        assert centre.session(SessionBody(device=DEVICE)).person == "p-1"
        assert centre.backoff_s == seconds


def test_a_large_request_goes_packed_and_a_small_one_plain() -> None:
    body = '{"op":"o-1","x":"' + "a" * 4000 + '"}'
    with serving(say(body=json.dumps(PUSHED).encode())) as server:
        centre = remote(server)
        centre.push([body], ["o-1"], epoch="e-1")
        centre.push(["{}"], ["o-1"], epoch="e-1")
        large, small = server.requests
    assert large[1]["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(large[2])) == {"ops": [json.loads(body)]}
    assert "content-encoding" not in small[1]
    assert large[1]["ekin-epoch"] == "e-1"


def test_a_packed_answer_is_unpacked() -> None:
    with serving(say(body=gzip.compress(SOUND), Content_Encoding="gzip")) as server:
        assert session(server)


HTML = b"<html><body>Silakan masuk ke WiFi bandara</body></html>"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (say(body=HTML, echo=False, Content_Type="text/html"), "portal"),
        (say(body=HTML, Content_Type="text/html"), "portal"),
        (say(body=SOUND, echo=False), "portal"),
        (say(body=SOUND, echo=False, Ekin_Request="0000000000000000"), "portal"),
        (say("302 Found", echo=False, Location="http://portal.example/"), "portal"),
        (say("302 Found", Location="http://portal.example/"), "portal"),
        (say("511 Network Authentication Required", echo=False), "portal"),
        (say("401 Unauthorized", echo=False), "portal"),
        (say("407 Proxy Authentication Required", echo=False), "proxy-auth"),
        (say("204 No Content", b""), "portal"),
        (say(body=b"{"), "not-json"),
        (say(body=b'{"person": 7}'), "not-json"),
        (say(body=b"[" * 50_000), "not-json"),
        (say(body=b"\xff\xfe"), "not-json"),
        (say(body=SOUND[:40], length=len(SOUND)), "cut"),
        (say(body=SOUND[:40], close=True), "not-json"),
        (say(body=gzip.compress(SOUND)[:-20], Content_Encoding="gzip"), "cut"),
        (say(body=gzip.compress(SOUND)[:-20], Content_Encoding="gzip", close=True), "cut"),
        (say(body=SOUND, Content_Encoding="br"), "not-json"),
        (say(body=gzip.compress(b" " * 60_000_000), Content_Encoding="gzip"), "too-big"),
        (say(body=b" " * 200_000), "too-big"),
        (say("500 Internal Server Error", echo=False), "server-error"),
        (say("503 Service Unavailable", Content_Type="text/html"), "server-error"),
        (say("502 Bad Gateway", HTML, echo=False, Content_Type="text/html"), "server-error"),
    ],
)
def test_what_is_no_answer_of_the_centre_is_never_taken_for_one(answer: Answer, code: str) -> None:
    with serving(answer) as server, pytest.raises(Unreachable) as caught:
        session(server)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "results",
    [
        {"n": 2, "results": [{"op": "o-1", "v": "applied"}]},
        {"n": 1, "results": []},
        {"n": 1, "results": [{"op": "o-9", "v": "applied"}]},
        {"n": 2, "results": [{"op": "o-1", "v": "applied"}, {"op": "o-2", "v": "applied"}]},
    ],
)
def test_verdicts_that_are_not_those_of_the_ops_sent_are_none(results: dict[str, object]) -> None:
    with serving(say(body=json.dumps(results).encode())) as server, pytest.raises(Unreachable) as caught:
        remote(server).push(["{}"], ["o-1"], epoch="e")
    assert caught.value.code == "cut"


def test_a_verdict_with_a_record_that_cant_be_read_is_no_verdict() -> None:
    doc = {"id": "e", "owner": "o", "day": "2026-11-25", "zone": "Asia/Jakarta", "status": "draft", "rev": "1-a"}
    results = {"n": 1, "results": [{"op": "o-1", "v": "applied", "doc": {**doc, "start": "pagi"}}]}
    with serving(say(body=json.dumps(results).encode())) as server, pytest.raises(Unreachable) as caught:
        remote(server).push(["{}"], ["o-1"], epoch="e")
    assert caught.value.code == "not-json"


@pytest.mark.parametrize("change", [{"n": 4}, {"feed": "pos:x"}, {"epoch": "other"}, {"more": True, "next": "c1"}])
def test_a_page_that_is_not_whole_is_none(change: dict[str, object]) -> None:
    page = {"feed": "me", "n": 0, "items": [], "next": "c1", "more": False, "epoch": "e"} | change
    with serving(say(body=json.dumps(page).encode())) as server, pytest.raises(Unreachable) as caught:
        remote(server).feed("me", "c1", 500, epoch="e")
    assert caught.value.code == "cut"


def test_a_refusal_of_the_centre_carries_its_code_and_the_wait() -> None:
    problem = {"type": "https://x/ekin/problems/rate-limited", "title": "…", "status": 429, "unknown": 1}
    answer = say(
        "429 Too Many Requests", json.dumps(problem).encode(), Content_Type="application/problem+json", Retry_After="17"
    )
    with serving(answer) as server, pytest.raises(Refusal) as caught:
        session(server)
    assert (caught.value.code, caught.value.problem.status, caught.value.retry_after) == ("rate-limited", 429, 17)


def test_a_refusal_without_a_readable_problem_is_known_by_its_status() -> None:
    with serving(say("403 Forbidden", HTML, Content_Type="text/html")) as server, pytest.raises(Refusal) as caught:
        session(server)
    assert (caught.value.code, caught.value.problem.status) == ("http-403", 403)


@pytest.mark.parametrize(
    ("asked", "wait"), [("30", 30), ("999999", 3600), ("soon", 0), ("Wed, 25 Nov 2020 00:00:00 GMT", 0)]
)
def test_a_server_that_asks_to_wait_is_obeyed_for_at_most_an_hour(asked: str, wait: float) -> None:
    with serving(say("503 Service Unavailable", Retry_After=asked)) as server, pytest.raises(Unreachable) as caught:
        session(server)
    assert (caught.value.code, caught.value.retry_after) == ("server-error", wait)


def head_of(length: int, nonce: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {length}", f"Ekin-Request: {nonce}")
    return "\r\n".join((*lines, "", "")).encode()


def drip_head(line: socket.socket, _: dict[str, str], __: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _number in range(100):
        line.sendall(b"a")
        time.sleep(0.1)


def drip_body(line: socket.socket, asked: dict[str, str], _: bytes) -> None:
    line.sendall(head_of(5000, asked["ekin-request"]))
    for _number in range(100):
        line.sendall(b" ")
        time.sleep(0.1)


def silence(_: socket.socket, __: dict[str, str], ___: bytes) -> None:
    time.sleep(10)


@pytest.mark.parametrize("answer", [drip_head, drip_body, silence])
def test_a_server_that_drips_is_left_after_the_total_time(answer: Answer) -> None:
    begun = time.monotonic()
    with serving(answer) as server, pytest.raises(Unreachable) as caught:
        session(server, limits=QUICK)
    assert caught.value.code == "timeout"
    assert time.monotonic() - begun < 9


def test_nobody_listening_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        HttpRemote(f"http://127.0.0.1:{port}", lambda: "t", DEVICE, limits=QUICK).discover()
    assert caught.value.code == "offline"


def test_a_name_that_does_not_resolve_is_told_apart() -> None:
    with pytest.raises(Unreachable) as caught:
        HttpRemote("https://pusat.invalid", lambda: "t", DEVICE, limits=QUICK, proxy=None).discover()
    assert caught.value.code in {"dns", "proxy"}


@pytest.mark.parametrize("host", ["ekinerja..go.id", f"{'a' * 64}.go.id"])
def test_a_name_that_no_name_can_be_is_told_as_one_that_is_not_found(host: str) -> None:
    with pytest.raises(Unreachable) as caught:
        HttpRemote(f"https://{host}", lambda: "t", DEVICE, limits=QUICK, proxy=None).discover()
    assert caught.value.code in {"dns", "proxy"}


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254",
        "http://pusat.go.id",
        "file:///etc/passwd",
        "https://siti@pusat.go.id",
        "https://siti:x@pusat.go.id",
        "https://",
        "https://pusat.go.id/?a=b",
        "https://pusat.go.id/#x",
        "pusat.go.id",
        "",
    ],
)
def test_a_url_that_is_not_safe_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        HttpRemote(url, lambda: "t", DEVICE)
    assert caught.value.code == "insecure-url"


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "é"])
def test_without_a_usable_token_nothing_is_sent(token: str) -> None:
    with serving(say(body=SOUND)) as server:
        with pytest.raises(Refusal) as caught:
            session(server, token=token)
        assert server.requests == []
    assert caught.value.problem.status == 401


def test_a_ca_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as caught:
        HttpRemote("https://pusat.go.id", lambda: "t", DEVICE, ca_file=str(tmp_path / "none.pem"))
    assert caught.value.code == "ca-file"


def certificate(folder: Path, *, host: str, days: tuple[str, str] | None = None) -> tuple[Path, Path]:
    """Make a certificate of its own authority with openssl."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert)]
    command += ["-subj", f"/CN={host}", "-addext", f"subjectAltName={host}", "-days", "30"]
    subprocess.run(command, check=True, capture_output=True)
    if days:
        request = folder / "request.pem"
        extension = folder / "ext"
        extension.write_text(f"subjectAltName={host}\nbasicConstraints=critical,CA:TRUE\n")
        base = ["openssl", "req", "-new", "-key", str(key), "-subj", f"/CN={host}", "-out", str(request)]
        subprocess.run(base, check=True, capture_output=True)
        (folder / "db").write_text("")
        (folder / "serial").write_text("01")
        config = folder / "ca.cnf"
        config.write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/db\nserial={folder}/serial\nnew_certs_dir={folder}\n"
            "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n"
        )
        sign = [
            "openssl",
            "ca",
            "-batch",
            "-config",
            str(config),
            "-selfsign",
            "-keyfile",
            str(key),
            "-in",
            str(request),
        ]
        sign += ["-out", str(cert), "-startdate", days[0], "-enddate", days[1], "-extfile", str(extension), "-notext"]
        subprocess.run(sign, check=True, capture_output=True)
    return key, cert


@pytest.mark.parametrize(
    ("host", "days", "trusted", "code"),
    [
        ("IP:127.0.0.1", None, True, "ok"),
        ("IP:127.0.0.1", None, False, "tls-unknown-issuer"),
        ("DNS:lain.go.id", None, True, "tls-wrong-host"),
        ("IP:127.0.0.1", ("200101000000Z", "210101000000Z"), True, "tls-expired"),
    ],
)
def test_a_certificate_is_checked_and_the_fault_is_named(
    tmp_path: Path, host: str, days: tuple[str, str] | None, trusted: bool, code: str
) -> None:
    key, cert = certificate(tmp_path, host=host, days=days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            try:
                secure = context.wrap_socket(line, server_side=True)
            except OSError:
                return
            asked = secure.recv(65_536).decode()
            nonce = next(row for row in asked.split("\r\n") if row.lower().startswith("ekin-request")).partition(": ")[
                2
            ]
            body = b'{"protocol":"1.0"}'
            secure.sendall(head_of(len(body), nonce) + body)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    url = f"https://127.0.0.1:{listener.getsockname()[1]}"
    with listener:
        centre = HttpRemote(url, lambda: "t", DEVICE, ca_file=str(cert) if trusted else None, limits=Limits(stall_s=3))
        if code == "ok":
            assert centre.discover().protocol == "1.0"
        else:
            with pytest.raises(Unreachable) as caught:
                centre.discover()
            assert caught.value.code == code
        centre.close()
        thread.join(3)


def test_a_proxy_that_wants_a_password_is_told_apart() -> None:
    with serving(say("407 Proxy Authentication Required", echo=False)) as proxy:
        centre = HttpRemote("https://pusat.go.id", lambda: "t", DEVICE, proxy=proxy.url, limits=QUICK)
        with pytest.raises(Unreachable) as caught:
            centre.discover()
    assert caught.value.code == "proxy-auth"
