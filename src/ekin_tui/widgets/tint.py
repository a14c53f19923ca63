"""A look over what widgets paint: the sixteen names of colours that they know become the look's own colours."""

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Ground
from textual.filter import LineFilter

from ekin_tui.terminal.looks import Look

_WHITE = 7
_FIRST = 16
"""The first place of the table that is a look's, not a person's."""
_UNDIMMED = Style(dim=False)


class Tint(LineFilter):
    """Paints in the colours of one look. Colour is all that it changes: marks, words, bold and reverse stay."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        inks = {1: look.error, 2: look.good, 3: look.warning, 4: look.accent, 5: look.accent, 6: look.accent}
        inks |= {number + 8: place for number, place in inks.items()} | {8: look.faint}
        self._inks = {number: Color.from_ansi(place) for number, place in inks.items()}
        self._ink, self._faint = Color.from_ansi(look.ink), Color.from_ansi(look.faint)
        self._ground, self._chosen = Color.from_ansi(look.ground), Color.from_ansi(look.chosen)
        self._tinted = lru_cache(1024)(self._tint)

    def apply(self, segments: list[Segment], background: Ground) -> list[Segment]:  # noqa: ARG002 - it is in the style
        """Return ``segments`` in the colours of the look."""
        tinted = self._tinted
        return [Segment(text, tinted(style or Style.null()), control) for text, style, control in segments]

    def _tint(self, style: Style) -> Style:
        """Return ``style`` with the look's colours. What is dim gets its own: terminals dim as they please."""
        if style.color is not None and (style.color.number or 0) >= _FIRST:
            return style  # Textual shows the screen behind a dialog by what it was painted with
        if style.bgcolor is not None and style.bgcolor.number == _WHITE:
            return style  # a code for a camera, which wants black on white
        number = None if style.color is None else style.color.number
        ink = self._ink if number is None else self._inks.get(number, self._ink)
        if style.dim:
            style, ink = style + _UNDIMMED, self._faint if ink is self._ink else ink
        if style.bgcolor is None or style.bgcolor.is_default:
            return style + Style.from_color(ink, self._ground)
        return style + Style.from_color(self._ink, self._chosen)
