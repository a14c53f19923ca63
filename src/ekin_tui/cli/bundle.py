"""A bundle for whoever helps: what ``doctor`` found and how the program is set up, safe to send by mail.

It holds no text that a person wrote, no token, no NIP and no name. What each file is made of is chosen here, and
everything goes through :class:`Redaction` besides, which knows the secrets of this home and takes them out wherever
they might have come in.
"""

import io
import json
import os
import platform
import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ekin_tui import __version__
from ekin_tui.cli.join import Joined
from ekin_tui.config import SettingsError
from ekin_tui.config.sources import sources
from ekin_tui.store.outline import outline, people

_LIBRARIES = ("textual", "rich", "httpx", "msgspec", "sqlite-utils", "click", "holidays", "litestar", "sqlalchemy")
_TERMINAL = (
    "TERM",
    "COLORTERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "NO_COLOR",
    "TMUX",
    "STY",
    "SSH_TTY",
    "COLUMNS",
    "LINES",
)
"""Variables that say how a terminal draws; no other one is looked at."""
_SECRET = frozenset({"token_command", "token_format"})
_HEADERS = ".rest.headers"
"""The table of what goes with each request to an agency's interface: mostly keys."""
_WRITTEN = "report"
"""The table of settings that holds what a person wrote: names, a place, the lines of a letterhead."""
_NIP = re.compile(r"(?<!\d)\d{8} ?\d{6} ?\d ?\d{3}(?!\d)")
_LOGIN = re.compile(r"(?<=//)[^/@\s\"]+@")
_LEAST = 3
"""Characters that a name needs to be looked for: shorter ones stand in ordinary words."""


class Redaction:
    """Takes out of a text what belongs to a person: names, NIPs, tokens, the folder of the home."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """``known`` are secrets and what stands for each."""
        pairs = {secret: stands for secret, stands in known if len(secret) >= _LEAST}
        self._stands = pairs
        longest = sorted(pairs, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest)) or r"(?!)", re.IGNORECASE)
        self._lower = {secret.casefold(): stands for secret, stands in pairs.items()}

    def __call__(self, text: str) -> str:
        """Return ``text`` without them."""
        text = self._known.sub(lambda found: self._lower.get(found[0].casefold(), "<…>"), text)
        return _LOGIN.sub("<login>@", _NIP.sub("<nip>", text))


def gather(joined: Joined, findings: object) -> dict[str, str]:
    """Return the files of the bundle, by name; ``findings`` is what ``doctor --json`` prints."""
    files = {
        "doctor.json": findings,
        "program.json": _program(),
        "settings.json": _settings(joined),
        "cache.json": outline(joined.home.state / "cache.db"),
    }
    clean = Redaction(_known(joined))
    return {name: json.dumps(_cleaned(value, clean), ensure_ascii=False, indent=2) for name, value in files.items()}


def _cleaned(value: object, clean: Redaction) -> object:
    """Return ``value`` for JSON, each text in it cleaned as it stands: JSON would write a quote in a name otherwise."""
    match value:
        case dict():
            return {clean(str(key)): _cleaned(one, clean) for key, one in value.items()}
        case list() | tuple():
            return [_cleaned(one, clean) for one in value]
        case None | bool() | int() | float():
            return value
        case _:
            return clean(str(value))


def write(path: Path, files: Mapping[str, str]) -> int:
    """Write the bundle, for its owner alone; returns its size. Raises OSError, FileExistsError among them."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"ekin-tui/{name}"), text)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        return file.write(whole.getvalue())


def _program() -> dict[str, object]:
    libraries = {}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            libraries[name] = version(name)
    return {
        "ekin-tui": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": libraries,
        "encoding": sys.stdout.encoding,
        "terminal": {name: os.environ[name] for name in _TERMINAL if name in os.environ},
    }


def _settings(joined: Joined) -> list[dict[str, Any]]:
    try:
        lines = sources(joined.settings, joined.home, joined.env, {"lang": joined.asked_lang})
    except SettingsError as error:
        return [{"error": error.code, "place": error.place, "key": error.key}]
    shown = []
    for one in lines:
        table, _, name = one.key.rpartition(".")
        hidden = one.value and (name in _SECRET or table == _WRITTEN or table.endswith(_HEADERS))
        shown.append({**asdict(one), "value": "<set>" if hidden else one.value})
    return shown


def _known(joined: Joined) -> Iterable[tuple[str, str]]:
    """Yield the secrets of this home and what stands for each."""
    yield str(joined.home.state), "<home>"
    yield str(joined.home.config), "<home>"
    yield str(Path.home()), "~"
    for token in joined.home.state.glob("token-*"):
        with suppress(OSError, UnicodeDecodeError):
            yield token.read_text(encoding="utf-8").strip(), "<token>"
    for nip, name in people(joined.home.state / "cache.db"):
        yield nip, "<nip>"
        yield name, "<name>"
