"""The page on what can be relied on says nothing that no test proves."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| fault |", "|---"))
]
FAULTS = (
    "kill -9",
    "loss of power",
    "disk full",
    "read-only",
    "another window",
    "bad bytes",
    "clock jumps",
    "wrong order",
    "is cut",
    "drips",
    "Retry-After",
    "401",
    "sign-in page",
    "certificate",
    "older copy",
    "another centre",
    "used twice",
    "one draft",
    "hung up",
    "between commit and answer",
    "PostgreSQL",
    "empty database",
    "stumbles",
    "hostile text",
)
"""Words that each stand in the name of a row."""


def test_every_kind_of_fault_has_its_row() -> None:
    names = " ".join(row[0] for row in ROWS)
    assert [fault for fault in FAULTS if fault not in names] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_has_a_promise_a_test_a_figure_and_a_command_that_runs_it(row: list[str]) -> None:
    _, promise, proof, figure, command = row
    files = {path for path, _ in TEST.findall(proof)}
    assert promise
    assert figure
    assert files
    assert "make proofs" in command or any(path in command for path in files)
    assert re.sub(TEST, "", proof).strip() == "", "a proof is the name of a test"


def test_every_test_that_the_page_names_is_collected() -> None:
    named = sorted({f"{path}::{name}" for path, name in TEST.findall(PAGE)})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *named]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line} == set(named)


def test_every_command_of_the_page_is_there_to_be_run() -> None:
    commands = {command for row in ROWS for command in re.findall(r"`([^`]+)`", row[4])}
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in sorted(commands):
        program, *arguments = command.split()
        assert program in {"make", "pytest", "python"}
        for argument in arguments:
            if argument != "-m":
                place = ROOT / (argument if program == "pytest" else f"{argument.replace('.', '/')}.py")
                assert f"\n{argument}:" in targets if program == "make" else place.is_file(), command
