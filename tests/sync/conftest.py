"""One real centre a module; each test makes the devices that it needs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.centre import Centre, running_centre
from tests.sync.device import TODAY, Device, make_device


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
