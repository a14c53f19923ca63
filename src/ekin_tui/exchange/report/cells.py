"""A value as it is shown, and texts laid into columns of a fixed width."""

from collections.abc import Callable, Sequence
from datetime import date
from unicodedata import combining, east_asian_width

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.report.document import Block, Kind, Value, Where
from ekin_tui.text import Words

Measure = Callable[[str], float]
"""How wide a text is."""


def told(value: Value, kind: Kind, words: Words) -> str:
    """Return ``value`` of a column of ``kind`` as people of this language read it; what others wrote comes inert."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return inert(value, lines=True).replace("\t", " ")
    if isinstance(value, date):
        return words.day(value, year=False)
    if kind is Kind.SHARE:
        return words("report.share", whole=words.number(value // 10), tenth=value % 10)
    return words.number(value)


def columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """Return the lines of ``text`` that ``measure`` finds no wider than ``room``; too long a word is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if measure(longer) <= room:
                line = longer
                continue
            lines += [line] if line else []
            *full, line = _broken(word, room, measure)
            lines += full
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


def on_pages(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that people read."""
    return [block for block in blocks if block.where is not Where.DATA]


def in_data(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that machines read."""
    return [block for block in blocks if block.where is not Where.PAGES]
