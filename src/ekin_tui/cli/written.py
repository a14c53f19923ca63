"""Writing into the user's settings: atomically, with what stood there kept."""

import os
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

from ekin_tui.config import Settings, Target, check_url, private

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def write_target(path: Path, settings: Settings, url: str) -> None:
    """Put ``url`` under the default target in the settings file at ``path``. Raises SettingsError for a bad URL."""
    name = settings.default_target
    check_url(url, f"targets.{name}.url", "--url")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    known = tomllib.loads(text).get("targets", {})
    if known.get(name, {}).get("url") == url:
        return
    import tomli_w

    table = tomllib.loads(text)
    kept = asdict(settings.targets.get(name, Target()))
    plain = {key: value for key, value in kept.items() if value != getattr(Target(), key)}
    table.setdefault("targets", {})[name] = {**plain, "kind": "ekin", "url": url}
    private(path.parent)
    if text:
        replace_file(path.with_suffix(".toml.before"), text)
    replace_file(path, tomli_w.dumps(table))


def write_first(path: Path, settings: Settings, url: str) -> None:
    """Write the first settings: the language in force and, unless empty, ``url`` under the default target."""
    import tomli_w

    table: dict[str, object] = {"lang": settings.lang}
    if url:
        table["targets"] = {settings.default_target: {"kind": "ekin", "url": url}}
    private(path.parent)
    replace_file(path, tomli_w.dumps(table))


def write_word(path: Path, key: str, word: str) -> None:
    """Set ``key``, outside any table, to ``word`` in the settings file at ``path``; everything else stays as written.

    ``word`` is one of the choices of that key. Raises OSError, and ValueError for a file that can't be read as TOML or
    sets the key in a way that is not one line of its own.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before = tomllib.loads(text)
    line = f'{key} = "{word}"'
    table = _TABLE.search(text)
    top, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
    changed, found = re.subn(rf"^[ \t]*{key}[ \t]*=[^\n]*", lambda _: line, top, count=1, flags=re.MULTILINE)
    after = (changed if found else f"{line}\n{top}") + rest
    if tomllib.loads(after) != {**before, key: word}:
        raise ValueError(key)
    private(path.parent)
    replace_file(path, after)


def replace_file(path: Path, text: str) -> None:
    """Put ``text`` into ``path``, whole or not at all, for its owner alone."""
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
