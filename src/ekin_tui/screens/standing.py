"""A screen that is styled and laid out once when it opens, for the size that it will have."""

from time import monotonic
from typing import TypeVar

from textual import messages
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from ekin_tui.screens.fronts import Fronts
from ekin_tui.widgets.told import Told

T = TypeVar("T")


class Standing(Told, Screen[T]):
    """Stands below every screen and question of the program.

    Textual lays a screen out, tells it its size, lays it and all below it out again, finds the classes that the size
    gives it, styles all its widgets anew and lays it out once more.
    """

    _laid_out = 0.0
    """When it was laid out last, by the clock of the messages."""

    _painted = 0.0
    """When all of it was painted last, by the same clock."""

    _opening = False
    """Whether this is its first layout, which alone is not painted: the widgets have yet to learn their size."""
    stood = False
    """Whether it was laid out before."""

    def on_unmount(self) -> None:
        """Have what it was made of given back when there is time for it.

        Textual keeps the two grounds of a widget by a cache whose keys hold all lines that the widget has painted.
        """
        StylesCache.get_inner_outer.cache_clear()
        if isinstance(app := self.app, Fronts):
            app.note_left()

    def _compositor_refresh(self) -> None:
        """Paint what has changed, unless all will be painted: this screen, or what has just come before it."""
        front = self.app.screen
        if self._opening or (front is not self and isinstance(front, Standing) and not front.stood):
            return
        if self in self._dirty_widgets:
            self._painted = monotonic()
        super()._compositor_refresh()

    async def _on_update(self, message: messages.Update) -> None:
        """Paint a widget again, unless the whole screen was painted since that was asked for."""
        if message.time > self._painted:
            await super()._on_update(message)
        else:
            message.stop()
            message.prevent_default()

    def _reset_focus(self, widget: Widget, avoiding: list[Widget] | None = None) -> None:
        """Take the focus from a widget that goes; where the screen goes itself, nobody sees that."""
        if self not in (avoiding or ()):
            super()._reset_focus(widget, avoiding)

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Add none of Textual's own widgets: nothing is told by tooltips and toasts here."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's own
        """Take the size that a layout has found, for which nothing has to be laid out again."""
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    async def _compose(self) -> None:
        """Mount the widgets; the classes of the size are known before, so that each is styled once."""
        self.update_classes(self.size_classes(self.app.size), update=False)
        await super()._compose()

    def _screen_resized(self, size: Size) -> None:
        """Lay out for ``size``, if that is a new one."""
        if size != self._compositor.size:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay out, and take all that was asked for until now as done by it."""
        self._laid_out = monotonic()
        for widget in self.walk_children(Widget, with_self=True):
            widget._layout_required = False  # noqa: SLF001 - Textual has no public word for it
        self._opening, self.stood = not self.stood, True
        if self._repaint_required and not self._opening:  # one frame for both, not this and then all once more
            self._dirty_widgets.add(self)
            self._repaint_required = False
        super()._refresh_layout(size, scroll)
        self._opening = False

    async def _on_layout(self, message: messages.Layout) -> None:
        """Lay out again, unless it was done since this was asked for."""
        if message.time > self._laid_out:
            await super()._on_layout(message)
        else:
            message.stop()
            message.prevent_default()

    def size_classes(self, size: Size) -> dict[str, bool]:
        """Return for each class of the breakpoints whether it holds at ``size``."""
        found = {}
        for length, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS or []),
            (size.height, self.VERTICAL_BREAKPOINTS or []),
        ):
            holds = self._get_breakpoint_classes(length, breakpoints)
            found.update({name: name in holds for _, name in breakpoints})
        return found
