"""Settings: ``config path|init|check|show|set|unset``."""

import tempfile
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ekin_tui.cli.completing import setting_keys
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.config import PREFIX, SYSTEM_FILE, Home, SettingsError, check, load


@click.group("config", cls=Group)
def config() -> None:
    """See and check the settings."""


@config.command("path")
@as_json
@click.pass_obj
def path(joined: Joined, as_json: bool) -> None:
    """Print where the settings file is read from."""
    file = joined.home.config_file
    if as_json:
        show_json({"path": str(file), "exists": file.is_file()})
    else:
        show(str(file))


@config.command("check")
@as_json
@click.pass_obj
def check_(joined: Joined, as_json: bool) -> None:
    """Check the settings: what is wrong ends with USAGE and one line."""
    check(joined.settings, joined.home)
    if as_json:
        show_json({"path": str(joined.home.config_file), "fine": True})
    else:
        tell(joined.words("config.fine"))


@config.command("show")
@as_json
@click.pass_obj
def show_(joined: Joined, as_json: bool) -> None:
    """Print the settings in force and where each comes from; with --json the settings alone."""
    if as_json:
        show_json(asdict(joined.settings))
        return
    from ekin_tui.config.sources import sources

    words = joined.words
    rows = []
    for one in sources(joined.settings, joined.home, joined.env, {"lang": joined.asked_lang}):
        said = words(f"config.layer.{one.layer.value}", place=one.place)
        rows.append((one.key, _toml(one.value), words("config.locked_now", said=said) if one.locked else said))
    table(rows)


@config.command("init")
@click.pass_obj
def init_(joined: Joined) -> None:
    """Write a settings file in which every setting stands, with its default and what it does, as a comment."""
    from ekin_tui.config.writing import write_example

    file = joined.home.config_file
    if not write_example(file):
        raise End(Code.USAGE, "config.there-already", path=file)
    tell(joined.words("config.begun", path=file))


@config.command("set")
@click.argument("key", metavar="K", shell_complete=setting_keys)
@click.argument("value", metavar="V")
@click.pass_obj
def set_(joined: Joined, key: str, value: str) -> None:
    """Set one key in the user's file. Nothing is written unless the settings are fine with it."""
    from ekin_tui.config.writing import put

    _not_locked(key)
    file = joined.home.config_file
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    chosen = _fitting(known, key, value)
    put(file, key, chosen)
    tell(joined.words("config.put", key=key, value=_toml(chosen), path=file))
    _say_above(joined, key)


@config.command("unset")
@click.argument("key", metavar="K", shell_complete=setting_keys)
@click.pass_obj
def unset_(joined: Joined, key: str) -> None:
    """Take one key out of the user's file, so that what stands below it holds again."""
    from ekin_tui.config.writing import drop

    file = joined.home.config_file
    if not drop(file, key):
        raise End(Code.USAGE, "config.not-there", key=key, path=file)
    tell(joined.words("config.dropped", key=key, path=file))


def _toml(value: Any) -> str:
    """Return a value as the file writes it."""
    import tomli_w

    return tomli_w.dumps({"v": value}).removeprefix("v = ").strip()


def _fitting(known: str, key: str, text: str) -> Any:
    """Return ``text``, or the TOML value that it spells, whichever the setting takes. Raises SettingsError."""
    from ekin_tui.config.writing import put

    wrong: SettingsError | None = None
    for value in (text, *_spelled(text)):
        with tempfile.TemporaryDirectory(prefix="ekin-tui-") as name:
            home = Home.find(Path(name))
            home.config_file.write_text(known, encoding="utf-8")
            put(home.config_file, key, value)
            try:
                check(load(home, {}, system=SYSTEM_FILE), home)
            except SettingsError as error:
                error.place = "config set"
                wrong = error if wrong is None or wrong.code == "type-wrong" else wrong
                if error.code == "type-wrong":
                    continue
                raise
            return value
    raise wrong or SettingsError("key-unknown", "config set", key, near="")


def _spelled(text: str) -> list[Any]:
    try:
        value = tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return []
    return [] if isinstance(value, str) else [value]


def _not_locked(key: str) -> None:
    from ekin_tui.config.sources import locks

    if key.partition(".")[0] in locks(SYSTEM_FILE):
        raise End(Code.USAGE, "config.locked", key=key, path=SYSTEM_FILE)


def _say_above(joined: Joined, key: str) -> None:
    """Say so when the environment goes before what was just set."""
    name = f"{PREFIX}{key.upper()}"
    if name in joined.env:
        tell(joined.words("config.above", key=key, name=name))


COMMANDS = {"config": config}
