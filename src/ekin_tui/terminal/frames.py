"""Reads what Textual writes and applies it to a `Screen`.

A *frame* is a write that begins with a cursor position: Textual's layout and partial updates all do. A frame holds
moves, styles, links, erasures and text. Any other control sequence inside one can only have come from data that
somebody failed to clean, and is dropped.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ekin_tui.terminal.styles import PLAIN, Style, one, restyle
from ekin_tui.terminal.widths import cells_of

if TYPE_CHECKING:
    from ekin_tui.terminal.cells import Screen

BEGINS_FRAME = re.compile(r"\x1b\[\d*;?\d*H")

TOKEN = re.compile(
    r"\x1b\[([\d;]*)m"  # 1: style
    r"|([^\x00-\x1f\x7f-\x9f]+)"  # 2: text
    r"|\x1b\[(\d*);?(\d*)[Hf]"  # 3, 4: cursor position
    r"|\x1b\[(\d*)([A-GJKd])"  # 5, 6: relative and one-way moves, erasures
    r"|([\r\n\b])"  # 7
    r"|\x1b\]8;([^\x00-\x1f\x7f-\x9f]*)(?:\x07|\x1b\\)"  # 8: link
    r"|\x1b[\[][0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x1f\x7f-\x9f]"
)


class Reader:
    """Applies frames to a screen, remembering the style between them."""

    def __init__(self, screen: "Screen") -> None:
        self.screen = screen
        self.style: Style = PLAIN

    def read(self, frame: str) -> None:
        """Applies FRAME to the screen."""
        screen = self.screen
        for token in TOKEN.finditer(frame):
            kind = token.lastindex
            if kind == 2:
                self._write(token[2])
            elif kind == 1:
                self.style = restyle(self.style, token[1])
            elif kind == 4:
                screen.row = min(max(int(token[3] or 1), 1), screen.height) - 1
                screen.column = min(max(int(token[4] or 1), 1), screen.width) - 1
            elif kind == 7:
                self._step(token[7])
            elif kind == 6:
                self._control(token[6], token[5])
            elif kind == 8:
                self.style = one(*self.style[:3], "" if token[8] == ";" else token[8])

    def _write(self, text: str) -> None:
        """Writes TEXT at the cursor.

        The column `width` means that the last one is written: the next text overwrites it.
        """
        screen = self.screen
        column, width = screen.column, screen.width
        cells: Sequence[str] = text
        if not text.isascii():
            lead, cells = cells_of(text)
            if lead:
                screen.join(screen.row, column, lead)
        if column == width:
            column -= 1
        screen.put(screen.row, column, cells, self.style)
        column += len(cells)
        screen.column = min(column, width)

    def _step(self, control: str) -> None:
        """Carriage return, backspace, and line feed, which the terminal driver of the system turns into both."""
        screen = self.screen
        if control == "\b":
            screen.column = max(min(screen.column, screen.width - 1) - 1, 0)
            return
        screen.column = 0
        if control == "\n":
            screen.row = min(screen.row + 1, screen.height - 1)

    def _control(self, final: str, parameter: str) -> None:
        screen, number = self.screen, int(parameter or 0)
        count, column = max(number, 1), min(screen.column, screen.width - 1)
        match final:
            case "A":
                screen.row = max(screen.row - count, 0)
            case "B":
                screen.row = min(screen.row + count, screen.height - 1)
            case "C":
                column = min(column + count, screen.width - 1)
            case "D":
                column = max(column - count, 0)
            case "G":
                column = min(count, screen.width) - 1
            case "d":
                screen.row = min(count, screen.height) - 1
            case "K":
                self._erase_line(number, column)
            case "J":
                self._erase_screen(number, column)
        screen.column = column

    def _erase_line(self, how: int, column: int) -> None:
        screen = self.screen
        start = column if how == 0 else 0
        end = column + 1 if how == 1 else screen.width
        screen.erase(screen.row, start, end, self._paper())

    def _erase_screen(self, how: int, column: int) -> None:
        screen = self.screen
        if how < 2:
            self._erase_line(how, column)
        rows = {0: range(screen.row + 1, screen.height), 1: range(screen.row)}.get(how, range(screen.height))
        for row in rows:
            screen.erase(row, 0, screen.width, self._paper())

    def _paper(self) -> Style:
        """What is erased keeps the background, as in terminals with "back colour erase", and nothing else."""
        return one("", self.style.paper, frozenset(), "")
