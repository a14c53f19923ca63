"""What is laid over the screen in front for one or two keys: painted lines alone, so that nothing is mounted."""

from collections.abc import Mapping
from typing import TypeVar

from textual import events
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip

from ekin_tui.screens.base import Room
from ekin_tui.screens.standing import Standing

T = TypeVar("T")


class Overlay(Standing[T], ModalScreen[T]):
    """Shows the screen below with some lines replaced, and takes all keys. Esc, or another size, closes it."""

    def __init__(self, room: Room, below: Screen[object]) -> None:
        """``below`` is the screen in front."""
        super().__init__()
        self.room, self._below = room, below
        self._window = (below.size.width, below.size.height)

    def laid_over(self, strips: list[Strip]) -> Mapping[int, Strip]:
        """Return the lines that differ from ``strips``, those of the screen below, by their rows."""
        raise NotImplementedError

    def take(self, key: str, character: str) -> None:
        """Take a key: its name and its character, empty when it has none."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of the screen below with the others over them."""
        strips = self._below._compositor.render_strips()  # noqa: SLF001 - as Textual's own background screens do
        for row, strip in self.laid_over(strips).items():
            if row < len(strips):  # a low window has no room for all lines of a long menu
                strips[row] = strip
        blank = Strip.blank(self.size.width)
        strips += [blank] * max(0, crop.bottom - len(strips))
        return [strips[y].crop(crop.x, crop.right) for y in crop.line_range]

    async def on_key(self, event: events.Key) -> None:
        """Let no key through."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        else:
            self.take(event.key, event.character if event.character and event.is_printable else "")

    def on_resize(self, event: events.Resize) -> None:
        """Close: what lies below has moved."""
        if (event.size.width, event.size.height) != self._window and self.is_current:
            self.dismiss(None)
