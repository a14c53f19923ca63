"""How wide a text is in columns of a terminal or a typewriter, and texts laid into lines of a given width."""

from collections.abc import Callable
from unicodedata import combining, east_asian_width

Measure = Callable[[str], float]
"""How wide a text is."""


def columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """Return the lines of ``text`` that ``measure`` finds no wider than ``room``; too long a word is broken.

    Words are measured each for itself: a measure that remembers knows most of them, and no beginning of a sentence.
    """
    lines: list[str] = []
    gap = measure(" ")
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split():
            longer = measure(word) + (used + gap if line else 0.0)
            if longer <= room:
                line, used = f"{line} {word}" if line else word, longer
                continue
            lines += [line] if line else []
            *full, line = _broken(word, room, measure)
            lines += full
            used = measure(line)
        lines.append(line)
    return lines


def _broken(word: str, room: float, measure: Measure) -> list[str]:
    pieces, piece, used = [], "", 0.0
    for char in word:
        wide = measure(char)
        if piece and used + wide > room:
            pieces.append(piece)
            piece, used = "", 0.0
        piece += char
        used += wide
    return [*pieces, piece]
