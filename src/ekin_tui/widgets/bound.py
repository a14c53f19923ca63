"""The rows of the table of keys as the toolkit wants them, and who hears a key once the settings have moved some."""

from collections.abc import Iterable

from textual.binding import Binding, BindingsMap, BindingType
from textual.dom import DOMNode
from textual.keys import key_to_character

from ekin_tui.keys import Keymap
from ekin_tui.keys.table import PLACES

UNBOUND = "unbound"
"""The key of an action that has none: no terminal sends it, so help and palette alone offer the action."""
Chain = list[tuple[DOMNode, BindingsMap]]
"""Who may take a key, from the focus outwards."""


def bound(*places: str) -> list[BindingType]:
    """Return the bindings of ``places``."""
    return [
        Binding(",".join(key.keys) or UNBOUND, key.action, key.says, show=key.show, id=key.id)
        for place in places
        for key in PLACES[place]
    ]


def chain_of(nodes: Iterable[DOMNode], keymap: Keymap) -> Chain:
    """Return all bindings of ``nodes`` with the keys in force."""
    return [(node, remapped(node._bindings, keymap)) for node in nodes]  # noqa: SLF001 - there is no other way to them


def heard(chain: Chain) -> Chain:
    """Return ``chain`` without the keys that a widget further in takes for text."""
    takers: list[DOMNode] = []
    left: Chain = []
    for node, bindings in chain:
        keys = bindings.key_to_bindings
        for taker in takers:
            keys = {key: found for key, found in keys.items() if not taker.check_consume_key(key, _character(key))}
        left.append((node, BindingsMap.from_keys(keys)))
        takers.append(node)
    return left


def remapped(bindings: BindingsMap, keymap: Keymap) -> BindingsMap:
    """Return ``bindings`` with the keys of ``keymap``.

    Textual's own keymaps take a key from every action that it is shared with as soon as one of them moves.
    """
    keys: dict[str, list[Binding]] = {}
    moved: set[str] = set()
    for key, one in bindings:
        if one.id is None or one.id not in keymap:
            keys.setdefault(key, []).append(one)
        elif one.id not in moved:
            moved.add(one.id)
            for other in keymap[one.id]:
                keys.setdefault(other, []).append(one.with_key(other))
    for key in [key for key in keys if " " in key]:
        first = key.partition(" ")[0]
        keys.setdefault(first, []).append(Binding(first, f"screen.begin('{first}')", show=False))
    return BindingsMap.from_keys(keys)


def _character(key: str) -> str | None:
    return key_to_character(key.partition(" ")[0])
