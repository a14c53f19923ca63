"""What terminals send unasked: a key that every terminal knows, or nothing."""

import pytest
from textual._xterm_parser import XTermParser

from ekin_tui.terminal.codes import Codes


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\x1b[13;2u", "\r"),
        ("\x1b[13u", "\r"),
        ("\x1b[27;5;13~", "\r"),
        ("\x1b\r", "\r"),
        ("\x1b[9;2u", "\x1b[Z"),
        ("\x1b[27u", "\x1b"),
        ("\x1b[127;5u", "\x7f"),
        ("\x1b[103;5u", "\x07"),
        ("\x1b[27;6;71~", "\x07"),
        ("\x1b[97;2u", "A"),
        ("\x1b[97:65;2;65u", "A"),
        ("\x1b[233u", "é"),
        ("\x1b[97;3u", ""),
        ("\x1b[57399;1u", ""),
        ("\x1b[99999999u", ""),
        ("\x1b[13;28;13;1;16;1_", ""),
        ("\x1b[?64;1;2c", ""),
        ("\x1b]11;rgb:0000/0000/0000\x1b\\", ""),
        ("\x1bP>|XTerm(390)\x1b\\", ""),
    ],
)
def test_a_code_is_the_key_that_every_terminal_sends_and_an_answer_is_nothing(sent: str, key: str) -> None:
    assert Codes().clean(f"a{sent}b") == f"a{key}b"


@pytest.mark.parametrize(
    "sent",
    ["\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[200~x\x1b[201~", "\x1b[3~", "\x1b[I", "\x1b[?2026;2$y", "\x1b"],
)
def test_what_the_parser_knows_goes_through_as_it_is(sent: str) -> None:
    assert Codes().clean(f"a{sent}") == f"a{sent}"
    assert not [m for m in XTermParser().feed(sent) if getattr(m, "character", None) == "["]


@pytest.mark.parametrize("cut", range(3, 7))
def test_a_code_in_two_pieces_is_the_same(cut: int) -> None:
    codes, whole = Codes(), "\x1b[13;2u"
    assert codes.clean(f"a{whole[:cut]}") == "a"
    assert codes.clean(f"{whole[cut:]}b") == "\rb"
