"""What all widgets that paint themselves stand on: style and lines worked out once, and only what differs drawn again.

Textual's own way from a widget's line to the screen asks for borders, tints, opacity, titles and links at every line of
every frame. These widgets have none of them; asking took half of the time of a key.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.style import Style
from textual._styles_cache import StylesCache
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from ekin_tui.widgets.told import Told


class Lines(StylesCache):
    """The lines of a widget without border and padding, kept as they were painted until they are marked as dirty."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Return the lines of ``crop``. A widget with a border or padding is painted in Textual's own way."""
        if not (widget.flat if isinstance(widget, Flat) else not widget.styles.gutter):
            return super().render_widget(widget, crop)
        width = widget.size.width
        if width != self._width:
            self.clear()
            self._width = width
        kept, dirty = self._cache, self._dirty_lines
        for y in crop.line_range:
            if y in dirty or y not in kept:
                kept[y] = widget.render_line(y)
        strips = [kept[y] for y in crop.line_range]
        dirty.difference_update(crop.line_range)
        for line_filter in widget.get_line_filters():
            strips = [strip.apply_filter(line_filter, widget.background_colors[1]) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def holds(self, y: int) -> bool:
        """Tell whether the line at ``y`` is kept as it was painted last."""
        return y in self._cache


class Flat(Told, Widget):
    """A widget that knows what Textual works out anew at each line: its style, its size, whether it has a border."""

    _base: Style | None = None
    _flat: bool | None = None

    @property
    def base(self) -> Style:
        """The widget's own style, kept until the style sheet changes it."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    @property
    def flat(self) -> bool:
        """Whether there is neither border nor padding around the lines."""
        if self._flat is None:
            self._flat = not self.styles.gutter
        return self._flat

    @property
    def size(self) -> Size:
        """The room for the lines; every line asks, and Textual's way there leads through the whole screen."""
        return self.outer_size if self.flat else super().size

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's own
        """Take the size that a layout has found; nothing has to be laid out again for it: there are no scroll bars."""
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def notify_style_update(self) -> None:
        """Forget the style: something about it has changed."""
        self._base = self._flat = None
        self._styles_cache.clear()
        super().notify_style_update()


class Painted(Flat):
    """A widget with lines of its own."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._styles_cache = Lines()

    def _scroll_update(self, virtual_size: Size) -> None:
        """Do nothing: what is longer than its room is scrolled by who paints the lines."""

    def refresh_lines(self, rows: Iterable[int]) -> None:
        """Draw the lines at ``rows`` again, neighbours in one piece."""
        width = self.size.width
        for _, run in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]):
            found = [row for _, row in run]
            self.refresh(Region(0, found[0], width, len(found)))

    def refresh_changed(self, before: Sequence[object], after: Sequence[object]) -> None:
        """Draw those lines again in which ``after`` differs from ``before``; both begin at the widget's top."""
        longest, height = max(len(before), len(after)), self.size.height
        rows = [row for row in range(min(longest, height)) if list(before[row : row + 1]) != list(after[row : row + 1])]
        self.refresh_lines(rows)


class Pane(Painted):
    """A room for other widgets that shows nothing of its own; the style sheet says how they stand in it."""

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - all lines are alike
        """Return a blank line."""
        return Strip.blank(self.size.width, self.base.background_style)
