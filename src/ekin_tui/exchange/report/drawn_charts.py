"""Charts on paper. Every bar has its figure beside it and every mark its word: nothing is told by colour alone."""

from datetime import timedelta

from ekin_tui.exchange.report.document import Bars, HeatMap
from ekin_tui.exchange.report.paper import GREY, LEFT, WIDTH, Paper
from ekin_tui.exchange.report.year_map import MARKS, level
from ekin_tui.text import Words

_BAR = (44, 98, 138)
_SHADES = ((214, 228, 238), (150, 188, 212), (88, 140, 178), (30, 84, 126))
"""From little to full; also told apart when printed in greys."""
_EMPTY = 246
_LABEL = 78.0
_TOLD = 26.0
_STEP = 3.7
_LEAD = 9.0


def draw_bars(paper: Paper, block: Bars) -> None:
    """Draw a bar for each label, the longest over the whole room."""
    paper.pen(8.5)
    most, room = max((bar.value for bar in block.bars), default=0), WIDTH - _LABEL - _TOLD - 4
    for bar in block.bars:
        lines = paper.lines(bar.label, _LABEL)
        high = max(len(lines), 1) * _STEP + 1.6
        paper.need(high)
        for number, line in enumerate(lines):
            paper.put(LEFT, paper.y_at + 2.9 + number * _STEP, line)
        paper.box(LEFT + _LABEL + 2, paper.y_at + 0.2, room, 3.2, _EMPTY)
        if most and bar.value:
            paper.box(LEFT + _LABEL + 2, paper.y_at + 0.2, room * bar.value / most, 3.2, _BAR)
        paper.put(0, paper.y_at + 2.9, bar.told, right=LEFT + WIDTH)
        paper.y_at += high


def draw_map(paper: Paper, block: HeatMap, words: Words) -> None:
    """Draw the year, a week a column, the days of the week below each other."""
    first = block.cells[0].day
    monday = first - timedelta(days=first.weekday())
    weeks = (block.cells[-1].day - monday).days // 7 + 1
    side = (WIDTH - _LEAD) / weeks
    top, names = paper.y_at + 4, words("format.months_short").split()
    paper.pen(6.5, grey=GREY)
    for number, name in enumerate(words("format.weekdays_short").split()):
        paper.put(LEFT, top + number * side + side * 0.75, name)
    for cell in block.cells:
        x, y = LEFT + _LEAD + (cell.day - monday).days // 7 * side, top + cell.day.weekday() * side
        if cell.day.day == 1:
            paper.put(x, top - 1, names[cell.day.month - 1])
        full = cell.mark == "full"
        paper.box(x + 0.15, y + 0.15, side - 0.3, side - 0.3, _SHADES[level(cell.share)] if full else _EMPTY)
        if not full and cell.mark:
            paper.put(0, y + side * 0.72, MARKS[cell.mark], middle=x + side / 2)
    paper.y_at = top + 7 * side + 1
    _legend(paper, block)


def _legend(paper: Paper, block: HeatMap) -> None:
    paper.pen(7.5)
    x, y = LEFT + _LEAD, paper.y_at + 3
    for shade in _SHADES:
        paper.box(x, y - 2.3, 2.6, 2.6, shade)
        x += 3.2
    marks = "; ".join(f"{MARKS[mark]} {said}" for mark, said in block.legend)
    paper.put(x + 1.5, y, f"{block.levels}; {marks}")
    paper.y_at += 6
