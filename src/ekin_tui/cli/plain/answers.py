"""Whole lines as answers: for the questions of the first start, and while a person agrees somewhere else."""

import select
import sys
import termios
from time import monotonic

from ekin_tui.cli.line_entry import ESCAPE, Left
from ekin_tui.cli.printing import show

_LONGEST = 65_536
_QUIT = "q"


class LineAnswers:
    """Answers by Enter on a terminal that nothing is drawn on; what is secret is not echoed."""

    draws = False

    def read(self, prompt: str, *, secret: bool = False) -> str:
        """Return the line after ``prompt``, stripped. Raises Left.

        After a ``secret`` one the terminal goes on echoing nothing until another is asked for, as that may be pasted
        again before it is; whoever uses this puts the terminal back (:func:`ekin_tui.cli.line_entry.restored`).
        """
        _echo(on=not secret)
        show(prompt, end=" ")
        sys.stdout.flush()
        typed = _line()
        if secret:
            show("")
        return typed

    def pause(self, seconds: float) -> None:
        """Let ``seconds`` pass. Raises Left when a line says ``q`` meanwhile, or there are no more."""
        end = monotonic() + seconds
        while select.select([0], [], [], max(0.0, end - monotonic()))[0]:
            _line()


def _line() -> str:
    try:
        raw = sys.stdin.buffer.readline(_LONGEST)
    except OSError as error:  # the line to the terminal is cut
        raise Left from error
    text = raw.decode("utf-8", errors="replace").strip()
    if not raw or ESCAPE in text or text.casefold() == _QUIT:
        raise Left
    return "".join(char for char in text if char.isprintable())


def _echo(*, on: bool) -> None:
    state = termios.tcgetattr(0)
    shown = state[3] | termios.ECHO if on else state[3] & ~termios.ECHO
    termios.tcsetattr(0, termios.TCSADRAIN, [*state[:3], shown, *state[4:]])
