"""What users of other programs asked for in public threads (docs/terminal.md), tried on the real program."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.home import fill_home
from benchmarks.meter import Terminal

from tests.terminal.view import display, open_on, program_on, read_until, see

MOVE = re.compile(rb"\x1b\[[\d;]*[A-HJKd]|[\r\n\b]")
"""What moves the cursor or erases."""
SHIFT_ENTER = {"zed": b"\x1b\r", "csi u": b"\x1b[13;2u", "modifyOtherKeys": b"\x1b[27;2;13~", "numbers": b"\x1b[13;5u"}
"""What terminals send for Shift+Enter or Ctrl+Enter, asked or not."""
FILTERS = {"help": ["?"], "search": ["/"], "palette": ["P"], "plan": ["n"], "quick": ["a"], "date": ["g"]}
"""Keys from the calendar to a line that is read while it is typed."""


def holding(folder: Path) -> list[Path]:
    """The files below FOLDER in which the text stands."""
    return [path for path in folder.rglob("*") if path.is_file() and b"rahasiakantor" in path.read_bytes()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill_home(tmp_path / "home", 0)
    return tmp_path / "home"


@pytest.fixture
def editor(home: Path) -> Iterator[Terminal]:
    """A new entry with the activity field in front."""
    with program_on(home) as terminal:
        open_on(terminal)
        terminal.send(b"n", quiet=0.4)
        for key in ("tab",) * 4:
            terminal.key(key, quiet=0.3)
        terminal.send(b"arsip")
        see(terminal, "arsip")
        terminal.read(quiet=0.8)
        yield terminal


def test_the_caret_stands_still_and_nothing_is_sent_while_a_field_waits(editor: Terminal) -> None:
    assert editor.read(limit=1.5, whole=True).data == b""
    assert b"\x1b[?12h" not in editor.output
    assert re.search(rb"\x1b\[[1-6]? q", editor.output) is None, "the shape of the caret is the terminal's own"


def test_a_letter_makes_no_cursor_jump_about_the_screen(editor: Terminal) -> None:
    hidden, shown = editor.output.rfind(b"\x1b[?25l"), editor.output.rfind(b"\x1b[?25h")
    for letter in "masuk":
        data = editor.key(letter, quiet=0.4).data
        assert len(MOVE.findall(data)) <= 4, data
    assert hidden > shown


@pytest.mark.parametrize("sent", SHIFT_ENTER.values(), ids=list(SHIFT_ENTER))
def test_a_modified_enter_neither_leaves_the_editor_nor_types_its_code(editor: Terminal, sent: bytes) -> None:
    before = display(editor)
    editor.send(sent, quiet=0.4)
    editor.send(b"x")
    see(editor, "x")
    picture = display(editor)
    assert picture[0] == before[0]
    assert not any(code in line for code in ("13;", "27;2", "[13") for line in picture)
    assert any("arsip" in line for line in picture)


@pytest.mark.parametrize("keys", FILTERS.values(), ids=list(FILTERS))
def test_what_looks_like_markup_can_be_typed_wherever_a_line_is_read(home: Path, keys: list[str]) -> None:
    with program_on(home) as terminal:
        open_on(terminal)
        for key in keys:
            terminal.key(key, quiet=0.4)
        for text in ("[", "/", "]", "[bold", "[@x=", "\\["):
            terminal.send(text.encode(), quiet=0.1)
        see(terminal, "[/][bold[@x=\\[")
        assert terminal.wait(0) is None


def test_after_a_kill_what_was_typed_is_in_the_cache_alone_for_its_owner_alone(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    with program_on(home, TMPDIR=str(folder), HOME=str(folder)) as terminal:
        open_on(terminal)
        terminal.send(b"n", quiet=0.4)
        terminal.send(b"rahasiakantor")
        see(terminal, "rahasiakantor")
        read_until(terminal, lambda: bool(holding(tmp_path)))
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait(5)
    assert {path.name.removesuffix("-journal").removesuffix("-wal") for path in holding(tmp_path)} == {"cache.db"}
    assert {path.stat().st_mode & 0o077 for path in home.rglob("*")} == {0}
    assert not list(folder.iterdir())
