"""The root of the commands, each loaded when it is asked for; words for usage errors."""

from itertools import takewhile

import click

from ekin_tui import __version__
from ekin_tui.cli.ending import Code
from ekin_tui.cli.help import Group, show_help, usage
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.text import Words

_ROOMS = {
    "add": "entries",
    "list": "entries",
    "show": "entries",
    "edit": "entries",
    "discard": "entries",
    "submit": "entries",
    "withdraw": "entries",
    "plans": "lookup",
    "skp": "figures",
    "status": "lookup",
    "whoami": "lookup",
    "review": "review",
    "report": "report",
    "import": "sheets",
    "export": "sheets",
    "sync": "exchange",
    "login": "login",
    "logout": "login",
    "serve": "centre",
    "web": "web",
    "admin": "agency",
    "config": "settings",
    "backup": "keeping",
    "restore": "keeping",
    "doctor": "doctor",
    "demo": "demo",
    "completion": "completing",
}
"""Command → module that holds it, so that only one is loaded."""


class Root(Group):
    """Loads the module of a command when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names in the order of the day's work."""
        return list(_ROOMS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Return the command of that name."""
        if name not in _ROOMS:
            return None
        from importlib import import_module

        found: click.Command = import_module(f"ekin_tui.cli.{_ROOMS[name]}").COMMANDS[name]
        return found


@click.command("ekin-tui", cls=Root)
@click.version_option(__version__, prog_name="ekin-tui", message="%(prog)s %(version)s")
def root() -> None:
    """Open the calendar; without a terminal, print the month."""


def invoke(arguments: list[str], joined: Joined, words: Words) -> int:
    """Run the command in ``arguments`` and return its exit code; ``words`` are for help, which needs no settings."""
    if "--help" in takewhile(lambda word: word != "--", arguments):
        show_help(root, arguments, words)
        return Code.DONE
    if arguments[:1] != ["doctor"]:  # it tells of settings that nothing else can start with
        words = joined.words
    try:
        with root.make_context("ekin-tui", arguments, obj=joined) as context:
            root.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        name = error.ctx.command_path if error.ctx else "ekin-tui"
        tell(words("cli.missing-command", command=name))
        return Code.USAGE
    except click.ClickException as error:
        tell(usage(error, words))
        return Code.USAGE
    return Code.DONE
