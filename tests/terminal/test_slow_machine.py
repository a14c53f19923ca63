"""Keys typed while the program had no time to work mean what the person will see, not what stood there before."""

from pathlib import Path

import pytest
from benchmarks.home import fill_home

from tests.terminal.pulse import starved, type_slowly
from tests.terminal.view import display, open_on, program_on, see


@pytest.mark.parametrize(("run", "stop", "gap"), [(0.003, 0.06, 0.07), (0.005, 0.02, 0.15)])
def test_what_is_typed_after_the_key_for_a_new_entry_stands_in_the_entry(
    run: float, stop: float, gap: float, tmp_path: Path
) -> None:
    fill_home(tmp_path / "home", 0)
    with program_on(tmp_path / "home") as terminal:
        open_on(terminal)
        with starved(terminal, run=run, stop=stop):
            type_slowly(terminal, "nlapbu", gap)
        see(terminal, "lapbu")
        assert "Entri baru" in display(terminal)[0]


def test_keys_that_come_in_one_piece_open_fill_and_leave_in_turn(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 0)
    with program_on(tmp_path / "home") as terminal:
        open_on(terminal)
        with starved(terminal, run=0.004, stop=0.03):
            type_slowly(terminal, "nlapbul\t08.00\t09.00", 0)
        see(terminal, "08.00")
        see(terminal, "09.00")
        see(terminal, "lapbul")
