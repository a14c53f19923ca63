"""What the last action led to, in a sentence that stays until the next one."""

from textual.strip import Strip

from ekin_tui.widgets.lines import fit, paint, wrap
from ekin_tui.widgets.painted import Painted

MAX_LINES = 4
"""A sentence with field and remedy takes one or two lines of 80 columns, in a narrow window half of it at most."""


class SayLine(Painted, can_focus=False):
    """One line that grows while a sentence is longer. The tone is a style name of the lines."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text, self._tone = "", ""

    @property
    def text(self) -> str:
        """The sentence, empty while there is none."""
        return self._text

    def show(self, text: str, tone: str = "") -> None:
        """Say ``text`` from now on."""
        if (text, tone) != (self._text, self._tone):
            self._text, self._tone = text, tone
            self._grow()
            self.refresh()

    def on_resize(self) -> None:
        """Take the lines that the new width asks for."""
        self._grow()

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y``."""
        lines = wrap(self._text, self.size.width)
        if y >= len(lines):
            return Strip.blank(self.size.width, self.base)
        most = self._most()
        more = y == most - 1 and len(lines) > most
        text = fit(f"{lines[y]} …", self.size.width) if more else lines[y]
        return paint([(text, self._tone)], self.size.width, self.base)

    def _grow(self) -> None:
        lines = wrap(self._text, self.size.width or 80)
        height = max(1, min(self._most(), len(lines)))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height

    def _most(self) -> int:
        return max(MAX_LINES, self.app.size.height // 2)
