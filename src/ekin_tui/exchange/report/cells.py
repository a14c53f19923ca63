"""A value as it is shown, and which blocks a form holds."""

from collections.abc import Sequence
from datetime import date

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.report.document import Block, Kind, Value, Where
from ekin_tui.text import Words


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


def on_pages(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that people read."""
    return [block for block in blocks if block.where is not Where.DATA]


def in_data(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that machines read."""
    return [block for block in blocks if block.where is not Where.PAGES]
