"""The program and the shell around it: paused and called back, in a multiplexer, cut off, started again."""

import os
import re
import shlex
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.home import NOW, fill_home
from benchmarks.meter import Terminal

from ekin_tui.store import Store
from tests.terminal.view import PATIENCE_S, UTF8, display, open_on, program_on, read_until, see

RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l")
"""Own screen, a cursor, pastes as plain keys."""
PROGRAM = f"{shlex.quote(sys.executable)} -m ekin_tui"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill_home(tmp_path / "home", 0)
    return tmp_path / "home"


def shell_on(home: Path) -> Terminal:
    """An interactive shell with job control, whose prompt is `$ `."""
    env = {"TERM": "xterm-256color", **UTF8, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW, "PS1": "siap$ "}
    return Terminal(["bash", "--norc", "--noprofile", "-i"], env=env)


def kept(home: Path) -> list[str]:
    store = Store.open(home / "cache.db")
    try:
        return [fields.get("plan_words", "") for _, fields in store.scratch.all()]
    finally:
        store.close()


def since(terminal: Terminal, mark: int, text: bytes) -> Callable[[], bool]:
    return lambda: text in terminal.output[mark:]


def test_ctrl_z_gives_the_terminal_back_clean_and_fg_brings_the_whole_picture(home: Path) -> None:
    with shell_on(home) as terminal:
        terminal.start(quiet=0.3, limit=2)
        terminal.send(f"{PROGRAM}\r".encode())
        see(terminal, "Hari kerja terisi")
        terminal.read(quiet=0.4)
        terminal.send(b"n", quiet=0.4)
        terminal.send(b"lapb")
        see(terminal, "lapb")
        before, mark = display(terminal), len(terminal.output)
        terminal.key("ctrl+z")
        read_until(terminal, since(terminal, mark, b"siap$ "))
        assert all(mode in terminal.output[mark:] for mode in RESTORED)
        assert termios.tcgetattr(terminal.master)[3] & termios.ISIG
        assert kept(home) == ["lapb"]
        terminal.output = b""
        terminal.send(b"fg\r")
        see(terminal, "lapb")
        terminal.read(quiet=0.4)
        assert display(terminal) == before
        terminal.send(b"ul")
        see(terminal, "lapbul")


def test_without_a_shell_ctrl_z_stops_nothing_and_says_so(home: Path) -> None:
    with program_on(home) as terminal:
        open_on(terminal)
        terminal.key("ctrl+z")
        see(terminal, "tanpa shell")
        terminal.key("t")
        assert terminal.wait(0) is None


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, None])
def test_after_any_end_the_next_start_offers_what_was_being_typed(home: Path, ending: signal.Signals | None) -> None:
    with program_on(home) as terminal:
        open_on(terminal)
        terminal.send(b"n", quiet=0.4)
        terminal.send(b"lapb")
        see(terminal, "lapb")
        until = time.monotonic() + PATIENCE_S
        while kept(home) != ["lapb"] and time.monotonic() < until:
            terminal.read(quiet=0.1)  # a kill leaves no time to save: what the half second has kept is what is kept
        terminal.hang_up() if ending is None else os.kill(terminal.pid, ending)
        assert terminal.wait(PATIENCE_S) is not None
    assert not [path.name for path in home.iterdir() if re.search(r"lock|pid", path.name)], "a lock refuses the next"
    with program_on(home) as terminal:
        open_on(terminal)
        see(terminal, "belum selesai")
        terminal.send(b"n")
        see(terminal, "lapb")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL, None])
def test_a_note_in_its_question_outlives_a_new_size_and_any_end(home: Path, ending: signal.Signals | None) -> None:
    asked = ("left", "tab", "c")
    with program_on(home) as terminal:
        open_on(terminal)
        for key in asked:
            terminal.key(key, quiet=0.2)
        see(terminal, "Catatan untuk atasan")
        terminal.send(b"Mohon dicek")
        see(terminal, "Mohon dicek")
        until = time.monotonic() + PATIENCE_S
        while not notes(home) and time.monotonic() < until:
            terminal.read(quiet=0.1)
        for columns, rows in ((40, 15), (200, 60)):
            terminal.output = b""
            terminal.resize(columns, rows)
            see(terminal, "Mohon dicek")
        terminal.hang_up() if ending is None else os.kill(terminal.pid, ending)
        assert terminal.wait(PATIENCE_S) is not None
    assert notes(home) == ["Mohon dicek"]
    with program_on(home) as terminal:
        open_on(terminal)
        for key in asked:
            terminal.key(key, quiet=0.2)
        see(terminal, "Mohon dicek")


def notes(home: Path) -> list[str]:
    store = Store.open(home / "cache.db")
    try:
        return [fields["note"] for _, fields in store.scratch.all() if "note" in fields]
    finally:
        store.close()


