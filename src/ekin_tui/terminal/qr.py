"""A QR code for a terminal: two rows of its squares in a row of text, to be written in black on white."""

from itertools import zip_longest

_BORDER = 2
"""Squares around it: what cameras ask for is four, what they need is two."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_rows(text: str) -> list[str]:
    """Return the rows of a code that says ``text``."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=False)
    squares = [[bool(square) for square in row] for row in code.matrix_iter(border=_BORDER)]
    pairs = zip_longest(squares[::2], squares[1::2], fillvalue=[False] * len(squares[0]))
    return ["".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]
