"""The office that every run begins with: made once, by the program itself."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ekin_tui.domain.model import Status
from tests.faults import fast_folder
from tests.faults.model.machine import Office
from tests.faults.model.office import build
from tests.faults.model.world import World

Begin = Callable[[Path], World]


@pytest.fixture(scope="session")
def begin() -> Iterator[Begin]:
    """Return what makes a world in a folder: some work is done already, and every machine has synced."""
    with TemporaryDirectory(dir=fast_folder()) as name, TemporaryDirectory(dir=fast_folder()) as first:
        template = Path(name)
        tokens = build(template)
        made = World(template, tokens, Path(first))
        _work(made)
        for file in made.hall.path.parent.iterdir():
            file.replace(template / file.name)
        for machine in made.machines.values():
            (template / machine.name).mkdir()
            machine.back_up(template / machine.name / "cache.db")
        made.close()

        def make(folder: Path) -> World:
            world = World(template, tokens, folder, deepcopy(made.book))
            world.clock.begin_at(made.clock)
            return world

        yield make


@pytest.fixture(scope="session")
def office(begin: Begin) -> type[Office]:
    """Return the state machine over such worlds."""
    return type("Run", (Office,), {"begin": staticmethod(begin), "done": Counter()})


@pytest.fixture
def world(begin: Begin) -> Iterator[World]:
    """Return one such world, for a scenario."""
    with TemporaryDirectory(dir=fast_folder()) as name:
        one = begin(Path(name))
        yield one
        one.close()


def _work(world: World) -> None:
    """Leave a draft, something sent, something returned and something approved behind."""
    machines = world.machines
    _all_sync(world)
    for name in ("siti-1", "siti-1", "siti-1", "siti-1", "joko"):
        machines[name].write()
    for entry in machines["siti-1"].own(Status.DRAFT)[1:]:
        machines["siti-1"].submit(entry)
    machines["joko"].submit(machines["joko"].own(Status.DRAFT)[0])
    _all_sync(world)
    first, second, *_ = machines["budi"].inbox(Status.SUBMITTED)
    machines["budi"].approve(first)
    machines["budi"].decide("return", second)
    _all_sync(world)


def _all_sync(world: World) -> None:
    for _ in range(2):
        for machine in world.machines.values():
            done = machine.sync()
            assert done, machine.name
            assert done.code == "ok", done
