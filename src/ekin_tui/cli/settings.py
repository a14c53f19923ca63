"""Settings: ``config path|check|show``."""

from dataclasses import asdict

import click

from ekin_tui.cli.entries import as_json
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, tell
from ekin_tui.config import check


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
    """Print the settings in force."""
    values = asdict(joined.settings)
    if as_json:
        show_json(values)
        return
    import tomli_w

    show(tomli_w.dumps(values).rstrip())


COMMANDS = {"config": config}
