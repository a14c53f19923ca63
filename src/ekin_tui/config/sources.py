"""Where each setting in force comes from: for ``config show``, and for whoever wonders why it does not change."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from ekin_tui.config import PREFIX, SYSTEM_FILE, TABLES, Home, Settings
from ekin_tui.config.places import line_of
from ekin_tui.config.target import Target


class Layer(StrEnum):
    """Who said it, from the least to the most."""

    BUILT_IN = "built-in"
    SYSTEM = "system"
    USER = "user"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One setting in force."""

    key: str
    """Dotted: ``lang``, ``targets.pusat.url``, ``keys.calendar.new``."""
    value: Any
    layer: Layer
    place: str = ""
    """``file:line``, the name of a variable or of an option; empty for what is built in."""
    locked: bool = False
    """Whether the system's file keeps users from changing it."""


def sources(
    settings: Settings,
    home: Home,
    env: Mapping[str, str],
    options: Mapping[str, Any] | None = None,
    *,
    system: Path = SYSTEM_FILE,
) -> list[Source]:
    """Return every setting in force, in the order of the example; ``settings`` are what :func:`load` gave of the same.

    Tables have one line for each key that differs from what is built in.
    """
    files = ((Layer.USER, home.config_file), (Layer.SYSTEM, system))
    texts = {layer: path.read_text(encoding="utf-8") if path.is_file() else "" for layer, path in files}
    read = {layer: tomllib.loads(text) for layer, text in texts.items()}
    locked = frozenset(read[Layer.SYSTEM].get("locked", ()))

    def found(name: str, key: str, value: Any) -> Source:
        shut = name in locked
        variable = f"{PREFIX}{name.upper()}"
        if not shut and (options or {}).get(name) is not None:
            return Source(key=key, value=value, layer=Layer.OPTION, place=f"--{name}")
        if not shut and name not in TABLES and variable in env:
            return Source(key=key, value=value, layer=Layer.ENVIRONMENT, place=variable)
        for layer, path in files:
            said = name in read[layer] and (not shut or layer is Layer.SYSTEM)
            line = line_of(texts[layer], key) if said else 0
            if line:
                return Source(key=key, value=value, layer=layer, place=f"{path}:{line}", locked=shut)
        return Source(key=key, value=value, layer=Layer.BUILT_IN, locked=shut)

    lines = []
    for item in fields(Settings):
        value = getattr(settings, item.name)
        if item.name not in TABLES:
            lines.append(found(item.name, item.name, value))
        else:
            table = value if isinstance(value, Mapping) else _told(value)
            lines += [found(item.name, f"{item.name}.{key}", one) for key, one in _leaves(table)]
    return lines


def locks(system: Path = SYSTEM_FILE) -> frozenset[str]:
    """Return the keys that the system's file, which is known to be fine, keeps from users."""
    text = system.read_text(encoding="utf-8") if system.is_file() else ""
    return frozenset(tomllib.loads(text).get("locked", ()))


def _leaves(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what of a table differs from what is built in, by dotted keys."""
    leaves: list[tuple[str, Any]] = []
    for name, value in table.items():
        if not isinstance(value, Target):
            leaves.append((name, value))
            continue
        shown = {"kind": value.kind, "url": value.url, **_told(value), "rest": _told(value.rest)}
        leaves += [(f"{name}.{key}", one) for key, one in _flat(shown)]
    return leaves


def _flat(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the values of a table and of the tables in it, by dotted keys."""
    leaves: list[tuple[str, Any]] = []
    for key, value in table.items():
        leaves += [(f"{key}.{rest}", one) for rest, one in _flat(value)] if isinstance(value, dict) else [(key, value)]
    return leaves


def _told(value: Any) -> dict[str, Any]:
    """Return what of a table of fixed keys differs from what is built in."""
    plain = asdict(type(value)())
    return {key: one for key, one in asdict(value).items() if one != plain[key]}
