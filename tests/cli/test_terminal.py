"""The calendar in a real pseudo-terminal: it opens, ends as it is told to, and nothing in the cache acts on it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import NOW, Program
from tests.cli.test_hostile import poison_cache

PATIENCE_S = 30


class Terminal:
    """A program behind a pseudo-terminal of 80 by 24."""

    def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", **env}
        self.program = subprocess.Popen(
            [sys.executable, "-m", "ekin_tui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def wait_for(self, text: str) -> None:
        """Read until ``text`` has been written."""
        until = time.monotonic() + PATIENCE_S
        while text.encode() not in self.seen:
            assert time.monotonic() < until, self.seen.decode(errors="replace")[-2000:]
            self.read()

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def end(self) -> int:
        """Read to the end and return the exit code."""
        until = time.monotonic() + PATIENCE_S
        while self.program.poll() is None:
            assert time.monotonic() < until, self.seen.decode(errors="replace")[-2000:]
            self.read()
        return self.program.wait(PATIENCE_S)

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        os.close(self._master)

    def echoes(self) -> bool:
        """Tell whether what is typed is shown by the terminal itself."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def read(self) -> None:
        """Read what has come, waiting a little for it."""
        ready, _, _ = select.select([self._master], [], [], 0.1)
        if ready:
            try:
                self.seen += os.read(self._master, 65_536)
            except OSError:  # the other end is closed: the program has ended
                self.program.wait(PATIENCE_S)


@contextmanager
def opened(arguments: list[str], **env: str) -> Iterator[Terminal]:
    terminal = Terminal(arguments, env)
    try:
        yield terminal
    finally:
        terminal.close()


def test_the_calendar_opens_shows_the_set_clock_and_ends_by_a_key(siti: Program) -> None:
    with opened([], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW) as terminal:
        terminal.wait_for("jam diatur")
        terminal.wait_for("\x1b[?1049h")
        terminal.press("q")
        assert terminal.end() == 0
        assert b"\x1b[?1049l" in terminal.seen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_calendar_with_the_code_of_the_shell(siti: Program, number: signal.Signals) -> None:
    with opened([], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW) as terminal:
        terminal.wait_for("jam diatur")
        terminal.program.send_signal(number)
        assert terminal.end() == 128 + number
        assert b"\x1b[?1049l" in terminal.seen


def test_a_terminal_that_can_show_nothing_is_told_of_the_text_commands(siti: Program) -> None:
    with opened([], EKIN_TUI_HOME=str(siti.home), TERM="dumb") as terminal:
        assert terminal.end() == 2
        terminal.wait_for("ekin-tui status")


def test_a_cache_full_of_attacks_does_not_act_on_the_terminal(siti: Program) -> None:
    poison_cache(siti.home / "cache.db")
    with opened([], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW) as terminal:
        terminal.wait_for("jam diatur")
        terminal.press("k")
        terminal.wait_for("[red]")
        terminal.press("q")
        terminal.end()
        for attack in (b"\x1b]52", b"\x07", b"\x7f", b"\x00", "\u202e".encode(), "\x9b".encode()):
            assert attack not in terminal.seen, attack


def test_the_demonstration_opens_filled_and_takes_its_folder_along(tmp_path: Path) -> None:
    with opened(["demo"], TMPDIR=str(tmp_path), EKIN_TUI_LANG="id") as terminal:
        terminal.wait_for("PERAGAAN")
        terminal.wait_for("disetujui")
        assert len(list(tmp_path.glob("ekin-tui-demo-*"))) == 1
        terminal.press("q")
        assert terminal.end() == 0
    assert list(tmp_path.glob("ekin-tui-demo-*")) == []
