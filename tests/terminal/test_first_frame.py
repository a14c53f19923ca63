"""The first frame before Textual is loaded: it is what the program then shows, or it is not painted."""

import os
import re
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest
from benchmarks.home import NOW, fill_home
from benchmarks.meter import Terminal

from ekin_tui.terminal.first_frame import BEGIN, END
from tests.terminal.twin import Glass

LIVE = b"\x1b[?2004h"
"""Textual asks for bracketed paste once it has the terminal."""
TAKEN = b"\x1b[?25l"
"""What Textual sends first."""
CONTROLS = re.compile(r"\x1b\[[\d;?]*\$?[a-zA-Z]|\s")
"""All that draws no letter."""
PATIENCE_S = 60
GRID = 45
"""Columns of the month at 80x24."""

KEEP = """
import os
from math import inf
from ekin_tui.cli.opening import FILE, _places, circumstances
from ekin_tui.store.stamp import stamp
from ekin_tui.terminal.kept import keep
config, state = _places(None)
cache = f"{state}/cache.db"
keep(f"{state}/{FILE}", circumstances(os.environ, config, cache, stamp(cache), None), b"", [(0.0, inf, b"halo")])
print("A picture is kept now.")
"""
PAINT = """
import sys
from ekin_tui.cli.opening import paint
frame = paint(sys.argv[1:])
if frame is not None:
    frame.give_back()
print("The terminal is free again.")
"""
HANG = """
import signal
from ekin_tui.cli.opening import paint
paint([])
while True:
    signal.pause()
"""


