"""The real program on a real pseudo-terminal: hostile data comes inert, a lost line loses no text."""

import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from benchmarks.home import NOW, TODAY, fill_home
from benchmarks.meter import Terminal

from ekin_tui.store import Store
from tests.terminal.view import PATIENCE_S

CORPUS = [
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;judul palsu\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x1bP1$r0m\x1b\\",
    "\u202egnalab\u2066",
    "\u200b\ufeff",
    "[red]merah[/red] [/x] [@click=app.exit]klik[/]",
    "\x07\x08\x7f",
]
EVIL = [b"\x1b]52", b"\x1b]0;", b"\x1bP1$r", b"\xc2\x9b", "\u202e".encode(), "\u2066".encode(), "\u200b".encode()]


def command(home: Path) -> Terminal:
    env = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
    return Terminal([sys.executable, "-m", "ekin_tui"], env=env)


def type_in(terminal: Terminal, text: str) -> None:
    """Type ``text`` and wait until it is on the screen, however busy the machine is."""
    os.write(terminal.master, text.encode())
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        terminal.read(quiet=0.1)
        screen = pyte.Screen(*terminal.size)
        pyte.ByteStream(screen).feed(terminal.output)
        if any(text in line for line in screen.display):
            return
    pytest.fail(f"{text} did not come")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    fill_home(home, 0)
    return home


@pytest.fixture
def poisoned(home: Path) -> Path:
    """A cache whose every text is hostile, put there behind the program's back."""
    text = "Jahat " + " ".join(CORPUS)

    def poison(body: str) -> str:
        doc = json.loads(body)
        spoilt = {name: text for name in ("text", "name", "post", "unit", "agency") if isinstance(doc.get(name), str)}
        return json.dumps(doc | spoilt)

    with sqlite3.connect(home / "cache.db") as db:
        db.create_function("poison", 1, poison)
        db.execute("update entries set activity = ?, unit = ?, evidence = ?", (text, text[:50], text))
        db.execute("update facts set body = poison(body)")
        db.execute("update notes set body = poison(body)")
    return home


@pytest.fixture
def screens(poisoned: Path) -> Iterator[bytes]:
    """Everything that a tour over the screens sends to the terminal."""
    with command(poisoned) as terminal:
        terminal.start(quiet=0.6)
        for key in ("left", "left", "tab", "down", "enter", "ctrl+r", "escape", "escape", "n", "a", "r", "escape", "?"):
            terminal.key(key, quiet=0.3)
        for key in ("escape", "/", "J", "a", "h", "enter", "escape", "3", "escape", "2", "escape", "i", "escape"):
            terminal.key(key, quiet=0.3)
        assert terminal.wait(0) is None, terminal.output[-2000:].decode(errors="replace")
        yield terminal.output


def test_nothing_that_others_wrote_reaches_the_terminal_as_a_command(screens: bytes) -> None:
    assert b"Jahat" in screens
    for evil in EVIL:
        assert evil not in screens, evil


def test_markup_of_others_is_shown_as_it_was_typed(screens: bytes) -> None:
    assert b"[/x]" in screens or b"[red]" in screens


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (None, 129)])
def test_a_lost_line_keeps_the_text_and_leaves_at_once(home: Path, ending: signal.Signals | None, code: int) -> None:
    with command(home) as terminal:
        terminal.start(quiet=0.6)
        terminal.key("n", quiet=0.5)
        type_in(terminal, "lapbu")
        terminal.hang_up() if ending is None else os.kill(terminal.pid, ending)
        assert terminal.wait(PATIENCE_S) == code
    store = Store.open(home / "cache.db")
    assert [fields["plan_words"] for _, fields in store.scratch.all()] == ["lapbu"]


def test_a_byte_that_is_no_text_does_not_end_the_program(home: Path) -> None:
    with command(home) as terminal:
        terminal.start(quiet=0.6)
        terminal.send(b"\xff\xfe\xc3", quiet=0.3)
        terminal.key("left")
        assert terminal.wait(0.2) is None


def test_what_is_typed_is_on_disk_within_half_a_second(home: Path) -> None:
    with command(home) as terminal:
        terminal.start(quiet=0.6)
        terminal.key("n", quiet=0.5)
        os.write(terminal.master, b"arsip")
        deadline = time.monotonic() + PATIENCE_S
        store = Store.open(home / "cache.db")
        while not store.scratch.all() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert store.scratch.all()
        os.kill(terminal.pid, signal.SIGKILL)
    assert store.scratch.all()[0][1]["plan_words"].startswith("a")


def test_a_paste_of_a_novel_with_escapes_stays_whole_and_inert(home: Path) -> None:
    novel = "Menyusun laporan bulanan. " * 40
    with command(home) as terminal:
        terminal.start(quiet=0.6)
        terminal.key("n", quiet=0.5)
        for key in ("tab", "tab", "tab", "tab"):
            terminal.key(key, quiet=0.3)
        terminal.send(b"\x1b[200~" + novel.encode() + b"\x1b]52;c;eA==\x07\nbaris dua\x1b[201~", quiet=0.8)
        terminal.key("escape", quiet=0.6)
        assert terminal.wait(0) is None
        assert b"\x1b]52" not in terminal.output
    store = Store.open(home / "cache.db")
    texts = [s.entry.activity for s in store.entries.of_days("p-siti", TODAY, TODAY)]
    assert any(text.count("laporan bulanan") == 40 and "baris dua" in text for text in texts)


def test_two_windows_on_one_cache_get_on(home: Path) -> None:
    with command(home) as first, command(home) as second:
        first.start(quiet=0.6)
        second.start(quiet=0.6)
        first.key("y", quiet=0.4)
        second.key("y", quiet=0.4)
        assert first.wait(0) is None
        assert second.wait(0) is None
    store = Store.open(home / "cache.db")
    assert len(store.entries.of_days("p-siti", TODAY, TODAY)) == 6
