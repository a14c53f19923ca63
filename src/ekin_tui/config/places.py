"""Where a setting stands in a file, and what a wrong name was meant to be: for errors that can be mended at once."""

import difflib
import re
import tomllib
from pathlib import Path

_TABLE = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")


def near(name: str, known: list[str]) -> str:
    """Return the name of ``known`` that is most like ``name``; empty when there is none."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.4)), known[0] if known else "")


def example_of(dotted: str) -> str:
    """Return the line by which the example of all settings sets ``dotted``; empty where it has none."""
    raw = Path(__file__).with_name("example.toml").read_text(encoding="utf-8")
    text = re.sub(r'^# (?="[^"]+" = )', "", raw, flags=re.MULTILINE)  # keys stand there as comments
    number = line_of(text, dotted)
    return text.splitlines()[number - 1].strip() if number else ""


def written(dotted: str, *paths: Path) -> str:
    """Return ``file:line`` of the first file that sets ``dotted``; the first file when none does."""
    for path in paths:
        line = line_of(path.read_text(encoding="utf-8"), dotted) if path.is_file() else 0
        if line:
            return f"{path}:{line}"
    return str(paths[0])


def line_of(text: str, dotted: str) -> int:
    """Return the line that sets ``dotted`` or opens its table, as well as a search by line can tell; 0 for none."""
    wanted = dotted.split(".")
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TABLE.match(line):
            table = _parts(found[1])
            if table[: len(wanted)] == wanted:
                return number
        elif found := _KEY.match(line):
            path = table + _parts(found[1])
            shared = min(len(path), len(wanted))
            if path[:shared] == wanted[:shared]:
                return number
    return 0


def opens(line: str) -> tuple[str, ...] | None:
    """Return the path of the table that ``line`` opens; None for any other line."""
    found = _TABLE.match(line)
    return tuple(_parts(found[1])) if found else None


def path_of(dotted: str) -> tuple[str, ...]:
    """Return the steps of a dotted key; the id of an action, which has a dot of its own, is one step."""
    first, _, rest = dotted.partition(".")
    if first == "keys" and rest:
        return (first, rest)
    return tuple(dotted.split("."))


def _parts(name: str) -> list[str]:
    return [part.strip().strip("\"'") for part in name.split(".")]


def place_of(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """Return ``file:line`` of what is no TOML."""
    found = re.search(r"at line (\d+)", str(error))
    return f"{path}:{found[1]}" if found else f"{path}"
