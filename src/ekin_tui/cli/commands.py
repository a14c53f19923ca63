"""The root of the commands: options that stand anywhere, words for usage errors, exit codes."""

import os
import sys
from typing import Any

import click

from ekin_tui import __version__
from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.config import SettingsError
from ekin_tui.domain.nip import NipError
from ekin_tui.domain.rules import Refused
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


class Root(click.Group):
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
    try:
        rest, home, lang = take_common(arguments)
    except End as end:
        return _say_end(end, Words("id"))
    joined = Joined(os.environ, home=home, lang=lang)
    try:
        words = joined.words
    except SettingsError as error:
        return _say_settings(error, lang)
    try:
        if "--help" in rest:
            _translate(root, words, "")
        root.main(rest, prog_name="ekin-tui", standalone_mode=False, obj=joined)
    except End as end:
        return _say_end(end, words)
    except SettingsError as error:
        return _say_settings(error, words.lang)
    except (NipError, Refused) as no:
        return _say_end(EndRefused(no.code, no.details), words)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        tell(usage(error, words))
        return Code.USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return Code.DONE
    return _guarded_exit(joined)


def _guarded_exit(joined: Joined) -> int:
    if "store" in vars(joined):
        joined.store.close()
    return Code.DONE


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


def usage(error: click.ClickException, words: Words) -> str:
    """Return what is wrong with a command line, and the remedy."""
    match error:
        case click.NoSuchOption():
            near = (error.possibilities or ["--help"])[0]
            return words("cli.no-such-option", option=error.option_name, near=near)
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else error.param_hint
            return words("cli.missing", name=name)
        case click.BadOptionUsage():
            return words("cli.option-needs-value", option=error.option_name)
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else error.param_hint
            return words("cli.bad-value", name=name, why=error.message)
        case _:
            return words("cli.usage", why=error.format_message())


def _translate(command: click.Command, words: Words, path: str) -> None:
    key = f"usage.{path or 'root'}"
    if key in words:
        command.help = words(key)
        command.short_help = words(key)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                _translate(child, words, f"{path}.{name}" if path else name)


def _say_end(end: End, words: Words) -> int:
    if isinstance(end, EndRefused):
        tell(words.refusal(end.problem, end.details))
    elif end.key:
        tell(words(end.key, **end.fields))
    return end.code


def _say_settings(error: SettingsError, lang: str | None) -> int:
    words = Words(lang if lang in LANGUAGES else "id")
    fields: dict[str, Any] = {"key": error.key, **error.details}
    tell(f"{error.place}: {words(f'config.{error.code}', **fields)}")
    return Code.USAGE
