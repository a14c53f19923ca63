"""A few sentences as high as they are at the width they get."""

from textual.geometry import Size
from textual.strip import Strip

from ekin_tui.widgets.lines import Line, paint, wrap
from ekin_tui.widgets.painted import Painted


class Prose(Painted, can_focus=False):
    """A title in bold over a text; both may hold what people wrote."""

    def __init__(self, title: str, text: str = "") -> None:
        """``text`` may have several lines."""
        super().__init__()
        self._title, self._text = title, text

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own signature
        """Return how many lines the words take."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y``."""
        lines = self._lines(self.size.width)
        return paint(lines[y] if y < len(lines) else [], self.size.width, self.base)

    def _lines(self, width: int) -> list[Line]:
        title: list[Line] = [[(line, "bold")] for line in wrap(self._title, width)]
        return title + ([[(line, "")] for line in wrap(self._text, width)] if self._text else [])
