import pytest

from ekin_tui.terminal.keyboard import Pastes

BEGIN, END = "\x1b[200~", "\x1b[201~"


def test_keys_go_through_as_they_are() -> None:
    assert Pastes().clean("a\x1b[A\x1b") == "a\x1b[A\x1b"


def test_an_escape_inside_a_paste_is_replaced_and_after_it_is_not() -> None:
    assert Pastes().clean(f"{BEGIN}x\x1b]52;c;eA==\x07{END}\x1b[A") == f"{BEGIN}x\ufffd]52;c;eA==\x07{END}\x1b[A"


@pytest.mark.parametrize("cut", range(1, 24))
def test_a_paste_that_comes_in_two_pieces_is_the_same(cut: int) -> None:
    whole = f"{BEGIN}rapat \x1b[2J ok{END}z"
    pastes = Pastes()
    first = pastes.clean(whole[:cut]) if cut >= len(BEGIN) else ""
    rest = pastes.clean(whole[cut:] if first else whole)
    assert first + rest == f"{BEGIN}rapat \ufffd[2J ok{END}z"
