from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre import BUDI, SITI, Centre, running_centre
from tests.cli.program import Program


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path) as running:
        yield running


@pytest.fixture
def nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path / "nobody", capsys)


@pytest.fixture
def siti(centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    program = Program(tmp_path / "siti", capsys)
    assert program.sign_in(centre, SITI).code == 0
    return program


@pytest.fixture
def budi(centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    program = Program(tmp_path / "budi", capsys)
    assert program.sign_in(centre, BUDI).code == 0
    return program
