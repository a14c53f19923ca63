"""The root of the commands: options that stand anywhere, words for usage errors, exit codes."""

import errno
import os
import sys
from itertools import takewhile
from typing import Any

import click

from ekin_tui import __version__
from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.help import Group, show_help, usage
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.config import SettingsError
from ekin_tui.domain.nip import NipError
from ekin_tui.domain.rules import Refused
from ekin_tui.store.errors import StoreError
from ekin_tui.text import LANGUAGES, Words

_ROOMS = {
    "add": "entries",
    "list": "entries",
    "show": "entries",
    "edit": "entries",
    "discard": "entries",
    "submit": "entries",
    "withdraw": "entries",
    "plans": "lookup",
    "status": "lookup",
    "whoami": "lookup",
    "review": "review",
    "sync": "exchange",
    "login": "exchange",
    "logout": "exchange",
    "serve": "centre",
    "admin": "centre",
    "config": "settings",
    "demo": "demo",
}
"""Command → module that holds it, so that only one is loaded."""
_INTERRUPTED = 130


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


@click.command("ekin-tui", cls=Root, invoke_without_command=True)
@click.version_option(__version__, prog_name="ekin-tui", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context) -> None:
    """Open the calendar; without a terminal, print the month."""
    if context.invoked_subcommand is None:
        from ekin_tui.cli.screen import open_calendar

        open_calendar(context.obj)


def carry_out(arguments: list[str]) -> int:
    """Run the command in ``arguments`` and return its exit code."""
    words = Words("id")
    joined: Joined | None = None
    try:
        rest, home, lang = take_common(arguments)
        words = Words(lang or "id")
        joined = Joined(os.environ, home=home, lang=lang)
        if "--help" in takewhile(lambda word: word != "--", rest):
            show_help(root, rest, words)
            return Code.DONE
        words = joined.words
        with root.make_context("ekin-tui", rest, obj=joined) as context:
            root.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _silence()
    except (End, SettingsError, NipError, Refused, StoreError, OSError, click.ClickException) as error:
        return _say(error, words)
    finally:
        if joined is not None and "store" in vars(joined):
            joined.store.close()
    return Code.DONE


def _silence() -> None:
    """Nobody reads on: let what is still to be written go nowhere, so that the interpreter ends without a complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _say(error: Exception, words: Words) -> int:
    """Say how a command ended and return its code."""
    match error:
        case EndRefused():
            tell(words.refusal(error.problem, error.details))
            return error.code
        case End():
            if error.key:
                tell(words(error.key, **error.fields))
            return error.code
        case SettingsError():
            fields: dict[str, Any] = {"key": error.key, **error.details}
            tell(f"{error.place}: {words(f'config.{error.code}', **fields)}")
            return Code.USAGE
        case NipError() | Refused() | StoreError():
            tell(words.refusal(error.code, error.details))
            return Code.REFUSED
        case OSError():
            if error.filename is None:
                _silence()
            why = errno.errorcode.get(error.errno or 0, type(error).__name__)
            tell(words("cli.file-failed", path=error.filename or "stdout", why=why))
            return Code.REFUSED
        case click.exceptions.NoArgsIsHelpError():
            name = error.ctx.command_path if error.ctx else "ekin-tui"
            tell(words("cli.missing-command", command=name))
            return Code.USAGE
        case click.ClickException():
            tell(usage(error, words))
            return Code.USAGE
        case _:
            raise error


def take_common(arguments: list[str]) -> tuple[list[str], str | None, str | None]:
    """Take ``--home DIR`` and ``--lang L`` out of ``arguments``, wherever they stand before a ``--``.

    Ends with USAGE when one lacks its value or the language is unknown.
    """
    found: dict[str, str | None] = {"--home": None, "--lang": None}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
            break
        if name not in found:
            rest.append(word)
        elif equals or waiting:
            found[name] = value if equals else waiting.pop(0)
        else:
            raise End(Code.USAGE, "cli.option-needs-value", option=name)
    if found["--lang"] is not None and found["--lang"] not in LANGUAGES:
        raise End(Code.USAGE, "cli.bad-choice", option="--lang", value=found["--lang"], choices=", ".join(LANGUAGES))
    return rest, found["--home"], found["--lang"]
