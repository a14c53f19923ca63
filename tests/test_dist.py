"""What is handed out: the archives hold all that the program reads, and the wheel is built from the source archive."""

import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = ROOT / ".uv/bin/uv"
READ = (".toml", ".tcss", ".typed", ".py")
"""Endings of the files that the program loads or reads."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not UV.exists():
        pytest.skip("the tools of the Makefile are not set up")
    folder = tmp_path_factory.mktemp("dist")
    env = {**os.environ, "VIRTUAL_ENV": ""}
    done = subprocess.run(
        [UV, "build", "--quiet", "--out-dir", folder], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_holds_every_file_that_the_program_reads(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.getinfo(name).file_size for name in archive.namelist()}
        example = archive.read("ekin_tui/config/example.toml")
    source = ROOT / "src"
    wanted = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.suffix in READ and path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(wanted) > 300
    assert [name for name in wanted if name not in held] == []
    assert example == (ROOT / "config.example.toml").read_bytes()
    assert [name for name in held if name.endswith("man1/ekin-tui.1")] != []


def test_the_source_archive_holds_tests_and_documents_too(dist: Path) -> None:
    (source,) = dist.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "Makefile",
        "uv.lock",
        "config.example.toml",
        "docs/protocol.md",
    } <= names
    assert "tests/test_dist.py" in names
