"""Settings: ``config path|init|check|show|set|unset``."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ekin_tui.cli.completing import setting_keys
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.config import check
from ekin_tui.config.secret import hidden

if TYPE_CHECKING:
    from ekin_tui.config import Settings
    from ekin_tui.desk.setup import Setup


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
        show_json(_shown(joined.settings))
        return
    from ekin_tui.config.sources import sources

    words = joined.words
    rows = []
    for one in sources(joined.settings, joined.home, joined.env, {"lang": joined.asked_lang}):
        said = words(f"config.layer.{one.layer.value}", place=one.place)
        rows.append(
            (one.key, _toml(hidden(one.key, one.value)), words("config.locked_now", said=said) if one.locked else said)
        )
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
    setup = _setup(joined)
    chosen = setup.set(key, value)
    tell(joined.words("config.put", key=key, value=_toml(hidden(key, chosen)), path=setup.file))
    if name := setup.variable(key):
        tell(joined.words("config.above", key=key, name=name))


@config.command("unset")
@click.argument("key", metavar="K", shell_complete=setting_keys)
@click.pass_obj
def unset_(joined: Joined, key: str) -> None:
    """Take one key out of the user's file, so that what stands below it holds again."""
    setup = _setup(joined)
    if not setup.unset(key):
        raise End(Code.USAGE, "config.not-there", key=key, path=setup.file)
    tell(joined.words("config.dropped", key=key, path=setup.file))


def _setup(joined: Joined) -> "Setup":
    from ekin_tui.desk.setup import Setup

    return Setup(joined.home, joined.env)


def _toml(value: Any) -> str:
    """Return a value as the file writes it."""
    import tomli_w

    return tomli_w.dumps({"v": value}).removeprefix("v = ").strip()


def _shown(settings: "Settings") -> dict[str, Any]:
    """Return ``settings`` for JSON, without what is never shown."""
    table = asdict(settings)
    for name, target in table["targets"].items():
        table["targets"][name] = {key: hidden(f"targets.{name}.{key}", value) for key, value in target.items()}
    return table


COMMANDS = {"config": config}
