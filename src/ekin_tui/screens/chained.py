"""A screen whose keys the settings may move. Works out who hears a key once for a focus, not three times a key."""

from typing import TypeVar

from textual.dom import DOMNode
from textual.widget import Widget

from ekin_tui.keys import Keymap
from ekin_tui.screens.standing import Standing
from ekin_tui.widgets.bound import Chain, chain_of, heard

T = TypeVar("T")


class Chained(Standing[T]):
    """Stands below every screen and question of the program."""

    _kept: tuple[Widget | None, Chain] | None = None

    def moved_keys(self) -> Keymap:
        """Return the keys that the settings have moved."""
        return {}

    @property
    def whole_chain(self) -> Chain:
        """All bindings from the focus outwards, also those whose keys are text in the field with the focus."""
        focused = self.focused
        nodes: list[DOMNode] = [self, self.app] if focused is None else list(focused.ancestors_with_self)
        return chain_of(nodes, self.moved_keys())

    @property
    def _binding_chain(self) -> Chain:
        """Who may take a key, from the focus outwards; worked out anew only when the focus is another.

        Textual asks three times a key and copies all bindings each time: a sixth of what an arrow took.
        """
        if self._kept is None or self._kept[0] is not self.focused:
            self._kept = (self.focused, heard(self.whole_chain))
        return self._kept[1]
