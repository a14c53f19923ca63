"""A table on paper: its head again on each page, long cells over as many lines and pages as they need."""

from collections.abc import Sequence

from ekin_tui.exchange.cells import told
from ekin_tui.exchange.document import Column, Kind, Table, Value
from ekin_tui.exchange.paper import LEFT, WIDTH, Paper
from ekin_tui.text import Words

_PT = 8.0
_STEP = 3.5
"""Millimetres of a line."""
_PAD = 1.2
_INDENT = 4.0
_SHADE, _PALE = 228, 244
Lines = Sequence[list[str]]
"""A row: the lines of each of its cells."""


def draw_table(paper: Paper, block: Table, words: Words) -> None:
    """Draw ``block`` from where the paper stands."""
    for line in block.lead:
        paper.paragraph(line)
    if not block.rows:
        paper.paragraph(block.empty)
        return
    paper.y_at += 1.2 if block.lead else 0.4
    kinds = [column.kind for column in block.columns]
    spans = _spans(block.columns)
    _head(paper, block, spans)
    rows = [(row, False) for row in block.rows] + ([(block.total, True)] if block.total else [])
    for number, (row, last) in enumerate(rows):
        paper.pen(_PT, bold=last)
        merged = last and not any(row[n] for n in range(1, _first_figure(kinds)))
        lines = _lines(paper, row, kinds, spans, words, merged=merged)
        with_next = number == len(block.rows) - 1 and bool(block.total)
        if paper.need(_high(lines) * (2 if with_next and len(lines) < 3 else 1)):
            _head(paper, block, spans)
            paper.pen(_PT, bold=last)
        _row(paper, block, lines, kinds, spans, _indent(row), total=last)


def head_height(paper: Paper, block: Table) -> float:
    """Return how high the sentences before it, its head and its first row are."""
    lead = sum(4.2 * len(paper.lines(line, WIDTH)) for line in block.lead)
    return lead + (_head_lines(paper, block) * _STEP + 14 if block.rows else 6)


def _spans(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Return where each column begins and how wide it is, in mm."""
    weights, x, spans = sum(column.weight for column in columns), LEFT, []
    for column in columns:
        wide = WIDTH * column.weight / weights
        spans.append((x, wide))
        x += wide
    return spans


def _head_lines(paper: Paper, block: Table) -> int:
    paper.pen(_PT, bold=True)
    spans = _spans(block.columns)
    pairs = zip(block.columns, spans, strict=True)
    most = max(len(paper.lines(column.title, wide - 2 * _PAD)) for column, (_, wide) in pairs)
    paper.pen(9)
    return most


def _head(paper: Paper, block: Table, spans: Sequence[tuple[float, float]]) -> None:
    paper.pen(_PT, bold=True)
    heads = [paper.lines(column.title, wide - 2 * _PAD) for column, (_, wide) in zip(block.columns, spans, strict=True)]
    high = max(map(len, heads)) * _STEP + 2 * _PAD
    for lines, column, (x, wide) in zip(heads, block.columns, spans, strict=True):
        paper.box(x, paper.y_at, wide, high, _SHADE, edge=True)
        _write(paper, lines, column.kind, x, wide, paper.y_at)
    paper.y_at += high
    paper.pen(_PT)


def _lines(
    paper: Paper,
    row: Sequence[Value],
    kinds: Sequence[Kind],
    spans: Sequence[tuple[float, float]],
    words: Words,
    *,
    merged: bool,
) -> Lines:
    found = []
    for number, (value, kind, (_, wide)) in enumerate(zip(row, kinds, spans, strict=True)):
        shown = told(value, kind, words)
        room = wide - 2 * _PAD - (_indent(row) if number == 0 else 0)
        if merged and number == 0:
            room = sum(wide for _, wide in spans[: _first_figure(kinds)]) - 2 * _PAD
        found.append(paper.lines(shown, room))
    return found


def _first_figure(kinds: Sequence[Kind]) -> int:
    """Return the number of the first column with figures: the word of a total may run on up to it."""
    return next((n for n, kind in enumerate(kinds) if kind in {Kind.NUMBER, Kind.SHARE}), len(kinds))


def _indent(row: Sequence[Value]) -> float:
    return _INDENT if isinstance(row[0], str) and row[0].startswith(" ") else 0.0


def _high(lines: Lines) -> float:
    return min(max(map(len, lines)) * _STEP + 2 * _PAD, 60.0)


def _row(
    paper: Paper,
    block: Table,
    lines: Lines,
    kinds: Sequence[Kind],
    spans: Sequence[tuple[float, float]],
    indent: float,
    *,
    total: bool,
) -> None:
    """Draw one row; what does not fit on this page goes on below the head of the next one."""
    most, done = max(map(len, lines)), 0
    while done < most:
        room = max(1, int((paper.left() - 2 * _PAD) // _STEP))
        take = min(room, most - done)
        high = take * _STEP + 2 * _PAD
        for number, (cell, kind, (x, wide)) in enumerate(zip(lines, kinds, spans, strict=True)):
            if total:
                paper.box(x, paper.y_at, wide, high, _PALE)
            _write(paper, cell[done : done + take], kind, x + (indent if number == 0 else 0), wide, paper.y_at)
        _frame(paper, spans, high, joined=_first_figure(kinds) if total else 0)
        paper.y_at += high
        done += take
        if done < most:
            paper.begin_page()
            _head(paper, block, spans)


def _frame(paper: Paper, spans: Sequence[tuple[float, float]], high: float, *, joined: int) -> None:
    y = paper.y_at
    paper.rect(LEFT, y, WIDTH, high)
    for number, (x, _) in enumerate(spans):
        if number and not number < joined:
            paper.line(x, y, x, y + high)


def _write(paper: Paper, lines: Sequence[str], kind: Kind, x: float, wide: float, y: float) -> None:
    right = x + wide - _PAD if kind in {Kind.NUMBER, Kind.SHARE} else None
    for number, line in enumerate(lines):
        paper.put(x + _PAD, y + _PAD + number * _STEP + 2.6, line, right=right)
