"""The first frame before Textual is loaded: it is what the program then shows, or it is not painted."""

import os
import re
import signal
import sqlite3
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest
from benchmarks.home import NOW, fill_home
from benchmarks.meter import Terminal

from ekin_tui.terminal.first_frame import BEGIN
from tests.terminal.twin import Glass

LIVE = b"\x1b[?2004h"
"""Textual asks for bracketed paste once it has the terminal."""
SETTINGS = re.compile(rb"\x1b\[\?[\d;]+(?:\$p|[hl])|\x1b\[H|\x1b\[m")
"""What draws nothing: modes, queries, the cursor's way home."""
END_OF_PAINT = b"\x1b[H\x1b[m"
PATIENCE_S = 60


def started(home: Path, *options: str, size: tuple[int, int] = (80, 24), **env: str) -> Terminal:
    """The program on a terminal; its size is set before it runs."""
    named = {"LANG": "C.UTF-8", "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW, **env}
    return Terminal([sys.executable, "-m", "ekin_tui", *options], size=size, env=named)


def read_until(terminal: Terminal, mark: bytes, since: int = 0) -> None:
    until = time.monotonic() + PATIENCE_S
    while mark not in terminal.output[since:]:
        assert time.monotonic() < until, terminal.output[-2000:].decode(errors="replace")
        terminal.read(quiet=0.05, limit=1)


def live(terminal: Terminal) -> bytes:
    """Everything that the program writes until it is live and at rest: it has answered a key that says something."""
    terminal.start(quiet=0.05)
    read_until(terminal, LIVE)
    terminal.read(quiet=0.8)
    return terminal.output


def leave(terminal: Terminal) -> None:
    os.write(terminal.master, b"q")
    read_until(terminal, b"\x1b[?1049l")
    assert terminal.wait(PATIENCE_S) == 0


def run_once(home: Path, *options: str, size: tuple[int, int] = (80, 24), **env: str) -> bytes:
    """Opens the program and leaves it; what it wrote until it was live."""
    with started(home, *options, size=size, **env) as terminal:
        shown = live(terminal)
        leave(terminal)
        return shown


def glass(output: bytes, size: tuple[int, int]) -> list[list[tuple[object, ...]]]:
    """The cells of a terminal after OUTPUT, with their styles."""
    screen = Glass(*size)
    screen.stream.feed(output.decode().partition("\x1b[?1049h")[2])
    return [screen.line(row) for row in range(size[1])]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    fill_home(home, 0)
    return home


@pytest.fixture
def opened(home: Path) -> Path:
    """A home in which the program was used before."""
    run_once(home)
    return home


@pytest.mark.parametrize(
    ("size", "env"),
    [
        ((80, 24), {}),
        ((132, 43), {"TERM": "tmux-256color", "EKIN_TUI_LANG": "en"}),
        ((40, 15), {"TERM": "screen", "NO_COLOR": "1"}),
        ((80, 24), {"TERM": "linux"}),
        ((80, 24), {"TERM": "vt100", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ],
)
def test_what_is_painted_is_what_the_program_shows_and_nothing_of_it_is_sent_again(
    home: Path, size: tuple[int, int], env: dict[str, str]
) -> None:
    ordinary = run_once(home, size=size, **env)
    with started(home, size=size, **env) as terminal:
        whole = live(terminal)
        leave(terminal)
    assert BEGIN in whole
    painted = whole[: whole.index(END_OF_PAINT) + len(END_OF_PAINT)]
    rest = whole.removeprefix(painted)
    assert SETTINGS.sub(b"", rest) == b""
    assert len(rest) < 64
    assert glass(painted, size) == glass(whole, size) == glass(ordinary, size)


def test_the_first_frame_comes_in_one_piece_before_the_program_is_loaded(opened: Path) -> None:
    with started(opened) as terminal:
        first = terminal.start(quiet=0.02).data
        read_until(terminal, LIVE)
        assert first.endswith(END_OF_PAINT)
        leave(terminal)


def test_what_opens_the_program_says_before_it_is_said_once(opened: Path) -> None:
    assert run_once(opened).count(b"Jam diatur oleh EKIN_TUI_NOW") == 1


def spoil(home: Path) -> None:
    with sqlite3.connect(home / "cache.db") as db:
        db.execute("update entries set activity = activity || '.' where status = 'returned'")


def settle(home: Path) -> None:
    (home / "config.toml").write_text("sync_interval = 300\n")


def doubt(home: Path) -> None:
    os.utime(home / "cache.db.checked", (0, 0))


def cut(home: Path) -> None:
    file = home / "first-frame"
    file.write_bytes(file.read_bytes()[:-900])


@pytest.mark.parametrize("change", [spoil, settle, cut], ids=["written", "settings", "cut"])
def test_nothing_is_painted_once_anything_is_another(opened: Path, change: Callable[[Path], None]) -> None:
    change(opened)
    assert BEGIN not in run_once(opened)


@pytest.mark.parametrize(
    ("options", "size", "env"),
    [
        ((), (81, 24), {}),
        ((), (80, 24), {"TERM": "linux"}),
        ((), (80, 24), {"EKIN_TUI_LANG": "en"}),
        ((), (80, 24), {"EKIN_TUI_NOW": "2026-11-26T09:30:00+08:00"}),
        (("--lang", "en"), (80, 24), {}),
    ],
    ids=["size", "term", "language", "clock", "option"],
)
def test_nothing_is_painted_for_another_terminal_clock_or_language(
    opened: Path, options: tuple[str, ...], size: tuple[int, int], env: dict[str, str]
) -> None:
    assert BEGIN not in run_once(opened, *options, size=size, **env)


def test_nothing_is_kept_where_the_thin_driver_is_off(home: Path) -> None:
    run_once(home, EKIN_TUI_THIN_DRIVER="false")
    assert not (home / "first-frame").exists()


@pytest.mark.parametrize("change", [doubt, lambda home: (home / "cache.db").unlink()], ids=["doubted", "missing"])
def test_nothing_is_painted_of_a_cache_that_is_damaged_or_gone(opened: Path, change: Callable[[Path], None]) -> None:
    change(opened)
    with started(opened) as terminal:
        terminal.start(quiet=0.5)
        until = time.monotonic() + PATIENCE_S
        while LIVE not in terminal.output and terminal.wait(0) is None and time.monotonic() < until:
            terminal.read(quiet=0.1, limit=1)
        assert BEGIN not in terminal.output


def test_nothing_is_painted_of_a_cache_that_another_program_holds(opened: Path) -> None:
    with sqlite3.connect(opened / "cache.db", isolation_level=None) as db, started(opened) as terminal:
        db.execute("begin exclusive")
        terminal.start(quiet=0.5, limit=2)
        db.execute("rollback")
        read_until(terminal, LIVE)
        assert BEGIN not in terminal.output


def test_keys_that_come_before_the_program_is_live_are_neither_echoed_nor_lost(opened: Path) -> None:
    with started(opened) as terminal:
        terminal.start(quiet=0.005, limit=0.005)
        for key in (b"n", b"lap", b"oran"):
            os.write(terminal.master, key)
            read_until(terminal, BEGIN)
        terminal.read(quiet=0.005)
        assert terminal.output.endswith(END_OF_PAINT)
        until = time.monotonic() + PATIENCE_S
        while not any("laporan" in line for line in _lines(terminal)):
            assert time.monotonic() < until, _lines(terminal)
            terminal.read(quiet=0.2, limit=1)


def _lines(terminal: Terminal) -> list[str]:
    screen = pyte.Screen(*terminal.size)
    pyte.ByteStream(screen).feed(terminal.output.rpartition(b"\x1b[?1049h")[2])
    return list(screen.display)


@contextmanager
def stuck(home: Path, folder: Path, code: str) -> Iterator[Terminal]:
    """A program whose first frame is painted, and that meets CODE while it is loaded."""
    early = folder / "early"
    early.mkdir()
    path = os.pathsep.join([str(early), *filter(None, sys.path)])
    run_once(home, PYTHONPATH=path)
    (early / "msgspec.py").write_text(code)
    with started(home, PYTHONPATH=path) as terminal:
        yield terminal


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_while_the_program_is_loaded_leaves_the_terminal_clean(
    opened: Path, tmp_path: Path, ending: signal.Signals, code: int
) -> None:
    with stuck(opened, tmp_path, "import signal\nwhile True:\n    signal.pause()\n") as terminal:
        before = termios.tcgetattr(terminal.master)
        terminal.start(quiet=0.02)
        read_until(terminal, BEGIN)
        assert termios.tcgetattr(terminal.master) != before
        os.kill(terminal.pid, ending)
        assert terminal.wait(PATIENCE_S) == code
        terminal.read(quiet=0.1)
        assert terminal.output.endswith(b"\x1b[?7h\x1b[m\x1b[?1049l\x1b[?25h")


def test_a_fault_while_the_program_is_loaded_is_said_on_a_clean_terminal(opened: Path, tmp_path: Path) -> None:
    with stuck(opened, tmp_path, "raise RuntimeError('rusak')\n") as terminal:
        terminal.start(quiet=0.3)
        assert terminal.wait(PATIENCE_S) == 1
        terminal.read(quiet=0.2)
        end = terminal.output.partition(b"\x1b[?1049l\x1b[?25h")[2]
        assert b"RuntimeError: rusak" in end
        assert BEGIN in terminal.output
