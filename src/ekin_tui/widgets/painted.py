"""What all widgets that paint themselves stand on: the style of the widget, worked out once and not at every line."""

from rich.style import Style
from textual.widget import Widget


class Painted(Widget):
    """A widget with lines of its own. Working its style out anew for each line took half of a key's time."""

    _base: Style | None = None

    @property
    def base(self) -> Style:
        """The widget's own style, kept until the style sheet changes it."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def notify_style_update(self) -> None:
        """Forget the style: something about it has changed."""
        self._base = None
        super().notify_style_update()
