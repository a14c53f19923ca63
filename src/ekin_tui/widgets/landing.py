"""Where a jump can go: a cell of a widget, and what happens there."""

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from ekin_tui.domain.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A place inside a widget."""

    x: int
    """Column in the widget's content; the letter stands there."""
    y: int
    """Row in it."""
    go: Callable[[], object]
    """Goes there."""


@runtime_checkable
class Reachable(Protocol):
    """A widget with places to go to."""

    def landings(self) -> Iterable[Landing]:
        """Return those that are in view now."""
