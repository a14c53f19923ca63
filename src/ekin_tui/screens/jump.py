"""Jump mode: a letter on every place of the screen, and one key goes there."""

from collections.abc import Iterable, Mapping
from string import ascii_lowercase, ascii_uppercase

from rich.segment import Segment
from rich.style import Style
from textual.screen import Screen
from textual.strip import Strip

from ekin_tui.screens.base import Room
from ekin_tui.screens.overlay import Overlay
from ekin_tui.widgets.landing import Landing, Reachable

LETTERS = ascii_lowercase + ascii_uppercase
"""As many places as there are letters can be reached; more than a window of 80 columns shows."""
_LETTER = Style(bold=True, reverse=True)

Spot = tuple[int, int, Landing]
"""Column and row of the window, and the place."""


def spots_of(screen: Screen[object]) -> list[Spot]:
    """Return all places in view, from the top down as one reads."""
    found = [spot for widget in screen.query("*") if isinstance(widget, Reachable) for spot in _spots(screen, widget)]
    return sorted(found, key=lambda spot: (spot[1], spot[0]))[: len(LETTERS)]


def _spots(screen: Screen[object], widget: Reachable) -> Iterable[Spot]:
    from textual.css.query import NoMatches
    from textual.errors import NoWidget
    from textual.widget import Widget

    assert isinstance(widget, Widget)  # noqa: S101 - it came out of a query
    try:
        seen = screen.find_widget(widget).visible_region
    except (NoMatches, NoWidget):
        return
    at = widget.content_region
    for landing in widget.landings():
        x, y = at.x + landing.x, at.y + landing.y
        if seen.contains(x, y):
            yield x, y, landing


class JumpScreen(Overlay[Landing]):
    """Dismisses with the place whose letter was pressed, None for none."""

    def __init__(self, room: Room, below: Screen[object]) -> None:
        """The letters stand on the places that ``below`` shows now."""
        super().__init__(room, below)
        self._spots = dict(zip(LETTERS, spots_of(below), strict=False))

    @property
    def letters(self) -> Mapping[str, Spot]:
        """Letter → its place."""
        return self._spots

    def laid_over(self, strips: list[Strip]) -> Mapping[int, Strip]:
        """Put the letters on their cells."""
        lines: dict[int, Strip] = {}
        for letter, (x, y, _) in self._spots.items():
            if y < len(strips):
                line = lines.get(y, strips[y])
                lines[y] = Strip.join(
                    [line.crop(0, x), Strip([Segment(letter, _LETTER)], 1), line.crop(x + 1, line.cell_length)]
                )
        return lines

    def take(self, key: str, character: str) -> None:  # noqa: ARG002 - letters are characters
        """Go where the letter stands."""
        if character in self._spots:
            self.dismiss(self._spots[character][2])
