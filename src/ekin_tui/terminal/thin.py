"""Between Textual and the terminal: takes what Textual writes, gives what the terminal still needs.

The model of the terminal is only as good as our knowledge of who else writes there, so it is forgotten (and everything
painted again) after a resize, on entering the alternate screen, and whenever something that is not a frame may have
moved the cursor or changed the picture.
"""

import re
from collections.abc import Sequence
from copy import copy

from ekin_tui.terminal.cells import Screen
from ekin_tui.terminal.frames import BEGINS_FRAME, Reader
from ekin_tui.terminal.pen import CLEAR, Pen, changed, difference
from ekin_tui.terminal.styles import PLAIN

Place = tuple[int, int, int, int]
"""A part of the screen: its first column and row, its width and its height."""
SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""Synchronised output: the terminal shows what lies between at once (contour's specification, mode 2026)."""
SYNC_WORTH = 256
"""Bytes from which the marks are worth their own sixteen; less arrives in one piece anyway."""
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
"""Alternate screen on and off (xterm's private mode 1049)."""

POINTER = "\x1b]22;"
"""The shape of the mouse pointer (kitty's OSC 22), which Textual sets again with every screen."""

HARMLESS = re.compile(
    r"(?:\x07|\x1b\[\?[\d;]+(?:\$p|[hl])|\x1b\][^\x00-\x1f]*(?:\x07|\x1b\\)"
    r"|\x1b\[[<>=][\d;]*[a-z]|\x1b\[\d*(?: q|[cn]))*"
)
"""Bells, private modes, titles and other settings, and queries: they leave the cells and the cursor as they are."""


class Thin:
    """Textual's output in, the difference out. Not for several threads at once."""

    def __init__(self, width: int, height: int, painted: Screen | None = None) -> None:
        """PAINTED is what somebody put on the alternate screen before; None when it is not entered yet."""
        self.pen = Pen()
        self.shown = painted or Screen(width, height)
        self._reader = Reader(self.shown.resized(width, height))
        self._reader.screen.touched.clear()
        self._inherited = painted is not None
        self._away = painted is None
        self._stale = (self.shown.width, self.shown.height) != (width, height)
        self._marked = False
        self._pointer = f"{POINTER}default\x07"
        self._frames = 0
        self.open = False
        """Inside a pair of synchronised-output marks: more is to come before anything need be shown."""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the model."""
        return self._reader.screen.width, self._reader.screen.height

    def read(self, data: str) -> str:
        """Takes in DATA; what is to be sent at once, in its order, because it is no frame."""
        if data in (SYNC_START, SYNC_END):
            self.open, self._marked = data == SYNC_START, True
            return ""
        if BEGINS_FRAME.match(data):
            self._reader.read(data)
            self._frames += 1
            return ""
        return self._pass(data)

    def take(self) -> str:
        """What the terminal needs to show all that was read so far; empty for nothing."""
        screen, start = self._reader.screen, ""
        if self._away:
            return ""
        if self._stale:
            self._stale = False
            self.shown = Screen(screen.width, screen.height)
            screen.touched.update(range(screen.height))
            self.pen.home()
            start = CLEAR
        text = start + difference(self.shown, screen, self.pen)
        marked, self._marked = self._marked and len(text) >= SYNC_WORTH, self.open
        return f"{SYNC_START}{text}{SYNC_END}" if marked else text

    @property
    def agrees(self) -> bool:
        """Whether a frame was read, and all that stands on the terminal is of what was read so far.

        What does not stand there yet may be missing.
        """
        screen, shown = self._reader.screen, self.shown
        if self._stale or self._away or not self._frames:
            return False
        return all(shown.blank(row, column) for row in screen.touched for column in changed(row, shown, screen))

    def picture(self, first: Sequence[Place], then: Sequence[Place] = (), limit: int = 0) -> str:
        """What paints a part of what was read so far on an empty screen with the cursor at its home.

        That are the cells in the places FIRST, and of the places THEN, in their order, those that all of it together
        holds within LIMIT bytes.
        """
        wanted, shown, pen = self._reader.screen, Screen(*self.size), Pen()
        pen.home()
        text = _part(shown, wanted, first, pen)
        found = text + _homeward(wanted, pen)
        for place in then:
            text += _part(shown, wanted, [place], pen)
            more = text + _homeward(wanted, pen)
            if len(more.encode()) > limit:
                break
            found = more
        return found

    def forget(self, width: int | None = None, height: int | None = None) -> None:
        """Paints everything again with the next frame, at the new size if one is given."""
        old = self._reader.screen
        size = width or old.width, height or old.height
        if size != (old.width, old.height):
            self._reader.screen = old.resized(*size)
        self._stale = True

    def _pass(self, data: str) -> str:
        """Passes on what is no frame, keeping the model true."""
        if data == self._pointer or (data == ENTER and self._inherited):
            self._inherited = self._inherited and data != ENTER
            return ""
        if data.startswith(POINTER):
            self._pointer = data
        if LEAVE in data:
            self.pen.lift()
            self._away = True
            return data
        self._away = self._away and ENTER not in data
        if ENTER in data or not HARMLESS.fullmatch(data):
            self.pen.lift()
            self._stale = True
        return data


def _part(shown: Screen, wanted: Screen, places: Sequence[Place], pen: Pen) -> str:
    """What paints the PLACES of WANTED; afterwards SHOWN has them."""
    begun = shown.resized(shown.width, shown.height)
    for place in places:
        begun.copy(wanted, *place)
    return difference(shown, begun, pen, home=False)


def _homeward(wanted: Screen, pen: Pen) -> str:
    """What ends a picture drawn with PEN, which stays where it is: the cursor where WANTED has it, a plain style."""
    return copy(pen).move(wanted.row, min(wanted.column, wanted.width - 1)) + copy(pen).restyle(PLAIN)
