"""What text is inert: nothing in it steers a terminal, hides, or turns the reading order.

Text that others wrote is hostile until it has passed here: the centre refuses what :func:`hostile` names, the
client cleans what enters (pull, paste, import) and cleans again what it draws. A replaced character stays
visible as ``U+FFFD``, so that nobody signs for a text that differs from the one they saw.
Source: Unicode TR #36 and #55 (bidirectional controls, invisible characters), UAX #15 (runs of marks).
"""

import re
from unicodedata import category, normalize

SHOWN = "\N{REPLACEMENT CHARACTER}"
"""What stands for a character that must not reach a terminal."""
MAX_MARKS = 4
"""Combining marks on one base; no language of the office needs more."""
_STREAM_SAFE = 30
"""Marks in a run before NFC, whose cost is quadratic in them (UAX #15, Stream-Safe Text Format)."""

_ODD = re.compile(r"[^\x20-\x7e\xa0-\xac\xae-\u02ff]+")
"""Runs that need a look at each character; Latin text has none. All combining marks are above U+02FF."""
_LONG = re.compile(rf"[^\x00-\u02ff]{{{_STREAM_SAFE + 1},}}")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters and marks that show nothing, though their category does not say so."""
_NOISE = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
"""What word processors and PDF leave behind in pasted text: soft hyphens, zero-width spaces, byte order marks."""


def inert(text: str, *, lines: bool = False) -> str:
    r"""Return ``text`` in NFC with every character that steers or hides shown as ``U+FFFD``.

    Controls (C0, C1, DEL), bidirectional and zero-width characters, tags, private-use, unassigned and surrogate
    code points are replaced; marks beyond four on a base are cut. ``lines`` keeps ``\n`` and ``\t`` and reads
    ``\r\n`` as ``\n``. Never raises.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        text = text.replace("\r\n", "\n")
    return _shown(normalize("NFC", _streamed(text)), "\n\t" if lines else "")


def hostile(text: str, *, lines: bool = False) -> bool:
    """Return whether :func:`inert` would change more in ``text`` than its normal form."""
    if text.isascii() and text.isprintable():
        return False
    streamed = _streamed(text)
    composed = normalize("NFC", streamed)
    return streamed != text or _shown(composed, "\n\t" if lines else "") != composed


def one_paragraph(text: str) -> str:
    """Return ``text`` as one inert paragraph: every run of white space is one space, pasted noise is dropped."""
    return inert(" ".join(text.translate(_NOISE).split()))


def _shown(text: str, kept: str) -> str:
    return _ODD.sub(lambda run: _inspected(run[0], kept, MAX_MARKS if run.start() else -1), text)


def _inspected(run: str, kept: str, room: int) -> str:
    """Return ``run`` made inert; ``room`` is how many marks may still follow, -1 where no base stands before."""
    out = []
    for char in run:
        kind = category(char)
        if char in kept:
            out.append(char)
            room = -1
        elif kind[0] == "M" and char not in _BLANK and room >= 0:
            if room:
                out.append(char)
                room -= 1
        else:
            out.append(char if _visible(char, kind) else SHOWN)
            room = MAX_MARKS
    return "".join(out)


def _visible(char: str, kind: str) -> bool:
    return kind == "Zs" or (kind[0] in "LNPS" and char not in _BLANK)


def _streamed(text: str) -> str:
    return _LONG.sub(lambda run: _thinned(run[0]), text)


def _thinned(run: str) -> str:
    out = []
    marks = 0
    for char in run:
        marks = marks + 1 if category(char)[0] == "M" else 0
        if marks <= _STREAM_SAFE:
            out.append(char)
    return "".join(out)
