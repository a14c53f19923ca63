"""The settings as a person sees and changes them: each in force with its source, changed whole or not at all.

``config set`` and the screen of the settings ask here, so that both hold to the same rules.
"""

import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from ekin_tui.config import CHOICES, PREFIX, SYSTEM_FILE, TABLES, Home, Settings, check, load
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.reading import read_table
from ekin_tui.config.report import Letter
from ekin_tui.config.secret import hidden
from ekin_tui.config.sources import Layer, Source, locks, sources
from ekin_tui.config.target import Target
from ekin_tui.config.writing import drop, put
from ekin_tui.keys.mapping import PRESETS, keys_of
from ekin_tui.keys.settings import PRESET
from ekin_tui.keys.table import rows

AT_ONCE = frozenset({"lang", "theme", "keys", "report"})
"""Settings, and tables of them, that the running program follows; what else is changed holds from its next start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingView:
    """One setting in force, and what may be done with it."""

    source: Source
    """Key, value and where it comes from."""
    built_in: Any
    own: bool
    """Whether the user's file sets it, even where another layer goes before."""
    choices: tuple[str, ...] = ()
    """What it may be; empty where any text or number will do."""

    @property
    def key(self) -> str:
        """Its dotted name."""
        return self.source.key

    @property
    def value(self) -> Any:
        """The value in force. Not to be shown: :meth:`shown` is."""
        return self.source.value

    @property
    def root(self) -> str:
        """The setting, or the table that it stands in: what the system's file locks."""
        return self.key.partition(".")[0]

    @property
    def secret(self) -> bool:
        """Whether the value, or a part of it, is not to be shown."""
        return bool(hidden(self.key, self.value) != self.value)

    @property
    def at_once(self) -> bool:
        """Whether the running program follows a change."""
        return self.root in AT_ONCE

    @property
    def above(self) -> bool:
        """Whether what the user's file says does not hold: the environment or an option goes before."""
        return self.source.layer in {Layer.ENVIRONMENT, Layer.OPTION}


class Setup:
    """The settings of one home."""

    def __init__(
        self,
        home: Home,
        env: Mapping[str, str],
        options: Mapping[str, Any] | None = None,
        *,
        system: Path = SYSTEM_FILE,
    ) -> None:
        """``options`` are those of the command line; one that is set here gives way to what is set."""
        self._home, self._env, self._options, self._system = home, env, dict(options or {}), system

    @property
    def file(self) -> Path:
        """The user's file."""
        return self._home.config_file

    def settings(self) -> Settings:
        """Return the settings in force now. Raises SettingsError."""
        return load(self._home, self._env, self._options, system=self._system)

    def lines(self) -> list[SettingView]:
        """Return every setting, those of a person's work first, the keys last. Raises SettingsError."""
        settings = self.settings()
        told = {one.key: one for one in sources(settings, self._home, self._env, self._options, system=self._system)}
        own = read_table(self.file)[1]
        shut = locks(self._system)
        views = []
        for key, value, built_in, choices in _every(settings):
            source = told.get(key)
            if source is None:
                layer = (
                    told[f"keys.{PRESET}"].layer if key.startswith("keys.") and value != built_in else Layer.BUILT_IN
                )
                source = Source(key=key, value=value, layer=layer, locked=key.partition(".")[0] in shut)
            views.append(SettingView(source=source, built_in=built_in, own=_stands(own, key), choices=choices))
        return views

    def set(self, key: str, text: str) -> Any:
        """Set ``key`` in the user's file to ``text``, or to the TOML value that it spells; returns what was written.

        Raises SettingsError, and nothing is written, unless the settings are fine with it; OSError.
        """
        if key.partition(".")[0] in locks(self._system):
            raise SettingsError("locked", str(self._system), key, path=str(self._system))
        known = read_table(self.file)[0]
        value = self._fitting(known, key, text)
        put(self.file, key, value)
        self._options.pop(key, None)
        return value

    def unset(self, key: str) -> bool:
        """Take ``key`` out of the user's file, so that what stands below holds again; False when it is not there.

        Raises SettingsError, and nothing is written, where settings that are fine would not be any more; OSError.
        """
        known = read_table(self.file)[0]
        error = self._wrong_after(known, lambda file: drop(file, key))
        if error is not None and self._wrong_after(known, lambda _: None) is None:
            error.place = str(self.file)
            raise error
        self._options.pop(key, None)
        return drop(self.file, key)

    def variable(self, key: str) -> str:
        """Return the variable of the environment that goes before what the user's file says of ``key``; empty: none."""
        name = f"{PREFIX}{key.upper()}"
        return name if name in self._env and key in _plain() else ""

    def _fitting(self, known: str, key: str, text: str) -> Any:
        """Return ``text``, or the TOML value that it spells, whichever the setting takes. Raises SettingsError."""
        wrong: SettingsError | None = None
        for value in (text, *_spelled(text)):
            error = self._wrong_after(known, partial(put, key=key, value=value))
            if error is None:
                return value
            error.place = "config set"
            wrong = error if wrong is None or wrong.code == "type-wrong" else wrong
            if error.code != "type-wrong":
                raise error
        assert wrong is not None  # noqa: S101 - the text itself was tried
        raise wrong

    def _wrong_after(self, text: str, change: Callable[[Path], object]) -> SettingsError | None:
        """Return what would be wrong with a user's file of ``text`` after ``change``; None when all is fine."""
        with tempfile.TemporaryDirectory(prefix="ekin-tui-") as name:
            home = Home.find(Path(name))
            home.config_file.write_text(text, encoding="utf-8")
            change(home.config_file)
            try:
                check(load(home, {}, system=self._system), home, system=self._system)
            except SettingsError as error:
                return error
        return None


