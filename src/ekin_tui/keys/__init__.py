"""Keys: one table of all that a key can do, from which footer, help, palette, leader menu and settings are made.

Knows no toolkit, so that the settings can be checked, and a first frame be drawn, before one is loaded.
"""

from collections.abc import Mapping

from ekin_tui.domain.facts import dataclass

Keymap = Mapping[str, tuple[str, ...]]
"""Id of an action → its keys, for those actions whose keys are not those of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An action and its keys."""

    id: str
    """``room.name``: what the settings call it. Never changes."""
    keys: tuple[str, ...]
    """The toolkit's names, the first one shown: ``n``, ``ctrl+g``; ``g g`` is two after each other. May be empty."""
    action: str
    """What the screen or widget does: ``new`` or ``turn(-1)``."""
    group: str
    """Its place in the leader menu: one of :data:`ekin_tui.keys.table.GROUPS`."""
    says: str
    """The key of its name in the words."""
    show: bool = True
    """Whether the footer names it."""

    @property
    def name(self) -> str:
        """The id without its room."""
        return self.id.partition(".")[2]


def key(name: str, keys: str, action: str, group: str, *, says: str = "", show: bool = True) -> Key:
    """``keys`` stand apart by commas; without ``says`` the words of ``calendar.new`` are ``calendar.key.new``."""
    room, _, last = name.partition(".")
    split = tuple(keys.split(",")) if keys else ()
    return Key(id=name, keys=split, action=action, group=group, says=says or f"{room}.key.{last}", show=show)
