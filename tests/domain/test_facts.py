"""The decorator of facts does what the library's own does."""

import copy
import dataclasses
import inspect
import math
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from ekin_tui.domain.facts import dataclass

Make = Any
"""The decorator of facts, or the library's."""


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


def _named(make: Make) -> object:
    @make(frozen=True, slots=True, kw_only=True)
    class Named:
        set: int = 3
        none: int = 4
        self: int = 5
        x: int = 6
        make_x: int = 7
        more: Mapping[str, int] = field(default_factory=dict)

    return asdict(Named(self=1, x=2))


def _not_given(make: Make) -> object:
    @make(frozen=True, slots=True, kw_only=True)
    class NotGiven:
        x: int
        lacking: int = field(init=False)
        fixed: int = field(init=False, default=4)
        made: list[int] = field(init=False, default_factory=list)

    one = NotGiven(x=1)
    return hasattr(one, "lacking"), one.fixed, one.made


def _own_equal(make: Make) -> object:
    @make(frozen=True, slots=True)
    class OwnEqual:  # noqa: PLW1641 - the decorator gives it one
        x: int

        def __eq__(self, other: object) -> bool:
            return True

    return hash(OwnEqual(1)) == hash(OwnEqual(1)), OwnEqual(1) == OwnEqual(2)


def _hashed_in_part(make: Make) -> object:
    @make(frozen=True, slots=True)
    class Part:
        x: int
        more: Mapping[str, int] = field(default_factory=dict, hash=False)

    return hash(Part(1)) == hash(Part(1)), Part(1) == Part(1, {"a": 1})


def _empty(make: Make) -> object:
    @make(frozen=True, slots=True)
    class Empty:
        pass

    return Empty() == Empty(), hash(Empty()) == hash(Empty()), fields(Empty)


def _no_number(make: Make) -> object:
    @make(frozen=True, slots=True)
    class One:
        x: float

    return One(math.nan) == One(math.nan)


def _wrong_order(make: Make) -> object:
    try:

        @make(frozen=True, slots=True)
        class Wrong:
            x: int = 1
            y: int  # type: ignore[misc] # what is tried here

    except TypeError:
        return "refused"
    return Wrong


def _in_itself(make: Make) -> object:
    @make(frozen=True, slots=True)
    class Ring:
        x: list[object]

    ring = Ring([])
    ring.x.append(ring)
    return repr(ring).partition("Ring(")[2]


@pytest.mark.parametrize(
    "tried", [_named, _not_given, _own_equal, _hashed_in_part, _empty, _no_number, _wrong_order, _in_itself]
)
def test_at_its_edges_too_it_does_what_the_librarys_does(tried: Callable[[Make], object]) -> None:
    assert tried(dataclass) == tried(dataclasses.dataclass)
