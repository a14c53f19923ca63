"""Names, plans and sentences of the invented office, read from ``sample.toml``."""

import tomllib
from importlib.resources import files

import msgspec


class Employee(msgspec.Struct, frozen=True):
    """One invented person; ``under`` is the key of the position that reviews them, ``holds`` that of their own."""

    key: str
    nip: str
    name: str
    post: str
    unit: str
    works: list[str]
    under: str = ""
    holds: str = ""


class Work(msgspec.Struct, frozen=True):
    """One rencana aksi with what is done for it; words in braces vary."""

    code: str
    plan: str
    target: int
    unit: str
    usual: tuple[int, int]
    done: list[str]


class Group(msgspec.Struct, frozen=True):
    """A result (RHK) with its rencana aksi."""

    result: str
    works: list[Work]


class Data(msgspec.Struct, frozen=True):
    """What ``sample.toml`` holds."""

    name: str
    zone: str
    words: dict[str, list[str]]
    remarks: dict[str, list[str]]
    people: list[Employee]
    groups: dict[str, Group]


def read_data() -> Data:
    """Return the names and works of the invented office."""
    text = files(__package__).joinpath("sample.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Data)
