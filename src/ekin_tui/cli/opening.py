"""The first frame of the calendar: painted before the program is loaded, if all is as it was when it was kept.

What the calendar shows follows from the cache, the settings, the clock, the terminal, its size, the environment and the
program itself. Each of them is compared; if any is another, nothing is painted and the program starts as ever. Loads
nothing that the comparison does not need.
"""

import os
import sys
import time
from collections.abc import Mapping

from ekin_tui import __version__
from ekin_tui.store.stamp import Stamp, readable, stamp
from ekin_tui.terminal import INCAPABLE
from ekin_tui.terminal.first_frame import FirstFrame
from ekin_tui.terminal.kept import find

FILE = "first-frame"
"""The name of the file beside the cache."""
SYSTEM_FILE = "/etc/xdg/ekin-tui/config.toml"
_NAMES = frozenset(
    {"TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "LANG", "LANGUAGE", "TZ", "COLUMNS", "LINES", "TERM_PROGRAM"}
)
_PREFIXES = ("EKIN_TUI_", "TEXTUAL", "LC_", "PYTHON")
"""The variables that the picture may depend on; rather one too many."""


def paint(arguments: list[str]) -> FirstFrame | None:
    """Paint what was kept for a start with ``arguments`` at this moment; None when there is nothing that is true."""
    asked = _options(arguments)
    if asked is None or not _on_a_terminal():
        return None
    config, state = _places(asked.get("--home"))
    cache = f"{state}/cache.db"
    known = stamp(cache)
    if known is None:
        return None
    key = circumstances(os.environ, config, cache, known, asked.get("--lang"))
    found = find(f"{state}/{FILE}", key, time.time())
    if found is None or not readable(cache):
        return None
    said, picture = found
    frame = FirstFrame(_size(), picture)
    return frame if frame.paint(said) else None


def opens_calendar(arguments: list[str]) -> bool:
    """Tell whether a start with ``arguments`` is one of the program on the screen, and no command."""
    return _options(arguments) is not None


def circumstances(env: Mapping[str, str], config: str, cache: str, known: Stamp, lang: str | None) -> str:
    """Return all that the picture follows from, but the time, in one line.

    ``env`` is the environment as the program found it, ``config`` the person's file of settings, ``known`` the stamp of
    ``cache``, ``lang`` what was asked for.
    """
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - without pathlib
    program = [here, *sorted(entry.path for entry in os.scandir(here) if entry.is_dir())]
    libraries = [path for path in sys.path if path.endswith("-packages")]
    files = [config, SYSTEM_FILE, "/etc/localtime", *program, *libraries]
    named = sorted((name, value) for name, value in env.items() if name in _NAMES or name.startswith(_PREFIXES))
    encodings = [getattr(stream, "encoding", "") for stream in (sys.stdin, sys.stdout, sys.stderr)]
    return ascii(
        (__version__, sys.version, lang, cache, known, _size(), encodings, named, [_changed(f) for f in files])
    )


def _changed(path: str) -> tuple[str, int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return path, 0, 0
    return path, found.st_size, found.st_mtime_ns


def _options(arguments: list[str]) -> dict[str, str] | None:
    """Return the options of a start of the calendar; None for any other command, and for what has to be refused."""
    found: dict[str, str] = {}
    waiting = list(arguments)
    while waiting:
        name, equals, value = waiting.pop(0).partition("=")
        if name not in {"--home", "--lang"} or not (equals or waiting):
            return None
        found[name] = value if equals else waiting.pop(0)
    return found


def _on_a_terminal() -> bool:
    env = os.environ
    sized = env.get("COLUMNS") or env.get("LINES")
    return env.get("TERM", "") not in INCAPABLE and not sized and all(os.isatty(number) for number in (0, 1, 2))


def _size() -> tuple[int, int]:
    """Return columns and rows, as Textual asks for them; nothing painted fits 0 by 0."""
    try:
        columns, rows = os.get_terminal_size(1)
    except OSError:
        return 0, 0
    return columns, rows


def _places(home: str | None) -> tuple[str, str]:
    """Return the file of settings and the folder of the cache, without the library that knows other systems' places."""
    named = home or os.environ.get("EKIN_TUI_HOME")
    if named:
        root = os.path.abspath(named)  # noqa: PTH100
        return f"{root}/config.toml", root
    own = os.path.expanduser("~")  # noqa: PTH111
    config = os.environ.get("XDG_CONFIG_HOME") or f"{own}/.config"
    state = os.environ.get("XDG_STATE_HOME") or f"{own}/.local/state"
    return f"{config}/ekin-tui/config.toml", f"{state}/ekin-tui"
