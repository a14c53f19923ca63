"""The decorator of the frozen facts: a dataclass in all that it does, made in a fifth of the time.

The library writes and compiles six functions for each class, whether they are ever called or not: for the classes that
are loaded before the first screen that took as long as all of their modules. Here all but ``__init__`` are made from
the names of the fields, and ``__init__`` is written when the first object is made.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - type checkers know the library's own
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """Make a class a frozen fact, as ``dataclasses.dataclass`` with the same words; there are no others."""
        if not (frozen and slots):
            raise TypeError("a fact is frozen and has slots")

        def made(cls: type) -> type:
            plain = dataclasses.dataclass(slots=True, kw_only=kw_only, init=False, repr=False, eq=False)(cls)
            if not kw_only:
                _check(plain)
            for name, method in _methods(plain):
                if cls.__dict__.get(name) is None:  # a class with an ``__eq__`` of its own has the hash None
                    setattr(plain, name, method)
            return plain

        return made


def _check(cls: type) -> None:
    """Refuse when the class is made an order of fields that its ``__init__`` could not have."""
    late = ""
    for field in dataclasses.fields(cls):
        if not field.init or field.kw_only:
            continue
        if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING:
            late = field.name
        elif late:
            raise TypeError(f"non-default argument {field.name!r} follows default argument {late!r}")


def _methods(cls: type) -> Iterator[tuple[str, Any]]:
    fields = dataclasses.fields(cls)
    key = _key([field.name for field in fields if field.compare])
    hashed = _key([field.name for field in fields if (field.compare if field.hash is None else field.hash)])

    def init(self: object, /, *values: object, **named: object) -> None:
        cls.__init__ = written = _written(cls, fields)  # type: ignore[misc] # from now on
        written(self, *values, **named)

    def eq(self: object, other: object) -> bool:
        return bool(key(self) == key(other)) if other.__class__ is self.__class__ else NotImplemented

    yield "__init__", init
    yield "__eq__", eq
    yield "__hash__", lambda self: hash(hashed(self))
    yield "__repr__", _repr
    yield "__setattr__", _frozen
    yield "__delattr__", _frozen
    yield "__getstate__", _state
    yield "__setstate__", _take_state


def _key(names: Sequence[str]) -> Callable[[object], object]:
    """Return what gives the values of ``names`` as one tuple: of two tuples the same object is always equal."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda fact: tuple(getattr(fact, name) for name in names)


def _written(cls: type, fields: tuple["dataclasses.Field[Any]", ...]) -> Callable[..., None]:
    """Write the function that gives each field its value. Names of its own begin as no field's does.

    A slot is set by what sets it: less time than looking it up by its name takes, and facts are made in thousands.
    """
    known: dict[str, Any] = {"__fact_none": dataclasses.MISSING}
    asked: dict[bool, list[str]] = {False: [], True: []}
    lines = ["pass"]
    for field in fields:
        name, value, makes = field.name, field.name, field.default_factory is not dataclasses.MISSING
        if makes:
            known[f"__fact_make_{name}"] = field.default_factory
            value = f"__fact_make_{name}()"
            value = f"{value} if {name} is __fact_none else {name}" if field.init else value
        elif not field.init and field.default is dataclasses.MISSING:
            continue  # whatever checks the object may give it a value
        elif not field.init:
            value = f"__fact_default_{name}"
        known[f"__fact_default_{name}"] = field.default
        if field.init:
            lacks = field.default is dataclasses.MISSING
            default = "=__fact_none" if makes else "" if lacks else f"=__fact_default_{name}"
            asked[bool(field.kw_only)].append(name + default)
        known[f"__fact_set_{name}"] = _setter(cls, name)
        lines.append(f"__fact_set_{name}(__fact_self, {value})")
    lines += ["__fact_self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    me = "__fact_self" if any(field.name == "self" for field in fields) else "self"
    named = ["*", *asked[True]] if asked[True] else []
    body = "\n ".join(lines).replace("__fact_self", me)
    exec(f"def __init__({', '.join([me, *asked[False], *named])}):\n {body}", known)  # noqa: S102 - as the library does
    written: Callable[..., None] = known["__init__"]
    return written


def _setter(cls: type, name: str) -> Callable[[Any, Any], None]:
    slots = (vars(one).get(name) for one in cls.__mro__)
    return next(slot.__set__ for slot in slots if isinstance(slot, MemberDescriptorType))


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _frozen(self: object, name: str, *_: object) -> None:  # noqa: ARG001 - both ways of writing end here
    raise dataclasses.FrozenInstanceError(f"a fact keeps its {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _take_state(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
