"""Names, plans and sentences of the invented office, read from ``sample.toml``."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

import msgspec

SHIFTS = (
    ((480, 570), (570, 705), (780, 870), (870, 960)),
    ((480, 600), (610, 720), (780, 960)),
    ((480, 540), (540, 660), (660, 720), (780, 900), (900, 960)),
    ((480, 690), (780, 945)),
)
"""Hours of a usual day, in minutes after midnight."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person as ``admin init --sample`` lists them."""

    nip: str
    name: str
    post: str
    role: str
    """``head`` | ``supervisor`` | ``staff``"""
    supervisor: str | None
    """NIP of the supervisor; None for the head."""
