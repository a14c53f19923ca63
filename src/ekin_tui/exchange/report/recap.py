"""A document as plain text: lines of at most a hundred columns, ASCII but for what people wrote."""

from collections.abc import Iterator, Sequence

from ekin_tui.domain.clean import inert
from ekin_tui.domain.wrapping import columns, wrapped
from ekin_tui.exchange.report.cells import on_pages, told
from ekin_tui.exchange.report.document import (
    Bars,
    Block,
    Column,
    Document,
    Facts,
    HeatMap,
    Kind,
    Note,
    Prose,
    Signature,
    Table,
    Value,
)
from ekin_tui.exchange.report.year_map import map_rows
from ekin_tui.text import Words

WIDTH = 100
"""Columns of a line."""
_GAP = 2
_WORD = 13
"""Columns that the longest word of a column gets in any case; a longer one is broken where there is no room."""
_BAR = 40
_HALF = WIDTH // 2


def write_text(document: Document, words: Words) -> str:
    """Return ``document`` as text."""
    lines = [_centred(inert(line)) for line in document.letterhead]
    lines += ["=" * WIDTH, "", _centred(document.title.upper()), _centred(document.subtitle)]
    for block in on_pages(document.blocks):
        lines += ["", *([block.title, "-" * columns(block.title)] if block.title else [])]
        lines += _block(block, words)
    lines += ["", "", *_signed(document), "", document.foot]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _centred(text: str) -> str:
    return " " * max(0, (WIDTH - columns(text)) // 2) + text


def _block(block: Block, words: Words) -> Iterator[str]:
    match block:
        case Facts():
            yield from _facts(block)
        case Prose():
            for line in block.lines:
                yield from _wrap(line)
        case Table():
            yield from _table(block, words)
        case Bars():
            yield from _bars(block)
        case HeatMap():
            yield from map_rows(block, words)
        case Note():
            yield from _wrap(block.head)
            yield from _wrap(block.about, indent=2)
            yield from _wrap(block.text, indent=4)


def _wrap(text: str, indent: int = 0) -> list[str]:
    return [" " * indent + line for line in wrapped(inert(text, lines=True), WIDTH - indent, columns)]


def _facts(block: Facts) -> Iterator[str]:
    label = max(columns(name) for name, _ in block.rows)
    for name, text in block.rows:
        for number, line in enumerate(wrapped(inert(text, lines=True), WIDTH - label - 3, columns)):
            yield f"{_padded(name, label)} : {line}" if not number else " " * (label + 3) + line


def _table(block: Table, words: Words) -> Iterator[str]:
    for line in block.lead:
        yield from _wrap(line)
    if not block.rows:
        yield block.empty
        return
    kinds = [column.kind for column in block.columns]
    rows = [[told(value, kind, words) for value, kind in zip(row, kinds, strict=True)] for row in block.rows]
    total = [_total(value, kind, words) for value, kind in zip(block.total, kinds, strict=True)] if block.total else []
    widths = _widths(block.columns, [*rows, *([["", *total[1:]]] if total else [])])
    rule = "-" * (sum(widths) + _GAP * (len(widths) - 1))
    yield from _row([column.title for column in block.columns], widths, kinds)
    yield rule
    for row in rows:
        yield from _row(row, widths, kinds)
    if total:
        yield rule
        yield from _total_row(total, widths, kinds)


def _total(value: Value, kind: Kind, words: Words) -> str:
    return value if isinstance(value, str) else told(value, kind, words)


def _widths(columns_: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns' widths: each what its longest word needs, then by weight what its longest line would need."""
    natural = [_natural(column, [row[n] for row in rows]) for n, column in enumerate(columns_)]
    widths = [_least(column, [row[n] for row in rows]) for n, column in enumerate(columns_)]
    left = WIDTH - _GAP * (len(columns_) - 1) - sum(widths)
    waiting = sorted(range(len(widths)), key=lambda n: (natural[n] - widths[n]) / columns_[n].weight)
    weights = sum(column.weight for column in columns_)
    for n in waiting:
        more = min(natural[n] - widths[n], max(0, left) * columns_[n].weight // weights)
        widths[n], left, weights = widths[n] + more, left - more, weights - columns_[n].weight
    return widths


def _least(column: Column, cells: Sequence[str]) -> int:
    if column.kind is not Kind.TEXT:
        return _natural(column, cells)
    words_ = (word for text in (column.title, *cells) for word in text.split())
    return min(_WORD, max(map(columns, words_), default=1))


def _natural(column: Column, cells: Sequence[str]) -> int:
    head = max(columns(word) for word in column.title.split())
    return max(head, max((columns(line) for cell in cells for line in cell.split("\n")), default=0))


def _row(cells: Sequence[str], widths: Sequence[int], kinds: Sequence[Kind]) -> Iterator[str]:
    indented = cells[0][: len(cells[0]) - len(cells[0].lstrip())]
    laid = [wrapped(cell, wide, columns) for cell, wide in zip(cells, widths, strict=True)]
    laid[0] = [indented + line for line in laid[0]]
    for number in range(max(map(len, laid))):
        parts = [lines[number] if number < len(lines) else "" for lines in laid]
        yield (" " * _GAP).join(_laid(part, wide, kind) for part, wide, kind in zip(parts, widths, kinds, strict=True))


def _total_row(cells: Sequence[str], widths: Sequence[int], kinds: Sequence[Kind]) -> Iterator[str]:
    """Give the row of sums; its word may run on over the columns before the first sum."""
    free = next((n for n in range(1, len(cells)) if cells[n]), len(cells))
    first = sum(widths[:free]) + _GAP * (free - 1)
    yield from _row([cells[0], *cells[free:]], [first, *widths[free:]], [Kind.TEXT, *kinds[free:]])


def _laid(text: str, wide: int, kind: Kind) -> str:
    if kind in {Kind.NUMBER, Kind.SHARE}:
        return " " * (wide - columns(text)) + text
    return _padded(text, wide)


def _padded(text: str, wide: int) -> str:
    return text + " " * max(0, wide - columns(text))


def _bars(block: Bars) -> Iterator[str]:
    most = max((bar.value for bar in block.bars), default=0)
    room = WIDTH - _BAR - _GAP - max((len(bar.told) for bar in block.bars), default=0) - _GAP
    for bar in block.bars:
        full = -(-_BAR * bar.value // most) if most else 0
        first, *rest = wrapped(inert(bar.label), room, columns)
        yield f"{_padded(first, room)}  {('#' * full).ljust(_BAR, '.')}  {bar.told}"
        yield from rest


def _signed(document: Document) -> Iterator[str]:
    left, right = (_signature(one) for one in document.signatures)
    right = [document.place_and_day, *right]
    left = ["", *left]
    lead = max(len(left), len(right)) - 2
    for number in range(lead):
        yield _beside(left[:-2], right[:-2], number)
    yield from ("", "", "")
    for number in (-2, -1):
        yield _padded(left[number], _HALF) + right[number]


def _beside(left: Sequence[str], right: Sequence[str], number: int) -> str:
    one, other = (side[number] if number < len(side) else "" for side in (left, right))
    return _padded(one, _HALF) + other


def _signature(one: Signature) -> list[str]:
    above = [line for text in (one.role, one.post) if text for line in wrapped(inert(text, lines=True), 46, columns)]
    return [*above, inert(one.name) or "." * 30, f"NIP {inert(one.nip) or '.' * 22}"]
