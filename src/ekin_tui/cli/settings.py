"""Settings: ``config path|check|show``."""

from dataclasses import asdict

import click

from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, tell
from ekin_tui.config import check


@click.group("config")
def config() -> None:
    """See and check the settings."""


@config.command("path")
@click.pass_obj
def path(joined: Joined) -> None:
    """Print where the settings file is read from."""
    show(str(joined.home.config_file))


@config.command("check")
@click.pass_obj
def check_(joined: Joined) -> None:
    """Check the settings."""
    check(joined.settings)
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
