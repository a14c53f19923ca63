"""A few words in a fixed place: a label, a hint, a sentence. Draws again only when they have changed."""

from collections.abc import Sequence

from textual.strip import Strip

from ekin_tui.widgets.lines import Line, joined, paint
from ekin_tui.widgets.painted import Painted


class Caption(Painted, can_focus=False):
    """Lines of text without wrapping; what does not fit is cut. Its size comes from the style sheet."""

    def __init__(self, *lines: Line, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = lines

    @property
    def text(self) -> str:
        """What is said, without styles."""
        return joined(self._lines)

    def show(self, *lines: Line) -> None:
        """Say ``lines`` from now on."""
        if lines != self._lines:
            before, self._lines = self._lines, lines
            self.refresh_changed(before, lines)

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y``."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.base)
        return paint(self._lines[y], self.size.width, self.base)