def known_keys(settings: Settings) -> list[str]:
    """Return the name of every setting, with those of the targets that ``settings`` have."""
    return [key for key, *_ in _every(settings)]


def _plain() -> tuple[str, ...]:
    return tuple(item.name for item in fields(Settings) if item.name not in TABLES)


def _every(settings: Settings) -> Iterator[tuple[str, Any, Any, tuple[str, ...]]]:
    """Tell of every setting its key, its value, what is built in, and its choices."""
    built_in = Settings()
    for name in _plain():
        yield name, getattr(settings, name), getattr(built_in, name), _choices(name, getattr(built_in, name))
    for target in settings.targets or (settings.default_target,):
        held, plain = settings.targets.get(target, Target()), Target()
        for item in fields(Target):
            if item.name == "rest":  # tables in a table: written in the file, where an example stands, not line by line
                continue
            key, usual = f"targets.{target}.{item.name}", getattr(plain, item.name)
            yield key, getattr(held, item.name), usual, _choices(item.name, usual)
    for item in fields(Letter):
        yield f"report.{item.name}", getattr(settings.report, item.name), getattr(built_in.report, item.name), ()
    yield f"keys.{PRESET}", settings.keys.get(PRESET, "plain"), "plain", tuple(PRESETS)
    keymap = settings.keymap
    for row in rows().values():
        yield f"keys.{row.id}", settings.keys.get(row.id) or ",".join(keys_of(row, keymap)), ",".join(row.keys), ()


def _choices(name: str, built_in: Any) -> tuple[str, ...]:
    return ("true", "false") if isinstance(built_in, bool) else CHOICES.get(name, ())


def _spelled(text: str) -> list[Any]:
    try:
        value = tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return []
    return [] if isinstance(value, str) else [value]


def _stands(table: Mapping[str, Any], key: str) -> bool:
    """Tell whether ``table`` sets the dotted ``key``, with or without quotes around the id of an action."""
    if key in table:
        return True
    first, _, rest = key.partition(".")
    inner = table.get(first)
    return bool(rest) and isinstance(inner, Mapping) and _stands(inner, rest)
