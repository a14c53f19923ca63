"""The driver on a real pseudo-terminal: bad bytes, dropped lines, signals, pastes, silence."""

import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest
from benchmarks.meter import Terminal, code

from tests.terminal.view import PATIENCE_S

SAMPLE = str(Path(__file__).with_name("sample.py"))


@pytest.fixture(params=["plain", "thin"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def terminal(kind: str, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal([sys.executable, SAMPLE, kind], env={"SAMPLE_NOTES": str(tmp_path / "notes")}) as terminal:
        begin(terminal)
        yield terminal


def begin(terminal: Terminal) -> None:
    """Start the sample and wait until it stands and takes keys."""
    terminal.start(quiet=0.05)
    until(terminal, lambda: b"\x1b[?2004h" in terminal.output and "2026-07-01" in "".join(picture(terminal)))
    until(terminal, lambda: not terminal.read(quiet=0.2).data)


def until(terminal: Terminal, done: Callable[[], bool]) -> None:
    """Read until DONE, however busy the machine is."""
    latest = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < latest, "\n".join(picture(terminal))
        terminal.read(quiet=0.05, limit=1)


def notes(tmp_path: Path) -> str:
    file = tmp_path / "notes"
    return file.read_text() if file.exists() else ""


def picture(terminal: Terminal) -> list[str]:
    """What an emulator shows that was fed everything."""
    screen = pyte.Screen(*terminal.size)
    pyte.ByteStream(screen).feed(terminal.output)
    return list(screen.display)


def type_in(terminal: Terminal, text: str) -> None:
    """Types TEXT and waits until it is on the screen, however busy the machine is."""
    terminal.send(text.encode(), quiet=0.05)
    until(terminal, lambda: text in picture(terminal)[0])


def appears(path: Path) -> bool:
    """Whether the app writes the file, however busy the machine is."""
    latest = time.monotonic() + PATIENCE_S
    while not path.exists() and time.monotonic() < latest:
        time.sleep(0.05)
    return path.exists()


def test_a_byte_that_is_not_utf8_is_shown_and_ends_nothing(terminal: Terminal) -> None:
    terminal.send(b"a\xffb\xc3(", quiet=0.05)
    until(terminal, lambda: "a\ufffdb\ufffd(" in picture(terminal)[0])
    assert terminal.wait(0) is None


def test_a_paste_of_several_lines_is_one_paste(terminal: Terminal, tmp_path: Path) -> None:
    terminal.send(b"\x1b[200~satu\rdua \xe4\xb8\x96\x1b[201~", quiet=0.05)
    until(terminal, lambda: notes(tmp_path).endswith("\n"))
    assert notes(tmp_path) == "paste 'satu\\rdua 世'\n"


def test_nothing_is_sent_and_nothing_is_worked_while_nobody_types(terminal: Terminal) -> None:
    before = terminal.cpu()
    burst = terminal.read(limit=1, whole=True, cpu=before)
    assert burst.data == b""
    assert burst.cpu < 10


def test_an_unbound_key_sends_nothing(terminal: Terminal) -> None:
    assert terminal.key("ctrl+g").data == b""


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_saves_restores_the_terminal_and_ends(
    terminal: Terminal, tmp_path: Path, number: signal.Signals, expected: int
) -> None:
    type_in(terminal, "belum")
    raw = termios.tcgetattr(terminal.master)[3]
    before = len(terminal.output)
    os.kill(terminal.pid, number)
    status = terminal.wait(PATIENCE_S)
    terminal.read()
    last = terminal.output[before:]
    assert (status, notes(tmp_path)) == (expected, "kept belum\n")
    for restored in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[?7h", b"\x1b[m"):
        assert restored in last
    assert left_empty(terminal)
    assert not raw & termios.ECHO
    assert termios.tcgetattr(terminal.master)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON


def left_empty(terminal: Terminal) -> bool:
    """Whether nothing stays on a terminal without an alternate screen, which the emulator is, and one writes above."""
    screen = pyte.Screen(*terminal.size)
    pyte.ByteStream(screen).feed(terminal.output)
    return not "".join(screen.display).strip() and (screen.cursor.y, screen.cursor.x) == (0, 0)


def test_a_dropped_line_saves_and_ends(terminal: Terminal, tmp_path: Path) -> None:
    type_in(terminal, "putus")
    terminal.hang_up()
    status = terminal.wait(PATIENCE_S)
    assert (status, notes(tmp_path)) == (129, "kept putus\n")


def test_a_dropped_line_whose_signal_is_ignored_is_noticed_by_reading(kind: str, tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", 'trap "" HUP; exec "$0" "$@"', sys.executable, SAMPLE, kind]
    with Terminal(command, env={"SAMPLE_NOTES": str(tmp_path / "notes")}) as terminal:
        begin(terminal)
        type_in(terminal, "yatim")
        terminal.hang_up()
        status = terminal.wait(PATIENCE_S)
    assert (status, notes(tmp_path)) == (129, "kept yatim\n")


def test_after_a_suspension_the_whole_picture_comes_back(terminal: Terminal) -> None:
    type_in(terminal, "tetap")
    before = picture(terminal)
    terminal.key("ctrl+x", quiet=0.05)
    until(terminal, lambda: terminal.output.rstrip().endswith(b"\x1b[?1004l"))
    assert left_empty(terminal)
    mark = len(terminal.output)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.output = terminal.output[mark:]
    until(terminal, lambda: picture(terminal) == before)
    type_in(terminal, "!")


def test_a_stop_that_nobody_can_hear_of_leaves_one_reader_the_picture_and_the_terminal(
    kind: str, tmp_path: Path
) -> None:
    with Terminal([sys.executable, SAMPLE, kind], env={"SAMPLE_NOTES": str(tmp_path / "notes")}) as terminal:
        begin(terminal)
        raw, cooked, threads = *(termios.tcgetattr(terminal.master) for _ in range(2)), threads_of(terminal)
        cooked[3] |= termios.ECHO | termios.ICANON
        for _ in range(5):
            os.kill(terminal.pid, signal.SIGSTOP)
            termios.tcsetattr(terminal.master, termios.TCSANOW, cooked)  # as a shell does that comes to the front
            terminal.output = b""
            os.kill(terminal.pid, signal.SIGCONT)
            until(terminal, lambda: "2026-07-01" in "".join(picture(terminal)))
        until(terminal, lambda: termios.tcgetattr(terminal.master) == raw)
        assert threads_of(terminal) == threads
        type_in(terminal, "abcdefghijklmn")
        terminal.key("ctrl+q", quiet=0.05)
        assert terminal.wait(PATIENCE_S) == 0
        left = termios.tcgetattr(terminal.master)[3]
        assert left & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON


def threads_of(terminal: Terminal) -> int:
    """How many threads the program has."""
    return len(list(Path(f"/proc/{terminal.pid}/task").iterdir()))


def test_ctrl_l_paints_everything_again(terminal: Terminal) -> None:
    before = picture(terminal)
    terminal.output = b""
    terminal.key("ctrl+l", quiet=0.05)
    until(terminal, lambda: picture(terminal) == before)


def test_a_new_size_is_painted_whole(terminal: Terminal) -> None:
    terminal.output = b""
    terminal.resize(70, 20)
    until(terminal, lambda: all(text in "".join(picture(terminal)) for text in ("Rencana 1 ", "satu dua tiga")))


def test_an_ordinary_end_restores_the_terminal(terminal: Terminal) -> None:
    terminal.key("ctrl+q", quiet=0.05)
    assert terminal.wait(PATIENCE_S) == 0
    terminal.read(quiet=0.05)
    assert b"\x1b[?1049l" in terminal.output
    assert left_empty(terminal)
    assert termios.tcgetattr(terminal.master)[3] & termios.ECHO


def test_a_stalled_line_holds_nobody_up_and_gets_the_last_picture(tmp_path: Path) -> None:
    with Terminal([sys.executable, SAMPLE, "thin"], env={"SAMPLE_NOTES": str(tmp_path / "notes")}) as terminal:
        begin(terminal)
        for _ in range(20):
            for key in ("f2", "escape"):  # a dialog opens and closes: forty frames, and Textual's queue holds thirty
                os.write(terminal.master, code(key))
                time.sleep(0.08)
        os.write(terminal.master, b"\x1b[200~masih\x1b[201~")
        assert appears(tmp_path / "notes")  # it was taken in while nothing was read from the terminal
        before = len(terminal.output)
        until(terminal, lambda: "masih" in picture(terminal)[0])
        assert len(terminal.output) - before < 40_000
