"""The marks: one column each, ASCII where the locale says so, plain lines on the Linux console."""

from dataclasses import asdict

import pytest
from wcwidth import wcwidth

from ekin_tui.domain.model import Status
from ekin_tui.terminal.signs import Signs

UTF8 = {"LANG": "id_ID.UTF-8", "TERM": "xterm-256color"}


def marks(signs: Signs) -> str:
    return "".join(str(mark) for name, mark in asdict(signs).items() if name not in ("ascii", "border"))


@pytest.mark.parametrize("signs", [Signs.full(), Signs.plain()])
def test_every_mark_is_one_column_wide(signs: Signs) -> None:
    assert [mark for mark in marks(signs) if wcwidth(mark) != 1] == []


@pytest.mark.parametrize("signs", [Signs.full(), Signs.plain()])
def test_no_two_states_share_a_mark(signs: Signs) -> None:
    assert len({signs.of(status) for status in Status}) == len(Status)


def test_a_twin_is_as_long_as_its_mark() -> None:
    full, plain = asdict(Signs.full()), asdict(Signs.plain())
    assert [name for name in full if name not in ("ascii", "border") and len(full[name]) != len(plain[name])] == []


@pytest.mark.parametrize(
    ("env", "encoding"),
    [
        ({"LANG": "C"}, "utf-8"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "POSIX"}, "utf-8"),
        ({"LANG": "en_US.ISO-8859-1"}, "iso8859-1"),
        (UTF8, "ascii"),
    ],
)
def test_only_ascii_is_drawn_where_locale_or_output_is_not_utf8(env: dict[str, str], encoding: str) -> None:
    signs = Signs.for_terminal(env, encoding)
    assert marks(signs).isascii()
    assert (signs.ascii, signs.border) == (True, "ascii")


def test_the_full_marks_are_for_utf8_and_for_an_environment_without_a_locale() -> None:
    assert Signs.for_terminal(UTF8, "UTF-8") == Signs.for_terminal({}, "utf_8") == Signs.full()


def test_the_linux_console_gets_plain_lines_and_no_marks_that_its_font_lacks() -> None:
    signs = Signs.for_terminal({**UTF8, "TERM": "linux"}, "utf-8")
    assert signs.border == "solid"
    assert marks(signs).encode("cp437")


def test_the_heat_shows_a_little_as_more_than_nothing() -> None:
    signs = Signs.full()
    assert [signs.step(share) for share in (-1, 0, 0.01, 0.5, 1, 7)] == [" ", " ", "░", "▒", "█", "█"]


def test_in_ascii_the_mark_of_what_was_submitted_means_nothing_else() -> None:
    plain = asdict(Signs.plain())
    assert [name for name, mark in plain.items() if isinstance(mark, str) and plain["submitted"] in mark] == [
        "submitted"
    ]
