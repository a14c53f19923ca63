"""The units of packaging/systemd: what systemd makes of them, and that their commands exist."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from ekin_tui.cli.commands import root

FOLDER = Path(__file__).parents[2] / "packaging" / "systemd"
UNITS = sorted(FOLDER.iterdir())
OF_A_PERSON = {"ekin-tui-sync.service", "ekin-tui-sync-once.service", "ekin-tui-sync-once.timer"}
ANALYZE = shutil.which("systemd-analyze")
systemd = pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze on this machine")


@systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_has_nothing_to_say_against_a_unit(unit: Path, tmp_path: Path) -> None:
    kind = ["--user"] if unit.name in OF_A_PERSON else []
    command = [str(ANALYZE), *kind, "--man=no", "verify", str(unit)]
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    said = [line for line in done.stderr.splitlines() if "ekin-tui" in line]
    assert (done.returncode, said) == (0, []), done.stderr


@systemd
@pytest.mark.parametrize("name", ["ekin-tui-serve.service", "ekin-tui-backup.service"])
def test_a_unit_of_the_centre_may_do_little_else(name: str) -> None:
    command = [str(ANALYZE), "security", "--offline=yes", "--threshold=20", str(FOLDER / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_the_command_of_a_unit_is_one_of_the_program(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    lines = re.findall(r"^ExecStart=.*?ekin-tui (.*?)'?$", text, re.MULTILINE)
    assert len(lines) == 1
    command: click.Command = root
    words = lines[0].split()
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, lines[0]
        command = found
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_each_timer_has_its_service() -> None:
    names = {unit.name for unit in UNITS}
    assert {name.replace(".timer", ".service") for name in names if name.endswith(".timer")} <= names
