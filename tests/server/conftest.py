import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, Centre, running_centre
from tests.server.postgres import Cluster, running_postgres
from tests.server.talk import Talk


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Outside of pytest's own folder: it takes every right of others from it, and PostgreSQL never runs as root."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with running_postgres(Path(tempfile.gettempdir(), f"ekin-postgres-{run}")) as running:
        yield running


@pytest.fixture(scope="module")
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre on SQLite; a module whose tests hold on both engines says so with ``BOTH_ENGINES``."""
    on_postgres = getattr(request, "param", "sqlite") == "postgresql"
    store = request.getfixturevalue("cluster").fresh() if on_postgres else ""
    with running_centre(tmp_path_factory.mktemp("centre"), store=store) as running:
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
