"""The doors of the terminal package: importable without Textual, a refusal with a code, the right driver."""

import os
import subprocess
import sys

import pytest

from ekin_tui.terminal import Incapable, check_terminal, choose_driver, prepare_environment
from ekin_tui.terminal.first_frame import FirstFrame


def test_the_environment_is_prepared_before_textual_is_loaded() -> None:
    program = (
        "import os, sys; from ekin_tui.terminal import prepare_environment, check_terminal;"
        " from ekin_tui.terminal.signs import Signs; from ekin_tui.terminal.cells import Screen;"
        " prepare_environment(os.environ);"
        " assert 'textual' not in sys.modules and 'rich' not in sys.modules;"
        " from textual import constants; print(constants.TEXTUAL_ANIMATIONS, constants.ESCAPE_DELAY)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "none 0.05\n"


def test_what_a_person_has_set_stays() -> None:
    env = {"ESCDELAY": "200"}
    prepare_environment(env)
    assert (env["ESCDELAY"], env["TEXTUAL_SMOOTH_SCROLL"]) == ("200", "0")


def test_an_empty_no_color_takes_no_colour_away() -> None:
    empty, set_ = {"NO_COLOR": ""}, {"NO_COLOR": "0"}
    prepare_environment(empty)
    prepare_environment(set_)
    assert ("NO_COLOR" in empty, set_["NO_COLOR"]) == (False, "0")


@pytest.mark.parametrize(
    ("term", "interactive", "expected"),
    [("dumb", True, "terminal-dumb"), ("", True, "terminal-dumb"), ("xterm", False, "terminal-none")],
)
def test_a_terminal_that_cannot_show_the_program_is_refused_with_a_code(
    term: str, interactive: bool, expected: str
) -> None:
    with pytest.raises(Incapable) as refused:
        check_terminal({"TERM": term}, interactive=interactive)
    assert (refused.value.code, refused.value.term) == (expected, term)


def test_a_terminal_that_moves_its_cursor_is_taken() -> None:
    check_terminal({"TERM": "vt100"}, interactive=True)


def test_the_thin_driver_is_a_sturdy_one_and_may_be_given_a_first_frame() -> None:
    painted = FirstFrame((80, 24), b"")
    thin, plain, begun = choose_driver(True), choose_driver(False), choose_driver(True, painted)
    assert issubclass(thin, plain)
    assert begun.painted is painted  # type: ignore[attr-defined] # a class of ThinDriver


def test_the_toolkit_takes_all_that_was_prepared() -> None:
    program = (
        "import os; from ekin_tui.terminal import prepare_environment; prepare_environment(os.environ);"
        " from textual import constants as c; print(c.MAX_FPS, c.SMOOTH_SCROLL, c.DISABLE_KITTY_KEY)"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=bare)
    assert done.stdout == "120 False True\n"
