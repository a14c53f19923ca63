"""A tour over all screens on thin terminals: nothing is sent that they cannot show, and nothing while nobody types."""

import re
from pathlib import Path

import pytest
from benchmarks.home import fill_home

from ekin_tui.terminal.glyphs import on_console
from tests.terminal.view import ASCII, UTF8, open_on, program_on, read_until

TOUR = [
    *("tab", "tab", "down", "enter", "escape", "left", "left", "tab", "escape", "n", "escape", "a", "escape"),
    *("p", "escape", "v", "down", "s", "escape", "/", "J", "a", "h", "enter", "escape", "3", "escape", "2", "escape"),
    *("i", "escape", "ctrl+p", "escape", "?", "escape", "d", "escape", "c", "escape", "y", "u", "ctrl+c"),
    *("4", "enter", "escape", "escape", "5", "m", "end", "1", "6", "escape", "7", "end", "1", "H", "left", "escape"),
    *(" ", "e", "escape", ";", "escape", "W", "escape", "b", "escape", "3", ".", "1"),
]
MODES = re.compile(rb"\x1b\[\?([\d;]+)h")
LOOKS = re.compile(rb"\x1b\[([\d;]*)m")
MANY = re.compile(rb"\x1b\[[\d;]*[34]8;2;")
QUESTION = re.compile(rb"\x1b\[\?\d+\$p")
PAPERS = {*(f"{code}".encode() for code in (*range(40, 49), *range(100, 108)))}
MOUSE = {b"1000", b"1002", b"1003", b"1006", b"1015"}


def tour(home: Path, size: tuple[int, int], **env: str) -> bytes:
    """All that is sent on a walk over the screens; nothing may come after it."""
    fill_home(home, 0)
    with program_on(home, size=size, **env) as terminal:
        open_on(terminal)
        for key in TOUR:
            terminal.key(key, quiet=0.06)
        read_until(terminal, lambda: not terminal.read(limit=0.7, whole=True).data)
        assert terminal.wait(0) is None
        return terminal.output


@pytest.mark.parametrize(
    ("size", "env"),
    [
        ((80, 24), {"TERM": "linux", **UTF8}),
        ((40, 15), {"TERM": "vt100", **ASCII}),
        ((200, 60), {"TERM": "screen", "NO_COLOR": "1", **ASCII}),
        ((80, 24), {"TERM": "screen.xterm-256color", "COLORTERM": "", **UTF8}),
        ((60, 20), {"TERM": "xterm-16color", "COLORTERM": "", "LC_ALL": "id_ID.ISO-8859-1", "PYTHONUTF8": "0"}),
    ],
    ids=["linux", "vt100", "screen", "tmux", "latin"],
)
def test_a_thin_terminal_gets_only_what_it_can_show(size: tuple[int, int], env: dict[str, str], tmp_path: Path) -> None:
    sent = tour(tmp_path / "home", size, **env)
    foreign = {mark for mark in sent.decode() if not mark.isascii()}
    if env["TERM"] == "linux":
        assert {mark for mark in foreign if not on_console(mark)} == set()
    elif env["LC_ALL"] != "C.UTF-8":
        assert foreign == set()
    looks = {code for codes in LOOKS.findall(sent) for code in codes.split(b";")}
    assert MANY.search(sent) is None, "a colour out of millions"
    if "256color" not in env["TERM"]:
        assert not looks & {b"38", b"48"}, "a colour out of more than sixteen"
    grounds = [
        sent[found.start() - 300 : found.end() + 80]
        for found in LOOKS.finditer(sent)
        if PAPERS & {*found[1].split(b";")}
    ]
    assert not grounds, "a ground of our own under the terminal's letters"
    assert not re.search(rb"\x1b[()][0AB]|[\x0e\x0f]", sent), "another set of letters: lines would come out as lqqk"
    if "NO_COLOR" in env:
        assert looks <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"22", b"23", b"24", b"27"}
    modes = {mode for found in MODES.findall(sent) for mode in found.split(b";")}
    assert not modes & MOUSE
    assert b"12" not in modes, "a blinking cursor"
    if env["TERM"] in ("linux", "vt100"):
        assert QUESTION.search(sent) is None, "it would print a part of the question"


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_without_a_cursor_is_refused_with_the_way_that_works(term: str, tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 0)
    with program_on(tmp_path / "home", TERM=term) as terminal:
        terminal.start(quiet=0.3)
        assert terminal.wait(10) == 2
        assert b"--plain" in terminal.output
        assert b"\x1b" not in terminal.output