def test_ctrl_c_ends_nothing_and_says_how_to_leave(home: Path) -> None:
    with program_on(home) as terminal:
        open_on(terminal)
        terminal.key("ctrl+c")
        see(terminal, "q mengakhiri program")
        terminal.key("ctrl+c")
        assert terminal.wait(0) is None


class Tmux:
    """A multiplexer of its own, without anybody's settings."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")

    def __call__(self, *words: str) -> str:
        named = ["tmux", "-S", self._socket, "-f", "/dev/null", *words]
        done = subprocess.run(named, capture_output=True, text=True, check=False)
        return done.stdout

    def see(self, text: str) -> str:
        until = time.monotonic() + PATIENCE_S
        while text not in (shown := self("capture-pane", "-p", "-t", "kerja")):
            assert time.monotonic() < until, shown
            time.sleep(0.1)
        return shown

    def wait_for(self, asked: str, expected: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while (answer := self("display-message", "-p", "-t", "kerja", asked).strip()) != expected:
            assert time.monotonic() < until, answer
            time.sleep(0.1)

    def attached(self, size: tuple[int, int]) -> Terminal:
        command = ["tmux", "-S", self._socket, "-f", "/dev/null", "attach", "-t", "kerja"]
        return Terminal(command, size=size, env={"TERM": "xterm-256color", **UTF8})


@pytest.fixture
def tmux(home: Path, tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path)
    named = {
        **UTF8,
        "EKIN_TUI_HOME": str(home),
        "EKIN_TUI_NOW": NOW,
        "COLUMNS": "80",
        "LINES": "24",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    env = [f"{name}={value}" for name, value in named.items()]
    server("new-session", "-d", "-s", "kerja", "-x", "80", "-y", "24", "env", *env, "sh", "-c", f"{PROGRAM}; exec cat")
    server("set-option", "-g", "window-size", "latest")
    yield server
    server("kill-server")


def test_in_a_multiplexer_detaching_attaching_and_resizing_keep_the_text(tmux: Tmux) -> None:
    tmux.see("Hari kerja terisi")
    time.sleep(0.4)
    tmux("send-keys", "-t", "kerja", "n")
    tmux.see("Entri baru")
    tmux("send-keys", "-t", "kerja", "lapbul")
    tmux.see("lapbul")
    for size in ((40, 15), (120, 40), (80, 24)):
        with tmux.attached(size) as terminal:
            terminal.start(quiet=0.3)
            tmux.wait_for("#{window_width}", str(size[0]))
            assert all(len(line) <= size[0] for line in tmux.see("lapbul").splitlines())
            terminal.hang_up()  # the line of the one who watches is lost; the program in the multiplexer goes on
    tmux("send-keys", "-t", "kerja", "Escape")
    tmux.see("Hari kerja terisi")
    tmux("send-keys", "-t", "kerja", "q")
    tmux.wait_for("#{alternate_on}#{cursor_flag}#{mouse_any_flag}#{pane_dead}", "0100")


@pytest.mark.parametrize("own_screen", ["on", "off"], ids=["alternate screen", "none, as the Linux console"])
def test_in_a_multiplexer_a_first_frame_below_other_lines_is_the_ordinary_picture(
    home: Path, tmp_path: Path, own_screen: str
) -> None:
    """What stands at the first cell is not moved by the cursor of the shell, and nothing of it stays there."""
    tmux = Tmux(tmp_path)
    named = {**UTF8, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    env = ["-u", "COLUMNS", "-u", "LINES", *(f"{name}={value}" for name, value in named.items())]
    lines = "seq -f 'baris %g' 9"
    shell = f"{lines}; {PROGRAM}; {lines}; sleep 1; {PROGRAM}; exec cat"
    chosen = ["set-option", "-g", "alternate-screen", own_screen, ";", "set-option", "-g", "history-limit", "0"]
    size = ["-x", "80", "-y", "24"]
    tmux("start-server", ";", *chosen, ";", "new-session", "-d", "-s", "kerja", *size, "env", *env, "sh", "-c", shell)
    try:
        pictures = []
        for _ in range(2):
            tmux.see("bantuan")
            time.sleep(1)
            pictures.append(tmux("capture-pane", "-p", "-t", "kerja"))
            tmux("send-keys", "-t", "kerja", "q")
            tmux.see("baris 9") if len(pictures) == 1 else tmux.wait_for("#{pane_current_command}", "cat")
        assert (home / "first-frame").exists()
        assert pictures[0] == pictures[1]
        assert "Hari kerja terisi" not in tmux("capture-pane", "-p", "-t", "kerja")
    finally:
        tmux("kill-server")
