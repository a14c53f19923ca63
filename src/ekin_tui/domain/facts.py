"""The decorator of the frozen facts: a dataclass in all that it does, made in a fifth of the time.

The library writes and compiles six functions for each class, whether they are ever called or not: for the classes that
are loaded before the first screen that took as long as all of their modules. Here all but ``__init__`` are made from
the names of the fields, and ``__init__`` is written when the first object is made.
"""

import dataclasses
from collections.abc import Callable, Iterator
from operator import attrgetter
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
            for name, method in _methods(plain):
                if name not in cls.__dict__:
                    setattr(plain, name, method)
            return plain

        return made


def _methods(cls: type) -> Iterator[tuple[str, Any]]:
    fields = dataclasses.fields(cls)
    key = attrgetter(*[field.name for field in fields if field.compare])

    def init(self: object, *values: object, **named: object) -> None:
        cls.__init__ = written = _written(fields, post=hasattr(cls, "__post_init__"))  # type: ignore[misc] # from now on
        written(self, *values, **named)

    def eq(self: object, other: object) -> bool:
        return bool(key(self) == key(other)) if other.__class__ is self.__class__ else NotImplemented

    yield "__init__", init
    yield "__eq__", eq
    yield "__hash__", lambda self: hash(key(self))
    yield "__repr__", _repr
    yield "__setattr__", _frozen
    yield "__delattr__", _frozen
    yield "__getstate__", _state
    yield "__setstate__", _take_state


def _written(fields: tuple["dataclasses.Field[Any]", ...], *, post: bool) -> Callable[..., None]:
    """Write the function that gives each field its value."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_none": dataclasses.MISSING}
    asked: dict[bool, list[str]] = {False: ["self"], True: []}
    lines = ["pass"]
    for field in fields:
        name, value = field.name, field.name if field.init else f"_{field.name}"
        known[f"_{name}"], makes = field.default, field.default_factory is not dataclasses.MISSING
        if makes:
            known[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}() if {name} is _none else {name}" if field.init else f"_make_{name}()"
        if field.init:
            default = "=_none" if makes else "" if field.default is dataclasses.MISSING else f"=_{name}"
            asked[bool(field.kw_only)].append(name + default)
        lines.append(f"_set(self, {name!r}, {value})")
    lines += ["self.__post_init__()"] if post else []
    named = ["*", *asked[True]] if asked[True] else []
    exec(f"def __init__({', '.join(asked[False] + named)}):\n " + "\n ".join(lines), known)  # noqa: S102 - as the library does
    written: Callable[..., None] = known["__init__"]
    return written


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
