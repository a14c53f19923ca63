"""What a terminal has no glyph for is sent as its twin, of the same width: by whatever widget it was drawn.

The marks of the product are chosen before they are drawn (`signs`); this is for everything else: punctuation in the
words, Textual's own borders and bars, and what people wrote. Only the picture changes, never what is kept.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import asdict

from rich.cells import cell_len

from ekin_tui.terminal.signs import Signs

MISSING = "?"
"""Stands for what has no twin, once for each column."""
PUNCTUATION = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2022": "*", "\u2212": "-", "\u00d7": "x"}
"""The typographic marks that words and texts bring in."""


class Twins(dict[int, str]):
    """A table for `str.translate`: a character that HAS says the terminal shows stays; made as characters come."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._has = has
        self._known = {**_marks(), **PUNCTUATION}

    def __missing__(self, point: int) -> str:
        """The twin of the character at POINT, found once."""
        mark = chr(point)
        self[point] = found = mark if self._has(mark) else self._twin(mark)
        return found

    def _twin(self, mark: str) -> str:
        known = self._known.get(mark, "")
        if known and self._has(known):
            return known
        width = cell_len(mark)
        plain = "".join(one for one in unicodedata.normalize("NFKD", mark) if self._has(one))
        return plain if cell_len(plain) == width else (_drawn(mark) or MISSING) * width


def twins_for(signs: Signs) -> Twins | None:
    """The table for the terminal that SIGNS were chosen for; None where everything is shown.

    "solid" borders with plain marks are the Linux console: lines and letters, but neither ticks nor ellipses.
    """
    if not signs.ascii:
        return None
    return Twins(on_console) if signs.border == "solid" else Twins(str.isascii)


def on_console(mark: str) -> bool:
    """Whether the fonts of the Linux console have MARK: code page 437 or Latin-1."""
    return any(_encodable(mark, table) for table in ("cp437", "latin-1"))


def _encodable(mark: str, table: str) -> bool:
    try:
        mark.encode(table)
    except UnicodeEncodeError:
        return False
    return True


def _marks() -> dict[str, str]:
    """Each mark of the product with its twin; a mark of several meanings has the twin of the first."""
    full, plain = asdict(Signs.full()), asdict(Signs.plain())
    texts = [(full[name], plain[name]) for name in full if name not in ("ascii", "border")]
    pairs = [(mark, twin) for marks, twins in texts for mark, twin in zip(marks, twins, strict=True)]
    return {mark: twin for mark, twin in reversed(pairs) if not mark.isascii()}


def _drawn(mark: str) -> str:
    """The twin of a piece of a line, a dash or a block; empty for anything else."""
    name = unicodedata.name(mark, "")
    if "BOX DRAWINGS" in name:
        across, down = "HORIZONTAL" in name, "VERTICAL" in name
        corner = any(way in name for way in ("UP", "DOWN", "LEFT", "RIGHT", "ARC"))
        return "+" if corner or across == down else "-" if across else "|"
    if unicodedata.category(mark) == "Pd" or name in ("UPPER ONE EIGHTH BLOCK", "LOWER ONE EIGHTH BLOCK"):
        return "-"
    return "#" if name.endswith(("BLOCK", "SHADE")) else " " if unicodedata.category(mark) == "Zs" else ""
