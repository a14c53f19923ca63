"""Esc and what comes with it in one piece, as a slow line brings them: the key and the keys, in their order."""

import os
from collections.abc import Iterator

import pytest
from textual import events

from ekin_tui.terminal.escapes import Keys
from ekin_tui.terminal.keyboard import Keyboard

TYPED = [
    ("\x1bp\x1bv", ["escape", "p", "escape", "v"]),
    ("\x1bP\x1b", ["escape", "P", "escape"]),
    ("\x1b\x1b\x1b", ["escape"] * 3),
    ("\x1b2", ["escape", "2"]),
    ("\x1b-a", ["escape", "minus", "a"]),
    ("\x1bq09.30-11.00 rapat koordinasi triwulan", ["escape", "q", *"09", "full_stop", *"30", "minus", *"11"]),
    ("\x1bO\x1b", ["escape", "O", "escape"]),
    ("\x1bOx", ["escape", "O", "x"]),
    ("\x1b\x1b[A", ["escape", "up"]),
    ("\x1b[A\x1bx\x1b[B", ["up", "escape", "x", "down"]),
    ("\x1b]x\x1b[A", ["escape", "right_square_bracket", "x", "up"]),
    ("\x1b\t\x1b\x7f", ["shift+tab", "ctrl+w"]),
    ("\x1bb\x1bf", ["ctrl+left", "ctrl+right"]),
    ("\x1bé\x1bn", ["escape", "é", "escape", "n"]),
    ("\x1b[200~rapat\x1b[201~\x1bx", ["", "escape", "x"]),
]


@pytest.fixture
def line() -> Iterator[tuple[int, Keyboard]]:
    """The far end of a line, and the keyboard that reads it."""
    reading, writing = os.pipe()
    keyboard = Keyboard(reading)
    yield writing, keyboard
    keyboard.close()
    for end in (reading, writing):
        os.close(end)


def names(keyboard: Keyboard, count: int) -> list[str]:
    """The next COUNT keys by their names; no name for a paste."""
    came = keyboard.messages(lost=lambda: None)
    return [event.key if isinstance(event := next(came), events.Key) else "" for _ in range(count)]


@pytest.mark.parametrize(("sent", "keys"), TYPED)
def test_esc_and_what_came_with_it_are_keys_of_their_own(
    sent: str, keys: list[str], line: tuple[int, Keyboard]
) -> None:
    writing, keyboard = line
    os.write(writing, sent.encode())
    assert names(keyboard, len(keys)) == keys


@pytest.mark.parametrize("known", ["\x1b[A", "\x1bOP", "\x1b[1;5C", "\x1b[3~", "\x1b[Z", "\x1bOx"])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_sequence_in_two_pieces_is_one_key_and_what_is_none_is_esc_and_keys(known: str, cut: int) -> None:
    def keys(*pieces: str) -> list[str]:
        parser = Keys()
        return [event.key for piece in pieces for event in parser.feed(piece) if isinstance(event, events.Key)]

    assert keys(known[:cut], known[cut:] + "z") == [*keys(known), "z"]


def test_an_answer_in_two_pieces_is_nothing_and_a_beginning_that_nobody_ends_was_typed(
    line: tuple[int, Keyboard],
) -> None:
    writing, keyboard = line
    came = keyboard.messages(lost=lambda: None)

    def after(piece: bytes, count: int) -> list[str]:
        os.write(writing, piece)
        return [event.key for _, event in zip(range(count), came, strict=False) if isinstance(event, events.Key)]

    assert after(b"a\x1b]11;rgb:00", 1) == ["a"]
    assert after(b"00/0000/0000\x1b", 0) == []
    assert after(b"\\b\x1bPk", 4) == ["b", "escape", "P", "k"]
