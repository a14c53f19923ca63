"""Settings: built in, the system's file, the user's file, the environment, options; each layer over the one before.

An error names the file, the line, the key and the nearest name that exists. Nothing is half applied.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ekin_tui.config.addresses import check_url, is_proxy
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.places import example_of, line_of, near, written
from ekin_tui.config.reading import read_table
from ekin_tui.config.report import Letter
from ekin_tui.config.secret import hidden
from ekin_tui.config.target import KINDS, Rest, Target
from ekin_tui.domain.facts import dataclass
from ekin_tui.keys import Keymap

SYSTEM_FILE = Path("/etc/xdg/ekin-tui/config.toml")
PREFIX = "EKIN_TUI_"
TABLES = frozenset({"targets", "keys", "report"})
"""Settings that no variable can hold."""
_T = TypeVar("_T", Target, Rest, Letter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is in force. Each field is a key of the settings file."""

    lang: str = "id"
    """``id`` or ``en``."""
    thin_driver: bool = True
    """Send only the cells that changed."""
    ascii: str = "auto"
    """Marks and borders in plain ASCII: ``auto``, ``yes`` or ``no``."""
    theme: str = "ansi"
    """Colours: ``ansi`` (the terminal's own), ``dark``, ``light`` or ``contrast``."""
    sync_interval: int = 600
    """Seconds between exchanges with the centre; 0 syncs only when asked."""
    default_target: str = "pusat"
    """The target that entries go to."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """``preset``, and the id of an action → its keys; empty for the keys of the table."""
    report: Letter = Letter()
    """What stands at the head of a report, and who signs it."""

    @property
    def keymap(self) -> Keymap:
        """Which keys are not those of the table."""
        if not self.keys:
            return {}
        from ekin_tui.keys.settings import in_force

        return in_force(self.keys)

    @property
    def target(self) -> Target | None:
        """The default target, which decides; None while none is named."""
        return self.targets.get(self.default_target)

    @property
    def mirrors(self) -> Mapping[str, Target]:
        """The other targets that can be reached: they are told what the default target has taken."""
        named = self.targets.items()
        return {name: one for name, one in named if name != self.default_target and one.address}


CHOICES: Mapping[str, tuple[str, ...]] = {
    "lang": ("id", "en"),
    "ascii": ("auto", "yes", "no"),
    "theme": ("ansi", "dark", "light", "contrast"),
    "kind": KINDS,
}
"""Last step of a key → what it may be."""
_LIMITS: Mapping[str, tuple[int, int]] = {"sync_interval": (0, 86_400)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where things lie: below one folder, or at the platform's places. Folders are made for their owner alone."""

    config: Path
    state: Path

    @classmethod
    def find(cls, root: Path | None) -> "Home":
        """Return the home below ``root``, or the platform's own (XDG on Linux)."""
        if root is not None:
            return cls(config=root, state=root)
        from platformdirs import PlatformDirs

        places = PlatformDirs("ekin-tui", appauthor=False)
        return cls(config=Path(places.user_config_dir), state=Path(places.user_state_dir))

    @property
    def config_file(self) -> Path:
        """The user's settings."""
        return self.config / "config.toml"

    @property
    def cache_file(self) -> Path:
        """The cache; its folder is made when need be."""
        return private(self.state) / "cache.db"

    def token_file(self, target: str) -> Path:
        """The token for ``target``."""
        return self.state / f"token-{re.sub(r'[^A-Za-z0-9_-]', '_', target)}"


def private(folder: Path) -> Path:
    """Return ``folder``, made for its owner alone if it was missing."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)
    return folder


def load(
    home: Home, env: Mapping[str, str], options: Mapping[str, Any] | None = None, *, system: Path = SYSTEM_FILE
) -> Settings:
    """Return the settings in force. Raises SettingsError; a file that does not exist counts as empty."""
    settings, locked = _read(Settings(), system, frozenset(), may_lock=True)
    settings, _ = _read(settings, home.config_file, locked, may_lock=False)
    for item in fields(Settings):
        name = f"{PREFIX}{item.name.upper()}"
        if name in env and item.name not in TABLES and item.name not in locked:
            settings = _put(settings, item.name, _parsed(item.name, env[name], name), name)
    for key, value in (options or {}).items():
        if value is not None and key not in locked:
            settings = _put(settings, key, value, f"--{key}")
    return settings


def check(settings: Settings, home: Home, *, system: Path = SYSTEM_FILE) -> None:
    """Raise SettingsError for what settings name and the disk does not have, or could not keep apart.

    Codes: ``file-missing``, ``target-missing``, ``target-mirror``, ``names-alike``.
    """
    files = dict[Path, str]()
    for name, target in settings.targets.items():
        if (other := files.setdefault(home.token_file(name), name)) != name:  # one would be sent the token of the other
            key = f"targets.{name}"
            raise SettingsError("names-alike", written(key, home.config_file, system), key, other=other)
        if target.ca_file and not Path(target.ca_file).is_file():
            key = f"targets.{name}.ca_file"
            raise SettingsError("file-missing", written(key, home.config_file, system), key, path=target.ca_file)
    if settings.target is not None and settings.target.kind == "rest":
        place = written("default_target", home.config_file, system)
        known = ", ".join(name for name, one in settings.targets.items() if one.kind != "rest")
        raise SettingsError("target-mirror", place, "default_target", name=settings.default_target, known=known or "-")
    if settings.targets and settings.target is None:
        nearest = near(settings.default_target, list(settings.targets))
        place = written("default_target", home.config_file, system)
        raise SettingsError("target-missing", place, "default_target", name=settings.default_target, near=nearest)


def _read(settings: Settings, path: Path, locked: frozenset[str], *, may_lock: bool) -> tuple[Settings, frozenset[str]]:
    text, table = read_table(path)
    try:
        locks = _locks(table.pop("locked", [])) if may_lock else frozenset()
        for key, value in table.items():
            if key not in locked:
                settings = _put(settings, key, value, "")
    except SettingsError as error:
        error.place = f"{path}:{line_of(text, error.key) or 1}"
        raise
    return settings, locked | locks


def _locks(value: Any) -> frozenset[str]:
    """Return the keys that users can't change. Raises SettingsError."""
    known = [item.name for item in fields(Settings)]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SettingsError("type-wrong", "", "locked", want="list")
    wrong = next((one for one in value if one not in known), None)
    if wrong is not None:
        raise SettingsError("choice-wrong", "", "locked", value=wrong, choices=", ".join(known))
    return frozenset(value)


