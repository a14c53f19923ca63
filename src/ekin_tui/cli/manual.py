"""The manual page, printed from the commands themselves in both languages: ``make docs`` writes it, a test holds it."""

import click

from ekin_tui.cli.commands import root
from ekin_tui.cli.ending import Code
from ekin_tui.cli.help import about, options, synopsis
from ekin_tui.text import Words

_LISTS = (
    ("files", "file", ("config.toml", "cache.db", "token-NAME", "backups/")),
    ("environment", "variable", ("EKIN_TUI_HOME", "EKIN_TUI_LANG", "EKIN_TUI_NOW", "NO_COLOR")),
    ("codes", "code", tuple(str(code.value) for code in Code)),
)
"""Title, group of the words, and what is listed."""


def manual(lang: str) -> str:
    """Return the page in troff's ``man`` macros."""
    words = Words(lang)
    context = click.Context(root, info_name="ekin-tui")
    lines = [
        '.TH EKIN-TUI 1 "" ekin-tui',
        f".SH {words('manual.name')}",
        f"ekin-tui \\- {_plain(words('manual.what'))}",
        f".SH {words('manual.synopsis')}",
        ".B ekin-tui",
        "[\\fB\\-\\-home\\fR \\fIDIR\\fR] [\\fB\\-\\-lang\\fR id|en] [\\fB\\-\\-plain\\fR | \\fICOMMAND\\fR ...]",
        f".SH {words('manual.description')}",
        _plain(words("manual.about")),
        f".SH {words('manual.options')}",
        *_items(options(root, words, root=True)),
        f".SH {words('manual.commands')}",
    ]
    for path, command in _walk(context, root, ""):
        lines += [".TP", f".B {_plain(synopsis(path, command))}", _plain(about(path, words))]
        own = [row for row in options(command, words, root=False) if row[0] != "--help"]
        lines += [".RS", *_items(own), ".RE"] if own else []
    for title, group, names in _LISTS:
        lines.append(f".SH {words(f'manual.{title}')}")
        lines += _items([(name, words(f"manual.{group}.{_key(name)}")) for name in names])
    return "\n".join([*lines, ""])


def _walk(context: click.Context, group: click.Group, prefix: str) -> list[tuple[str, click.Command]]:
    """Return all commands that are no groups, with their paths."""
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        path = f"{prefix} {name}".strip()
        if isinstance(command, click.Group):
            found += _walk(context, command, path)
        elif command is not None:
            found.append((path, command))
    return found


def _items(rows: list[tuple[str, str]]) -> list[str]:
    return [line for name, said in rows for line in (".TP", f".B {_plain(name)}", _plain(said))]


def _key(name: str) -> str:
    return name.strip("/").lower().replace(".", "_").replace("-", "_")


def _plain(text: str) -> str:
    """Return ``text`` with what troff would take for a command made harmless."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe[:1] in {".", "'"} else safe
