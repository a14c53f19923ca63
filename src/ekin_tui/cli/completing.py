"""Completion of a command line by the shell: ``completion bash|zsh|fish``, and the answers that its script asks for."""

import os
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from ekin_tui.cli.printing import show
from ekin_tui.config import Settings

VARIABLE = "_EKIN_TUI_COMPLETE"
"""What the script of a shell sets when it asks; its name is made by the library's own rule."""
PROGRAM = "ekin-tui"
SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS), metavar="|".join(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options and values."""
    root = context.find_root().command
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choice is of those that the library has
    show(kind(root, {}, PROGRAM, VARIABLE).source().strip("\n"))


def answer(root: click.Command) -> int:
    """Answer what the script asks in the environment and return the exit code."""
    return shell_complete(root, {}, PROGRAM, VARIABLE, os.environ[VARIABLE])


def setting_keys(_: click.Context, __: click.Parameter, begun: str) -> Iterable[CompletionItem]:
    """Offer the keys of the settings."""
    from ekin_tui.desk.setup import known_keys

    known = known_keys(Settings())
    return [CompletionItem(name) for name in known if name.startswith(begun)]


COMMANDS = {"completion": completion}
