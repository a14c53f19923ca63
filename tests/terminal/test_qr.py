"""A QR code in half blocks is the code itself, square by square, in black on white."""

import pytest
import segno
from rich.segment import Segment
from textual.color import Color

from ekin_tui.terminal.looks import LOOKS
from ekin_tui.terminal.qr import qr_rows
from ekin_tui.widgets.lines import STYLES
from ekin_tui.widgets.tint import Tint

URL = "https://sso.contoh.go.id/device?user_code=WDJB-MJHT"
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def test_two_rows_of_squares_stand_in_each_row_of_text() -> None:
    rows = qr_rows(URL)
    squares = [[HALVES[sign][half] for sign in row] for row in rows for half in (0, 1)]
    wanted = [
        [int(bool(square)) for square in row]
        for row in segno.make(URL, error="l", micro=False, boost_error=False).matrix_iter(border=2)
    ]
    assert squares[: len(wanted)] == wanted
    assert all(not any(row) for row in squares[len(wanted) :])


def test_a_code_of_a_usual_address_fits_beside_its_text_in_a_window_of_the_usual_size() -> None:
    rows = qr_rows(URL)
    assert len(rows[0]) <= 80 - 3 - 30
    assert len(rows) <= 24 - 3


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_look_paints_over_it(look: object) -> None:
    (drawn,) = Tint(look).apply([Segment("█", STYLES["code"])], Color(0, 0, 0))  # type: ignore[arg-type]
    assert drawn.style == STYLES["code"]
