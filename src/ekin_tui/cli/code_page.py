"""The code of a sign-in, as text on a terminal: large, with the address, and a QR code where there is room for one."""

import os
import sys
import textwrap
from collections.abc import Mapping

from ekin_tui.cli.printing import tell
from ekin_tui.cli.screen import choose_signs
from ekin_tui.domain.clean import inert
from ekin_tui.sync.issuer import Asked
from ekin_tui.terminal.qr import qr_rows
from ekin_tui.text import Words

_WIDEST = 78
_INK, _PLAIN = "\x1b[30;47m", "\x1b[0m"
"""Black on white, whatever the terminal's own colours are: a camera wants it so."""
_POOR = frozenset({"", "dumb", "unknown"})
_ROWS = 14
"""Rows of the text around the code."""


def spaced(code: str) -> str:
    """Return a code as it is shown: its letters apart, so that none is taken for its neighbour."""
    return " ".join(inert(code))


def tell_code(asked: Asked, words: Words, env: Mapping[str, str], ascii_wanted: str) -> None:
    """Say on stderr what to do: where to go, what to type there, and what never to do."""
    width, height = _size()
    minutes = words.minutes(max(1, round(asked.lives_s / 60)))
    rows = qr_rows(asked.whole_page) if asked.whole_page and _draws(env, ascii_wanted) else []
    if rows and len(rows[0]) <= width and len(rows) <= height - _ROWS:
        tell("")
        for row in rows:
            sys.stderr.write(f"  {_INK}{row}{_PLAIN}\n")
    for line in ("", words("sign_in.open", page=inert(asked.page)), "", f"    {spaced(asked.user_code)}", ""):
        tell(line if line.startswith(" ") else _filled(line, width))
    for key in ("sign_in.warning", "sign_in.lasts"):
        tell(_filled(words(key, left=minutes) if key == "sign_in.lasts" else words(key), width))
    sys.stderr.flush()


def _draws(env: Mapping[str, str], ascii_wanted: str) -> bool:
    if env.get("TERM", "") in _POOR or "NO_COLOR" in env or not sys.stderr.isatty():
        return False
    return not choose_signs(ascii_wanted, env, sys.stderr.encoding or "").ascii


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(2)
    except OSError:
        return _WIDEST, 24
    return max(20, min(_WIDEST, size.columns - 1)), size.lines


def _filled(sentence: str, width: int) -> str:
    return textwrap.fill(sentence, width, break_on_hyphens=False, break_long_words=False)
