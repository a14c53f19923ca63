"""Help and usage errors in the words of the language: click's own sentences are English only."""

from collections.abc import Sequence

import click

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.printing import show, table
from ekin_tui.domain.wrapping import columns
from ekin_tui.text import Words


class Group(click.Group):
    """A group of commands that names the nearest one when there is none of that name."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` begin with. Ends with USAGE when there is none."""
        if args and self.get_command(context, args[0]) is None:
            import difflib

            known = self.list_commands(context)
            near = next(iter(difflib.get_close_matches(args[0], known, n=1, cutoff=0.4)), known[0])
            raise End(Code.USAGE, "cli.no-such-command", name=args[0], near=near)
        return super().resolve_command(context, args)


def show_help(root: click.Command, arguments: Sequence[str], words: Words) -> None:
    """Print what the command that ``arguments`` begin with does, its options and its commands."""
    context = click.Context(root, info_name="ekin-tui")
    command, path = root, "ekin-tui"
    for word in arguments:
        child = command.get_command(context, word) if isinstance(command, click.Group) else None
        if child is None:
            break
        command, path = child, f"{path} {word}"
    key = path.removeprefix("ekin-tui").strip()
    show(f"{words('usage.usage')} {synopsis(path, command)}")
    show(f"\n  {about(key, words)}\n")
    _show_rows(words("usage.options"), options(command, words, root=command is root))
    if isinstance(command, click.Group):
        names = command.list_commands(context)
        show("")
        _show_rows(words("usage.commands"), [(name, about(f"{key} {name}", words)) for name in names])


def about(path: str, words: Words) -> str:
    """Return what the command of that path, without the program, does; the empty path is the program itself."""
    key = path.strip().replace(" ", ".") or "root"
    return words(f"usage.{key}.about") if f"usage.{key}.about" in words else words(f"usage.{key}")


def synopsis(path: str, command: click.Command) -> str:
    """Return ``path`` with the arguments of the command."""
    places = [p for p in command.params if isinstance(p, click.Argument)]
    named = [p.metavar or p.human_readable_name for p in places]
    bare = [place.required or name.startswith("[") for name, place in zip(named, places, strict=True)]
    shown = [name if whole else f"[{name}]" for name, whole in zip(named, bare, strict=True)]
    return " ".join([path, *shown, "..."] if isinstance(command, click.Group) else [path, *shown])


def options(command: click.Command, words: Words, *, root: bool) -> list[tuple[str, str]]:
    """Return each option with what it does; ``root`` adds those that stand anywhere."""
    rows = []
    for option in command.params:
        if isinstance(option, click.Option):
            name = option.opts[-1]
            value = "" if option.is_flag else f" {_value(option)}"
            rows.append((f"{name}{value}", words(f"usage.option.{name.removeprefix('--')}")))
    common = ("plain", "home DIR", "lang id|en") if root else ()
    rows += [(f"--{name}", words(f"usage.option.{name.split()[0]}")) for name in common]
    return [*rows, ("--help", words("usage.option.help"))]


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    return option.metavar or "N"


def _show_rows(title: str, rows: Sequence[tuple[str, str]]) -> None:
    show(title)
    widest = max(columns(name) for name, _ in rows)
    table([(f"  {name.ljust(min(widest, 40))}", sentence) for name, sentence in rows])


def usage(error: click.ClickException, words: Words) -> str:
    """Return what is wrong with a command line, and the remedy."""
    match error:
        case click.NoSuchOption():
            near = next(iter(error.possibilities or []), "--help")
            return words("cli.no-such-option", option=error.option_name, near=near)
        case click.MissingParameter():
            return words("cli.missing", name=_name(error))
        case click.BadOptionUsage():
            return words("cli.option-needs-value", option=error.option_name)
        case click.BadParameter():
            return _bad_value(error, words)
        case click.UsageError() if error.ctx is not None:
            return words("cli.too-many", command=error.ctx.command_path)
        case _:
            return words("cli.usage")


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    found = error.param
    return (found.metavar or found.human_readable_name) if found is not None else "?"


def _bad_value(error: click.BadParameter, words: Words) -> str:
    kind = error.param.type if error.param is not None else None
    name = _name(error)
    match kind:
        case click.Choice():
            return words("cli.wrong-choice", name=name, choices=", ".join(str(c) for c in kind.choices))
        case click.IntRange(min=least, max=None):
            return words("cli.number-from", name=name, least=least)
        case click.IntRange(min=least, max=most):
            return words("cli.number-between", name=name, least=least, most=most)
        case _:
            return words("cli.bad-value", name=name)
