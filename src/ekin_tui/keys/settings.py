"""The table ``[keys]`` of the settings: what it may hold, and what is wrong with it."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from ekin_tui.keys import Keymap
from ekin_tui.keys.mapping import PRESETS, clashes, keymap_of, split_keys
from ekin_tui.keys.names import EDITING, nearest, spelled, swallowed, typed_as_text
from ekin_tui.keys.table import PLACES, TOGETHER, TYPED_IN, rows

PRESET = "preset"


class Unfit(Exception):  # noqa: N818 - says what the settings are
    """A key can't be as it is set. ``code`` is one of ``config.toml``; ``key`` is the setting's dotted name."""

    def __init__(self, code: str, name: str, **details: str) -> None:
        """``name`` is the id of the action, empty for the table itself."""
        super().__init__(code)
        self.code, self.key, self.details = code, f"keys.{name}" if name else "keys", details


def read(before: Mapping[str, str], value: Any) -> Mapping[str, str]:
    """Return the keys of ``value``, a table as TOML gives it, over those ``before``. Raises Unfit."""
    if not isinstance(value, dict):
        raise Unfit("type-wrong", "", want="table")
    flat = dict(_flat("", value))
    wrong = next((name for name, keys in flat.items() if not isinstance(keys, str)), None)
    if wrong is not None:
        raise Unfit("type-wrong", wrong, want="str")
    keys: dict[str, str] = {**before, **flat}
    preset = keys.get(PRESET, "plain")
    if preset not in PRESETS:
        raise Unfit("choice-wrong", PRESET, value=preset, choices=", ".join(PRESETS))
    for found in unfit(preset, _own(keys)):
        raise found
    return keys


def in_force(keys: Mapping[str, str]) -> Keymap:
    """Return which keys are not those of the table."""
    return keymap_of(keys.get(PRESET, "plain"), _own(keys))


def unfit(preset: str, own: Mapping[str, str]) -> Iterator[Unfit]:
    """Tell what of ``own``, id → keys, can't be, in its order."""
    known, keymap = rows(), keymap_of(preset, own)
    usual = set(clashes(keymap_of(preset, {})))
    new = [clash for clash in clashes(keymap) if clash not in usual]
    for name, text in own.items():
        if name not in known:
            near = next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.0)), "")
            yield Unfit("key-unknown", name, near=f"keys.{near}")
            continue
        yield from _misspelled(name, text)
        yield from _unreachable(name, keymap.get(name, ()))
        for one, other, key in new:
            if name in {one, other}:
                yield Unfit("keys-clash", name, value=key, other=other if name == one else one)


def _misspelled(name: str, text: str) -> Iterator[Unfit]:
    for part in split_keys(text):
        if spelled(part) is None:
            yield Unfit("keys-misspelled", name, value=part, near=nearest(part))


def _unreachable(name: str, keys: tuple[str, ...]) -> Iterator[Unfit]:
    """Tell of an action whose keys a terminal keeps, or a field."""
    if not keys:
        return
    if all(swallowed(key) for key in keys):
        yield Unfit("keys-swallowed", name, value=", ".join(keys))
    if name in _beside_text() and all(typed_as_text(key) or key in EDITING for key in keys):
        yield Unfit("keys-typed", name, value=", ".join(keys))


def _beside_text() -> frozenset[str]:
    """Return the actions that are wanted while a field is written in; those of the program have the menu there."""
    places = {place for window in TYPED_IN for place in TOGETHER[window]} - {"screen", "app"}
    return frozenset(key.id for place in places for key in PLACES[place])


def _own(keys: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in keys.items() if name != PRESET}


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Tell what ``calendar.new = "n"`` without quotes means, too."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value
