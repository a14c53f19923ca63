"""What a terminal shows: rows of cells, kept as two lists a row so that whole rows compare and copy at the speed of C.

A cell holds one character with the marks that join it. The right half of a wide character holds an empty string; there
is never a half without its other half: writing over one half blanks the other, as terminals do.
"""

from collections.abc import Sequence

from ekin_tui.terminal.styles import PLAIN, Style, unseen


class Screen:
    """A grid of cells with a cursor. Rows and columns count from 0."""

    __slots__ = ("column", "height", "looks", "row", "touched", "width", "words")

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.row = self.column = 0
        self.words: list[list[str]] = [[" "] * width for _ in range(height)]
        """The characters, by row and column."""
        self.looks: list[list[Style]] = [[PLAIN] * width for _ in range(height)]
        """The styles, by row and column."""
        self.touched: set[int] = set()
        """Rows written to since somebody last emptied this set."""

    def put(self, row: int, column: int, cells: Sequence[str], style: Style) -> None:
        """Writes CELLS (see `widths.cells_of`; a narrow text is its own cells), cut at the right edge.

        A terminal that does not wrap writes all that is too much into its last column: the last cell wins there.
        """
        count = len(cells)
        if not count or not 0 <= row < self.height:
            return
        if count > self.width - column:
            count = self.width - column
            cells = _cut(cells, count)
        end = column + count
        words = self.words[row]
        if not words[column] and column:
            words[column - 1] = " "
        if end < self.width and not words[end]:
            words[end] = " "
        words[column:end] = cells
        self.looks[row][column:end] = [style] * count
        self.touched.add(row)

    def join(self, row: int, column: int, marks: str) -> None:
        """Adds MARKS, which have no width of their own, to the character that stands left of COLUMN."""
        words = self.words[row]
        place = column - 1
        if place > 0 and not words[place]:
            place -= 1
        if place >= 0:
            words[place] += marks
            self.touched.add(row)

    def erase(self, row: int, start: int, end: int, style: Style) -> None:
        """Blanks the columns START to END (not included) of ROW, as `CSI K` does with STYLE current."""
        self.put(row, start, " " * (end - start), style)

    def blank(self, row: int, column: int) -> bool:
        """Whether nothing is to be seen at this place."""
        return self.words[row][column] == " " and unseen(self.looks[row][column])

    def copy(self, other: "Screen", column: int, row: int, width: int, height: int) -> None:
        """Take over a part of OTHER, which is as large. The part cuts no wide character."""
        for at in range(row, min(row + height, self.height)):
            self.words[at][column : column + width] = other.words[at][column : column + width]
            self.looks[at][column : column + width] = other.looks[at][column : column + width]
            self.touched.add(at)

    def resized(self, width: int, height: int) -> "Screen":
        """A copy cut or filled with blanks to the new size, with every row touched."""
        new = Screen(width, height)
        for row in range(min(height, self.height)):
            words, looks = self.words[row][:width], self.looks[row][:width]
            if width < self.width and not self.words[row][width]:
                words[-1] = " "
            new.words[row][: len(words)] = words
            new.looks[row][: len(looks)] = looks
        new.row, new.column = min(self.row, height - 1), min(self.column, width - 1)
        new.touched = set(range(height))
        return new


def _cut(cells: Sequence[str], room: int) -> list[str]:
    """CELLS cut to ROOM columns, the last cell in the last column; no half of a wide character is left."""
    kept = [*cells[: room - 1], cells[-1] or " "]
    if room > 1 and not cells[room - 1]:
        kept[room - 2] = " "
    return kept
