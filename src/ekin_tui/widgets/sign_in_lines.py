"""What *Masuk* says while it waits: the code, the page, the time that is left, and what never to do."""

from collections.abc import Sequence

from ekin_tui.domain.clean import inert
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, wrap

_GAP = 3
"""Cells between the two halves."""
_TEXT = 30
"""Cells that the text needs beside a QR code."""
_SHORT_S, _STEP_S = 60, 10
"""The last minute is told by tens of seconds."""


def code_lines(
    words: Words, code: str, page: str, left_s: float, picture: Sequence[str], size: tuple[int, int]
) -> list[Line]:
    """Return the lines in ``size`` cells; ``picture`` are the rows of a QR code, left out where it has no room."""
    width, height = size
    side = len(picture[0]) + _GAP if picture else 0
    if not picture or width - side < _TEXT or len(picture) > height:
        return _in_rows(_text(words, code, page, left_s, width), height)
    text = _in_rows(_text(words, code, page, left_s, width - side), height)
    rows = max(len(picture), len(text))
    return [
        [
            (picture[row], "code") if row < len(picture) else (" " * (side - _GAP), ""),
            (" " * _GAP, ""),
            *(text[row] if row < len(text) else ()),
        ]
        for row in range(rows)
    ]


def _text(words: Words, code: str, page: str, left_s: float, width: int) -> list[Line]:
    spaced = " ".join(inert(code))
    shown = spaced if len(spaced) + 2 <= width else inert(code)
    return [
        *_said(words("sign_in.type"), width),
        [],
        [(f"  {shown}", "bold")],
        [],
        *_said(words("sign_in.at"), width),
        *_said(inert(page), width, "hit"),
        [],
        *_said(words("sign_in.warning"), width, "warning"),
        [],
        *_said(words("sign_in.left_time", left=left(words, left_s)), width, "dim"),
        *_said(words("sign_in.after"), width, "dim"),
    ]


def _in_rows(lines: list[Line], height: int) -> list[Line]:
    """Return ``lines`` without the empty ones where all have no room: the warning has to be seen."""
    return lines if len(lines) <= height else [line for line in lines if line]


def left(words: Words, seconds: float) -> str:
    """Return the time that is left, as roughly as it has to be known."""
    if seconds >= _SHORT_S:
        return words.minutes(int(seconds // 60))
    return words("sign_in.seconds", n=max(0, int(seconds // _STEP_S) * _STEP_S))


def trust_lines(words: Words, issuer: str, width: int) -> list[Line]:
    """Return the question whether the issuer that the centre names is the agency's."""
    return [
        *_said(words("sign_in.centre_names"), width),
        *_said(inert(issuer), width, "hit"),
        [],
        *_said(words("sign_in.trust"), width),
        [],
        *_said(words("sign_in.trust_keys"), width, "dim"),
    ]


def said_lines(text: str, hint: str, width: int) -> list[Line]:
    """Return why there is no sign-in, and below it the keys that help."""
    return [*_said(inert(text), width), [], *_said(hint, width, "dim")]


def _said(text: str, width: int, style: str = "") -> list[Line]:
    return [[(line, style)] for line in wrap(text, width)]
