from collections.abc import Iterator

import pytest

from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, Centre, running_centre
from tests.server.talk import Talk


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with running_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture(scope="module")
def siti(centre: Centre) -> Talk:
    return Talk(centre, SITI)


@pytest.fixture(scope="module")
def joko(centre: Centre) -> Talk:
    return Talk(centre, JOKO)


@pytest.fixture(scope="module")
def budi(centre: Centre) -> Talk:
    return Talk(centre, BUDI)


@pytest.fixture(scope="module")
def nurlaela(centre: Centre) -> Talk:
    return Talk(centre, NURLAELA)


@pytest.fixture(scope="module")
def harun(centre: Centre) -> Talk:
    return Talk(centre, HARUN)
