"""The nginx of packaging/nginx, as it stands there, before the real centre: TLS, limits, headers, waits."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import trustme

from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.result import Result
from tests.centre import JOKO, SITI, Centre, running_centre
from tests.faults.between import between, pass_on
from tests.server.postgres import Cluster
from tests.sync.conftest import centre, machine
from tests.sync.device import TODAY, Device, make_device, now

__all__ = ["centre", "machine"]

CONF = Path(__file__).parents[2] / "packaging" / "nginx" / "ekin-tui.conf"
Machine = Callable[[str], Device]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx on this machine")
MAIN = """\
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
daemon off;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/ekin-tui.conf;
}}
"""
CHANGED = {
    "server 127.0.0.1:8080;": "server 127.0.0.1:{centre};",
    "listen 443 ssl;": "listen 127.0.0.1:{port} ssl;",
    "/etc/ssl/ekin-tui/fullchain.pem": "{folder}/chain.pem",
    "/etc/ssl/ekin-tui/key.pem": "{folder}/key.pem",
}
"""What is another one in a test: two ports and two files."""


@dataclass(frozen=True)
class Door:
    """nginx, the file of the authority that it is trusted by, and where it may write."""

    url: str
    ca_file: str
    folder: Path

    def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        trust = ssl.create_default_context(cafile=self.ca_file)
        with httpx.Client(verify=trust, trust_env=False) as client:
            return client.request(method, self.url + path, **options)  # type: ignore[arg-type] # httpx's own options


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@contextmanager
def nginx(folder: Path, centre: int) -> Iterator[tuple[int, Path]]:
    """Run nginx until the block ends; gives its port and the file of its authority."""
    authority, port = trustme.CA(), free_port()
    leaf = authority.issue_cert("127.0.0.1")
    for number, part in enumerate(leaf.cert_chain_pems):
        part.write_to_path(str(folder / "chain.pem"), append=number > 0)
    leaf.private_key_pem.write_to_path(str(folder / "key.pem"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    text = CONF.read_text(encoding="utf-8")
    for there, here in CHANGED.items():
        assert text.count(there) == 1, there
        text = text.replace(there, here.format(centre=centre, port=port, folder=folder))
    (folder / "ekin-tui.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    running = subprocess.Popen(
        [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE
    )
    try:
        until = time.monotonic() + 60
        while not _listens(port):
            assert running.poll() is None, running.stderr.read() if running.stderr else ""
            assert time.monotonic() < until
        yield port, folder / "ca.pem"
    finally:
        running.terminate()
        running.communicate(timeout=60)


def _listens(port: int) -> bool:
    with closing(socket.socket()) as tried:
        tried.settimeout(0.2)
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def door(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("nginx")
    with nginx(folder, centre.port) as (port, ca_file):
        yield Door(f"https://127.0.0.1:{port}", str(ca_file), folder)


def sync_by(device: Device, door: Door, ca_file: str | None = "") -> Result:
    trusted = door.ca_file if ca_file == "" else ca_file
    remote = HttpRemote(door.url, lambda: device.token, device.name, ca_file=trusted, limits=Limits(stall_s=5))
    try:
        return sync(device.store, remote, now)
    finally:
        remote.close()


def test_entries_go_out_and_come_in_through_nginx(door: Door, machine: Machine) -> None:
    siti, other = machine(SITI), machine(SITI)
    siti.write()
    done = sync_by(siti, door)
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 1, 0)
    assert sync_by(other, door).pulled > 0
    assert sync_by(siti, door).code == "ok"


def test_an_authority_that_is_not_named_is_not_trusted_and_nothing_is_sent(door: Door, machine: Machine) -> None:
    joko = machine(JOKO)
    joko.write()
    assert (sync_by(joko, door, None).code, joko.store.outbox.count()) == ("tls-unknown-issuer", 1)


def test_the_nonce_comes_back_and_the_callers_claim_of_an_address_does_not_go_through(
    centre: Centre, tmp_path: Path
) -> None:
    headers = {"Ekin-Request": "abcdefgh", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
    with (
        between(centre, pass_on, "/") as behind,
        nginx(tmp_path, int(behind.url.rpartition(":")[2])) as (port, ca_file),
    ):
        door = Door(f"https://127.0.0.1:{port}", str(ca_file), tmp_path)
        answer = door.ask("GET", "/.well-known/ekin", headers=headers)
        asked = behind.requests[-1].raw.decode().lower()
    assert (answer.status_code, answer.headers["ekin-request"]) == (200, "abcdefgh")
    assert re.findall(r"x-forwarded-for: (.*)\r", asked) == ["127.0.0.1"]
    assert re.findall(r"x-forwarded-proto: (.*)\r", asked) == ["https"]


def test_a_body_over_the_limit_is_refused_by_the_centre_in_words_and_far_over_it_by_nginx(
    door: Door, machine: Machine
) -> None:
    siti = machine(SITI)
    headers = {
        "Authorization": f"Bearer {siti.token}",
        "Ekin-Request": "abcdefgh",
        "Ekin-Protocol": "1.0",
        "Content-Type": "application/json",
    }
    over = door.ask("POST", "/ekin/v1/push", headers=headers, content=b" " * (300 << 10))
    assert over.status_code == 413
    assert over.headers["content-type"].startswith("application/problem+json")
    assert over.headers["ekin-request"] == "abcdefgh"
    far = door.ask("POST", "/ekin/v1/push", headers=headers, content=b" " * (1 << 20))
    assert (far.status_code, "ekin-request" in far.headers) == (413, False)


@pytest.mark.parametrize("path", ["/", "/readyz", "/metrics", "/ekin", "/.well-known/ekin/x"])
def test_what_is_for_the_machine_itself_is_not_shown(door: Door, path: str) -> None:
    assert door.ask("GET", path).status_code == 404


def test_an_exchange_leaves_nothing_behind_in_nginx(door: Door, machine: Machine) -> None:
    log = door.folder / "error.log"
    before = log.read_bytes()
    siti = machine(SITI)
    siti.write()
    assert sync_by(siti, door).code == "ok"
    assert log.read_bytes() == before
    kept = [path for path in door.folder.rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {
        *("ca.pem", "chain.pem", "key.pem", "ekin-tui.conf", "nginx.conf", "nginx.pid", "error.log"),
    }


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_is_spoken_from_1_2_on(door: Door, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=door.ca_file)
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", int(door.url.rpartition(":")[2]))) as line:
        assert context.wrap_socket(line, server_hostname="127.0.0.1").version() == version.name.replace("_", ".")


def test_a_centre_that_is_away_is_an_outage_and_the_work_is_kept(
    centre: Centre, machine: Machine, tmp_path: Path
) -> None:
    siti = machine(SITI)
    siti.write()
    with nginx(tmp_path, free_port()) as (port, ca_file):
        door = Door(f"https://127.0.0.1:{port}", str(ca_file), tmp_path)
        done = sync_by(siti, door)
    assert (done.code, done.offline, siti.store.outbox.count()) == ("server-error", True, 1)


def numbers(pattern: str) -> list[int]:
    return [int(found) for found in re.findall(pattern, CONF.read_text(encoding="utf-8"))]


def test_nginx_waits_longer_than_clients_and_lets_go_before_the_centre_does() -> None:
    from ekin_tui.server.serve import KEEP_S

    limits = Limits()
    assert numbers(r"proxy_read_timeout (\d+)s")[0] >= limits.total_least_s
    assert numbers(r"proxy_send_timeout (\d+)s")[0] >= limits.total_least_s
    assert numbers(r"proxy_connect_timeout (\d+)s")[0] < limits.stall_s
    assert numbers(r"keepalive_timeout (\d+)s")[0] < KEEP_S


def test_a_centre_on_postgresql_serves_a_machine_through_nginx(cluster: Cluster, tmp_path: Path) -> None:
    with (
        running_centre(tmp_path / "centre", TODAY, store=cluster.fresh()) as centre,
        nginx(tmp_path, centre.port) as (port, ca_file),
    ):
        door = Door(f"https://127.0.0.1:{port}", str(ca_file), tmp_path)
        siti = make_device(tmp_path, centre, SITI)
        first = sync_by(siti, door)
        siti.write()
        done = sync_by(siti, door)
    assert (first.code, first.pulled > 0, done.code, done.pushed) == ("ok", True, "ok", 1)
