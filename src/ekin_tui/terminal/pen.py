"""Writes the difference between two screens, as curses does: the fewest bytes that make a terminal show the new one."""

from bisect import bisect_left

from ekin_tui.terminal.cells import Screen
from ekin_tui.terminal.styles import PLAIN, Style, change, unseen
from ekin_tui.terminal.widths import DOUBTFUL

CLEAR = "\x1b[m\x1b[H\x1b[2J"
"""Plain style, cursor home, everything blank."""
ERASE_WORTH = 4
"""Erasing to the end of the line costs three bytes: worth it from this many blanks."""
BRIDGE = 4
"""Moving right costs three or four bytes: writing that many unchanged narrow letters again is no dearer."""


class Pen:
    """Where the terminal's cursor stands and in which style it draws; unknown is None."""

    __slots__ = ("column", "row", "style")

    def __init__(self) -> None:
        self.row: int | None = None
        self.column: int | None = None
        self.style: Style | None = None

    def lift(self) -> None:
        """Forgets everything: something else may have written."""
        self.row = self.column = self.style = None

    def home(self) -> None:
        """After `CLEAR`."""
        self.row = self.column = 0
        self.style = PLAIN

    def restyle(self, style: Style) -> str:
        """What changes the style to STYLE."""
        if style is self.style:
            return ""
        text = change(self.style, style) if self.style is not None else "\x1b[m" + change(PLAIN, style)
        self.style = style
        return text

    def move(self, row: int, column: int) -> str:
        """The shortest move to ROW and COLUMN."""
        if row == self.row and column == self.column:
            return ""
        text = min(self._ways(row, column), key=len)
        self.row, self.column = row, column
        return text

    def _ways(self, row: int, column: int) -> list[str]:
        place = f"{row + 1};{column + 1}" if column else f"{row + 1}" if row else ""
        ways = [f"\x1b[{place}H"]
        if self.row is None:
            return ways
        if column == 0 and row == self.row + 1:
            ways.append("\r\n")
        down = _step(row - self.row, "B", "A")
        if self.column is not None:
            ways.append(down + _across(self.column, column))
        ways.append(down + (f"\x1b[{column + 1}G" if column else "\r"))
        return ways


def _step(count: int, ahead: str, back: str) -> str:
    if count == 0:
        return ""
    return f"\x1b[{abs(count) if abs(count) > 1 else ''}{ahead if count > 0 else back}"


def _across(old: int, new: int) -> str:
    if new == 0 and old:
        return "\r"
    return "\b" * (old - new) if 0 < old - new < 4 else _step(new - old, "C", "D")


def difference(shown: Screen, wanted: Screen, pen: Pen, *, home: bool = True) -> str:
    """The text that turns SHOWN into WANTED in the rows that WANTED touched; afterwards SHOWN is equal to it.

    PEN is moved along; it ends where WANTED has its cursor, or anywhere if it need not come HOME.
    """
    parts: list[str] = []
    for row in sorted(wanted.touched):
        words, looks = wanted.words[row], wanted.looks[row]
        if words != shown.words[row] or looks != shown.looks[row]:
            _write_row(parts, pen, row, shown, wanted)
            shown.words[row] = words.copy()
            shown.looks[row] = looks.copy()
    wanted.touched.clear()
    if home:
        parts.append(pen.move(wanted.row, min(wanted.column, wanted.width - 1)))
    return "".join(parts)


def _write_row(parts: list[str], pen: Pen, row: int, shown: Screen, wanted: Screen) -> None:
    """Appends to PARTS what ROW needs."""
    words, looks = wanted.words[row], wanted.looks[row]
    columns = changed(row, shown, wanted)
    blank = _blank_from(words, looks)
    spared = len(columns) - bisect_left(columns, blank)
    if spared >= ERASE_WORTH:
        columns = columns[: len(columns) - spared]
    at = 0
    while at < len(columns):
        column, first = columns[at], at
        style = _style_from(words, looks, columns, at, pen.style)
        while at < len(columns) and columns[at] == column + at - first and _draws(style, words, looks, columns[at]):
            at += 1
        _write_run(parts, pen, row, column, column + at - first, style, wanted)
    if spared >= ERASE_WORTH:
        parts.append(pen.move(row, blank))
        parts.append(pen.restyle(PLAIN) if pen.style is None or not unseen(pen.style) else "")
        parts.append("\x1b[K")


