"""A table on paper: its head again on each page, long cells over as many lines and pages as they need."""

from collections.abc import Iterator, Sequence

from ekin_tui.exchange.report.cells import told
from ekin_tui.exchange.report.document import Column, Kind, Table, Value
from ekin_tui.exchange.report.latin import latin
from ekin_tui.exchange.report.paper import LEFT, WIDTH, Paper
from ekin_tui.text import Words

_PT = 8.0
_STEP = 3.5
"""Millimetres of a line."""
_PAD, _SIDE = 0.9, 1.2
"""Room above and below, and beside the text of a cell."""
_LONGEST = 24.0
"""Millimetres up to which a word keeps its column wide enough for the whole of it."""
_INDENT = 4.0
_SHORT = 15
"""Rows up to which a table is kept on one page."""
_WHITE = 36.0
"""Millimetres that are left white at most for the sake of a short table."""
_LAST = 3
"""Rows that a signature stands under at least."""
_SHADE, _PALE = 228, 244
Lines = Sequence[list[str]]
"""A row: the lines of each of its cells."""
Spans = Sequence[tuple[float, float]]
"""Of each column, where it begins and how wide it is, in mm."""


def draw_table(paper: Paper, block: Table, words: Words, *, keep: float = 0) -> None:
    """Draw ``block`` from where the paper stands; its last rows stay on one page with ``keep`` mm that follow it."""
    for line in block.lead:
        paper.paragraph(line)
    if not block.rows:
        paper.paragraph(block.empty)
        return
    paper.y_at += 1.2 if block.lead else 0.4
    kinds = [column.kind for column in block.columns]
    spans = _spans(paper, block, words)
    _head(paper, block, spans)
    laid = [*_laid(paper, block, kinds, spans, words)]
    for number, (row, last, lines) in enumerate(laid):
        high, with_next = _high(lines), number == len(block.rows) - 1 and bool(block.total)
        if keep and number == max(1, len(laid) - _LAST):
            high = sum(_high(one) for _, _, one in laid[number:]) + keep
        elif with_next and len(lines) < 3:
            high *= 2
        if paper.need(high):
            paper.pen(_PT)
            _head(paper, block, spans)
        paper.pen(_PT, bold=last)
        _row(paper, block, lines, kinds, spans, _indent(row), total=last)
    paper.y_at += 1.6


def _laid(
    paper: Paper, block: Table, kinds: Sequence[Kind], spans: Spans, words: Words
) -> Iterator[tuple[Sequence[Value], bool, Lines]]:
    """Give each row, whether it is the total, and its lines."""
    for row, last in [(row, False) for row in block.rows] + ([(block.total, True)] if block.total else []):
        paper.pen(_PT, bold=last)
        merged = last and not any(row[n] for n in range(1, _first_figure(kinds)))
        yield row, last, _lines(paper, row, kinds, spans, words, merged=merged)


def head_height(paper: Paper, block: Table) -> float:
    """Return how high the sentences before it, its head and its first rows are.

    Of a short table it is the whole of it, unless a new page for it would leave much of this one white.
    """
    lead = sum(4.2 * len(paper.lines(line, WIDTH)) for line in block.lead)
    rows = len(block.rows) + bool(block.total)
    if not rows:
        return lead + 6
    return lead + (rows * 5.4 + 8 if rows <= _SHORT and paper.left() < _WHITE else 24)


def _spans(paper: Paper, block: Table, words: Words) -> Spans:
    """Return where each column begins and how wide it is, in mm: by weight, but no word is broken that can be whole."""
    columns, weights = block.columns, [float(column.weight) for column in block.columns]
    needs = [_need(paper, column, [row[n] for row in block.rows], words) for n, column in enumerate(columns)]
    free, room = set(range(len(columns))), WIDTH
    while True:
        share = room / sum(weights[n] for n in free)
        tight = [n for n in free if share * weights[n] < needs[n]]
        if not tight or len(tight) == len(free):
            break
        free -= set(tight)
        room -= sum(needs[n] for n in tight)
    wide = [share * weights[n] if n in free else needs[n] for n in range(len(columns))]
    return [(LEFT + sum(wide[:n]), one) for n, one in enumerate(wide)]


def _need(paper: Paper, column: Column, cells: Sequence[Value], words: Words) -> float:
    """Return how wide the longest word of a column is, up to a measure; all of a figure or a day."""
    paper.pen(_PT, bold=True)
    heads = max(paper.wide(latin(word)) for word in column.title.split())
    told_ = {told(cell, column.kind, words) for cell in cells}
    texts = told_ if column.kind is not Kind.TEXT else {word for text in told_ for word in text.split()}
    longest = max((paper.wide(latin(text)) for text in texts), default=0.0)
    return max(heads, min(longest, _LONGEST if column.kind is Kind.TEXT else WIDTH)) + 2 * _SIDE + 0.2


def _head(paper: Paper, block: Table, spans: Spans) -> None:
    paper.pen(_PT, bold=True)
    heads = [
        paper.lines(column.title, wide - 2 * _SIDE) for column, (_, wide) in zip(block.columns, spans, strict=True)
    ]
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
    spans: Spans,
    words: Words,
    *,
    merged: bool,
) -> Lines:
    found = []
    for number, (value, kind, (_, wide)) in enumerate(zip(row, kinds, spans, strict=True)):
        shown = told(value, kind, words)
        room = wide - 2 * _SIDE - (_indent(row) if number == 0 else 0)
        if merged and number == 0:
            room = sum(wide for _, wide in spans[: _first_figure(kinds)]) - 2 * _SIDE
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
    spans: Spans,
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
        if total:
            paper.box(LEFT, paper.y_at, WIDTH, high, _PALE)
        for number, (cell, kind, (x, wide)) in enumerate(zip(lines, kinds, spans, strict=True)):
            _write(paper, cell[done : done + take], kind, x + (indent if number == 0 else 0), wide, paper.y_at)
        _frame(paper, spans, high, joined=_first_figure(kinds) if total else 0)
        paper.y_at += high
        done += take
        if done < most:
            paper.begin_page()
            _head(paper, block, spans)


def _frame(paper: Paper, spans: Spans, high: float, *, joined: int) -> None:
    y = paper.y_at
    paper.rect(LEFT, y, WIDTH, high)
    for number, (x, _) in enumerate(spans):
        if number and not number < joined:
            paper.line(x, y, x, y + high)


def _write(paper: Paper, lines: Sequence[str], kind: Kind, x: float, wide: float, y: float) -> None:
    right = x + wide - _SIDE if kind in {Kind.NUMBER, Kind.SHARE} else None
    for number, line in enumerate(lines):
        paper.put(x + _SIDE, y + _PAD + number * _STEP + 2.6, line, right=right)
