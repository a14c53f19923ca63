"""Which column fills which field, and what words in cells mean: ``columns.toml``, and what an agency puts over it."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ekin_tui.domain.checks import OFFSETS
from ekin_tui.domain.clean import hostile
from ekin_tui.server.database import AdminError

REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "staff": ("nip", "name"),
        "posts": ("code", "unit"),
        "assignments": ("nip", "start", "capacity"),
        "skp": ("nip", "year"),
        "rhk": ("nip", "year", "text"),
        "plans": ("nip", "year", "rhk", "text"),
        "periods": ("start", "end", "due"),
        "policy": ("key", "value"),
        "holidays": ("day", "text"),
        "leave": ("nip", "start", "kind"),
        "ratings": ("nip", "start", "end", "results", "behaviour"),
    }
)
"""Kind of table → the fields without which it is none, in the order in which kinds are read and written."""
_AGENCY = re.compile(r"[a-z0-9][a-z0-9-]{0,33}", re.ASCII)
_SECTIONS = ("agency", "words")
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """What a map says of the agency; nothing where it is empty or 0."""

    id: str = ""
    name: str = ""
    zone: str = ""
    week: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A map that was read."""

    agency: Agency
    fields: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Kind → field → the headings that may fill it; of several in one file the first here counts."""
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def meaning(self, group: str, text: str) -> str | None:
        """Return which value of ``group`` a cell means: the one with the longest of its words in it; None for none."""
        said = text.casefold()
        found = [
            (word == said, len(word), value)
            for value, words in self.words[group].items()
            for word in words
            if word in said
        ]
        return max(found)[2] if found else None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return which of ``known`` is most like ``name``."""
    names = list(known)
    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.0)), names[0])


def default_text() -> str:
    """Return the map that is built in, with its comments."""
    return files(__package__).joinpath("columns.toml").read_text(encoding="utf-8")


def read_map(path: Path | None) -> Columns:
    """Return the map in force: what the file at ``path`` names goes before what is built in.

    Raises AdminError ``map-missing``, ``map-unreadable``, ``map-unknown``, ``map-value``.
    """
    whole = tomllib.loads(default_text())
    given = {} if path is None else _load(path)
    for section, values in given.items():
        _merge(whole, section, values)
    kinds = {kind: {name: tuple(names) for name, names in whole[kind].items()} for kind in REQUIRED}
    words = {
        group: {value: tuple(word.casefold() for word in some) for value, some in values.items()}
        for group, values in whole["words"].items()
    }
    return Columns(agency=_agency(whole["agency"]), fields=kinds, words=words)


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AdminError("map-unreadable", path=str(path), why="too large")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AdminError("map-missing", path=str(path), why=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AdminError("map-unreadable", path=str(path), why=str(error)) from error


def _merge(whole: dict[str, Any], section: str, values: object) -> None:
    """Put one section of an agency's map over the built-in one; a single name may stand without its brackets."""
    known = _known(section, whole, (*REQUIRED, *_SECTIONS))
    if not isinstance(values, dict):
        raise AdminError("map-value", key=section)
    for name, value in values.items():
        old = _known(name, known, known, section)
        key = f"{section}.{name}"
        if section == "words":
            if not isinstance(value, dict):
                raise AdminError("map-value", key=key)
            for meaning, some in value.items():
                _known(meaning, old, old, key)
                old[meaning] = [*_names(some, f"{key}.{meaning}")]
        elif section == "agency":
            if type(value) is not type(old):
                raise AdminError("map-value", key=key)
            known[name] = value
        else:
            known[name] = _names(value, key)


def _known(name: str, where: dict[str, Any], names: Iterable[str], section: str = "") -> Any:
    if name not in where:
        raise AdminError("map-unknown", key=f"{section}.{name}".strip("."), near=nearest(name, names))
    return where[name]


def _names(value: object, key: str) -> list[str]:
    some = [value] if isinstance(value, str) else value
    if not isinstance(some, list) or not all(isinstance(one, str) and one.strip() for one in some):
        raise AdminError("map-value", key=key)
    return some


def _agency(said: dict[str, Any]) -> Agency:
    found = Agency(id=said["id"], name=" ".join(said["name"].split()), zone=said["zone"], week=said["week"])
    wrong = {
        "agency.id": found.id != "" and not _AGENCY.fullmatch(found.id),
        "agency.name": hostile(found.name),
        "agency.zone": found.zone not in {*OFFSETS, ""},
        "agency.week": found.week not in {0, 5, 6},
    }
    for key, bad in wrong.items():
        if bad:
            raise AdminError("map-value", key=key)
    return found
