"""One real centre a module; each test makes the devices that it needs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.centre import SITI, Centre, running_centre
from tests.sync.device import TODAY, Device, make_device
from tests.sync.long_feed import fill


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with running_centre(tmp_path_factory.mktemp("centre"), TODAY) as one:
        yield one


@pytest.fixture
def machine(tmp_path: Path, centre: Centre) -> Callable[[str], Device]:
    """Make a machine that has synced once."""

    def make(nip: str) -> Device:
        device = make_device(tmp_path, centre, nip)
        assert device.sync().code == "ok"
        return device

    return make


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("long")
    with running_centre(folder, TODAY) as centre:
        siti = make_device(folder, centre, SITI)
        assert siti.sync().code == "ok"
        me = siti.store.reference.me()
        assert me is not None
        fill(centre, siti.me, me.position)
        yield centre
