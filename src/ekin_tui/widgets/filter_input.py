"""The filter line of a list: what is typed narrows it at once, Enter goes on to the list."""

from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.line_input import LineInput


class FilterInput(LineInput):
    """Menu and jump come before Textual's own keys, which would delete what was typed. Speaks by ``Submitted``."""

    BINDINGS = bound("words", "filter")

    def __init__(self, hint: str) -> None:
        """``hint`` stands in the empty line."""
        super().__init__(placeholder=hint, id="filter")

    def landings(self) -> list[Landing]:
        """Return the line itself."""
        return [Landing(x=0, y=0, go=self.focus)] if self.display else []

    def action_done(self) -> None:
        """Go on to the list."""
        self.post_message(self.Submitted(self, self.value))
