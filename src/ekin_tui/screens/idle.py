"""A key that does nothing now, but does at other times, says why: a silent one would be pressed again."""

from typing import Any, Protocol, runtime_checkable

from ekin_tui.keys.names import name_key
from ekin_tui.screens.base import EkinScreen


@runtime_checkable
class Reasoned(Protocol):
    """A screen that knows why an action can't be done now."""

    def why_idle(self, action: str) -> str:
        """Return the sentence; the empty text where there is nothing special to say."""


def tell_idle(screen: EkinScreen[Any], key: str) -> None:
    """Say why ``key`` did nothing; a key that never does anything here stays silent."""
    found = next((one for _, keys in screen.whole_chain for one in keys.key_to_bindings.get(key, ())), None)
    if found is None or found.description not in screen.room.words:
        return
    why = screen.why_idle(found.action) if isinstance(screen, Reasoned) else ""
    named = name_key(found.key, ascii_only=screen.room.signs.ascii)
    screen.say_text(why or screen.room.words("app.idle", key=named), kind="warn")
