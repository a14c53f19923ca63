"""The program in a page: a real browser, a real server, a real centre."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.centre import Centre
from tests.cli.program import NOW, Program

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
LINE = "08.00-09.30 menyusun rekap arsip bidang @lapbul 1 dokumen"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}


def wait(holds: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def taken() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(home: Path, log: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = taken()
    command = [sys.executable, "-m", "ekin_tui", "--home", str(home), "web", "--port", str(port), *options]
    with log.open("wb") as errors:
        program = subprocess.Popen(command, stderr=errors, env={**os.environ, "EKIN_TUI_NOW": NOW})
    try:
        wait(lambda: b"http://" in log.read_bytes() and answers(port))
        yield program, port
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(10)


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def asked(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    line.close()
    return answer.status, dict(answer.getheaders())


class Page:
    """A page in the browser; what its socket brings is read as a terminal would."""

    def __init__(self, browser: Any, url: str) -> None:
        self.screen = pyte.Screen(200, 60)
        self._stream = pyte.ByteStream(self.screen)
        self.page = browser.new_page(viewport={"width": 1000, "height": 640})
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))
        self.page.goto(url)
        self.page.locator(".xterm-helper-textarea").focus(timeout=10_000)

    def _received(self, payload: bytes | str) -> None:
        if isinstance(payload, bytes):
            self._stream.feed(payload)

    def shows(self, text: str) -> None:
        self.until(lambda: text in "\n".join(self.screen.display))

    def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, "\n".join(line.rstrip() for line in self.screen.display)
            self.page.wait_for_timeout(50)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


def test_in_a_page_a_clerk_records_and_submits_and_the_supervisor_approves(
    browser: Any, centre: Centre, siti: Program, budi: Program, tmp_path: Path
) -> None:
    assert siti("sync").code == budi("sync").code == 0
    with serving(siti.home, tmp_path / "log") as (program, port):
        page = Page(browser, f"http://127.0.0.1:{port}")
        page.shows("November 2026")
        page.press("a")
        page.page.keyboard.type(LINE, delay=25)  # what comes faster is held to be pasted, and asked about
        page.shows("rekap arsip")
        page.press("Control+g")
        page.until(lambda: [one["status"] for one in recorded(siti)] == ["submitted"])
        if os.environ.get("EKIN_PICTURE"):
            page.page.screenshot(path=os.environ["EKIN_PICTURE"])
        (child,) = children(program.pid)
        page.page.close()
        wait(lambda: not alive(child))
    assert siti("sync").code == 0
    assert budi("sync").code == 0
    entry = recorded(siti)[0]["id"]
    with serving(budi.home, tmp_path / "log2") as (program, port):
        page = Page(browser, f"http://127.0.0.1:{port}")
        page.shows("November 2026")
        page.press("2")
        page.shows("Tinjau")
        page.press("/")
        page.page.keyboard.type("rekap arsip bidang")
        page.press("Enter")
        page.shows("rekap arsip bidang")
        page.press("a")
        page.until(lambda: json.loads(budi("show", entry, "--json").out)["status"] == "approved")
        (child,) = children(program.pid)
    wait(lambda: not alive(child))


def recorded(program: Program) -> list[dict[str, Any]]:
    return [one for one in program("list", "--json").json if "rekap arsip bidang" in one["activity"]]


def test_a_page_of_another_site_and_another_name_for_this_machine_start_nothing(siti: Program, tmp_path: Path) -> None:
    with serving(siti.home, tmp_path / "log") as (program, port):
        own = f"http://127.0.0.1:{port}"
        assert asked(port, "/ws", {**UPGRADE, "Origin": "https://elsewhere.example"})[0] == 403
        assert asked(port, "/ws", UPGRADE)[0] == 403
        assert asked(port, "/", {"Host": f"elsewhere.example:{port}"})[0] == 403
        assert children(program.pid) == []
        status, headers = asked(port, "/", {})
        assert status == 200
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert asked(port, "/ws", {**UPGRADE, "Origin": own})[0] == 101


def test_a_page_ends_also_when_the_server_is_killed(siti: Program, tmp_path: Path) -> None:
    with serving(siti.home, tmp_path / "log") as (program, port):
        line = socket.create_connection(("127.0.0.1", port))
        head = {**UPGRADE, "Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}"}
        line.sendall(("GET /ws HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n").encode())
        wait(lambda: children(program.pid))
        (child,) = children(program.pid)
        wait(lambda: os.getsid(child) == child)
        program.kill()
        wait(lambda: not alive(child))
        line.close()


def test_what_can_not_be_served_says_why(siti: Program) -> None:
    assert siti("web", "--host", "::").code == 2
    assert "--public-url" in siti("web", "--host", "::").err
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        done = siti("web", "--port", str(busy.getsockname()[1]))
    assert done.code == 2
    assert "--port" in done.err


def test_without_the_extra_the_command_names_it(siti: Program, tmp_path: Path) -> None:
    (tmp_path / "textual_serve").mkdir()
    (tmp_path / "textual_serve/__init__.py").write_text("raise ModuleNotFoundError('textual_serve')\n")
    done = siti.alone("web", PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert done.code == 2
    assert "ekin-tui[web]" in done.err
