"""The one way in which text that people wrote becomes something to draw: inert, and never markup."""

from textual.content import Content

from ekin_tui.domain.clean import inert


def plain(text: str, *, lines: bool = False) -> Content:
    """Return ``text`` to be drawn as it reads; ``lines`` keeps its line breaks."""
    return Content(inert(text, lines=lines))
