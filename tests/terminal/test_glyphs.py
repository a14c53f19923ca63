"""What a terminal has no glyph for is sent as its twin, as wide as the mark it stands for."""

from dataclasses import replace

import pytest
from wcwidth import wcswidth

from ekin_tui.terminal import choose_driver
from ekin_tui.terminal.glyphs import on_console, twins_for
from ekin_tui.terminal.signs import Signs

CONSOLE = replace(Signs.plain(), border="solid")
HARD = "· … — – ‘x’ “y” • × 🔎 ▔▁█░ ─│┌┐└┘├┤┬┴┼╭╮╰╯━ é ñ café 日本 ₿ ✓✗↩▷→ ½ №\u00a0\u200b!"  # noqa: RUF001 - what words and people bring in


def sent(text: str, signs: Signs) -> str:
    twins = twins_for(signs)
    assert twins is not None
    return text.translate(twins)


@pytest.mark.parametrize("signs", [Signs.plain(), CONSOLE])
def test_what_is_sent_can_be_shown_and_stands_in_the_same_columns(signs: Signs) -> None:
    shown = sent(HARD, signs)
    assert [mark for mark in shown if not (mark.isascii() or (signs is CONSOLE and on_console(mark)))] == []
    for mark in HARD:
        assert wcswidth(sent(mark, signs)) == wcswidth(mark), mark


def test_twins_are_read_as_what_they_stand_for() -> None:
    assert sent("café — ‘a’ · b… ╭─┼─│", Signs.plain()) == "cafe - 'a' . b~ +-+-|"  # noqa: RUF001 - as above


def test_the_console_keeps_its_lines_and_letters() -> None:
    assert sent("é ─ │ ░ · … 🔎", CONSOLE) == "é ─ │ ░ · ~ ??"


def test_commands_to_the_terminal_go_through_as_they_are() -> None:
    commands = "\x1b[1;31m\x1b]0;judul\x07\x1b[?25l\r\n"
    assert sent(commands, Signs.plain()) == commands


@pytest.mark.parametrize("thin", [True, False])
def test_a_terminal_that_shows_everything_is_sent_everything(thin: bool) -> None:
    assert twins_for(Signs.full()) is None
    assert choose_driver(thin, signs=Signs.full()) is choose_driver(thin)