def terminal_of(home: Path, command: list[str], size: tuple[int, int] = (80, 24), **env: str) -> Terminal:
    named = {"LANG": "C.UTF-8", "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW, **env}
    return Terminal([sys.executable, *command], size=size, env=named)


def read_until(terminal: Terminal, mark: bytes) -> None:
    until = time.monotonic() + PATIENCE_S
    while mark not in terminal.output:
        assert time.monotonic() < until, terminal.output[-2000:].decode(errors="replace")
        terminal.read(quiet=0.05, limit=1)


def run_once(home: Path, size: tuple[int, int] = (80, 24), **env: str) -> bytes:
    """Opens the program and leaves it by its key; what it wrote until then."""
    with terminal_of(home, ["-m", "ekin_tui"], size, **env) as terminal:
        terminal.start(quiet=0.05)
        read_until(terminal, LIVE)
        terminal.read(quiet=0.4)
        os.write(terminal.master, b"q")
        read_until(terminal, b"\x1b[?1049l")
        assert terminal.wait(PATIENCE_S) == 0
        return terminal.output.partition(b"\x1b[?2004l")[0]


def said_by(home: Path, code: str, *options: str, size: tuple[int, int] = (80, 24), **env: str) -> bytes:
    """Runs CODE on a terminal to its end; what it wrote."""
    with terminal_of(home, ["-c", code, *options], size, **env) as terminal:
        terminal.start(quiet=0.05)
        terminal.wait(PATIENCE_S)
        terminal.read(quiet=0.05)
        return terminal.output


def glass(output: bytes, size: tuple[int, int]) -> list[list[tuple[object, ...]]]:
    """The cells of a terminal without an alternate screen, on which others wrote before, after OUTPUT."""
    screen = Glass(*size)
    screen.stream.feed("\x1b[31;1m" + "others \r\n" * size[1] + "\x1b[5;9H" + output.decode())
    return [screen.line(row) for row in range(size[1])]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    fill_home(home, 0)
    return home


def keep_in(home: Path) -> Path:
    said_by(home, KEEP)
    assert BEGIN + b"halo" in said_by(home, PAINT)
    return home


@pytest.fixture
def kept(home: Path) -> Path:
    """A home for whose next start something is kept."""
    return keep_in(home)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, for all that changes nothing in it."""
    home = tmp_path_factory.mktemp("lasting") / "home"
    fill_home(home, 0)
    return keep_in(home)


@pytest.mark.parametrize(
    ("size", "env"),
    [
        ((80, 24), {}),
        ((40, 15), {"TERM": "screen", "NO_COLOR": "1", "EKIN_TUI_LANG": "en"}),
        ((132, 43), {"TERM": "vt100", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ],
)
def test_what_is_painted_is_what_the_program_shows_and_the_rest_is_sent_once(
    home: Path, size: tuple[int, int], env: dict[str, str]
) -> None:
    ordinary = run_once(home, size, **env)
    whole = run_once(home, size, **env)
    painted, rest = parts_of(whole)
    first, shown = glass(painted, size), glass(whole, size)
    missing = 0
    for row, cells in enumerate(first):
        for column, cell in enumerate(cells):
            assert cell in (shown[row][column], BLANK), (row, column)
            missing += len(CONTROLS.sub("", str(shown[row][column][0]))) if cell == BLANK else 0
    assert len(CONTROLS.sub("", rest.decode())) <= missing, "no letter twice"
    assert shown == glass(ordinary, size)
    assert whole.count(b"EKIN_TUI_NOW") == 1


def test_the_first_frame_is_the_whole_month_within_a_thousand_bytes(home: Path) -> None:
    """Its title and its grid with all marks; the day's entries and the keys come with the program."""
    run_once(home)
    whole = run_once(home)
    painted, _ = parts_of(whole)
    assert len(painted) <= 1000
    first, shown = glass(painted, (80, 24)), glass(whole, (80, 24))
    assert "November 2026" in text_of(shown[0])
    assert text_of(first[0]) == text_of(shown[0])
    grid = [row for row in range(3, 23) if text_of(shown[row][:GRID]).strip()]
    assert len(grid) > 12
    for row in grid:
        assert first[row][:GRID] == shown[row][:GRID], row


BLANK = (" ",)


def parts_of(whole: bytes) -> tuple[bytes, bytes]:
    """What was painted before the program was loaded, and what came after it."""
    said, begin, shown = whole.partition(BEGIN)
    assert begin
    picture, taken, rest = shown.partition(TAKEN)
    return said + begin + picture, taken + rest


def text_of(cells: list[tuple[object, ...]]) -> str:
    return "".join(str(cell[0]) for cell in cells)


def test_keys_that_come_before_the_program_is_live_are_neither_echoed_nor_lost(home: Path) -> None:
    run_once(home)
    with terminal_of(home, ["-m", "ekin_tui"]) as terminal:
        terminal.start(quiet=0.005, limit=0.005)
        for key in (b"n", b"lap", b"oran"):
            os.write(terminal.master, key)
            read_until(terminal, BEGIN)
        terminal.read(quiet=0.005, limit=0.02)
        assert terminal.output.partition(LIVE)[0].count(b"oran") == 0
        until = time.monotonic() + PATIENCE_S
        while not any("laporan" in line for line in _lines(terminal)):
            assert time.monotonic() < until, _lines(terminal)
            terminal.read(quiet=0.2, limit=1)


def _lines(terminal: Terminal) -> list[str]:
    screen = pyte.Screen(*terminal.size)
    pyte.ByteStream(screen).feed(terminal.output.rpartition(b"\x1b[?1049h")[2])
    return list(screen.display)


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_while_the_program_is_loaded_leaves_the_terminal_clean(
    lasting: Path, ending: signal.Signals, code: int
) -> None:
    with terminal_of(lasting, ["-c", HANG]) as terminal:
        terminal.start(quiet=0.05, limit=0.5)
        read_until(terminal, b"halo")
        os.kill(terminal.pid, ending)
        assert terminal.wait(PATIENCE_S) == code
        terminal.read(quiet=0.05)
        assert terminal.output.endswith(END)


def test_a_fault_while_the_program_is_loaded_is_said_on_a_clean_terminal(home: Path, tmp_path: Path) -> None:
    early = tmp_path / "early"
    early.mkdir()
    path = os.pathsep.join([str(early), *filter(None, sys.path)])
    said_by(home, KEEP, PYTHONPATH=path)
    (early / "msgspec.py").write_text("raise RuntimeError('rusak')\n")
    with terminal_of(home, ["-m", "ekin_tui"], PYTHONPATH=path) as terminal:
        terminal.start(quiet=0.05)
        assert terminal.wait(PATIENCE_S) == 1
        terminal.read(quiet=0.05)
        painted, end, said = terminal.output.partition(END)
        assert BEGIN in painted
        assert end == END
        assert b"RuntimeError: rusak" in said


def write(home: Path) -> None:
    with sqlite3.connect(home / "cache.db") as db:
        db.execute("update entries set activity = activity || '.' where status = 'returned'")


def configure(home: Path) -> None:
    (home / "config.toml").write_text("sync_interval = 300\n")


def doubt(home: Path) -> None:
    os.utime(home / "cache.db.checked", (0, 0))


def lose(home: Path) -> None:
    (home / "cache.db").unlink()


def begin(home: Path) -> None:
    (home / "cache.db-journal").write_bytes(b"unfinished")


def cut(home: Path) -> None:
    file = home / "first-frame"
    file.write_bytes(file.read_bytes()[:-2])


@pytest.mark.parametrize("change", [write, configure, doubt, lose, begin, cut])
def test_nothing_is_painted_once_anything_is_another(kept: Path, change: Callable[[Path], None]) -> None:
    change(kept)
    assert BEGIN not in said_by(kept, PAINT)


def test_nothing_is_painted_of_a_cache_that_another_program_holds(lasting: Path) -> None:
    with sqlite3.connect(lasting / "cache.db", isolation_level=None) as db:
        db.execute("begin exclusive")
        assert BEGIN not in said_by(lasting, PAINT)
        db.execute("rollback")
    assert BEGIN in said_by(lasting, PAINT)


@pytest.mark.parametrize(
    ("options", "size", "env"),
    [
        ([], (81, 24), {}),
        ([], (80, 24), {"TERM": "linux"}),
        ([], (80, 24), {"TERM": "dumb"}),
        ([], (80, 24), {"NO_COLOR": "1"}),
        ([], (80, 24), {"EKIN_TUI_LANG": "en"}),
        ([], (80, 24), {"EKIN_TUI_NOW": "2026-11-26T09:30:00+08:00"}),
        (["--lang", "en"], (80, 24), {}),
        (["status"], (80, 24), {}),
    ],
    ids=["size", "term", "dumb", "colours", "language", "clock", "option", "command"],
)
def test_nothing_is_painted_for_another_terminal_clock_or_command(
    lasting: Path, options: list[str], size: tuple[int, int], env: dict[str, str]
) -> None:
    assert BEGIN not in said_by(lasting, PAINT, *options, size=size, **env)


def test_nothing_is_kept_where_the_thin_driver_is_off(home: Path) -> None:
    run_once(home, EKIN_TUI_THIN_DRIVER="false")
    assert not (home / "first-frame").exists()
