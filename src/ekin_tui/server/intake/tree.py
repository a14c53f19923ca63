"""Chains that lead upwards: which of them come back to where they began."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def cycles(up: Mapping[K, K]) -> list[list[K]]:
    """Return every ring in ``up`` (who → the next one up), each once, in the order of its steps."""
    done: set[K] = set()
    found: list[list[K]] = []
    for first in up:
        path: dict[K, int] = {}
        one: K | None = first
        while one is not None and one not in done and one not in path:
            path[one] = len(path)
            one = up.get(one)
        if one is not None and one in path:
            found.append([step for step, number in path.items() if number >= path[one]])
        done.update(path)
    return found


def sole(
    some: Iterable[T], key: Callable[[T], K], content: Callable[[T], object]
) -> tuple[dict[K, T], list[Sequence[T]]]:
    """Return what has a key of its own, and the groups that contradict each other: of those none is taken.

    The same thing said twice is one thing. Which comes first makes no difference.
    """
    groups: dict[K, list[T]] = {}
    for one in some:
        groups.setdefault(key(one), []).append(one)
    kept: dict[K, T] = {}
    doubled: list[Sequence[T]] = []
    for name, group in groups.items():
        if len({content(one) for one in group}) == 1:
            kept[name] = group[0]
        else:
            doubled.append(group)
    return kept, doubled
