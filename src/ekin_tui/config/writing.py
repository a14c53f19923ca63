"""Writing into the settings: atomically, with comments and everything else as it was wherever that can be done.

A key is one line of its own in nearly every file, so that line alone is changed. Where it is not (an inline table, a
text over several lines), the file is written anew without its comments, and what stood there is kept beside it.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from ekin_tui.config import Settings, private
from ekin_tui.config.addresses import check_url
from ekin_tui.config.places import line_of, opens, path_of

BEFORE = ".toml.before"
"""The file as it stood before the last change."""


def put(path: Path, key: str, value: Any, *, line_only: bool = False) -> None:
    """Set the dotted ``key`` in the settings file at ``path`` to ``value``, which is not judged here.

    With ``line_only`` no other line may change, and nothing is kept beside the file. Raises OSError, and ValueError for
    a file that can't be read as TOML, or changed so.
    """
    import tomli_w

    steps = path_of(key)
    text, before = _read(path)
    after = _with(before, steps, value)
    if after == before:
        return
    name = tomli_w.dumps({steps[-1]: value}).rstrip("\n")
    _write(path, text, _line_put(text, key, steps, name), after, line_only=line_only)


def drop(path: Path, key: str) -> bool:
    """Take the dotted ``key`` out of the file, so that the layers below hold again; returns whether it was there."""
    steps = path_of(key)
    text, before = _read(path)
    after = _without(before, steps)
    if after == before:
        return False
    number = line_of(text, key)
    lines = text.splitlines(keepends=True)
    _write(path, text, "".join(lines[: number - 1] + lines[number:]), after)
    return True


def write_target(path: Path, settings: Settings, url: str) -> None:
    """Put ``url`` under the default target in the settings file at ``path``. Raises SettingsError for a bad URL."""
    name = settings.default_target
    check_url(url, f"targets.{name}.url", "--url")
    if name not in _read(path)[1].get("targets", {}):
        put(path, f"targets.{name}.kind", "ekin")
    put(path, f"targets.{name}.url", url)


def write_first(path: Path, settings: Settings, url: str) -> None:
    """Write the first settings: the language in force and, unless empty, ``url`` under the default target."""
    put(path, "lang", settings.lang)
    if url:
        write_target(path, settings, url)


def write_example(path: Path) -> bool:
    """Write the example of all settings to ``path``, each value a comment; False when there is a file already."""
    if path.exists():
        return False
    text = Path(__file__).with_name("example.toml").read_text(encoding="utf-8")
    lines = (line if not line or line.startswith("#") else f"# {line}" for line in text.splitlines())
    private(path.parent)
    replace_file(path, "\n".join([*lines, ""]))
    return True


def replace_file(path: Path, text: str) -> None:
    """Put ``text`` into ``path``, whole or not at all, for its owner alone."""
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text, tomllib.loads(text)


def _write(path: Path, text: str, changed: str, wanted: dict[str, Any], *, line_only: bool = False) -> None:
    """Write ``changed`` if it says what is ``wanted``, else that by itself; ``text`` is what stands there."""
    import tomli_w

    try:
        fine = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        fine = False
    if line_only and not fine:
        raise ValueError(path.name)
    private(path.parent)
    if text and not line_only:
        replace_file(path.with_suffix(BEFORE), text)
    replace_file(path, changed if fine else tomli_w.dumps(wanted))


def _line_put(text: str, key: str, steps: tuple[str, ...], line: str) -> str:
    """Return ``text`` with ``line`` where the key stands, else at the end of its table, which is opened if need be."""
    lines = text.splitlines(keepends=True)
    number = line_of(text, key)
    if number and "=" in lines[number - 1]:
        mark = re.match(r"\s*", lines[number - 1])
        lines[number - 1] = f"{mark[0] if mark else ''}{line}\n"
        return "".join(lines)
    table = steps[:-1]
    opened = [opens(one) for one in lines]
    if not table:
        first = next((n for n, one in enumerate(opened) if one is not None), len(lines))
        while first and lines[first - 1].lstrip()[:1] in {"", "#"}:
            first -= 1  # a comment over a table belongs to the table
        return "".join([*lines[:first], *_ended(lines[:first]), f"{line}\n", *lines[first:]])
    if table in opened:
        begin = opened.index(table) + 1
        return "".join([*lines[:begin], *_ended(lines[:begin]), f"{line}\n", *lines[begin:]])
    name = ".".join(step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else f'"{step}"' for step in table)
    gap = ["\n"] if text.strip() else []
    return "".join([*lines, *_ended(lines), *gap, f"[{name}]\n", f"{line}\n"])


def _ended(lines: list[str]) -> list[str]:
    return [] if not lines or lines[-1].endswith("\n") else ["\n"]


def _with(table: dict[str, Any], steps: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = steps
    if not rest:
        return {**table, first: value}
    inner = table.get(first)
    return {**table, first: _with(inner if isinstance(inner, dict) else {}, tuple(rest), value)}


def _without(table: dict[str, Any], steps: tuple[str, ...]) -> dict[str, Any]:
    first, *rest = steps
    if first not in table:
        return table
    if not rest:
        return {name: value for name, value in table.items() if name != first}
    inner = table[first]
    return {**table, first: _without(inner, tuple(rest))} if isinstance(inner, dict) else table
