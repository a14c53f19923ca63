"""One line of text to type: no border, no blinking, and a paste that keeps all of its text."""

from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from ekin_tui.domain.clean import inert, one_paragraph
from ekin_tui.widgets.lines import fit
from ekin_tui.widgets.painted import Flat, Lines


class LineInput(Input, Flat):
    """A compact field. A paste of several lines becomes one paragraph; what is too long is told, never cut."""

    @dataclass
    class TooLong(Message):
        """The text has ``have`` characters, more than the ``limit``; it stays as it was typed."""

        input: "LineInput"
        have: int
        limit: int

        @property
        def control(self) -> "LineInput":
            """The field that speaks."""
            return self.input

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        limit: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """``limit`` is how many characters fit; 0 for any number."""
        self._limit = limit
        super().__init__(value, placeholder, compact=True, select_on_focus=False, id=id, classes=classes)
        self.cursor_blink = False
        self._styles_cache = Lines()

    def validate_value(self, value: str) -> str:
        """Take no text that is not inert, wherever it comes from: the field draws what it holds."""
        return inert(value)

    def watch_value(self, value: str) -> None:
        """Tell when the text has grown over its limit."""
        if self._limit and len(value) > self._limit:
            self.post_message(self.TooLong(self, len(value), self._limit))

    def _watch_selection(self, selection: Selection) -> None:
        """Follow the cursor where there is one: what is not running has no place on the screen."""
        if self.is_running:
            super()._watch_selection(selection)

    def render_line(self, y: int) -> Strip:
        """Return the text with the cursor in it, or what is offered; Textual has it laid out as a page of text."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.base)
        left = self._left
        return Strip(self._pieces()).crop(left, left + width).adjust_cell_length(width, self.base)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen, for input methods."""
        region = self.content_region
        return Offset(region.x + self._cursor_offset - self._left, region.y)

    @property
    def _left(self) -> int:
        """The first cell in view: a text that nobody is writing is read from its beginning, one that fits is whole."""
        if not self.has_focus:
            return 0
        return max(0, min(self.scroll_offset.x, cell_len(self.value) + 1 - self.size.width))

    def _pieces(self) -> list[Segment]:
        """Return the text in pieces of one style: what is chosen, the cell of the cursor, the rest."""
        text, style = self.value, self.base
        if not text and self.placeholder:
            text, style = self.placeholder, style + self.get_component_rich_style("input--placeholder")
        if not self.has_focus:
            return [Segment(fit(text, self.size.width), style)] if text else []
        at = self.cursor_position
        low, high = sorted(self.selection)
        text += " " * (at == len(text) or not text)
        pieces = []
        for start, end in pairwise(sorted({0, low, high, at, at + 1, len(text)})):
            look = style + self.get_component_rich_style("input--selection") if low <= start < high else style
            if start == at:
                look += self.get_component_rich_style("input--cursor")
            pieces.append(Segment(text[start:end], look))
        return pieces

    def _refresh_scrollbars(self) -> None:
        """Show no scroll bar, however long the text: a field of one line has no room for it."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(one_paragraph(event.text), *sorted(self.selection))
