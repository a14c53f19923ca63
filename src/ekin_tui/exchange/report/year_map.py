"""The map of a year in characters, a week a column, for forms that draw nothing."""

from collections.abc import Iterator
from datetime import timedelta

from ekin_tui.exchange.report.document import HeatMap
from ekin_tui.text import Words

LEVELS = ".:*#"
"""From little to full."""
MARKS = {"missing": "x", "unsent": "^", "holiday": "+", "leave": "o", "": " "}
_LEAD = 4


def level(share: int) -> int:
    """Return which of four shades a day of ``share`` thousandths has, from 0 on."""
    return min(3, max(0, -(-share // 250) - 1))


def map_rows(block: HeatMap, words: Words) -> Iterator[str]:
    """Give the names of the months, a line for each day of the week, and what the marks mean."""
    first = block.cells[0].day
    monday = first - timedelta(days=first.weekday())
    weeks = (block.cells[-1].day - monday).days // 7 + 1
    grid = [[" "] * weeks for _ in range(7)]
    for cell in block.cells:
        mark = LEVELS[level(cell.share)] if cell.mark == "full" else MARKS[cell.mark]
        grid[cell.day.weekday()][(cell.day - monday).days // 7] = mark
    yield _month_names(block, words)
    for name, row in zip(words("format.weekdays_short").split(), grid, strict=True):
        yield f"{name.ljust(_LEAD)}{''.join(row)}"
    yield f"{LEVELS} {block.levels}; " + "; ".join(f"{MARKS[mark]} {said}" for mark, said in block.legend)


def _month_names(block: HeatMap, words: Words) -> str:
    names, line = words("format.months_short").split(), ""
    first = block.cells[0].day
    monday = first - timedelta(days=first.weekday())
    for cell in block.cells:
        if cell.day.day == 1:
            line = line.ljust(_LEAD + (cell.day - monday).days // 7) + names[cell.day.month - 1]
    return line
