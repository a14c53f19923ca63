"""What is laid over the screen in front for one or two keys: painted lines alone, so that nothing is mounted."""

from typing import TypeVar

from textual import events
from textual.screen import Screen

from ekin_tui.screens.above import Above
from ekin_tui.screens.base import Room

T = TypeVar("T")


class Overlay(Above[T]):
    """Shows the screen below with some lines replaced, and takes all keys. Esc, or another size, closes it."""

    def __init__(self, room: Room, below: Screen[object]) -> None:
        """``below`` is the screen in front."""
        super().__init__()
        self.room = room
        self._window = (below.size.width, below.size.height)

    def take(self, key: str, character: str) -> None:
        """Take a key: its name and its character, empty when it has none."""
        raise NotImplementedError

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
