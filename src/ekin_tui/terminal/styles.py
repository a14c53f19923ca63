"""What a cell looks like, and the shortest SGR sequence from one look to another.

SGR is the control sequence `CSI … m` of ECMA-48 §8.3.117.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25",
    "7": "27", "8": "28", "9": "29", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""The code that ends each attribute. Two attributes may share one: 22 ends bold and dim."""


class Style(NamedTuple):
    """The look of a cell; the default is the terminal's own."""

    ink: str = ""
    """Foreground as SGR parameters ("31", "38;2;1;2;3"), empty for the terminal's own."""
    paper: str = ""
    """Background, in the same way."""
    marks: frozenset[str] = frozenset()
    """Attributes that are on, by their SGR code: "1" bold, "4" underline, "7" reverse …"""
    link: str = ""
    """Parameters and address of an OSC 8 link ("id=1;https://…"), empty for none."""


@lru_cache(16384)
def one(ink: str, paper: str, marks: frozenset[str], link: str) -> Style:
    """The one object for this look, so that looks compare by identity."""
    return Style(ink, paper, marks, link)


PLAIN = one("", "", frozenset(), "")
INKED = frozenset("123")
"""Attributes that are seen by the letters alone: bold, dim, italic."""


@lru_cache(8192)
def unseen(style: Style) -> bool:
    """Whether a blank in STYLE looks like one in the terminal's own: nothing of it is seen without a letter."""
    return not style.paper and not style.link and style.marks <= INKED


@lru_cache(8192)
def restyle(style: Style, parameters: str) -> Style:
    """STYLE after `CSI PARAMETERS m`. Codes that are not known change nothing."""
    ink, paper, marks = style.ink, style.paper, set(style.marks)
    codes = iter(parameters.split(";"))
    for code in codes:
        if code in ("", "0"):
            ink, paper, marks = "", "", set()
        elif code in OFF:
            marks.add(code)
        elif code == "38":
            ink = colour(code, codes)
        elif code == "48":
            paper = colour(code, codes)
        elif code[:-1] in ("3", "9"):
            ink = "" if code == "39" else code
        elif code[:-1] in ("4", "10"):
            paper = "" if code == "49" else code
        else:
            marks = {mark for mark in marks if OFF[mark] != code}
    return one(ink, paper, frozenset(marks), style.link)


def colour(code: str, codes: Iterator[str]) -> str:
    """The parameters of an indexed (5;n) or direct (2;r;g;b) colour, taken from CODES."""
    kind = next(codes, "")
    count = {"5": 1, "2": 3}.get(kind, 0)
    return ";".join([code, kind, *(next(codes, "0") or "0" for _ in range(count))])


@lru_cache(8192)
def change(old: Style, new: Style) -> str:
    """The shortest text that makes a terminal that draws in OLD draw in NEW; empty when they are the same."""
    text = "" if old[:3] == new[:3] else min(_partly(old, new), _wholly(new), key=len)
    if old.link != new.link:
        text += f"\x1b]8;{new.link or ';'}\x1b\\"
    return text


def _wholly(new: Style) -> str:
    codes = [*sorted(new.marks), *filter(None, (new.ink, new.paper))]
    return f"\x1b[;{';'.join(codes)}m" if codes else "\x1b[m"


def _partly(old: Style, new: Style) -> str:
    ended = {OFF[mark] for mark in old.marks - new.marks}
    kept = {mark for mark in old.marks if OFF[mark] not in ended}
    codes = [*sorted(ended), *sorted(new.marks - kept)]
    if old.ink != new.ink:
        codes.append(new.ink or "39")
    if old.paper != new.paper:
        codes.append(new.paper or "49")
    return f"\x1b[{';'.join(codes)}m"
