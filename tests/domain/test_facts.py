"""The decorator of facts does what the library's own does."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, replace

import pytest

from ekin_tui.domain.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    name: str
    count: int = 2
    more: Mapping[str, int] = field(default_factory=dict)
    unseen: str = field(default="x", repr=False, compare=False)

    @property
    def twice(self) -> int:
        return self.count * 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    name: str
    count: int = 2
    more: Mapping[str, int] = field(default_factory=dict)
    unseen: str = field(default="x", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Checked:
    low: int
    high: int = 9

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.low} > {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Below(Ours):
    last: str


GIVEN: list[dict[str, object]] = [
    {"name": "a"},
    {"name": "a", "count": 3},
    {"name": "b", "more": {"k": 1}},
    {"name": "a", "unseen": "y"},
]


@pytest.mark.parametrize("given", GIVEN)
def test_it_is_shown_taken_apart_and_copied_as_the_librarys(given: dict[str, object]) -> None:
    ours, theirs = Ours(**given), Theirs(**given)  # type: ignore[arg-type]
    assert repr(ours).replace("Ours", "Theirs") == repr(theirs)
    assert asdict(ours) == asdict(theirs)
    assert [one.name for one in fields(ours)] == [one.name for one in fields(theirs)]
    assert asdict(replace(ours, count=7)) == asdict(replace(theirs, count=7))
    assert copy.deepcopy(ours) == ours == pickle.loads(pickle.dumps(ours))  # noqa: S301 - our own bytes
    assert list(inspect.signature(Ours.__init__).parameters) == list(inspect.signature(Theirs.__init__).parameters)


def test_two_are_equal_as_two_of_the_librarys_are() -> None:
    ours = [Ours(**given) for given in GIVEN]  # type: ignore[arg-type]
    theirs = [Theirs(**given) for given in GIVEN]  # type: ignore[arg-type]
    assert [[one == other for other in ours] for one in ours] == [[one == other for other in theirs] for one in theirs]
    assert Ours(name="a") != Theirs(name="a")
    assert Checked(1) == Checked(1, 9)
    assert hash(Checked(1)) == hash(Checked(1, 9))
    assert len({Checked(1), Checked(1), Checked(2)}) == 2
    with pytest.raises(TypeError):
        hash(Ours(name="a"))  # a dict has no hash, nor has what holds one


def test_no_value_is_shared_written_or_taken_away() -> None:
    one, other = Ours(name="a"), Ours(name="a")
    assert one.more is not other.more
    with pytest.raises(FrozenInstanceError):
        one.count = 5  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.count
    with pytest.raises(FrozenInstanceError):
        one.other = 5  # type: ignore[attr-defined]
    assert one.twice == 4


@pytest.mark.parametrize("given", [{}, {"name": "a", "nome": "b"}])
def test_what_lacks_or_is_too_much_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        Ours(**given)
    with pytest.raises(TypeError):
        Ours("a")  # type: ignore[misc]


def test_a_check_of_its_own_is_made_of_each_and_one_below_has_the_fields_above() -> None:
    with pytest.raises(ValueError, match="11 > 9"):
        Checked(11)
    with pytest.raises(ValueError, match="11 > 9"):
        replace(Checked(1), low=11)
    below = Below(name="a", last="z")
    assert (below.name, below.count, below.last, below.twice) == ("a", 2, "z", 4)
    assert below != Ours(name="a")


def test_it_makes_frozen_facts_only() -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=False, slots=True)
    with pytest.raises(TypeError):
        dataclass(frozen=True, slots=False)
