"""What comes to the front is drawn once for it; for a screen that is given back nothing is drawn anew.

Textual lays a screen out when it comes to the front and again when its widgets have begun, and after a screen was left
it lays out and paints twice what is in front by then: two thirds of a way back were frames that showed nothing new.
"""

from collections.abc import Callable
from inspect import signature
from types import CodeType, FunctionType
from typing import Any, TypeVar

from textual import _callback
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import AwaitMount, Widget

from ekin_tui.terminal.pauses import sweep
from ekin_tui.widgets.told import Told

T = TypeVar("T")
SWEPT, MOST = 4, 16
"""Screens left for one sweep, once nobody types; and those for which a key may have to wait."""
LOOK_S = 1.1
"""Seconds between two looks whether nobody types."""


class Fronts(Told, App[T]):
    """An app that changes screens without frames that nobody sees, and gives back those that were left."""

    _left = 0

    @property
    def at_leisure(self) -> bool:
        """Whether nobody types."""
        return True

    def note_left(self) -> None:
        """Count a screen that was left: what it was made of stays until it is swept away."""
        self._left += 1
        if self._left == SWEPT and not self._exit:
            self.set_timer(LOOK_S, self._sweep)

    def _sweep(self) -> None:
        if self.at_leisure or self._left >= MOST:
            self._left = 0
            sweep()
        else:
            self.set_timer(LOOK_S, self._sweep)

    def _get_screen(self, screen: Screen[Any] | str) -> tuple[Screen[Any], AwaitMount]:
        """Return the screen and what waits until its widgets have begun; a screen that began lays itself out."""
        found = self.get_screen(screen)
        if found.is_running:
            return super()._get_screen(screen)
        begun = Mounted(found, self._register(self, found))
        self.call_next(begun)  # no key is handed on before: it would overtake one that the screen has yet to pass on
        return found, begun

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Give ``nodes`` back; where they are screens, nothing that is seen has to be laid out for it."""
        return super()._prune(*nodes, parent=None if parent is self else parent)


class Mounted(AwaitMount):
    """Waits until widgets have begun, and asks for nothing then."""

    def __init__(self, parent: Widget, widgets: list[Widget]) -> None:
        super().__init__(parent, widgets)
        self._begun = widgets

    def __await__(self) -> Any:
        """Wait for all of them."""

        async def begun() -> None:
            for widget in self._begun:
                await widget._mounted_event.wait()  # noqa: SLF001 - as Textual waits for them

        return begun().__await__()


_parameters: dict[CodeType, int] = {}


def count_parameters(func: Callable[..., Any]) -> int:
    """Return how many arguments ``func`` takes; of functions with one code it is found once.

    Textual reads the signature of each callback anew, and an opening makes some thirty that differ in nothing else.
    """
    if isinstance(func, AwaitMount | AwaitRemove):
        return 0
    if not isinstance(func, FunctionType) or hasattr(func, "__wrapped__"):
        return len(signature(func).parameters)
    code = func.__code__
    if code not in _parameters:
        _parameters[code] = len(signature(func).parameters)
    return _parameters[code]


_callback._count_parameters = count_parameters  # noqa: SLF001 - Textual has no other place for it
