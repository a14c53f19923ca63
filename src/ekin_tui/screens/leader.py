"""The leader menu: Space shows the groups of what can be done, a letter the actions of one, another does it.

The same panel shows what may follow the first of two keys (``g g``).
"""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase, digits

from rich.cells import cell_len
from textual.screen import Screen
from textual.strip import Strip

from ekin_tui.keys.names import name_key
from ekin_tui.keys.table import GROUPS
from ekin_tui.screens.acts import Act
from ekin_tui.screens.base import Room
from ekin_tui.screens.overlay import Overlay
from ekin_tui.widgets.lines import Line, paint

_CLOSED = frozenset({"app.leader", "form.leader", "words.leader"})
"""What makes no sense from within the menu."""


def menu_of(acts: Sequence[Act]) -> Mapping[str, Mapping[str, Act]]:
    """Return group → key → action. An action keeps its own letter where it has one that is still free."""
    found: dict[str, dict[str, Act]] = {}
    for group in GROUPS:
        mine = [act for act in acts if act.key.group == group and act.key.id not in _CLOSED]
        own: dict[str, str] = {}
        for act in mine:
            own[act.key.id] = next((key for key in act.keys if _plain(key) and key not in own.values()), "")
        for act in mine:
            own[act.key.id] = own[act.key.id] or next(one for one in _letters(act) if one not in own.values())
        if mine:
            found[group] = {own[act.key.id]: act for act in mine}
    return found


def _plain(key: str) -> bool:
    """Tell whether a key is one character."""
    name = name_key(key)
    return len(name) == 1 and name.isascii()


def _letters(act: Act) -> str:
    """Return letters for an action that has no plain key, those of its id first."""
    return "".join([*act.key.name.replace("_", ""), *ascii_lowercase, *ascii_uppercase, *digits])


def flow(items: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Return keys and what they do in as many lines as they need."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for key, text in items:
        cells = cell_len(key) + cell_len(text) + 3
        if used and used + cells > width:
            lines.append([])
            used = 0
        lines[-1] += [(key, "bold"), (f" {text}  ", "")]
        used += cells
    return list(lines)


class LeaderScreen(Overlay[Act]):
    """Dismisses with the action that was chosen, None for none."""

    def __init__(self, room: Room, below: Screen[object], acts: Sequence[Act], *, after: str = "") -> None:
        """``acts`` are those that hold. With ``after``, a first key that was pressed, only what may follow it."""
        super().__init__(room, below)
        self._menu = menu_of(acts)
        self._open: Mapping[str, Act] = _following(acts, after) if after else {}

    @property
    def items(self) -> list[tuple[str, str]]:
        """What the panel offers: keys as shown and what they do."""
        words, ascii_only = self.room.words, self.room.signs.ascii
        if self._open:
            return [(name_key(key, ascii_only=ascii_only), act.name) for key, act in self._open.items()]
        return [(GROUPS[group], words(f"keys.group.{group}")) for group in self._menu]

    def laid_over(self, strips: list[Strip]) -> Mapping[int, Strip]:
        """Put the panel over the last lines."""
        width, style = self.size.width, self.rich_style
        lines = flow([*self.items, ("Esc", self.room.words("keys.close"))], width - 2)
        first = max(0, len(strips) - max(2, len(lines)))
        lines = [[]] * (len(strips) - first - len(lines)) + lines
        return {first + number: paint([(" ", ""), *line], width, style) for number, line in enumerate(lines)}

    def take(self, key: str, character: str) -> None:
        """Open a group, or answer with an action."""
        if self._open:
            act = self._open.get(key) or self._open.get(character)
            if act is not None:
                self.dismiss(act)
            return
        group = next((name for name in self._menu if GROUPS[name] == character), "")
        if group:
            self._open = self._menu[group]
            self.refresh()


def _following(acts: Sequence[Act], after: str) -> Mapping[str, Act]:
    found: dict[str, Act] = {}
    for act in acts:
        for key in act.keys:
            first, _, rest = key.partition(" ")
            if rest and first == after:
                found.setdefault(rest, act)
    return found