def _put(settings: Settings, key: str, value: Any, place: str) -> Settings:
    hints = get_type_hints(Settings)
    if key not in hints:
        raise _unknown(place, "", key, list(hints))
    if key == "targets":
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise SettingsError("type-wrong", place, key, want="table")
        return replace(settings, targets={name: _target(name, one, place) for name, one in value.items()})
    if key == "keys":
        return replace(settings, keys=_keys(settings.keys, value, place))
    if key == "report":
        return replace(settings, report=_filled(settings.report, value, key, place))
    _check_value(key, key, value, hints[key], place)
    return replace(settings, **{key: value})


def _keys(before: Mapping[str, str], value: Any, place: str) -> Mapping[str, str]:
    from ekin_tui.keys.settings import Unfit, read

    try:
        return read(before, value)
    except Unfit as no:
        found = no.details.get("near", "")
        example = example_of(found) or f'"{found.removeprefix("keys.")}" = "..."'
        more = {"example": example} if no.code == "key-unknown" else {}
        raise SettingsError(no.code, place, no.key, **no.details, **more) from no


def _unknown(place: str, dotted: str, key: str, known: list[str]) -> SettingsError:
    """Return the error of a ``key`` that no table ``dotted`` has, with the nearest one as the example sets it."""
    found = near(key, known)
    first, _, rest = dotted.partition(".")
    there = ".".join(["targets.pusat", *rest.split(".")[1:]]) if first == "targets" else dotted
    example = example_of(f"{there}.{found}" if there else found) or f"{found} = ..."
    return SettingsError("key-unknown", place, f"{dotted}.{key}" if dotted else key, near=found, example=example)


def _target(name: str, table: Mapping[str, Any], place: str) -> Target:
    target = _filled(Target(), table, f"targets.{name}", place)
    if target.url:
        check_url(target.url, f"targets.{name}.url", place)
    if target.proxy and not is_proxy(target.proxy):
        key = f"targets.{name}.proxy"
        raise SettingsError("proxy-wrong", place, key, url=hidden(key, target.proxy))
    if target.issuer:
        check_url(target.issuer, f"targets.{name}.issuer", place)
    if target.kind != "ekin":
        from ekin_tui.config.mapping import check_target

        check_target(name, target, place)
    return target


def _filled(kept: _T, table: Any, dotted: str, place: str) -> _T:
    """Return ``kept`` with what ``table`` sets. Raises SettingsError."""
    if not isinstance(table, dict):
        raise SettingsError("type-wrong", place, dotted, want="table")
    hints = get_type_hints(type(kept))
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in hints:
            raise _unknown(place, dotted, key, list(hints))
        if hints[key] is Rest:
            found[key] = _filled(Rest(), value, f"{dotted}.{key}", place)
            continue
        _check_value(key, f"{dotted}.{key}", value, hints[key], place)
        found[key] = value
    return replace(kept, **found)


def _check_value(key: str, dotted: str, value: Any, hint: Any, place: str) -> None:
    if isinstance(hint, UnionType):
        kinds = [get_origin(kind) or kind for kind in get_args(hint)]
    else:
        kinds = [hint if get_origin(hint) is None else dict]
    if type(value) not in kinds or (isinstance(value, list) and not all(isinstance(word, str) for word in value)):
        raise SettingsError("type-wrong", place, dotted, want={"dict": "table"}.get(name := kinds[0].__name__, name))
    if key in CHOICES and value not in CHOICES[key]:
        raise SettingsError("choice-wrong", place, dotted, value=value, choices=", ".join(CHOICES[key]))
    if key in _LIMITS and not _LIMITS[key][0] <= value <= _LIMITS[key][1]:
        raise SettingsError("range-wrong", place, dotted, least=_LIMITS[key][0], most=_LIMITS[key][1])


def _parsed(key: str, text: str, place: str) -> Any:
    kind = get_type_hints(Settings)[key]
    if kind is bool:
        if text.lower() not in {"true", "false", "1", "0"}:
            raise SettingsError("type-wrong", place, key, want="bool")
        return text.lower() in {"true", "1"}
    if kind is int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise SettingsError("type-wrong", place, key, want="int")
        return int(text)
    return text


def root_from(env: Mapping[str, str], option: str | None) -> Path | None:
    """Return the folder of ``--home`` or ``EKIN_TUI_HOME``; None for the platform's places."""
    named = option or env.get(f"{PREFIX}HOME")
    return Path(os.path.abspath(named)) if named else None  # noqa: PTH100 - resolve() would follow links