def changed(row: int, shown: Screen, wanted: Screen) -> list[int]:
    """The columns of ROW in which another thing is to be seen.

    Where terminals may disagree about a width, all from the first such place on.
    """
    words, looks, old_words, old_looks = wanted.words[row], wanted.looks[row], shown.words[row], shown.looks[row]
    pairs = enumerate(zip(words, old_words, looks, old_looks, strict=True))
    columns = [
        column
        for column, (new, old, look, before) in pairs
        if new != old or (look is not before and not (new == " " and unseen(look) and unseen(before)))
    ]
    both = "".join([*words, *old_words])
    if columns and not both.isascii() and DOUBTFUL.search(both):
        doubts = [column for column in range(wanted.width) if DOUBTFUL.search(words[column] + old_words[column])]
        columns = list(range(min(columns[0], doubts[0]), wanted.width))
    if columns and not words[columns[0]]:
        columns.insert(0, columns[0] - 1)
    return columns


def _style_from(words: list[str], looks: list[Style], columns: list[int], at: int, now: Style | None) -> Style:
    """The style to draw in from the place AT in COLUMNS on: a blank takes that of the letters after it, or NOW's."""
    first = look = looks[columns[at]]
    for place in range(at, len(columns)):
        column = columns[place]
        if column != columns[at] + place - at or not unseen(look := looks[column]):
            break
        if words[column] != " ":
            return look
    return now if now is not None and words[columns[at]] == " " and unseen(first) and unseen(now) else first


def _draws(style: Style, words: list[str], looks: list[Style], column: int) -> bool:
    """Whether the cell at COLUMN looks as it should when it is drawn in STYLE."""
    look = looks[column]
    return look is style or (words[column] == " " and unseen(look) and unseen(style))


def _blank_from(words: list[str], looks: list[Style]) -> int:
    """The column from which on the row is blank."""
    column = len(words)
    while column and words[column - 1] == " " and unseen(looks[column - 1]):
        column -= 1
    return column


def _write_run(parts: list[str], pen: Pen, row: int, start: int, end: int, style: Style, wanted: Screen) -> None:
    """Appends the cells START to END, drawn in STYLE."""
    words = wanted.words[row]
    while end < wanted.width and not words[end]:
        end += 1
    parts.append(_bridge(pen, row, start, wanted) or pen.move(row, start))
    parts.append(pen.restyle(style))
    text = "".join(words[start:end])
    if DOUBTFUL.search(text):
        _write_doubtful(parts, pen, row, start, words[start:end])
    else:
        parts.append(text)
        pen.column = end
    if end == wanted.width:
        pen.column = None


def _write_doubtful(parts: list[str], pen: Pen, row: int, start: int, cells: list[str]) -> None:
    """Writes CELLS with the column set anew after each one whose width is not sure."""
    for column, cell in enumerate(cells, start):
        if not cell:
            pen.column = None if pen.column is None else column + 1
            continue
        parts += (pen.move(row, column), cell)
        pen.column = None if DOUBTFUL.search(cell) else column + 1


def _bridge(pen: Pen, row: int, start: int, wanted: Screen) -> str:
    """The unchanged letters between the pen, or the row below it, and START, if they are the shortest move."""
    below = pen.row is not None and pen.row + 1 == row
    at = 0 if below else pen.column if pen.row == row else None
    if at is None or not 0 < start - at <= BRIDGE - below:  # the terminal's line sends a return more
        return ""
    words, looks, style = wanted.words[row], wanted.looks[row], pen.style
    gap = "".join(words[at:start])
    same = style is not None and all(_draws(style, words, looks, column) for column in range(at, start))
    if same and gap.isascii() and len(gap) == start - at:
        pen.row, pen.column = row, start
        return f"\r\n{gap}" if below else gap
    return ""
