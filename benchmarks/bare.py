"""The peer: a Textual app of one line."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class Bare(App[None]):
    """Says one word."""

    def compose(self) -> ComposeResult:
        """Give the line."""
        yield Label("ekin-tui")


if __name__ == "__main__":
    Bare().run()
