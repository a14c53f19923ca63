"""Which keys are in force: the table, a preset over it, the settings over both; and which of them clash."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from ekin_tui.keys import Key, Keymap
from ekin_tui.keys.names import spelled
from ekin_tui.keys.table import PLACES, TOGETHER, rows

PRESETS: Mapping[str, Mapping[str, str]] = {
    "plain": {},
    "vi": {
        "list.first": "g g,home",
        "list.last": "G,end",
        "list.page_down": "pagedown,ctrl+d",
        "list.page_up": "pageup,ctrl+u",
        "calendar.first": "g g,home",
        "calendar.last": "G,end",
        "calendar.go_to": "g d",
        "calendar.today": "t,g t",
        "calendar.discard": "d d",
        "calendar.month_before": "left_square_bracket,pageup,ctrl+u",
        "calendar.month_after": "right_square_bracket,pagedown,ctrl+d",
        "review.scroll": "full_stop,J",
        "review.scroll_back": "comma,backspace,K",
        "sync.scroll": "full_stop,J",
        "sync.scroll_back": "comma,backspace,K",
    },
}
"""Name → keys instead of those of the table."""


def keymap_of(preset: str, own: Mapping[str, str]) -> Keymap:
    """Return the keys that differ from the table. What is no key is left out."""
    wanted = {**PRESETS.get(preset, {}), **own}
    known = rows()
    read = {name: tuple(filter(None, map(spelled, split_keys(text)))) for name, text in wanted.items() if name in known}
    return {name: keys for name, keys in read.items() if keys and keys != known[name].keys}


def keys_of(key: Key, keymap: Keymap) -> tuple[str, ...]:
    """Return the keys of a row as they are in force."""
    return keymap.get(key.id, key.keys)


def clashes(keymap: Keymap) -> Iterator[tuple[str, str, str]]:
    """Tell of each pair of actions that one key could mean in one window: two ids and the key."""
    told = set()
    for places in TOGETHER.values():
        held = [(key, press) for place in places for key in PLACES[place] for press in keys_of(key, keymap)]
        alike: dict[str, list[int]] = {}
        for at, (_, press) in enumerate(held):
            alike.setdefault(press.partition(" ")[0], []).append(at)
        for at, later in sorted(pair for group in alike.values() for pair in combinations(group, 2)):
            (one, first), (other, second) = held[at], held[later]
            clash = (one.id, other.id, first if len(first) < len(second) else second)
            if one.id != other.id and _same_start(first, second) and clash not in told:
                told.add(clash)
                yield clash


def _same_start(first: str, second: str) -> bool:
    """Tell whether two keys are one, or one is the beginning of the other."""
    return first == second or first.startswith(f"{second} ") or second.startswith(f"{first} ")


def split_keys(text: str) -> list[str]:
    """Return the keys in ``n,insert``; a comma alone, or after another, is the key itself."""
    if text == ",":
        return [","]
    return [part.strip() or part for part in text.split(",")]
