"""The code of a sign-in, as text on a terminal: with the address, and beside it a QR code where there is room."""

import os
import sys

from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.cli.screen import choose_signs
from ekin_tui.domain.clean import inert
from ekin_tui.sync.issuer import Asked

_WIDEST = 100
_INK, _PLAIN = "\x1b[30;47m", "\x1b[0m"
"""Black on white, whatever the terminal's own colours are: a camera wants it so."""
_POOR = frozenset({"", "dumb", "unknown"})
_BELOW = 3
"""Rows that what is said after the code takes."""


def tell_code(joined: Joined, asked: Asked, waits: str, *, drawn: bool = True) -> None:
    """Say on stderr where to go, what to type there and what never to do; ``waits`` is the key of what comes last.

    ``drawn``: a QR code stands beside it where there is room and the terminal can show one.
    """
    from ekin_tui.terminal.qr import qr_rows
    from ekin_tui.widgets.lines import wrap
    from ekin_tui.widgets.sign_in_lines import code_lines

    words, (width, height) = joined.words, _size()
    picture = qr_rows(asked.whole_page) if drawn and asked.whole_page and _draws(joined) else []
    size = (width, height - _BELOW)
    tell("")
    for line in code_lines(words, asked.user_code, asked.page, asked.lives_s, picture, size):
        text = "".join(f"{_INK}{part}{_PLAIN}" if style == "code" else inert(part) for part, style in line)
        coding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(text.rstrip().encode(coding, errors="replace").decode(coding) + "\n")
    tell("")
    for text in wrap(words(waits), width):
        tell(text)
    sys.stderr.flush()


def _draws(joined: Joined) -> bool:
    env = joined.env
    if env.get("TERM", "") in _POOR or "NO_COLOR" in env or not sys.stderr.isatty():
        return False
    return not choose_signs(joined.settings.ascii, env, sys.stderr.encoding or "").ascii


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(2)
    except OSError:
        return _WIDEST, 40
    return max(20, min(_WIDEST, size.columns - 1)), size.lines
