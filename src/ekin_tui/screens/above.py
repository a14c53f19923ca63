"""A screen through which the one below is seen: its lines as they stand there, not taken apart once more."""

from collections.abc import Mapping
from typing import TypeVar

from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from ekin_tui.screens.standing import Standing

T = TypeVar("T")


class Above(Standing[T], ModalScreen[T]):
    """Shows the screen below wherever no widget of its own stands."""

    def laid_over(self, strips: list[Strip]) -> Mapping[int, Strip]:  # noqa: ARG002 - subclasses say
        """Return the lines that differ from ``strips``, those of the screen below, by their rows."""
        return {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of the screen below with the others over them."""
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else 0
        strips = stack[at - 1]._compositor.render_strips() if at else []  # noqa: SLF001 - as Textual's own grounds do
        for row, strip in self.laid_over(strips).items():
            if row < len(strips):  # a low window has no room for all lines of a long menu
                strips[row] = strip
        width = self.size.width  # what lies below may be smaller for a moment, or show nothing yet
        strips += [Strip.blank(width)] * max(0, crop.bottom - len(strips))
        return [strips[y].adjust_cell_length(width).crop(crop.x, crop.right) for y in crop.line_range]
